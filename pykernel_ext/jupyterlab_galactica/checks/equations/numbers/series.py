"""Infinite sums in double precision: directly where the terms fall fast, else extrapolated.

Extrapolation is confident and sometimes wrong, so two methods must agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from ..vocabulary.multiprecision import DivergesError
from .limits import DIRECT_TERMS, EARLY_TERMS, FALLING, QUIET_TERMS

Number = float | complex
Term = Callable[[float], Number]

_EARLY = 40  # terms after which growth and alternation are looked for
_MOST = 4000  # terms that are added up one by one
_NOTHING = 1e-17  # a term that changes no digit of a double, as a share of the largest
_RISEN = 100  # from this term on one that grows beyond 1 will not fall any more
_ROUNDING = 1e-15  # what rounding leaves of a sum that was added up, as a share of the largest term
_BLUR = 1e-14  # what rounding leaves of a sum that was extrapolated, as a share of it
_TOLERANCE = 1e-9  # difference of two extrapolations: each loses about half the digits of a double
_TINY = 1e-6  # tolerances do not fall with sums smaller than this
_HARMONIC = 1.02  # terms that fall with a power as small as that of 1/n have no sum
_POWERS = (1.05, 12)
"""Powers with which terms fall that are told apart from those without a sum, and from geometric."""
_HALF_INTEGER = 0.02
"""How near the power of a tail must be to one: a logarithm beside it moves it farther."""
_LOOSE = 1e-8  # `_TOLERANCE` for what rounding has blurred


def summed(term: Term, lower: int) -> tuple[Number, float] | None:
    """The sum from `lower` on and a bound of its error; None where no value can be trusted.

    Raises DivergesError, and what the function does.
    """
    terms: list[Number] = []
    total: Number = 0.0
    largest, previous, quiet = 0.0, math.inf, 0
    for k in range(lower, lower + _MOST):
        if k == lower + DIRECT_TERMS and not abs(terms[-1]) < FALLING * abs(terms[-11]):
            break  # not falling like a geometric series
        if k == lower + _EARLY:
            _check_growth(terms)
            early = if_alternating(terms)
            if early is not None:
                return early
        value = term(float(k))
        terms.append(value)
        total += value
        size = abs(value)
        largest = max(largest, size, abs(total))
        falling = size <= _NOTHING * largest and size <= previous * FALLING
        quiet = quiet + 1 if falling or size == 0 else 0
        if quiet >= QUIET_TERMS and k > lower + EARLY_TERMS:
            return total, _ROUNDING * largest
        if k > lower + _RISEN and size > previous and size > 1:
            raise DivergesError
        previous = size or previous
    if abs(terms[-1]) >= abs(terms[-2]) >= abs(terms[-3]) > 0:
        raise DivergesError
    terms = terms[:DIRECT_TERMS]
    return _by_powers(term, terms, lower)


def _check_growth(terms: Sequence[Number]) -> None:
    """Raises DivergesError where each term is larger than the last by a factor that stays."""
    sizes = [abs(term) for term in terms[-12:]]
    growing = all(0 < a <= b for a, b in pairwise(sizes))
    if growing and sizes[-1] / sizes[-2] >= sizes[1] / sizes[0] - _TOLERANCE:
        raise DivergesError


def if_alternating(terms: Sequence[Number]) -> tuple[Number, float] | None:
    """The sum of terms of alternating sign; None where they are not, or where it is unsure."""
    real = [float(value.real) for value in terms if isinstance(value, float)]
    if len(real) < len(terms) or not all(a * b < 0 for a, b in pairwise(real)):
        return None
    return _checked(_alternating(real, 24), _alternating(real[3:], 20) + sum(real[:3]))


def _checked(
    first: Number, second: Number, tolerance: float = _TOLERANCE
) -> tuple[Number, float] | None:
    difference = abs(first - second)
    if not difference <= tolerance * (_TINY + abs(first)):
        return None
    return first, 3 * difference + _BLUR * abs(first)


def _alternating(terms: Sequence[float], count: int) -> float:
    """Cohen, Rodriguez Villegas, Zagier (2000), algorithm 1."""
    d = (3 + math.sqrt(8)) ** count
    d = (d + 1 / d) / 2
    b, c, total = -1.0, -d, 0.0
    sign = math.copysign(1.0, terms[0])
    for k in range(count):
        c = b - c
        total += c * abs(terms[k])
        b *= (k + count) * (k - count) / ((k + 0.5) * (k + 1))
    return sign * total / d


def _by_powers(term: Term, terms: list[Number], lower: int) -> tuple[Number, float] | None:
    """Partial sums at doubled numbers of terms, whose tails fall as powers, extrapolated."""
    power = math.log2(abs(terms[64] / terms[128])) if terms[128] and terms[64] else 0.0
    if power < _HARMONIC and all(a * b > 0 for a, b in pairwise(map(_real, terms))):
        raise DivergesError
    if not _POWERS[0] < power < _POWERS[1]:
        return None
    counts = [16 * 2**i for i in range(7)]
    every = [*terms, *(term(float(k)) for k in range(lower + len(terms), lower + counts[-1]))]
    sums = [sum(every[:count], 0.0) for count in counts]
    start = _tail_power(sums)
    if start is None:
        return _checked(_levin(terms, 2, 9), _levin(terms, 4, 8), _LOOSE)
    return _checked(richardson(sums, start), richardson(sums[:-1], start))


def _real(value: Number) -> float:
    """A real term; zero for a complex one."""
    return 0.0 if isinstance(value, complex) else value


def _tail_power(sums: Sequence[Number]) -> float | None:
    """The leading power of the tail, which is a half integer or an integer in sums met."""
    a, b, c = sums[-3:]
    if c == b or b == a:
        return None
    power = math.log2(abs((b - a) / (c - b)))
    nearest = round(2 * power) / 2
    return nearest if abs(power - nearest) < _HALF_INTEGER and nearest > 0 else None


def richardson(sums: Sequence[Any], power: float) -> Any:
    """The limit of values at doubled numbers, which approach it with this power and higher ones."""
    row = list(sums)
    while len(row) > 1:
        factor = 2.0**power
        row = [(factor * b - a) / (factor - 1) for a, b in pairwise(row)]
        power += 1
    return row[0]


def _levin(terms: Sequence[Number], start: int, order: int) -> Number:
    """Levin's u transform of the partial sums from number `start` on (Weniger 1989, 7.3-5)."""
    partial = sum(terms[:start], 0.0)
    above: Number = 0.0
    below: Number = 0.0
    for j in range(order + 1):
        term = terms[start + j]
        partial += term
        place = start + j + 1.0
        weight = (-1) ** j * math.comb(order, j) * (place / (start + order + 1)) ** (order - 1)
        above += weight * partial / (place * term)
        below += weight / (place * term)
    return above / below
