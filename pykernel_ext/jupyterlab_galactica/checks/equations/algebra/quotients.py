"""Quotients of polynomials with rational coefficients, in which the atom `IMAGINARY` is `i`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from . import polynomials
from .polynomials import (
    ONE,
    Atom,
    Monomial,
    NoFormError,
    Number,
    Polynomial,
    constant,
    lean,
    monomial_power,
    plus,
    whole_power,
)

MAX_POWER = 16
"""Highest power that is multiplied out: a sum to a higher one has too many terms to pay."""

_MAX_TERMS = 500  # bounds the work: what grows further is left to SymPy

_MAX_PRODUCTS = 8 * _MAX_TERMS  # more than the terms that may be left, since like ones are added up

_MOST_DIVISORS = 1000
"""Numbers are divided by one candidate after another, of which there are no more than this."""

IMAGINARY = 0
_SQUARE = (IMAGINARY, 2)


@dataclass(frozen=True, slots=True)
class Quotient:
    """All operations raise NoFormError where the polynomials grow too large."""

    num: Polynomial
    den: Polynomial

    def __add__(self, other: Quotient) -> Quotient:
        if self.den == other.den:
            return Quotient(plus(self.num, other.num), self.den)
        total = plus(times(self.num, other.den), times(other.num, self.den))
        return Quotient(total, times(self.den, other.den))

    def __neg__(self) -> Quotient:
        return as_quotient(-1) * self

    def __sub__(self, other: Quotient) -> Quotient:
        return self + -other

    def __mul__(self, other: Quotient) -> Quotient:
        return Quotient(times(self.num, other.num), times(self.den, other.den))

    def __truediv__(self, other: Quotient) -> Quotient:
        return self * other.inverse()

    def __pow__(self, exponent: int) -> Quotient:
        return Quotient(power_of(self.num, exponent), power_of(self.den, exponent))

    def inverse(self) -> Quotient:
        """One over it; a monomial gets negative exponents. Raises ZeroDivisionError."""
        if not self.num:
            raise ZeroDivisionError
        if len(self.num) > 1:
            return Quotient(self.den, self.num)
        ((monomial, value),) = self.num.items()
        turns = monomial & {(IMAGINARY, 1)}
        opposite = monomial_power(monomial - turns, -1) | turns
        share = lean(Fraction(-1 if turns else 1) / value)  # 1/i = -i
        return Quotient(times(self.den, {opposite: share}), constant(1))


def as_quotient(value: Number) -> Quotient:
    return Quotient(constant(value), constant(1))


def atom(of: Atom, power: Number = 1) -> Quotient:
    """A power of one atom."""
    return Quotient(polynomials.atom(of, power), constant(1))


def times(a: Polynomial, b: Polynomial) -> Polynomial:
    """The product, with `i^2 = -1` put in. Raises NoFormError where it is too large."""
    product = polynomials.times(a, b, _MAX_PRODUCTS)
    squares = {m - {_SQUARE}: -product.pop(m) for m in list(product) if _SQUARE in m}
    total = plus(product, squares) if squares else product
    if len(total) > _MAX_TERMS:
        raise NoFormError
    return total


def power_of(a: Polynomial, exponent: int) -> Polynomial:
    if exponent > MAX_POWER:
        raise NoFormError
    return whole_power(a, exponent, times)


def key_of(a: Quotient) -> tuple[object, ...]:
    """What equal quotients over equal denominators share."""
    scale = a.den[_first(a.den)]
    return tuple(
        frozenset((monomial, lean(Fraction(value) / scale)) for monomial, value in part.items())
        for part in (a.num, a.den)
    )


def _first(polynomial: Polynomial) -> Monomial:
    return min(polynomial, key=sorted)


def rational_value(a: Quotient) -> Number | None:
    """Its value where it is a number."""
    if not a.num:
        return 0
    if set(a.num) | set(a.den) != {ONE}:
        return None
    return lean(Fraction(a.num[ONE]) / a.den[ONE])


def content_of(a: Quotient) -> Number:
    """A positive number that divides it, so that multiples by a number share what is left."""
    if not a.num:
        raise NoFormError
    return lean(abs(Fraction(a.num[_first(a.num)]) / a.den[_first(a.den)]))


def primes_of(value: Number) -> dict[int, int]:
    """Its prime factors with their exponents. Raises NoFormError where it is too large."""
    powers: dict[int, int] = {}
    for whole, sign in ((value.numerator, 1), (value.denominator, -1)):
        if isqrt(whole) > _MOST_DIVISORS:
            raise NoFormError
        prime = 2
        while whole > 1:
            if prime * prime > whole:
                prime = whole
            while whole % prime == 0:
                powers[prime] = powers.get(prime, 0) + sign
                whole //= prime
            prime += 1
    return powers
