"""Points at which several equations are true at once, by Newton's method from random places.

In double precision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from random import Random

import numpy as np

from ..tree import Call, Num, Pow, Relation, Sym, is_constant, walk
from ..vocabulary.function import Number
from ..vocabulary.functions import marked
from ..vocabulary.multiprecision import BeyondDoublesError
from .budget import now, soon
from .doubles import State, compiled

Point = dict[str, Number]
Sides = Callable[[Point], tuple[Number, Number, float]]

AGREES = 1e-6
"""Difference of both sides, as a share of their size, that double precision may leave."""

_STARTS = 14  # random places to start from: four of some sizes, and three of the rest
_SIZES = (1.0, 3.0, 6.0, 10.0, 100.0)  # of the coordinates of those places, in turn
_COMPLEX_EVERY = 6  # one start in so many is complex, as long as no real point was found
_STEPS = 40  # of Newton's method, which takes a dozen where it converges
_HALVINGS = 8  # of one step, each by four: after them it is shorter than rounding allows to judge
_ENOUGH = 6  # points that show what holds on all of them
_REPEATS = 20  # points in a row that were known: there are no others
_CLOSE = 1e-9
"""Difference of the sides at which Newton's method has arrived: a little over half the digits."""
_STANDS = 1e-6  # its last step; the point is twice as exact after it
_SMALL = 1e-9  # sides smaller than this may be zero
_OF_TERMS = 1e-3  # share of the largest term met that the sides are taken to have at least
_NEAR_ZERO = 1e-5  # a coordinate below this may be a zero that Newton's method creeps up to
_REAL = 1e-12  # an imaginary part smaller than this share of the real one is rounding
_SAME = 1e-6  # two points nearer than this share are one
_WIDTH = 1e-6
"""Of a central difference, as a share of the value: it leaves ten digits of the derivative."""
_SINGULAR = 1e-14  # pivots below this share of the largest entry are rounding
_INDEPENDENT = 1e-6
"""Rows of size 1 that have less in a direction of their own depend on the others."""
_PERIODIC = marked("periodic")
_SECONDS = 0.1  # of CPU time: what takes longer has no points that can be found so


class NoPointsError(Exception):
    """Nothing is known of where the equations are true."""


def points_on(relations: Sequence[Relation], names: Sequence[str]) -> tuple[Point, ...]:
    """Some points where all `relations` are true; all isolated ones that were found.

    Real ones where there are some. Raises NoPointsError.
    """
    found = _found(tuple(relations), tuple(names))
    if not found:
        raise NoPointsError
    return found


@lru_cache(maxsize=512)
def _found(relations: tuple[Relation, ...], names: tuple[str, ...]) -> tuple[Point, ...]:
    """The lines of a derivation are held against the same equations again and again."""
    end = soon(_SECONDS)
    both = [sides(relation) for relation in relations]
    rng = Random(f"{sorted(names)}")  # noqa: S311 - no secret
    real: list[Point] = []
    other: list[Point] = []
    repeated = 0
    for number in range(_STARTS if len(names) > 1 else 3 * _STARTS):
        if now() > end or len(real) >= _ENOUGH or repeated > _REPEATS:
            break
        scale = _SIZES[number % len(_SIZES)]
        start: Point = {
            name: scale * rng.choice((1, 1, -1)) * rng.uniform(0.2, 1.5) for name in names
        }
        if number % _COMPLEX_EVERY == _COMPLEX_EVERY - 1 and not real:
            start = {name: complex(value, rng.uniform(-2, 2)) for name, value in start.items()}
        point = _newton(both, start, names)
        if point is not None:
            point = _made_exact(relations, both, point)
        if point is None:
            continue
        kind = real if all(not isinstance(v, complex) for v in point.values()) else other
        repeated += 1
        if not any(_same(point, known) for known in kind):
            kind.append(point)
            repeated = 0
    return tuple(real or other)


def sides(relation: Relation) -> Sides:
    """Both sides at a point, and the size of the largest term met. Raises NoPointsError."""
    left, right = compiled(relation.left), compiled(relation.right)
    if left is None or right is None:
        raise NoPointsError

    def of(point: Point) -> tuple[Number, Number, float]:
        state = State(dict(point))
        try:
            return left(state), right(state), state.scale
        except (BeyondDoublesError, ZeroDivisionError, KeyError, TypeError) as error:
            raise NoPointsError from error

    return of


def gap(relation: Relation, both: Sides, point: Point) -> float:
    """The difference of both sides at a point, as a share of their size.

    Raises NoPointsError where they have no values, or where they are too small to tell.
    """
    a, b, scale = both(point)
    larger = max(abs(a), abs(b), _OF_TERMS * scale)
    if larger >= _SMALL:
        return abs(a - b) / larger
    if _vanish(relation, point):
        return 0.0
    # Of two tiny numbers, one may be what a power too small for doubles leaves.
    share = abs(a - b) / larger if larger > 0 else 1.0
    if share > AGREES:
        raise NoPointsError
    return share


def _vanish(relation: Relation, point: Point) -> bool:
    """Whether sides near 0 are 0: a factor is, or a periodic function of common numbers."""
    parts = [*walk(relation)]
    proper = [part for part in parts if part is not relation.left and part is not relation.right]
    values = [point[part.name] for part in parts if isinstance(part, Sym) and part.name in point]
    if any(isinstance(part, Num) and float(part.digits) == 0 for part in proper) or 0 in values:
        return True
    if any(isinstance(part, Pow) for part in parts):
        return False
    common = all(abs(value) > _NEAR_ZERO for value in values)
    return common and any(isinstance(part, Call) and part.name in _PERIODIC for part in parts)


