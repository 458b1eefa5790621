"""What the text around an equation says for it that its own values do not."""

from __future__ import annotations

from collections.abc import Sequence

from ..algebra.rational import exact
from ..claims.claim import CLAIMED
from ..claims.context import Context, value_of
from ..numbers.variety import NoPointsError, Point, sides
from ..tree import Div, Relation, free_symbols
from ..vocabulary.function import Number
from ..vocabulary.phrases import said
from .derivations import Step
from .evidence import Evidence
from .slips import gaps

_MODULO = said("counts modulo")

_SAME = 1e-9
"""The relative difference that doubles leave of two equal values."""

_TRIED = 12
"""Formulas back, up to which a value is put into an equation."""

_LATEST = 10
"""Formulas back, up to which a letter keeps its value."""

_SUPPOSED = 3
"""The same for a value that is only supposed."""

_DIFFERS = 1e-2
"""The relative difference from which an equation is false at a point."""


def is_trial(relation: Relation, context: Context) -> bool:
    """Whether a false equation between numbers is an earlier equation with a value put in.

    "If we plug $-7$ in for $x$, we get $|-10| = -14 + 4$" tells that -7 is no solution.
    """
    if free_symbols(relation):
        return False
    try:
        left, right, _ = sides(relation)({})
    except NoPointsError:
        return False
    values = [found[1] for k in context.knowns if (found := value_of(k.relation)) is not None]
    for known in context.knowns[-_TRIED:]:
        names = free_symbols(known.relation)
        if len(names) != 1 or value_of(known.relation) is not None:
            continue
        try:
            both = sides(known.relation)
        except NoPointsError:
            continue
        for value in (*context.numbers, *values[-_TRIED:]):
            try:
                number, _, _ = sides(Relation("=", value, value))({})
                a, b, _ = both({next(iter(names)): number})
            except NoPointsError:
                continue
            if _is_same(a, left) and _is_same(b, right):
                return True
    return False


def counts_modulo(relation: Relation, words: str) -> bool:
    """`2 * 4 = 0` beside words of residues: whole numbers that differ by more than 1."""
    a, b = exact(relation.left), exact(relation.right)
    if a is None or b is None or not _MODULO.search(words):
        return False
    return (a - b).denominator == 1 and abs(a - b) > 1


def whole_quotient(relation: Relation) -> Evidence | None:
    r"""`100 \div 60 = 1` beside the words "with a remainder of 40"."""
    if not isinstance(relation.left, Div):
        return None
    whole, by, quotient = exact(relation.left.num), exact(relation.left.den), exact(relation.right)
    if whole is None or not by or quotient is None or whole // by != quotient:
        return None
    reason = f"The whole quotient; the remainder is {whole - by * quotient}."
    return Evidence(finding="true", reason=reason, proved=True)


def is_stale(found: Step, context: Context) -> bool:
    """Whether it rests on what a letter was long ago, or in a case that is past."""
    if not found.premises:
        return False
    beside = context.stance.beside
    for known in found.premises:
        supposed = known.stance.claim == "assumed" or known.stance.conditional
        latest = _SUPPOSED if supposed else _LATEST
        if value_of(known.relation) is not None and known.ago > beside + latest:
            return True
    since = min(known.ago for known in found.premises)
    later = [k for k in context.knowns if k.ago < since and k.stance.claim in CLAIMED]
    return any(_is_false_at(known.relation, found.points) for known in later)


def _is_false_at(relation: Relation, points: Sequence[Point]) -> bool:
    """Whether it is about the letters of the points and true at none of them."""
    names = free_symbols(relation)
    if not names or not names <= points[0].keys():
        return False
    found = gaps(relation, points)
    return bool(found) and min(found) > _DIFFERS


def _is_same(a: Number, b: Number) -> bool:
    return abs(a - b) <= _SAME * max(1, abs(a))
