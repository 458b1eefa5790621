"""Integrals, series and limits by approximation.

Quadrature and extrapolation return confident wrong numbers on slow tails and hidden poles. So each
value comes from two methods that must agree, and ends of a range are looked at beforehand; what
does not pass is `Unsure` or `Undefined`, never a guess.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import mpmath

from ..tree import Integral, Limit, Prod, Sum
from ..vocabulary.letters import is_counting
from ..vocabulary.multiprecision import (
    NoLimitError,
    TooLargeError,
    UndefinedError,
    UndeterminedError,
    UnsureError,
    mp,
)
from .limits import DIRECT_TERMS, EARLY_TERMS, FALLING, MOST_TERMS, QUIET_TERMS, SMALL, STAYS
from .series import richardson
from .show import show_number

if TYPE_CHECKING:
    from .evaluator import Evaluator

_DIGITS = 20  # for quadrature and extrapolation: a few more than doubles have, since both lose some
_BLUR = mp.mpf("1e-15")
"""What such a value is off at least, as a share of it: the digits that they lose."""
_AGREE = mp.mpf("1e-8")
"""Difference of two quadratures of one integral: half the digits, as each may lose as many."""
_AGREE_CLOSELY = mp.mpf("1e-9")
"""The same for extrapolations and limits: a digit more, as both start from the same values."""
_END_EXPONENTS = (4, 8, 12)
"""Powers of ten of the distances from an end, or from zero, at which integrands are looked at."""
_DEGREES = {"tanh-sinh": 7, "gauss-legendre": 4}  # halvings after which a quadrature has failed

_RISING_TERMS = 30  # terms in a row that do not fall, after which a sum is taken for divergent
_EXTRAPOLATED_TERMS = 3000  # most terms that an extrapolation may ask for
_TINY_SUM = mp.mpf("1e-6")  # as `SMALL`, for sums, whose terms may all be small
_NEAR_PARTIAL = mp.mpf("0.2")
"""Share of a sum that its first terms may lack: an extrapolation that goes farther is a guess."""
_LIMIT_DIGITS = 70  # at distances of 1e-20 a second difference loses forty digits
_LIMIT_EXPONENTS = (8, 12, 16, 20)
"""Powers of ten that the distance from the point is one over, or the place far out."""
_LIMIT_BLUR = mp.mpf("1e-18")  # what a limit is off at least, as a share of it
_SAME_LIMIT = mp.mpf("1e-6")  # difference from both sides, each of which is known better
_LARGE = mp.mpf("1e6")  # a last value beyond this that is still growing tenfold has no limit
_BOUNDED = 100  # times the smallest value met: what stays below tends neither to infinity nor zero
_JUMP = mp.mpf("1e-3")
"""Share of the values by which neighbours differ, four times in a row, where there is no limit."""
_ARRIVED = mp.mpf("1e-25")
"""A last step that is smaller need not be smaller than the one before: both are rounding."""
_DOUBLINGS = range(2, 10)  # exponents of 2: sequences of sums of n terms go up to 512 terms

Function = Callable[[Any], Any]


# Integrals


def integral(ev: Evaluator, node: Integral) -> Any:
    """A definite integral over a part of the real line."""
    if node.lower is None or node.upper is None:
        raise UndeterminedError("an indefinite integral has no single value")
    lower, upper = ev.part(node.lower), ev.part(node.upper)
    if mp.im(lower) or mp.im(upper):
        raise UndefinedError("complex limits")
    if lower == upper:
        return mp.mpf(0)
    sign = 1
    if lower > upper:
        lower, upper, sign = upper, lower, -1
    integrand = _integrand(ev.function_of(node.body, node.var.name))
    _check_end(integrand, lower, 1)
    _check_end(integrand, upper, -1)
    with mp.workdps(_DIGITS):
        value, error = _quadrature(integrand, lower, upper)
    ev.error = max(ev.error, 20 * error + abs(value) * _BLUR)
    return sign * value


def _integrand(body: Function) -> Function:
    """The body; where it has no finite value, as at a removable singularity, zero."""

    def integrand(x: Any) -> Any:
        try:
            value = body(x)
        except ZeroDivisionError:
            return mp.mpf(0)
        except TooLargeError as error:
            raise UndefinedError("the integrand grows without bound") from error
        return value if mp.isfinite(value) else mp.mpf(0)

    return integrand


def _check_end(integrand: Function, end: Any, inward: int) -> None:
    """At an integrable end, distance times value tends to zero. Raises UndefinedError."""
    infinite = not mp.isfinite(end)
    sizes = []
    for exponent in _END_EXPONENTS:
        distance = mp.mpf(10) ** (exponent if infinite else -exponent)
        x = -inward * distance if infinite else end + inward * distance
        sizes.append(abs(integrand(x)) * distance)
    if sizes[2] > SMALL * (1 + sizes[0]) and sizes[2] >= sizes[0] * STAYS:
        raise UndefinedError("an integral that does not converge")


def _quadrature(integrand: Function, lower: Any, upper: Any) -> tuple[Any, Any]:
    """Value and error by two methods with different points of division. Raises UnsureError."""
    first, guess = _by("tanh-sinh", integrand, _division(lower, upper))
    tolerance = _AGREE * (SMALL + abs(first))
    if not mp.isfinite(first) or guess > tolerance:
        raise UnsureError("the quadrature did not converge")
    other = _other_division(lower, upper)
    second, _ = _by("gauss-legendre", integrand, other)
    if not abs(first - second) <= tolerance:  # it does badly where an end is singular
        second, _ = _by("tanh-sinh", integrand, other)
    if not abs(first - second) <= tolerance:
        raise UnsureError("two methods of quadrature disagree")
    return first, abs(first - second) + guess


def _by(method: str, integrand: Function, points: list[Any]) -> tuple[Any, Any]:
    """Value and error by one method."""
    found: tuple[Any, Any] = mp.quad(
        integrand, points, method=method, error=True, maxdegree=_DEGREES[method]
    )
    return found


def _division(lower: Any, upper: Any) -> list[Any]:
    if not mp.isfinite(lower) and not mp.isfinite(upper):
        return [lower, mp.mpf(0), upper]
    if not mp.isfinite(upper):
        return [lower, lower + 1, upper]
    if not mp.isfinite(lower):
        return [lower, upper - 1, upper]
    return [lower, (lower + upper) / 2, upper]


def _other_division(lower: Any, upper: Any) -> list[Any]:
    """No symmetry shared with the first: the halves of an odd pole must not cancel again."""
    if not mp.isfinite(lower) and not mp.isfinite(upper):
        return [lower, mp.mpf("-1.3"), mp.mpf("0.37"), mp.mpf("2.9"), upper]
    if not mp.isfinite(upper):
        return [lower, lower + mp.mpf("0.6"), lower + 3, upper]
    if not mp.isfinite(lower):
        return [lower, upper - 3, upper - mp.mpf("0.6"), upper]
    width = upper - lower
    return [lower, lower + width * mp.mpf("0.31"), upper - width * mp.mpf("0.42"), upper]


# Series


def series(ev: Evaluator, node: Sum | Prod) -> Any:
    """A sum or product over integers."""
    lower, upper = ev.part(node.lower), ev.part(node.upper)
    body = ev.function_of(node.body, node.var.name)
    join = operator.add if isinstance(node, Sum) else operator.mul
    if (lower, upper) == (-mp.inf, mp.inf):
        above = _infinite(ev, node, body, 0)
        return join(above, _infinite(ev, node, lambda k: body(-k), 1))
    if not mp.isint(lower) or (upper != mp.inf and not mp.isint(upper)):
        raise UndefinedError("the limits of a sum are integers")
    if upper == mp.inf:
        return _infinite(ev, node, body, int(lower))
    if upper < lower - 1:
        raise UndefinedError("an empty range")
    if upper - lower > MOST_TERMS:
        raise TooLargeError(f"a sum of more than {MOST_TERMS} terms")
    terms = [body(mp.mpf(k)) for k in range(int(lower), int(upper) + 1)]
    if isinstance(node, Sum):
        ev.scale = max([ev.scale, *map(abs, terms)])
    return reduce(join, terms, mp.mpf(0 if isinstance(node, Sum) else 1))


def _infinite(ev: Evaluator, node: Sum | Prod, body: Function, lower: int) -> Any:
    """Direct summation where terms fall fast, else two extrapolations that must agree."""
    additive = isinstance(node, Sum)
    total = mp.mpf(0 if additive else 1)
    tiny = mp.mpf(10) ** (2 - ev.digits)
    largest, previous, quiet, rising = mp.mpf(0), mp.inf, 0, 0
    for k in range(lower, lower + DIRECT_TERMS):
        term = body(mp.mpf(k))
        step = abs(term) if additive else abs(term - 1)
        total = total + term if additive else total * term
        largest = max(largest, abs(total), step)
        falling = step <= tiny * max(abs(total), tiny) and step <= previous * FALLING
        quiet = quiet + 1 if falling or step == 0 else 0
        if quiet >= QUIET_TERMS and k > lower + EARLY_TERMS:
            ev.scale = max(ev.scale, largest)
            ev.error = max(ev.error, largest * tiny * 100)
            return total
        rising = rising + 1 if step >= previous else 0
        if rising >= _RISING_TERMS and k > lower + 2 * _RISING_TERMS:
            raise UndefinedError("the terms do not fall")
        previous = step or previous
    if not additive:
        raise UnsureError("an infinite product that converges slowly")
    return _extrapolated(ev, body, lower, total)


def _extrapolated(ev: Evaluator, body: Function, lower: int, partial: Any) -> Any:
    found, difference = extrapolated(body, lower, _EXTRAPOLATED_TERMS)
    near_partial = abs(found - partial) <= _NEAR_PARTIAL * (1 + abs(found))
    agree = difference <= _AGREE_CLOSELY * (_TINY_SUM + abs(found))
    if not (mp.isfinite(found) and near_partial and agree):
        raise UnsureError("two methods of summation disagree")
    ev.error = max(ev.error, 10 * difference + abs(found) * _BLUR)
    return found


def extrapolated(body: Function, lower: int, most_terms: int) -> tuple[Any, Any]:
    """An infinite sum, and by how much another method differs. Raises UnsureError."""
    try:
        with mp.workdps(_DIGITS):
            found, other = (
                mp.nsum(body, [lower, mp.inf], method=method, maxterms=most_terms)
                for method in ("levin", "richardson+shanks")
            )
    except (ValueError, ZeroDivisionError, mpmath.libmp.NoConvergence) as error:
        raise UnsureError("an infinite sum that converges slowly") from error
    return found, abs(found - other)


# Limits


def limit(ev: Evaluator, node: Limit) -> Any:
    """The value approached, the same from both sides."""
    point = ev.part(node.point)
    body = ev.function_of(node.body, node.var.name)
    infinite = abs(point) == mp.inf
    direction = mp.sign(point) if infinite else node.direction
    directions = [mp.mpf(direction)] if direction else [mp.mpf(1), mp.mpf(-1)]
    integers = infinite and is_counting(node.var.name)
    results = []
    for direction in directions:
        try:
            results.append(_approached(ev, body, point, direction, integers=integers))
        except TooLargeError:
            if not integers or direction < 0:
                raise
            results.append(_by_doubling(ev, body))
        except (UndefinedError, ZeroDivisionError, ValueError):
            if len(directions) == 1:
                raise
    if not results:
        raise UndefinedError("no values near the point")
    if abs(results[0] - results[-1]) > _SAME_LIMIT * (1 + abs(results[0])):
        above, below = map(show_number, results)
        raise NoLimitError(f"it is {above} from above and {below} from below")
    return results[0]


def _by_doubling(ev: Evaluator, body: Function) -> Any:
    """The limit of a sequence with powers of 1/n in it, such as sums of n terms, extrapolated."""
    values = [body(mp.mpf(2**k)) for k in _DOUBLINGS]
    fifth, sixth = values[3], values[4]
    jump = max(abs(body(mp.mpf(2**6 + j)) - sixth) for j in range(1, 7))
    if jump > abs(sixth - fifth) / 5 + abs(sixth) * mp.mpf(10) ** -_DIGITS:
        raise UnsureError("a sequence that goes up and down")
    found = richardson(values, 1)
    difference = abs(found - richardson(values[:-1], 1))
    if not difference <= _AGREE_CLOSELY * (SMALL + abs(found)):
        raise UnsureError("a limit that is approached slowly")
    ev.error = max(ev.error, 10 * difference)
    return found


def _approached(
    ev: Evaluator, body: Function, point: Any, direction: Any, *, integers: bool
) -> Any:
    """Values ever closer to the point: the last steps must be small and shrinking."""
    values, jumps = [], []

    def at(step: Any) -> Any:
        if mp.isfinite(point):
            return body(point + direction / step)
        return body(direction * (mp.floor(step) if integers else step))

    with mp.workdps(_LIMIT_DIGITS):
        for exponent in _LIMIT_EXPONENTS:
            step = mp.sqrt(5) * mp.mpf(10) ** exponent
            values.append(at(step))
            jumps.append(abs(at(step + 1) - values[-1]))
    if _never_settles(values, jumps):
        raise NoLimitError(f"neighbouring values go on to differ by {show_number(jumps[-1])}")
    last, before = abs(values[3] - values[2]), abs(values[2] - values[1])
    if abs(values[3]) > _LARGE and abs(values[3]) > abs(values[2]) * 10:
        raise UndefinedError("no finite limit")
    close = last <= _AGREE_CLOSELY * (SMALL + abs(values[3])) and last <= before
    if not close and last > _ARRIVED:
        raise UnsureError("a limit that is approached slowly")
    ev.error = max(ev.error, 3 * last + abs(values[3]) * _LIMIT_BLUR)
    return +values[3]


def _never_settles(values: Sequence[Any], jumps: Sequence[Any]) -> bool:
    """Whether bounded values differ from their neighbours as much far out as before."""
    bounded = max(map(abs, values)) <= _BOUNDED * (1 + min(map(abs, values)))
    return bool(bounded and min(jumps) > _JUMP * max(map(abs, values)))
