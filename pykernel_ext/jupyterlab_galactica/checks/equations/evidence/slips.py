"""One number or one sign that makes a relation true at given points: the slip of a pen.

That there is one is strong evidence that the relation was meant to follow from what holds at these
points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from ..algebra.substitution import substitute
from ..numbers.decimals import given, has_decimals, rounds_to
from ..numbers.variety import AGREES, NoPointsError, Point, gap, sides
from ..tree import Add, Expr, Neg, Num, Relation, Sym, choose_sign, has_plus_minus, size
from ..vocabulary.function import Number
from ..vocabulary.multiprecision import mp
from .edits import tidied, with_one_part, with_one_side, with_one_sign, written

_UNKNOWN = r"\square"
_MAX_SIZE = 121
"""Nodes beyond which there are too many slips to try."""

_EXACT = 1e-6
"""The relative difference that a fitted number may have from the plain one it is taken for."""

_LARGEST = 10**9
"""Numbers that nobody writes by a slip."""

_STEPS = 30
"""Steps of the secant method, which needs ten where it converges."""

_LARGEST_BELOW = 24
"""Denominators that people write."""

_LARGEST_ABOVE = 1000
"""Numerators of fractions that people write."""


def with_sign(relation: Relation, sign: int) -> Relation:
    """The relation with every sign that is left open chosen."""
    return Relation(
        relation.op, choose_sign(relation.left, sign), choose_sign(relation.right, sign)
    )


def gaps(relation: Relation, points: Sequence[Point]) -> list[float]:
    """The difference of both sides at the points where they have values, as a share of their size.

    With a sign left open, that of the sign which fits better.
    """
    if has_plus_minus(relation):
        either = [gaps(with_sign(relation, sign), points) for sign in (1, -1)]
        return [min(pair) for pair in zip(*either, strict=False)]
    try:
        both = sides(relation)
    except NoPointsError:
        return []
    found = []
    for point in points:
        try:
            found.append(gap(relation, both, point))
        except NoPointsError:
            continue
    return found


def to_the_digits_given(relation: Relation, points: Sequence[Point]) -> bool:
    """Whether one side is a decimal that the other rounds to at all the points."""
    number = given(relation.right)
    if number is None or not has_decimals(relation.right) or not points:
        return False
    try:
        both = sides(relation)
        values = [both(point)[0] for point in points]
    except NoPointsError:
        return False
    return all(rounds_to(mp.mpmathify(value), number, truncation=True) for value in values)


def slip(relation: Relation, points: Sequence[Point]) -> Relation | None:
    """The relation with one number or sign changed so that it is true at all the points."""
    if not points or has_plus_minus(relation) or size(relation) > _MAX_SIZE:
        return None
    for changed in with_one_side(relation, _sign_changes):
        if _all_true(changed, points):
            return _tidied(changed)
    for opened in with_one_side(relation, _opened):
        number = _fitting(opened, points)
        if number is not None:
            filled = {_UNKNOWN: written(number)}
            left, right = substitute(opened.left, filled), substitute(opened.right, filled)
            return _tidied(Relation(relation.op, left, right))
    return None


def _tidied(relation: Relation) -> Relation:
    return Relation(relation.op, tidied(relation.left), tidied(relation.right))


def _all_true(relation: Relation, points: Sequence[Point]) -> bool:
    found = gaps(relation, points)
    return len(found) == len(points) and max(found) <= AGREES


def _sign_changes(node: Expr) -> Iterator[Expr]:
    """The trees with the sign of one term or number changed."""
    match node:
        case Add():
            yield from with_one_sign(node)
        case Neg(arg):
            yield arg
        case Num():
            yield Neg(node)
    yield from with_one_part(node, _sign_changes)


def _opened(node: Expr) -> Iterator[Expr]:
    """The trees with one number made an unknown."""
    if isinstance(node, Num):
        yield Sym(_UNKNOWN)
    else:
        yield from with_one_part(node, _opened)


def _fitting(relation: Relation, points: Sequence[Point]) -> Fraction | None:
    """The plain number that makes it true at all points, in place of the unknown."""
    try:
        both = sides(relation)

        def difference(x: float) -> Number:
            left, right, _ = both({**points[0], _UNKNOWN: x})
            return left - right

        value = _root(difference)
    except NoPointsError:
        return None
    if value is None:
        return None
    number = Fraction(value).limit_denominator(_LARGEST_BELOW)
    if abs(float(number) - value) > _EXACT * max(1.0, abs(value)):
        return None
    if number.denominator > 1 and (len(points) < 3 or number.numerator > _LARGEST_ABOVE):
        return None  # almost any value is close to some fraction
    if not 0 < number < _LARGEST:
        return None  # a number written has no sign, and nobody writes 0 for a factor or power
    filled = {_UNKNOWN: float(number)}
    return number if _all_true(relation, [{**point, **filled} for point in points]) else None


def _root(function: Callable[[float], Number]) -> float | None:
    """A real root by the secant method."""
    a, b = 1.0, 2.0
    fa, fb = function(a), function(b)
    for _ in range(_STEPS):
        if isinstance(fa, complex) or isinstance(fb, complex):
            return None
        if fb == 0 or (abs(b - a) <= 1e-12 * abs(b)):
            return b
        if fa == fb:
            return None
        a, b, fa = b, b - fb * (b - a) / (fb - fa), fb
        if abs(b) > 1e12:
            return None
        fb = function(b)
    return None
