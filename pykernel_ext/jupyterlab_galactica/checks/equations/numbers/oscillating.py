"""Integrals of what oscillates without end, such as `\\sin(x) / x` from 0 to infinity.

Divided where the phase has grown by pi, the parts alternate in sign and fall; their sum is found
as that of an alternating series. Two divisions must agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice, pairwise

from numpy.polynomial.legendre import leggauss

from ..tree import Call, Expr, free_symbols, walk
from ..vocabulary.functions import marked
from ..vocabulary.multiprecision import BeyondDoublesError
from .limits import SMALL
from .quadrature import quadrature
from .series import if_alternating

Function = Callable[[float], float | complex]

_WAVES = marked("oscillates")
_PARTS = 40  # as many terms as `series` looks at for alternation
_BEFORE = 3  # parts before the alternating ones, where the integrand may not yet fall
_FALL = 0.62  # over the parts; what falls as one over a square root is halved, with some room
_TOLERANCE = 1e-8  # difference of two divisions: half the digits of a double
_BLUR = 1e-13  # what rounding leaves of the parts, as a share of the first
_OFFSETS = (1.0, 1.63, 2.27)
"""Where parts begin: those that begin at extremes nearly cancel within themselves."""
_POINTS = 16  # of Gauss and Legendre's rule: all digits of half a wave
_FIRST_STEP = 1e-3
_FARTHEST = 1e6  # the end of half a wave is looked for at doubled distances, between these two
_EXACT = 1e-9
"""How near a guessed end of a part is to the true one: both sides of it are then nearly zero."""
_BISECTIONS = 50  # as many as a double has bits, about


def phase_in(body: Expr, name: str) -> Expr | None:
    """The argument of all sines and the like in an integrand, if they share one."""
    found = {
        part.args[-1]
        for part in walk(body)
        if isinstance(part, Call) and part.name in _WAVES and name in free_symbols(part.args[-1])
    }
    return next(iter(found)) if len(found) == 1 else None


def oscillating_between(
    function: Function, phase: Function, lower: float, upper: float
) -> tuple[float, float] | None:
    """Value and error bound of an integral to infinity, on one side or both; see `oscillating`."""
    if lower > upper:
        found = oscillating_between(function, phase, upper, lower)
        return None if found is None else (-found[0], found[1])

    def mirrored(start: float) -> tuple[float, float] | None:
        return oscillating(lambda x: function(-x), lambda x: phase(-x), start)

    if lower != -math.inf:
        return oscillating(function, phase, lower)
    if upper != math.inf:
        return mirrored(-upper)
    above = oscillating(function, phase, 0.0)
    below = mirrored(0.0) if above else None
    if above is None or below is None:
        return None
    return above[0] + below[0], above[1] + below[1]


def oscillating(function: Function, phase: Function, lower: float) -> tuple[float, float] | None:
    """Value from `lower` to infinity, and error bound; None where it does not converge so.

    Raises DivergesError, and what the functions do apart from ZeroDivisionError.
    """
    divided = (_divided(function, phase, lower, offset) for offset in _OFFSETS)
    try:
        found = [*islice(filter(None, divided), 2)]
    except ZeroDivisionError:
        return None
    if len(found) < 2:
        return None
    first, second = found
    difference = abs(first[0] - second[0])
    if not difference <= _TOLERANCE * (SMALL + abs(first[0])):
        return None
    return first[0], 3 * difference + first[1]


def _divided(
    function: Function, phase: Function, lower: float, offset: float
) -> tuple[float, float] | None:
    start = lower + offset
    nodes = [start]
    width = 0.0
    for _ in range(_PARTS + _BEFORE):
        following = _half_period(phase, nodes[-1], width)
        if following is None:
            return None
        width = following - nodes[-1]
        nodes.append(following)
    begun = quadrature(function, lower, start)
    if begun is None or isinstance(begun[0], complex):
        return None
    parts = [_gauss(function, a, b) for a, b in pairwise(nodes)]
    if any(isinstance(part, complex) for part in parts):
        return None
    terms = [float(part.real) for part in parts[_BEFORE:]]
    if not _fall(terms):
        return None
    rest = if_alternating(terms)
    if rest is None:
        return None
    value = begun[0] + sum(part.real for part in parts[:_BEFORE]) + rest[0].real
    return value, begun[1] + rest[1] + _BLUR * abs(terms[0])


def _fall(terms: Sequence[float]) -> bool:
    sizes = [abs(term) for term in terms]
    return max(sizes[-2:]) < _FALL * max(sizes[:4]) and max(sizes[-4:]) <= max(sizes[-8:-4])


def _half_period(phase: Function, start: float, guess: float) -> float | None:
    """Where the phase, which must be real and grow or fall from `start` on, has changed by pi.

    `guess` is the distance between the last two such places: that of all, if the phase is linear.
    """
    base = phase(start)

    def gone(x: float) -> float:
        value = phase(x) - base
        if isinstance(value, complex):
            raise BeyondDoublesError
        return abs(value) - math.pi

    if abs(gone(start + guess)) < _EXACT:
        return start + guess
    near, far = start, start + _FIRST_STEP
    while gone(far) < 0:
        near, far = far, start + 2 * (far - start)
        if far - start > _FARTHEST:
            return None
    for _ in range(_BISECTIONS):
        middle = (near + far) / 2
        if gone(middle) < 0:
            near = middle
        else:
            far = middle
    return far


@cache
def _legendre() -> tuple[tuple[float, float], ...]:
    """Nodes and weights of Gauss and Legendre's rule on [-1, 1]."""
    nodes, weights = leggauss(_POINTS)
    return tuple(zip(nodes.tolist(), weights.tolist(), strict=True))


def _gauss(function: Function, lower: float, upper: float) -> float | complex:
    middle, half = (lower + upper) / 2, (upper - lower) / 2
    return half * sum(weight * function(middle + half * x) for x, weight in _legendre())
