"""An equation held against all that the text says of its letters, taken together."""

from __future__ import annotations

from collections.abc import Sequence

from ..claims.context import Context
from ..claims.known import Known
from ..numbers.variety import NoPointsError, points_on, sides
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
    beside = _connected(found, context.premises)
    everything = [*relations, *(r for r in beside if r not in relations)]
    if len(everything) == len(relations):
        return True
    try:
        points = points_on(everything, _names(everything))
    except NoPointsError:
        return False
    differences = gaps(found.relation, points)
    return bool(differences) and min(differences) > DIFFERS


def _connected(found: Step, knowns: Sequence[Known]) -> list[Relation]:
    """What else is said of the letters of a step, and of letters met there."""
    reached = set(found.names).union(*(free_symbols(known.relation) for known in found.premises))
    relations: list[Relation] = []
    for known in reversed(usable(knowns, frozenset(), frozenset())):
        names = free_symbols(known.relation)
        told = known.stance.claim != "tried" and not has_plus_minus(known.relation)
        if names & reached and told:
            relations.append(known.relation)
            reached |= names
    return relations[:_MOST]


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


def _names(relations: Sequence[Relation]) -> list[str]:
    return sorted(frozenset().union(*map(free_symbols, relations)))
