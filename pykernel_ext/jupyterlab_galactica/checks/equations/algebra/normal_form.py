"""Proofs by exact arithmetic of our own: both sides as fractions of the same polynomials.

Sines, hyperbolic functions and powers become exponentials, roots and logarithms become letters
that obey `r^2 = u`, and numbers are rational. If the difference of both sides is then zero as a
polynomial, they are equal. What has no rule is a letter of its own, or ends the attempt.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce

from ..tree import Add, Apply, Call, Const, Div, Expr, Mul, Neg, Num, Pow, Root, Sym, add
from .definitions import PARAMETERS, definition
from .polynomials import NoFormError, lean, plus
from .quotients import MAX_POWER, Quotient, as_quotient, atom, key_of, times
from .stand_ins import ONE, I, Letters


def equal(left: Expr, right: Expr) -> bool:
    """Whether both sides are equal by exact arithmetic; False says nothing."""
    try:
        letters = _Reader()
        a, b = letters.read(left), letters.read(right)
        difference = plus(times(a.num, b.den), times(b.num, a.den), -1)
        return not letters.reduced(difference)
    except (NoFormError, RecursionError, ZeroDivisionError):
        return False


@dataclass
class _Reader(Letters):
    """Trees as quotients; `parameters` are those of a definition that is being read."""

    parameters: dict[str, Quotient] = field(default_factory=dict)

    def read(self, node: Expr) -> Quotient:
        match node:
            case Num(digits):
                return as_quotient(lean(Fraction(digits)))
            case Sym(name) if name in self.parameters:
                return self.parameters[name]
            case Sym(name):
                return self.letter("symbol", name)
            case Const(name):
                return self.constant(name)
            case Neg(arg):
                return -self.read(arg)
            case Add(terms):
                return reduce(operator.add, map(self.read, terms))
            case Mul(factors):
                return reduce(operator.mul, map(self.read, factors))
            case Div(num, den):
                return self.read(num) / self.read(den)
            case Pow(base, exp):
                return self.power(self.read(base), self.read(exp))
            case Root(arg, index):
                return self.power(self.read(arg), self.read(index).inverse())
            case Call(name, args):
                return self.call(name, args)
            case Apply(name, args, primes):
                return self.letter("apply", name, primes, *(key_of(self.read(a)) for a in args))
        raise NoFormError

    def constant(self, name: str) -> Quotient:
        match name:
            case "i":
                return I
            case "e":
                return self.exponential(ONE)
            case "pi":
                return self.letter("pi")
            case "degree":
                return self.letter("pi") * as_quotient(Fraction(1, 180))
        raise NoFormError

    def call(self, name: str, args: tuple[Expr, ...]) -> Quotient:
        match name, args:
            case "exp", (arg,):
                return self.exponential(self.read(arg))
            case (("ln" | "log"), (arg,)):
                return self.logarithm(self.read(arg))
            case "factorial", (arg,):
                return self.factorial(self.read(arg))
            case "gamma", (arg,):
                return self.factorial(self.read(add(arg, Neg(Num("1")))))
            case "binom", (n, k):
                below = self.factorial(self.read(k)) * self.factorial(self.read(add(n, Neg(k))))
                return self.factorial(self.read(n)) / below
            case (("asin" | "acos" | "atan"), (arg,)):
                inside = self.read(arg)
                number = self.number(name, key_of(inside))
                self.inverses[number] = (name, inside)
                return atom(number)
        meaning = definition(name)
        if meaning is not None:
            return self.defined(meaning, args)
        return self.letter("call", name, *(key_of(self.read(arg)) for arg in args))

    def defined(self, meaning: Expr, args: tuple[Expr, ...]) -> Quotient:
        """A function by its definition, whose parameters are read once."""
        outer = self.parameters
        self.parameters = dict(zip(PARAMETERS, map(self.read, args), strict=False))
        result = self.read(meaning)
        self.parameters = outer
        return result

    def factorial(self, arg: Quotient) -> Quotient:
        """`(n + 2)!` as `(n + 2)(n + 1) n!`."""
        whole = int(arg.num.get(frozenset(), 0) // 1) if arg.den == ONE.den else 0
        if abs(whole) > MAX_POWER:
            raise NoFormError
        base = arg + as_quotient(-whole)
        result = self.letter("factorial", key_of(base)) if base.num else ONE
        for step in range(1, whole + 1):
            result *= base + as_quotient(step)
        for step in range(whole + 1, 1):
            result /= base + as_quotient(step)
        return result
