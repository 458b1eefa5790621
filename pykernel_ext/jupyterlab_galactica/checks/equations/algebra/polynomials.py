"""Fractions of polynomials with rational coefficients, in letters that are only numbers.

Exponents may be negative or fractions; the letter `IMAGINARY` obeys `i^2 = -1`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

_MAX_TERMS = 500
MAX_POWER = 16

Number = int | Fraction
"""Whole numbers stay `int`, which is several times faster."""

Monomial = tuple[tuple[int, Number], ...]
"""Atoms by their numbers, with exponents."""
Polynomial = Mapping[Monomial, Number]

IMAGINARY = 0  # the number of the imaginary unit


class NoFormError(Exception):
    """There is no rule for a part, or the polynomials grow too large."""


@dataclass(frozen=True, slots=True)
class Quotient:
    num: Polynomial
    den: Polynomial


def constant(value: Number) -> Polynomial:
    return {(): value} if value else {}


def ratio(a: Number, b: Number) -> Number:
    value = Fraction(a) / b
    return value.numerator if value.denominator == 1 else value


def plus(a: Polynomial, b: Polynomial, factor: int = 1) -> Polynomial:
    total = dict(a)
    for monomial, value in b.items():
        new = total.get(monomial, 0) + factor * value
        if new:
            total[monomial] = new
        else:
            total.pop(monomial, None)
    return total


def times(a: Polynomial, b: Polynomial) -> Polynomial:
    if len(a) * len(b) > 8 * _MAX_TERMS:
        raise NoFormError
    total: dict[Monomial, Number] = {}
    for one, x in a.items():
        for other, y in b.items():
            monomial, sign = _product(one, other)
            new = total.get(monomial, 0) + sign * x * y
            if new:
                total[monomial] = new
            else:
                total.pop(monomial, None)
    if len(total) > _MAX_TERMS:
        raise NoFormError
    return total


def _product(one: Monomial, other: Monomial) -> tuple[Monomial, int]:
    if not one or not other:
        return one or other, 1
    powers = dict(one)
    for atom, power in other:
        powers[atom] = powers.get(atom, 0) + power
    sign = 1
    turns = powers.get(IMAGINARY)
    if turns is not None and not 0 <= turns < 2:
        sign = -1 if turns // 2 % 2 else 1
        powers[IMAGINARY] = turns % 2
    return tuple(sorted((atom, power) for atom, power in powers.items() if power)), sign


def power_of(a: Polynomial, exponent: int) -> Polynomial:
    if exponent > MAX_POWER:
        raise NoFormError
    result = constant(1)
    for _ in range(exponent):
        result = times(result, a)
    return result


def sum_of(a: Quotient, b: Quotient) -> Quotient:
    if a.den == b.den:
        return Quotient(plus(a.num, b.num), a.den)
    return Quotient(plus(times(a.num, b.den), times(b.num, a.den)), times(a.den, b.den))


def product_of(a: Quotient, b: Quotient) -> Quotient:
    return Quotient(times(a.num, b.num), times(a.den, b.den))


def inverse_of(a: Quotient) -> Quotient:
    if not a.num:
        raise ZeroDivisionError
    if len(a.num) == 1:  # a monomial divides exactly
        ((monomial, value),) = a.num.items()
        opposite = tuple((atom, power if atom == IMAGINARY else -power) for atom, power in monomial)
        sign = -1 if dict(monomial).get(IMAGINARY) else 1  # 1/i = -i
        return Quotient(times(a.den, {opposite: ratio(sign, value)}), constant(1))
    return Quotient(a.den, a.num)


def as_quotient(value: Number) -> Quotient:
    return Quotient(constant(value), constant(1))


def key_of(a: Quotient) -> tuple[object, ...]:
    leading = min(a.den) if a.den else ()
    scale = a.den[leading]
    return tuple(
        frozenset((monomial, ratio(value, scale)) for monomial, value in part.items())
        for part in (a.num, a.den)
    )


def rational_value(a: Quotient) -> Number | None:
    if not a.num:
        return 0
    if set(a.num) | set(a.den) != {()}:
        return None
    return ratio(a.num[()], a.den[()])


def content_of(a: Quotient) -> Number:
    """A positive number that divides it, so that multiples by a number share what is left."""
    if not a.num:
        raise NoFormError
    value = ratio(a.num[min(a.num)], a.den[min(a.den)])
    return -value if value < 0 else value


def primes_of(value: Number) -> dict[int, int]:
    powers: dict[int, int] = {}
    for whole, sign in ((value.numerator, 1), (value.denominator, -1)):
        if isqrt(whole) > 1000:
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
