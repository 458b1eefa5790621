"""An equation held against all that the text says of its letters, taken together."""

from __future__ import annotations

from collections.abc import Sequence

from ..claims.context import Context
from ..claims.known import Known
from ..numbers.variety import AGREES, NoPointsError, Point, points_on, rank, sides
from ..tree import Relation, free_symbols, has_plus_minus, is_constant
from .derivations import DIFFERS, Step, usable
from .slips import gaps

_MOST = 8
"""Equations in force that are taken together, the nearest first."""

_NOTHING = 1e-4
"""The size of a side up to which it may be a zero that was crept up to."""


def contradicts_all(found: Step, context: Context) -> bool:
    """Whether a step that its premises contradict is false by all the text says together.

    It is not where the text is at odds with itself: then nobody can say which line is wrong.
    """
    if not found.names:
        return True
    relations = [known.relation for known in found.premises]
    may_be_added = found.isolated or found.meant is None
    if may_be_added and _may_be_added(found.relation, relations):
        return False
    if _says_news(found.relation, relations, found.points):
        return False
    try:
        points = _all_true(found, _connected(found, context.premises))
    except NoPointsError:
        return False
    if points is None:
        return True
    differences = gaps(found.relation, points)
    return bool(differences) and min(differences) > DIFFERS


def _all_true(found: Step, beside: Sequence[Known]) -> Sequence[Point] | None:
    """Points where those beside a step are true as well; None where they say nothing new.

    What is true already would only make the search for points fail. What is older than the premises
    and at odds with them is superseded by them.
    """
    relations = [known.relation for known in found.premises]
    oldest = max((known.ago for known in found.premises), default=0)
    points = found.points if relations else ()
    added = False
    for known in beside:
        if _is_true(known.relation, points):
            continue
        try:
            more = [*relations, known.relation]
            points = points_on(more, _names(more))
        except NoPointsError:
            if relations and known.ago > oldest:
                continue
            raise
        relations, added = more, True
    return points if added else None


def _is_true(relation: Relation, points: Sequence[Point]) -> bool:
    if not points or not free_symbols(relation) <= points[0].keys():
        return False
    found = gaps(relation, points)
    return len(found) == len(points) and max(found) <= AGREES


def rests_on_another_sentence(relation: Relation, found: Step, context: Context) -> bool:
    """Whether premises stand elsewhere, though its sentence has equations that it follows from.

    So does another formula that a sentence before has for the same letter.
    """
    beside = context.stance.beside
    if not any(0 <= known.ago < beside for known in context.knowns):
        return False
    far = [known for known in found.premises if known.ago >= beside]
    again = any(
        known.relation.left == relation.left and not _may_be_added(relation, [known.relation])
        for known in far
    )
    return again or len(far) == len(found.premises)


def _connected(found: Step, knowns: Sequence[Known]) -> list[Known]:
    """What else is said of the letters of a step, and of letters met there."""
    reached = set(found.names).union(*(free_symbols(known.relation) for known in found.premises))
    connected: list[Known] = []
    for known in reversed(usable(knowns, frozenset(), frozenset())):
        names = free_symbols(known.relation)
        told = known.stance.claim != "tried" and not has_plus_minus(known.relation)
        if not found.premises and not names <= found.names:
            continue  # by its definition alone it is false, whatever else is said of the function
        if names & reached and told and _has_values(known.relation):
            connected.append(known)
            reached |= names
    return connected[:_MOST]


def _has_values(relation: Relation) -> bool:
    try:
        sides(relation)
    except NoPointsError:
        return False
    return True


def _may_be_added(relation: Relation, premises: Sequence[Relation]) -> bool:
    """Whether an equation and its premises are true together, other than with both sides 0.

    With `T = mv^2/2` and `p = mv`, also `T = p^2/m` is true where nothing moves.
    """
    relations = [*premises, relation]
    if any(map(has_plus_minus, relations)):
        return False
    try:
        points = points_on(relations, _names(relations))
        if is_constant(relation.left) or is_constant(relation.right):
            return True
        return any(abs(sides(relation)(point)[0]) > _NOTHING for point in points)
    except NoPointsError:
        return False


def _says_news(relation: Relation, premises: Sequence[Relation], points: Sequence[Point]) -> bool:
    """Whether the premises leave all letters of an equation free, so that it says new things."""
    if not premises or any(map(has_plus_minus, premises)):
        return False
    every = _names(premises)
    others = [name for name in every if name not in free_symbols(relation)]
    try:
        return all(
            rank(premises, every, point) == (rank(premises, others, point) if others else 0)
            for point in points[:2]
        )
    except NoPointsError:
        return False


def _names(relations: Sequence[Relation]) -> list[str]:
    return sorted(frozenset().union(*map(free_symbols, relations)))
