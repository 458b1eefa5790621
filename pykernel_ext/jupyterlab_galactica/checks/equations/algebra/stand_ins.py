"""Letters for what is no number: roots, logarithms, exponentials and their like.

A letter that is a root obeys `r^n = u`, a logarithm `e^l = u`; what has no rule stays a letter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from .polynomials import Monomial, Number, Polynomial, plus
from .quotients import (
    IMAGINARY,
    Quotient,
    as_quotient,
    atom,
    content_of,
    key_of,
    power_of,
    primes_of,
    rational_value,
    times,
)

ONE, I = as_quotient(1), atom(IMAGINARY)  # noqa: E741 - the name it has
HALF = as_quotient(Fraction(1, 2))

_TURNS = range(-4, 5)
"""Multiples of an inverse function that are expanded: more give sums too long to pay."""


@dataclass
class Letters:
    """The atoms met, by number, and what those with rules stand for."""

    numbers: dict[tuple[object, ...], int] = field(default_factory=lambda: {("i",): IMAGINARY})
    bases: dict[int, Quotient] = field(default_factory=dict)
    logarithms: dict[int, Quotient] = field(default_factory=dict)
    inverses: dict[int, tuple[str, Quotient]] = field(default_factory=dict)

    def number(self, *key: object) -> int:
        return self.numbers.setdefault(key, len(self.numbers))

    def letter(self, *key: object) -> Quotient:
        return atom(self.number(*key))

    def power(self, base: Quotient, exponent: Quotient) -> Quotient:
        value = rational_value(exponent)
        if value is None:
            return self.exponential(exponent * self.logarithm(base))
        if value.denominator == 1:
            return (base if value >= 0 else base.inverse()) ** abs(int(value))
        return self.root(base, value)

    def root(self, base: Quotient, power: Number) -> Quotient:
        """A power that is no integer: numbers by their primes, all else a letter with a base."""
        content = content_of(base)
        result = ONE
        for prime, count in primes_of(content).items():
            result *= self._root_letter(as_quotient(prime), count * power, "prime", prime)
        rest = base / as_quotient(content)
        if rest == ONE:
            return result
        return result * self._root_letter(rest, power, "base", key_of(rest))

    def _root_letter(self, base: Quotient, power: Number, *key: object) -> Quotient:
        number = self.number(*key)
        self.bases[number] = base
        return atom(number, power)

    def square_root(self, base: Quotient) -> Quotient:
        return self.root(base, Fraction(1, 2))

    def exponential(self, exponent: Quotient) -> Quotient:
        """A product over the terms of the exponent, where it is a polynomial."""
        if len(exponent.den) != 1:
            return self.letter("exp", key_of(exponent))
        below = Quotient(exponent.den, ONE.den).inverse()
        result = ONE
        for monomial, value in times(exponent.num, below.num).items():
            result *= self._exponential_of_term(monomial, value)
        return result

    def _exponential_of_term(self, monomial: Monomial, value: Number) -> Quotient:
        match sorted(monomial):
            case [(letter, 1)] if letter in self.logarithms:
                return self.power(self.logarithms[letter], as_quotient(value))
            case [i, (letter, 1)] if i == (IMAGINARY, 1):
                if letter == self.numbers.get(("pi",)):
                    return self._turned(value)
                if letter in self.inverses and value in _TURNS:
                    return self.power(self._of_inverse(*self.inverses[letter]), as_quotient(value))
        return atom(self.number("exp", monomial), value)

    def _turned(self, value: Number) -> Quotient:
        """`e^{i pi q}`: powers of i, and for what is left a letter whose power is i."""
        quarters, rest = divmod(2 * value, 1)
        turned = self.power(I, as_quotient(quarters % 4))
        if not rest:
            return turned
        if rest == Fraction(1, 2):
            cosine = sine = self.square_root(as_quotient(2)) * HALF
        elif rest in (Fraction(1, 3), Fraction(2, 3)):
            cosine, sine = self.square_root(as_quotient(3)) * HALF, HALF
            if rest == Fraction(2, 3):
                cosine, sine = sine, cosine
        else:
            return turned * self._root_letter(I, rest, "turn")
        return turned * (cosine + I * sine)

    def _of_inverse(self, name: str, arg: Quotient) -> Quotient:
        """`e^{i asin u}` and its like, where cos and sin of the angle are algebraic."""
        square = arg * arg
        if name == "atan":
            return (ONE + I * arg) * self.root(ONE + square, Fraction(-1, 2))
        other = self.square_root(ONE - square)
        cosine, sine = (other, arg) if name == "asin" else (arg, other)
        return cosine + I * sine

    def logarithm(self, arg: Quotient) -> Quotient:
        """Of a positive number by its primes, else a letter."""
        if arg == self.exponential(ONE):
            return ONE
        value = rational_value(arg)
        if value is None or value <= 0:
            return self._logarithm_letter(arg)
        total = as_quotient(0)
        for prime, count in primes_of(value).items():
            total += as_quotient(count) * self._logarithm_letter(as_quotient(prime))
        return total

    def _logarithm_letter(self, arg: Quotient) -> Quotient:
        number = self.number("ln", key_of(arg))
        self.logarithms[number] = arg
        return atom(number)

    def reduced(self, polynomial: Polynomial) -> Polynomial:
        """With `r ** n` put in for letters that are roots, up to a factor that is not zero."""
        for number in sorted(self.bases, reverse=True):
            base = self.bases[number]
            powers = [dict(monomial).get(number, 0) for monomial in polynomial]
            if not any(powers):
                continue
            least = min(powers)
            wholes = [int((power - least) // 1) for power in powers]
            total: Polynomial = {}
            for (monomial, value), whole in zip(polynomial.items(), wholes, strict=True):
                kept = times({monomial: value}, atom(number, -least - whole).num)
                term = times(kept, power_of(base.num, whole))
                total = plus(total, times(term, power_of(base.den, max(wholes) - whole)))
            polynomial = total
        return polynomial
