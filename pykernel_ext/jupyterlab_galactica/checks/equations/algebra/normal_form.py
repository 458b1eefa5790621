"""Proofs by exact arithmetic of our own: both sides as fractions of the same polynomials.

Sines, hyperbolic functions and powers become exponentials, roots and logarithms become letters
that obey `r^2 = u`, and numbers are rational. If the difference of both sides is then zero as a
polynomial, they are equal. What has no rule is a letter of its own, or ends the attempt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ..tree import Add, Apply, Call, Const, Div, Expr, Mul, Neg, Num, Pow, Root, Sym, add
from .polynomials import (
    IMAGINARY,
    MAX_POWER,
    Monomial,
    NoFormError,
    Number,
    Polynomial,
    Quotient,
    as_quotient,
    constant,
    content_of,
    inverse_of,
    key_of,
    plus,
    power_of,
    primes_of,
    product_of,
    ratio,
    rational_value,
    sum_of,
    times,
)

Atom = tuple[object, ...]


def equal(left: Expr, right: Expr) -> bool:
    """Whether both sides are equal by exact arithmetic; False says nothing."""
    try:
        letters = _Letters()
        a, b = letters.read(left), letters.read(right)
        difference = plus(times(a.num, b.den), times(b.num, a.den), -1)
        return not letters.reduced(difference)
    except (NoFormError, RecursionError, ZeroDivisionError):
        return False


@dataclass
class _Letters:
    """The atoms met, by number. `powers` are those with a base: `r = base ** exponent`."""

    numbers: dict[Atom, int] = field(default_factory=lambda: {("i",): IMAGINARY})
    bases: dict[int, Quotient] = field(default_factory=dict)
    logarithms: dict[int, Quotient] = field(default_factory=dict)
    inverses: dict[int, tuple[str, Quotient]] = field(default_factory=dict)

    def atom(self, *key: object) -> int:
        return self.numbers.setdefault(key, len(self.numbers))

    def letter(self, *key: object) -> Quotient:
        return self.raised_atom(self.atom(*key), 1)

    def raised_atom(self, number: int, power: Number) -> Quotient:
        return Quotient({((number, power),): 1} if power else constant(1), constant(1))

    def read(self, node: Expr) -> Quotient:
        match node:
            case Num(digits):
                return as_quotient(ratio(Fraction(digits), 1))
            case Sym(name):
                return self.letter("symbol", name)
            case Const("i"):
                return self.raised_atom(IMAGINARY, 1)
            case Const("e"):
                return self.exponential(as_quotient(1))
            case Const("pi"):
                return self.letter("pi")
            case Const("degree"):
                return product_of(self.letter("pi"), as_quotient(Fraction(1, 180)))
            case Neg(arg):
                return product_of(as_quotient(-1), self.read(arg))
            case Add(terms):
                total = as_quotient(0)
                for term in terms:
                    total = sum_of(total, self.read(term))
                return total
            case Mul(factors):
                result = as_quotient(1)
                for factor in factors:
                    result = product_of(result, self.read(factor))
                return result
            case Div(num, den):
                return product_of(self.read(num), inverse_of(self.read(den)))
            case Pow(base, exp):
                return self.power(self.read(base), self.read(exp))
            case Root(arg, index):
                return self.power(self.read(arg), inverse_of(self.read(index)))
            case Call(name, args):
                return self.call(name, args)
            case Apply(name, args, primes):
                return self.letter("apply", name, primes, *(key_of(self.read(a)) for a in args))
        raise NoFormError

    def power(self, base: Quotient, exponent: Quotient) -> Quotient:
        value = rational_value(exponent)
        if value is None:
            return self.exponential(product_of(exponent, self.logarithm(base)))
        if value.denominator == 1:
            whole = int(value)
            base = base if whole >= 0 else inverse_of(base)
            return Quotient(power_of(base.num, abs(whole)), power_of(base.den, abs(whole)))
        return self.root(base, value)

    def root(self, base: Quotient, power: Number) -> Quotient:
        """A power that is no integer: numbers by their primes, all else a letter with a base."""
        content = content_of(base)
        result = as_quotient(1)
        for prime, count in primes_of(content).items():
            number = self.atom("prime", prime)
            self.bases[number] = as_quotient(prime)
            result = product_of(result, self.raised_atom(number, count * power))
        rest = product_of(base, as_quotient(ratio(1, content)))
        if rest != as_quotient(1):
            number = self.atom("base", key_of(rest))
            self.bases[number] = rest
            result = product_of(result, self.raised_atom(number, power))
        return result

    def exponential(self, exponent: Quotient) -> Quotient:
        """A product over the terms of the exponent, where it is a polynomial."""
        if len(exponent.den) != 1:
            return self.letter("exp", key_of(exponent))
        below = inverse_of(Quotient(exponent.den, constant(1)))
        polynomial = times(exponent.num, below.num)
        result = as_quotient(1)
        for monomial, value in polynomial.items():
            result = product_of(result, self.exponential_of_term(monomial, value))
        return result

    def exponential_of_term(self, monomial: Monomial, value: Number) -> Quotient:
        if len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0] in self.logarithms:
            return self.power(self.logarithms[monomial[0][0]], as_quotient(value))
        if len(monomial) == 2 and monomial[0] == (IMAGINARY, 1) and monomial[1][1] == 1:
            letter = monomial[1][0]
            if letter == self.numbers.get(("pi",)):
                return self.turned(value)
            if letter in self.inverses and -4 <= value <= 4 and value.denominator == 1:
                turned = self.of_inverse(*self.inverses[letter])
                return self.power(turned, as_quotient(value))
        return self.raised_atom(self.atom("exp", monomial), value)

    def turned(self, value: Number) -> Quotient:
        """`e^{i pi q}`: powers of i, and for what is left a letter whose power is i."""
        quarters, rest = divmod(2 * value, 1)
        turned = self.power(self.raised_atom(IMAGINARY, 1), as_quotient(quarters % 4))
        if not rest:
            return turned
        if rest in (Fraction(1, 3), Fraction(2, 3), Fraction(1, 2)):
            half_root = Fraction(1, 2)
            if rest == Fraction(1, 2):
                cosine = sine = product_of(
                    self.root(as_quotient(2), half_root), as_quotient(half_root)
                )
            else:
                cosine = product_of(self.root(as_quotient(3), half_root), as_quotient(half_root))
                sine = as_quotient(half_root)
                if rest == Fraction(2, 3):
                    cosine, sine = sine, cosine
            corner = sum_of(cosine, product_of(self.raised_atom(IMAGINARY, 1), sine))
            return product_of(turned, corner)
        number = self.atom("turn")
        self.bases[number] = self.raised_atom(IMAGINARY, 1)
        return product_of(turned, self.raised_atom(number, rest))

    def of_inverse(self, name: str, arg: Quotient) -> Quotient:
        """`e^{i asin u}` and its like, where cos and sin of the angle are algebraic."""
        i = self.raised_atom(IMAGINARY, 1)
        square = product_of(arg, arg)
        if name == "atan":
            above = sum_of(as_quotient(1), product_of(i, arg))
            return product_of(above, self.root(sum_of(as_quotient(1), square), Fraction(-1, 2)))
        other = self.root(
            sum_of(as_quotient(1), product_of(as_quotient(-1), square)), Fraction(1, 2)
        )
        cosine, sine = (other, arg) if name == "asin" else (arg, other)
        return sum_of(cosine, product_of(i, sine))

    def logarithm(self, arg: Quotient) -> Quotient:
        """Of a positive number by its primes, else a letter."""
        if arg == self.exponential(as_quotient(1)):
            return as_quotient(1)
        value = rational_value(arg)
        if value is not None and value > 0:
            total = as_quotient(0)
            for prime, count in primes_of(value).items():
                total = sum_of(
                    total, product_of(as_quotient(count), self.logarithm_letter(as_quotient(prime)))
                )
            return total
        return self.logarithm_letter(arg)

    def logarithm_letter(self, arg: Quotient) -> Quotient:
        number = self.atom("ln", key_of(arg))
        self.logarithms[number] = arg
        return self.raised_atom(number, 1)

    def call(self, name: str, args: tuple[Expr, ...]) -> Quotient:
        if name in _CIRCULAR:
            turned = product_of(self.raised_atom(IMAGINARY, 1), self.read(args[0]))
            return self.by_exponentials(_CIRCULAR[name], turned, circular=True)
        if name in _HYPERBOLIC:
            return self.by_exponentials(_HYPERBOLIC[name], self.read(args[0]), circular=False)
        match name, args:
            case "exp", (arg,):
                return self.exponential(self.read(arg))
            case (("ln" | "log"), (arg,)):
                return self.logarithm(self.read(arg))
            case "log_base", (base, arg):
                below = inverse_of(self.logarithm(self.read(base)))
                return product_of(self.logarithm(self.read(arg)), below)
            case "percent", (arg,):
                return product_of(self.read(arg), as_quotient(Fraction(1, 100)))
            case "factorial", (arg,):
                return self.factorial(self.read(arg))
            case "gamma", (arg,):
                return self.factorial(self.read(add(arg, Neg(Num("1")))))
            case "binom", (n, k):
                below = product_of(
                    self.factorial(self.read(k)), self.factorial(self.read(add(n, Neg(k))))
                )
                return product_of(self.factorial(self.read(n)), inverse_of(below))
            case (("asin" | "acos" | "atan"), (arg,)):
                inside = self.read(arg)
                number = self.atom(name, key_of(inside))
                self.inverses[number] = (name, inside)
                return self.raised_atom(number, 1)
        return self.letter("call", name, *(key_of(self.read(arg)) for arg in args))

    def size(self, arg: Quotient) -> Quotient:
        """The absolute value of what is real: the root of the square."""
        return self.root(product_of(arg, arg), Fraction(1, 2))

    def by_exponentials(self, form: str, exponent: Quotient, *, circular: bool) -> Quotient:
        """`sum`, `difference`, their quotient, or the inverse of one."""
        up = self.exponential(exponent)
        down = self.exponential(product_of(as_quotient(-1), exponent))
        half = as_quotient(Fraction(1, 2))
        cosine = product_of(half, sum_of(up, down))
        sine = product_of(half, sum_of(up, product_of(as_quotient(-1), down)))
        if circular:
            sine = product_of(sine, product_of(as_quotient(-1), self.raised_atom(IMAGINARY, 1)))
        forms: Mapping[str, Callable[[], Quotient]] = {
            "s": lambda: sine,
            "c": lambda: cosine,
            "s/c": lambda: product_of(sine, inverse_of(cosine)),
            "c/s": lambda: product_of(cosine, inverse_of(sine)),
            "1/c": lambda: inverse_of(cosine),
            "1/s": lambda: inverse_of(sine),
        }
        return forms[form]()

    def factorial(self, arg: Quotient) -> Quotient:
        """`(n + 2)!` as `(n + 2)(n + 1) n!`."""
        shift = arg.num.get((), 0) if arg.den == constant(1) else 0
        whole = shift.numerator // shift.denominator
        if abs(whole) > MAX_POWER:
            raise NoFormError
        base = sum_of(arg, as_quotient(-whole))
        result = as_quotient(1) if not base.num else self.letter("factorial", key_of(base))
        for step in range(1, whole + 1):
            result = product_of(result, sum_of(base, as_quotient(step)))
        for step in range(whole + 1, 1):
            result = product_of(result, inverse_of(sum_of(base, as_quotient(step))))
        return result

    def reduced(self, polynomial: Polynomial) -> Polynomial:
        """With `r ** n` put in for letters that are roots, up to a factor that is not zero."""
        for number in sorted(self.bases, reverse=True):
            base = self.bases[number]
            powers = [dict(monomial).get(number, 0) for monomial in polynomial]
            if not any(powers):
                continue
            least = min(powers)
            most = int(max((power - least) // 1 for power in powers))
            total: Polynomial = {}
            for (monomial, value), power in zip(polynomial.items(), powers, strict=True):
                whole = int((power - least) // 1)
                left = dict(monomial)
                left[number] = power - least - whole
                kept = tuple(sorted((atom, p) for atom, p in left.items() if p))
                term = times({kept: value}, power_of(base.num, whole))
                total = plus(total, times(term, power_of(base.den, most - whole)))
            polynomial = total
        return polynomial


_CIRCULAR = {"sin": "s", "cos": "c", "tan": "s/c", "cot": "c/s", "sec": "1/c", "csc": "1/s"}
_HYPERBOLIC = {
    "sinh": "s", "cosh": "c", "tanh": "s/c", "coth": "c/s", "sech": "1/c", "csch": "1/s",
}  # fmt: skip
