"""Polynomials in atoms with rational powers: the arithmetic that normal forms are made with."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import Any, TypeAlias

Atom: TypeAlias = Any
"""A symbol's name, or `(kind, part, …)` with strings, numbers and `Normal` forms as parts."""
Power: TypeAlias = "int | Fraction"
Monomial: TypeAlias = "frozenset[tuple[Atom, Power]]"
Normal: TypeAlias = "frozenset[tuple[Monomial, Fraction]]"
Terms: TypeAlias = "dict[Monomial, Fraction]"

ONE: Monomial = frozenset()
PI: Atom = ("const", "pi")

_MOST_TERMS = 16
_MOST_POWER = 6


class NoNormalFormError(Exception):
    """An equation with parts that have no normal form here, or too large a one."""


def plus(a: Terms, b: Terms) -> Terms:
    result = dict(a)
    for key, value in b.items():
        result[key] = result.get(key, Fraction(0)) + value
    return _bounded({key: value for key, value in result.items() if value})


def times(a: Terms, b: Terms) -> Terms:
    if len(a) * len(b) > 4 * _MOST_TERMS:
        raise NoNormalFormError
    result: Terms = {}
    for left, x in a.items():
        for right, y in b.items():
            key = _joined(left, right) if left and right else left or right
            result[key] = result.get(key, Fraction(0)) + x * y
    return _bounded({key: value for key, value in result.items() if value})


def _bounded(terms: Terms) -> Terms:
    if len(terms) > _MOST_TERMS:
        raise NoNormalFormError
    return terms


def _joined(a: Monomial, b: Monomial) -> Monomial:
    powers = dict(a)
    for atom, power in b:
        powers[atom] = powers.get(atom, 0) + power
    return frozenset((atom, power) for atom, power in powers.items() if power)


def _power(monomial: Monomial, exponent: Power) -> Monomial:
    return frozenset((atom, lean(power * exponent)) for atom, power in monomial)


def lean(power: Power) -> Power:
    """Whole powers as integers, which are much faster."""
    return power.numerator if power.denominator == 1 else power


def raised(terms: Terms, exponent: Power) -> Terms:
    if not -_MOST_POWER <= exponent <= _MOST_POWER or not terms:
        raise NoNormalFormError
    if len(terms) == 1:
        ((monomial, coefficient),) = terms.items()
        monomial = _power(monomial, exponent)
        if exponent.denominator == 1:
            return {monomial: coefficient**exponent.numerator}
        if coefficient < 0:
            raise NoNormalFormError
        number = _number_atom(coefficient, exponent)
        return {_joined(monomial, number): Fraction(1)}
    if exponent.denominator == 1 and exponent > 0:
        result = terms
        for _ in range(exponent.numerator - 1):
            result = times(result, terms)
        return result
    content, coefficient, inner = _content(terms)
    outside = raised({content: coefficient}, exponent)
    return times(
        outside, {frozenset(((("sum", frozenset(inner.items())), exponent),)): Fraction(1)}
    )


def _number_atom(value: Fraction, exponent: Power) -> Monomial:
    return frozenset(() if value == 1 else ((("number", value), exponent),))


def _content(terms: Terms) -> tuple[Monomial, Fraction, Terms]:
    """Common factor, common positive coefficient, and what is left of a sum."""
    lowest: dict[Atom, Power] = {}
    atoms = {atom for monomial in terms for atom, _ in monomial}
    for monomial in terms:
        powers = dict(monomial)
        for atom in atoms:
            power = powers.get(atom, 0)
            lowest[atom] = min(lowest.get(atom, power), power)
    common = frozenset((atom, power) for atom, power in lowest.items() if power)
    numbers = list(terms.values())
    scale = Fraction(
        reduce(gcd, (abs(n.numerator) for n in numbers)),
        reduce(lcm, (n.denominator for n in numbers)),
    )
    inverse = _power(common, -1)
    return common, scale, {_joined(key, inverse): n / scale for key, n in terms.items()}


def between_two(terms: Terms) -> Terms:
    """`a = b`, from which common powers are taken: the square of both sides says the same."""
    (one, x), (other, y) = terms.items()
    ratio, number = _joined(one, _power(other, -1)), -x / y
    powers = [power for atom, power in ratio if atom != PI and atom[:1] != ("number",)]
    if not powers:
        raise NoNormalFormError
    step = Fraction(
        reduce(gcd, (abs(p.numerator) for p in powers)),
        reduce(lcm, (p.denominator for p in powers)),
    )
    if step != 1:
        by = 1 / step
        ratio = _power(ratio, by)
        if by.denominator == 1:
            number = number**by.numerator
        elif number > 0:
            ratio = _joined(ratio, _number_atom(number, by))
            number = Fraction(1)
        else:
            return terms
    ratio, number = _numbers_out(ratio, number)
    above: Terms = {frozenset((a, p) for a, p in ratio if p > 0): Fraction(number.numerator)}
    below: Terms = {frozenset((a, -p) for a, p in ratio if p < 0): Fraction(-number.denominator)}
    return plus(above, below)


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


def _exact_power(value: Fraction, power: Power) -> Fraction | None:
    if power.denominator == 1:
        return value**power.numerator
    top = round(value.numerator ** (1 / power.denominator))
    bottom = round(value.denominator ** (1 / power.denominator))
    root = Fraction(top, bottom)
    return root**power.numerator if root**power.denominator == value else None


def cleared(terms: Terms) -> Terms:
    """Without sums in denominators or whole powers of sums left unexpanded."""
    for _ in range(4):
        sums: dict[Atom, Power] = {}
        for monomial in terms:
            for atom, power in monomial:
                if atom[:1] == ("sum",) and power.denominator == 1:
                    sums[atom] = min(sums.get(atom, 0), power)
        if not sums:
            return terms
        result: Terms = {}
        for monomial, number in terms.items():
            part: Terms = {frozenset(p for p in monomial if p[0] not in sums): number}
            powers = dict(monomial)
            for atom, lowest in sums.items():
                power = powers.get(atom, 0) - lowest
                if power:
                    part = times(part, raised(dict(atom[1]), power))
            result = plus(result, part)
        terms = result
    return terms


def primitive(terms: Terms) -> Normal:
    _, _, inner = _content(terms) if len(terms) > 1 else (None, None, terms)
    return frozenset(inner.items())
