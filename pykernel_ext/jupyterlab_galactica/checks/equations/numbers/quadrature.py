"""Definite integrals in double precision by the double exponential rules of Takahasi and Mori.

A value counts only if two divisions of the range give the same: a hidden pole, a slow tail or an
oscillation does not do so by chance.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from itertools import pairwise

from ..vocabulary.multiprecision import DivergesError
from .limits import SMALL, STAYS

Number = float | complex
Function = Callable[[float], Number]

_TOLERANCE = 1e-9
"""Difference of two divisions of a range: a little more than half the digits of a double."""
_STEPS = (1 / 8, 1 / 16)
"""In the transformed variable: halving the step doubles the digits, so that two are enough."""
_OTHER_STEP = 0.9  # of the second division, as a share: the same points would give the same error
_MIDDLE, _OFF_MIDDLE = 0.5, 0.31
"""Where the two divisions cut a range; the halves of an odd pole must not cancel twice."""
_LAST = 4.3
"""The farthest step in the transformed variable: the weights beyond are nothing in doubles."""
_SURE = 2.5  # nearer than this no term is taken for the last that counts
_NOTHING = 1e-17  # a term that changes no digit of a double, as a share of the largest
_QUIET = 3  # terms in a row that must count for nothing: an integrand may be zero at one
_TAIL = 1e-12  # the last term of a tail that has ended, as a share of the largest
_BLUR = 1e-14  # what rounding leaves of a sum, as a share of its absolute values
_AT_END = 1e-13  # a distance from an end, as a share of it, that has hardly a digit left
_END_EXPONENTS = (3, 5, 7)
"""Powers of ten of the distances from an end, or from zero, at which integrands are looked at."""
_END_FACTORS = (1.0, 1.7, 2.3)
"""Around each distance: of what oscillates, one point alone may be a zero."""
_HALF_PI = math.pi / 2


def quadrature(function: Function, lower: float, upper: float) -> tuple[Number, float] | None:
    """Value and error bound; None where it does not converge quickly, or not at all.

    Raises DivergesError, and what the function does apart from ZeroDivisionError.
    """
    if lower == upper:
        return 0.0, 0.0
    if lower > upper:
        found = quadrature(function, upper, lower)
        return None if found is None else (-found[0], found[1])
    _check_end(function, lower, upper)
    _check_end(function, upper, lower)
    for step in _STEPS:
        first = _over(function, _division(lower, upper, _MIDDLE), step)
        if first is None:
            continue
        second = _over(function, _division(lower, upper, _OFF_MIDDLE), step * _OTHER_STEP)
        if second is None:
            continue
        difference = abs(first[0] - second[0])
        if difference <= _TOLERANCE * (SMALL + abs(first[0])):
            error = difference + min(first[1], second[1]) + _BLUR * first[2]
            return first[0], error
    return None


def _check_end(function: Function, end: float, other: float) -> None:
    """At an integrable end, distance times value tends to zero. Raises DivergesError."""
    infinite = math.isinf(end)
    inward = 1.0 if other > end else -1.0
    width = min(1.0, abs(other - end))
    sizes = []
    signs = set()
    for exponent in _END_EXPONENTS:
        largest = 0.0
        for factor in _END_FACTORS:
            distance = factor * (10.0**exponent if infinite else width * 10.0**-exponent)
            x = -inward * distance if infinite else end + inward * distance
            try:
                value = function(x)
            except OverflowError:
                raise DivergesError from None
            except ZeroDivisionError:
                return
            largest = max(largest, abs(value) * distance)
            signs.add(value.real > 0)
        sizes.append(largest)
    grows = sizes[2] >= STAYS * sizes[1] >= STAYS**2 * sizes[0] > 0
    if grows and sizes[2] > SMALL and len(signs) == 1:
        raise DivergesError


def _division(lower: float, upper: float, part: float) -> list[float]:
    """Zero divides a range that has it inside: absolute values and roots have a corner there."""
    inside = [0.0] if lower < 0 < upper else []
    if inside and part == _MIDDLE:
        return [lower, *inside, upper]
    if lower == -math.inf:
        ends = [-2 * part] if inside else [upper - 2 * part]
    elif upper == math.inf:
        ends = [2 * part] if inside else [lower + 2 * part]
    else:
        ends = [lower + (upper - lower) * part]
    return sorted({lower, *ends, *inside, upper})


def _over(
    function: Function, division: list[float], step: float
) -> tuple[Number, float, float] | None:
    """Value, error and the sum of absolute values, over the parts of a range."""
    total: Number = 0.0
    error = size = 0.0
    for lower, upper in pairwise(division):
        blurred = [0.0]
        transformed = _transformed(function, lower, upper, blurred)
        even = _trapezoid(transformed, step, 0.0)
        odd = _trapezoid(transformed, step, step / 2)
        if even is None or odd is None:
            return None
        value = (even[0] + odd[0]) / 2
        absolute = (even[1] + odd[1]) / 2
        rough = abs(even[0] - odd[0])
        # Halving the step squares the relative error.
        error += min(rough, 100 * rough * rough / absolute) if absolute else 0.0
        error += blurred[0] * step
        size += absolute
        total += value
    if not cmath.isfinite(total) or error > _TOLERANCE * (SMALL + abs(total)):
        return None
    return total, error, size


def _transformed(function: Function, lower: float, upper: float, blurred: list[float]) -> Function:
    """The integrand over the real line; `blurred` gathers what lies too near a singular end."""
    if lower == -math.inf and upper == math.inf:
        return lambda t: (
            function(math.sinh(_HALF_PI * math.sinh(t)))
            * (_HALF_PI * math.cosh(t) * math.cosh(_HALF_PI * math.sinh(t)))
        )
    if upper == math.inf or lower == -math.inf:
        start, sign = (lower, 1.0) if upper == math.inf else (upper, -1.0)

        def half_line(t: float) -> Number:
            distance = math.exp(_HALF_PI * math.sinh(t))
            return function(start + sign * distance) * (_HALF_PI * math.cosh(t) * distance)

        return half_line
    width = upper - lower

    def finite(t: float) -> Number:
        near = math.exp(-math.pi * abs(math.sinh(t)))
        share = near / (1 + near)
        end = upper if t > 0 else lower
        x = end - width * share if t > 0 else end + width * share
        weight = math.pi * math.cosh(t) * near / (1 + near) ** 2
        if width * share < _AT_END * abs(end):
            weight = weight if x != end else 0.0
            value = function(x) * (width * weight) if weight else 0.0
            blurred[0] = max(blurred[0], abs(value))
            return value
        return function(x) * (width * weight)

    return finite


def _trapezoid(transformed: Function, step: float, offset: float) -> tuple[Number, float] | None:
    """The sum over equidistant points, outwards from the middle; None where the tail stays."""
    total: Number = 0.0
    size = largest = 0.0
    for sign in (1, -1):
        t = offset if sign > 0 else offset - step
        quiet = 0
        term = 0.0
        while abs(t) <= _LAST:
            try:
                value = transformed(t)
            except ZeroDivisionError:
                value = 0.0  # the end of the range itself, or a removable singularity
            term = abs(value)
            if not term < math.inf:
                return None
            total += value
            size += term
            largest = max(largest, term)
            quiet = quiet + 1 if term <= _NOTHING * largest else 0
            if quiet >= _QUIET and abs(t) >= _SURE and largest > 0:
                break
            t += sign * step
        else:
            if term > _TAIL * largest:
                return None
    return total * step, size * step