def _made_exact(relations: Sequence[Relation], both: Sequence[Sides], point: Point) -> Point | None:
    """The point with the values that the relations state, and 0 for what is near it.

    None where the relations are not true to all digits: the values are too small for the method.
    """
    stated = {
        relation.left.name: evaluate(point)[1]
        for relation, evaluate in zip(relations, both, strict=True)
        if isinstance(relation.left, Sym) and is_constant(relation.right)
    }
    rounded = {name: 0.0 if abs(value) < _NEAR_ZERO else value for name, value in point.items()}
    for tried in ({**point, **stated}, {**rounded, **stated}):
        try:
            gaps = [gap(r, evaluate, tried) for r, evaluate in zip(relations, both, strict=True)]
        except NoPointsError:
            continue
        if max(gaps) <= AGREES:
            return tried
    return None


def _newton(both: Sequence[Sides], point: Point, names: Sequence[str]) -> Point | None:
    """The point that Newton's method arrives at; None where it does not."""
    try:
        here, gap = _differences(both, point)
        for _ in range(_STEPS):
            step = _step(both, point, here, names)
            if step is None:
                break
            size = 1.0
            for _half in range(_HALVINGS):
                tried = {n: _real(point[n] - size * d) for n, d in zip(names, step, strict=True)}
                try:
                    there, near = _differences(both, tried)
                except NoPointsError:
                    size /= 4
                    continue
                if _norm(there) < _norm(here) or near < _CLOSE:
                    break
                size /= 4
            else:
                break
            point, here, gap = tried, there, near
            if gap < _CLOSE and size * _norm(step) < _STANDS:
                break
    except (NoPointsError, OverflowError, ZeroDivisionError):
        return None
    return point if gap < _CLOSE else None


def _differences(both: Sequence[Sides], point: Point) -> tuple[list[Number], float]:
    """The differences of the sides, and the largest as a share of their size."""
    differences: list[Number] = []
    gap = 0.0
    for evaluate in both:
        a, b, _ = evaluate(point)
        differences.append(a - b)
        gap = max(gap, abs(a - b) / max(1.0, abs(a), abs(b)))
    return differences, gap


def _real(value: Number) -> Number:
    if isinstance(value, complex) and abs(value.imag) <= _REAL * max(1.0, abs(value.real)):
        return value.real
    return value


def rank(relations: Sequence[Relation], names: Sequence[str], point: Point) -> int:
    """How many of the relations are independent at a point. Raises NoPointsError."""
    rows = np.array(_gradients([sides(relation) for relation in relations], point, names))
    if not np.isfinite(rows).all():
        raise NoPointsError
    sizes = abs(rows).max(axis=1, keepdims=True)
    return int(np.linalg.matrix_rank(rows / np.where(sizes, sizes, 1.0), _INDEPENDENT))


def _norm(values: Sequence[Number]) -> float:
    return max(map(abs, values))


def _step(
    both: Sequence[Sides], point: Point, here: Sequence[Number], names: Sequence[str]
) -> list[Number] | None:
    """The shortest step that solves the equations' linear approximation."""
    rows = _gradients(both, point, names)
    if len(rows) > len(names):
        columns = [list(column) for column in zip(*rows, strict=True)]
        normal = [[_dot(a, b) for b in columns] for a in columns]
        step = _solved(normal, [_dot(a, here) for a in columns])
        return _shortest(rows, here) if step is None else step
    gram = [[_dot(a, b) for b in rows] for a in rows]
    weights = _solved(gram, list(here))
    if weights is None:
        return _shortest(rows, here)
    return [
        sum((w * row[j].conjugate() for w, row in zip(weights, rows, strict=True)), 0.0)
        for j in range(len(names))
    ]


def _shortest(rows: list[list[Number]], here: Sequence[Number]) -> list[Number] | None:
    """The same where some of the equations say what others do."""
    matrix = np.array(rows)
    if not np.isfinite(matrix).all():
        return None
    found = np.linalg.lstsq(matrix, np.array(here), rcond=_INDEPENDENT)[0]
    step: list[Number] = found.tolist()
    return step


def _gradients(both: Sequence[Sides], point: Point, names: Sequence[str]) -> list[list[Number]]:
    columns: list[list[Number]] = []
    for name in names:
        value = point[name]
        width = _WIDTH * max(1.0, abs(value))
        moved = {**point, name: value + width}
        back = {**point, name: value - width}
        up, down = _differences(both, moved)[0], _differences(both, back)[0]
        columns.append([(a - b) / (2 * width) for a, b in zip(up, down, strict=True)])
    return [list(row) for row in zip(*columns, strict=True)]


def _dot(a: Sequence[Number], b: Sequence[Number]) -> Number:
    return sum((y * x.conjugate() for x, y in zip(a, b, strict=True)), 0.0)


def _solved(matrix: list[list[Number]], right: list[Number]) -> list[Number] | None:
    """Gaussian elimination with pivots; None for a singular matrix.

    NumPy's rounds otherwise, and where a matrix is nearly singular that decides what is found.
    """
    count = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    largest = max((abs(v) for row in matrix for v in row), default=0.0)
    for column in range(count):
        pivot = max(range(column, count), key=lambda r: abs(rows[r][column]))
        if abs(rows[pivot][column]) <= _SINGULAR * largest:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for r in range(count):
            if r != column:
                factor = rows[r][column] / rows[column][column]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[column], strict=True)]
    return [rows[i][count] / rows[i][i] for i in range(count)]


def _same(one: Mapping[str, Number], other: Mapping[str, Number]) -> bool:
    return all(abs(one[name] - other[name]) <= _SAME * max(1.0, abs(one[name])) for name in one)
