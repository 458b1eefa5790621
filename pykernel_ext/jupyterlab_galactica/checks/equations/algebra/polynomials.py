"""Sparse polynomials: coefficients by monomial, in atoms that may be anything hashable.

Serves all exact algebra here: quotients for proofs and solutions, equations with roots in them for
the known laws, expansions and degrees for what an equation claims. Coefficients and exponents are
whole numbers or fractions; whole ones stay `int` where they were, which is several times faster.
How large a polynomial may grow, its user says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from itertools import repeat
from typing import Any, TypeAlias

Number: TypeAlias = "int | Fraction"
Atom: TypeAlias = Any
"""Anything hashable."""
Monomial: TypeAlias = "frozenset[tuple[Atom, Number]]"
"""Atoms with their exponents, none of which is zero."""
Polynomial: TypeAlias = "Mapping[Monomial, Number]"
"""Coefficients by monomial, none of which is zero."""

ONE: Monomial = frozenset()


class NoFormError(Exception):
    """There is no rule for a part, or the polynomials grow too large."""


def constant(value: Number) -> Polynomial:
    return {ONE: value} if value else {}


def atom(of: Atom, power: Number = 1) -> Polynomial:
    """A power of one atom."""
    return {frozenset(((of, power),)): 1} if power else constant(1)


def lean(value: Number) -> Number:
    """A whole number as `int`."""
    return value.numerator if value.denominator == 1 else value


def plus(a: Polynomial, b: Polynomial, factor: int = 1) -> Polynomial:
    """`a + factor b`"""
    total = dict(a)
    for monomial, value in b.items():
        total[monomial] = total.get(monomial, 0) + factor * value
    return _without_zeros(total)


def times(a: Polynomial, b: Polynomial, most: int) -> dict[Monomial, Number]:
    """The product. Raises NoFormError where more than `most` terms are to be multiplied."""
    if len(a) * len(b) > most:
        raise NoFormError
    total: dict[Monomial, Number] = {}
    for one, x in a.items():
        for other, y in b.items():
            monomial = joined(one, other)
            total[monomial] = total.get(monomial, 0) + x * y
    return _without_zeros(total)


def _without_zeros(terms: Mapping[Monomial, Number]) -> dict[Monomial, Number]:
    return {monomial: value for monomial, value in terms.items() if value}


def joined(one: Monomial, other: Monomial) -> Monomial:
    """The product of two monomials."""
    if not one or not other:
        return one or other
    powers = dict(one)
    for of, power in other:
        powers[of] = powers.get(of, 0) + power
    return frozenset([item for item in powers.items() if item[1]])


def monomial_power(monomial: Monomial, exponent: Number) -> Monomial:
    return frozenset([(of, lean(power * exponent)) for of, power in monomial])


def whole_power(
    a: Polynomial, exponent: int, times: Callable[[Polynomial, Polynomial], Polynomial]
) -> Polynomial:
    """A power that is not negative, by the user's own way to multiply."""
    return reduce(times, repeat(a, exponent), constant(1))
