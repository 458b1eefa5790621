"""Polynomials with rational exponents, in which sums under roots are atoms."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm
from typing import TypeAlias

from . import polynomials
from .polynomials import (
    Atom,
    Monomial,
    NoFormError,
    Number,
    Polynomial,
    joined,
    monomial_power,
    whole_power,
)

Normal: TypeAlias = "frozenset[tuple[Monomial, Number]]"
"""Terms whose atoms are names of symbols, or `(kind, part, …)` with strings, numbers and `Normal`
forms as parts; coefficients are fractions throughout."""

PI: Atom = ("const", "pi")

_MOST_TERMS = 16  # more than any law of the catalogue has: what is longer is none of them

_MOST_PRODUCTS = 4 * _MOST_TERMS
"""More than the terms that may be left, since like ones are added up."""

_MOST_POWER = 6  # higher powers of most sums do not fit into `_MOST_TERMS`

_MOST_LAYERS = 4  # sums inside one another that are multiplied out


def power_of_atom(atom: Atom, exponent: Number = 1) -> Polynomial:
    return {frozenset(((atom, exponent),)): Fraction(1)}


def plus(a: Polynomial, b: Polynomial, factor: int = 1) -> Polynomial:
    """`a + factor b`. Raises NoFormError where it is too large."""
    return _bounded(polynomials.plus(a, b, factor))


def times(a: Polynomial, b: Polynomial) -> Polynomial:
    """Raises NoFormError where it is too large."""
    return _bounded(polynomials.times(a, b, _MOST_PRODUCTS))


def _bounded(terms: Polynomial) -> Polynomial:
    if len(terms) > _MOST_TERMS:
        raise NoFormError
    return terms


def raised(terms: Polynomial, exponent: Number) -> Polynomial:
    """A power, with what cannot be multiplied out as one atom. Raises NoFormError."""
    if not -_MOST_POWER <= exponent <= _MOST_POWER or not terms:
        raise NoFormError
    if len(terms) == 1:
        ((monomial, coefficient),) = terms.items()
        monomial = monomial_power(monomial, exponent)
        if exponent.denominator == 1:
            return {monomial: Fraction(coefficient) ** exponent.numerator}
        if coefficient < 0:
            raise NoFormError
        number = _number_atom(coefficient, exponent)
        return {joined(monomial, number): Fraction(1)}
    if exponent.denominator == 1 and exponent > 0:
        return whole_power(terms, exponent.numerator, times)
    content, coefficient, inner = _content(terms)
    outside = raised({content: coefficient}, exponent)
    return times(outside, power_of_atom(("sum", frozenset(inner.items())), exponent))


def _number_atom(value: Number, exponent: Number) -> Monomial:
    return frozenset(() if value == 1 else ((("number", value), exponent),))


def _content(terms: Polynomial) -> tuple[Monomial, Fraction, Polynomial]:
    """Common factor, common positive coefficient, and what is left of a sum."""
    lowest: dict[Atom, Number] = {}
    atoms = {atom for monomial in terms for atom, _ in monomial}
    for monomial in terms:
        powers = dict(monomial)
        for atom in atoms:
            power = powers.get(atom, 0)
            lowest[atom] = min(lowest.get(atom, power), power)
    common = frozenset((atom, power) for atom, power in lowest.items() if power)
    scale = _common_divisor(terms.values())
    inverse = monomial_power(common, -1)
    return common, scale, {joined(key, inverse): n / scale for key, n in terms.items()}


def _common_divisor(numbers: Iterable[Number]) -> Fraction:
    """The largest number of which all are whole multiples."""
    above, below = zip(*((number.numerator, number.denominator) for number in numbers), strict=True)
    return Fraction(gcd(*above), lcm(*below))


def between_two(terms: Polynomial) -> Polynomial:
    """`a = b`, from which common powers are taken: the square of both sides says the same."""
    (one, x), (other, y) = terms.items()
    ratio, number = joined(one, monomial_power(other, -1)), -Fraction(x) / y
    powers = [power for atom, power in ratio if atom != PI and atom[:1] != ("number",)]
    if not powers:
        raise NoFormError
    step = _common_divisor(powers)
    if step != 1:
        by = 1 / step
        ratio = monomial_power(ratio, by)
        if by.denominator == 1:
            number = number**by.numerator
        elif number > 0:
            ratio = joined(ratio, _number_atom(number, by))
            number = Fraction(1)
        else:
            return terms
    ratio, number = _numbers_out(ratio, number)
    above = frozenset((a, p) for a, p in ratio if p > 0)
    below = frozenset((a, -p) for a, p in ratio if p < 0)
    return plus({above: Fraction(number.numerator)}, {below: Fraction(-number.denominator)})


def _numbers_out(monomial: Monomial, number: Fraction) -> tuple[Monomial, Fraction]:
    """Roots of numbers whose powers came out whole, as part of the coefficient."""
    kept = []
    for atom, power in monomial:
        if atom[:1] == ("number",):
            exact = _exact_power(atom[1], power)
            if exact is not None:
                number *= exact
                continue
        kept.append((atom, power))
    return frozenset(kept), number


def _exact_power(value: Fraction, power: Number) -> Fraction | None:
    if power.denominator == 1:
        return value**power.numerator
    top = round(value.numerator ** (1 / power.denominator))
    bottom = round(value.denominator ** (1 / power.denominator))
    root = Fraction(top, bottom)
    return root**power.numerator if root**power.denominator == value else None


def cleared(terms: Polynomial) -> Polynomial:
    """Without sums in denominators or whole powers of sums left unexpanded."""
    for _ in range(_MOST_LAYERS):
        sums: dict[Atom, Number] = {}
        for monomial in terms:
            for atom, power in monomial:
                if atom[:1] == ("sum",) and power.denominator == 1:
                    sums[atom] = min(sums.get(atom, 0), power)
        if not sums:
            return terms
        result: Polynomial = {}
        for monomial, number in terms.items():
            part: Polynomial = {frozenset(p for p in monomial if p[0] not in sums): number}
            powers = dict(monomial)
            for atom, lowest in sums.items():
                power = powers.get(atom, 0) - lowest
                if power:
                    part = times(part, raised(dict(atom[1]), power))
            result = plus(result, part)
        terms = result
    return terms


def primitive(terms: Polynomial) -> Normal:
    """Without common factors, and with coprime integers for coefficients."""
    inner = _content(terms)[2] if len(terms) > 1 else terms
    return frozenset(inner.items())
