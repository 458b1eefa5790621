"""When a contradiction with the text is clean evidence of a wrong step."""

from __future__ import annotations

from ..claims.claim import CLAIMED
from ..claims.context import Context
from ..numbers.decimals import has_decimals
from ..tree import Num, Relation, has_plus_minus
from . import contradictions as facts
from .derivations import Step, is_value
from .together import rests_on_another_sentence

_NEAR = 3
"""Formulas back, up to which what is supposed still holds."""

_POINTS_OF_A_STEP = 3
"""Points at which a step must fail where its premises leave other values."""


def accuses(relation: Relation, found: Step, context: Context) -> bool:
    """Whether a contradiction is clean evidence of a wrong step.

    An equation may be new, its letters may stand for something else now, and a text may contradict
    itself on purpose. So it must be said to follow, or be one slip away from following.
    """
    stance = context.stance
    if stance.amended or stance.claim not in CLAIMED or _is_measured(relation):
        return False
    if facts.angles_in_doubt(found):
        return False
    if facts.miscopies(found, context):
        return True
    if facts.rests_on_trial(found):
        return False
    if facts.gives_anew(relation, found, stance):
        return False
    if not found.names or not found.premises:
        return _accuses_by_itself(relation, found, context)
    if rests_on_another_sentence(relation, found, context):
        return False
    together = facts.is_beside(found, stance)
    if stance.conditional and not together:
        return False
    if stance.hypothetical and not facts.is_beside(found, stance, within=_NEAR):
        return False
    if facts.revalues(found):
        return facts.recomputes(found, context)
    if not stance.derived or (stance.listed and together):
        return False
    if not found.isolated:
        if facts.is_given_value(relation):
            return False
        clean = len(found.points) >= _POINTS_OF_A_STEP and not facts.chooses_root(found.relation)
        near = facts.is_beside(found, stance, within=_NEAR)
        return clean and (found.meant is not None or (near and facts.must_disagree(found)))
    if (stance.alternative and not together) or facts.has_more_roots(found.premises):
        return False
    return facts.follows_values(found, stance) or _must_follow(found, together=together)


def _is_measured(relation: Relation) -> bool:
    r"""`b = 0.2 \pm 0.1`: a value with its uncertainty, not two."""
    sides = (relation.left, relation.right)
    return has_plus_minus(relation) and any(map(has_decimals, sides))


def _accuses_by_itself(relation: Relation, found: Step, context: Context) -> bool:
    """The same of what needs no premise, only what functions are."""
    stance = context.stance
    if not found.names:
        anew = facts.is_valued_anew(relation, found, context)
        return bool(found.used) and not anew and facts.is_real(found.relation)
    if facts.is_derivative_of_known(relation, found):
        return True
    if not found.used and (stance.conditional or facts.has_number_side(found.relation)):
        return False
    if facts.is_between_powers(found.relation):
        return False
    lone = facts.has_lone_symbol(found.relation)
    return facts.is_substantial(found, stance) and not lone and found.meant is not None


def _must_follow(found: Step, *, together: bool) -> bool:
    """Whether the premises fix all values, so that a slip explains best what contradicts them."""
    if len(found.premises) == 1:
        (premise,) = found.premises
        return not is_value(premise.relation) or (together and found.meant is not None)
    plain = isinstance(found.relation.left, Num) or isinstance(found.relation.right, Num)
    return not plain and found.meant is not None
