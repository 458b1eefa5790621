"""The verdict on an equation in its text: what is claimed of it, and what it follows from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ....answer.verdicts import Claim
from ..algebra.rational import exact
from ..claims.context import Context, value_of
from ..numbers.variety import NoPointsError, Point, sides
from ..tree import Div, Relation
from .accusing import CLAIMED, accuses, may_accuse_alone
from .derivations import Step, steps
from .judgement import Judgement
from .slips import gaps
from .steps import InText, contradicting, following
from .versions import names_in

_TRIED = 12
_LATEST = 10
_SUPPOSED = 3
_DIFFERS = 1e-2
_COMPARISONS = ("<", ">", r"\le", r"\ge", r"\ne")


def judge_in_context(relation: Relation, alone: Judgement, context: Context) -> InText:
    """The verdict on an equation, from the one it gets `alone` and what the text says."""
    claim = context.stance.claim
    if alone.verdict == "refuted" and (
        claim in ("tried", "assumed") or (claim not in CLAIMED and names_in(relation))
    ):
        return InText(_excused(alone, claim), claim)
    compares = relation.op in _COMPARISONS and context.stance.derived
    if alone.verdict == "refuted" and names_in(relation) and (context.stance.corrected or compares):
        return InText(_excused(alone, "tried"), claim)
    if alone.verdict == "refuted" and _is_trial(relation, context):
        return InText(_excused(alone, "tried"), "tried")
    if alone.verdict == "refuted" and context.stance.remainder:
        quotient = _with_remainder(relation)
        if quotient is not None:
            return InText(quotient, claim)
    if alone.verdict in ("holds", "timeout") or relation.op not in ("=", ":=", r"\equiv"):
        return InText(alone, claim)
    if claim not in CLAIMED:
        return InText(alone, claim)
    if not context.knowns and (
        alone.verdict == "refuted" or not may_accuse_alone(relation, context.stance)
    ):
        return InText(alone, claim)
    follows: Step | None = None
    accusing: Step | None = None
    excused = False  # true by what the text said once
    for found in steps(relation, context):
        if found.truth == "always" and _is_stale(found, context):
            excused = True
            continue
        if found.truth == "always" and (found.premises or found.used):
            follows = found
            break
        if found.truth == "always":
            return InText(alone, claim)
        if found.truth == "sometimes" and found.isolated:
            follows = follows or found
        if alone.verdict == "refuted" or found.truth != "never" or accusing is not None:
            continue
        if accuses(found, context):
            accusing = found
    if follows is not None:
        return following(relation, alone, follows, claim)
    if accusing is not None and not excused:
        return contradicting(accusing, claim)
    return InText(alone, claim)


def _is_stale(found: Step, context: Context) -> bool:
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
    if not names_in(relation) or not names_in(relation) <= points[0].keys():
        return False
    try:
        found = gaps(relation, points)
    except NoPointsError:
        return False
    return bool(found) and min(found) > _DIFFERS


def _excused(alone: Judgement, claim: Claim) -> Judgement:
    why = {
        "tried": "The text tries it or says itself that it is wrong.",
        "assumed": "The text assumes it; it is not true in general.",
        "given": "The text gives it; it is not true in general.",
        "to solve": "The text asks when it is true; it is not always.",
    }[claim]
    return replace(alone, kind="equation", verdict="conditional", reason=why)


def _with_remainder(relation: Relation) -> Judgement | None:
    r"""`100 \div 60 = 1` beside the words "with a remainder of 40"."""
    if not isinstance(relation.left, Div):
        return None
    whole, by, quotient = exact(relation.left.num), exact(relation.left.den), exact(relation.right)
    if whole is None or not by or quotient is None or whole // by != quotient:
        return None
    reason = f"The whole quotient; the remainder is {whole - by * quotient}."
    return Judgement("identity", "holds", reason, "symbolic")


def _is_trial(relation: Relation, context: Context) -> bool:
    """Whether a false equation between numbers is an earlier equation with a value put in.

    "If we plug $-7$ in for $x$, we get $|-10| = -14 + 4$" tells that -7 is no solution.
    """
    if names_in(relation):
        return False
    try:
        left, right, _ = sides(relation)({})
    except NoPointsError:
        return False
    values = [found[1] for k in context.knowns if (found := value_of(k.relation)) is not None]
    for known in context.knowns[-_TRIED:]:
        names = names_in(known.relation)
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
            if abs(a - left) <= 1e-9 * max(1, abs(a)) and abs(b - right) <= 1e-9 * max(1, abs(b)):
                return True
    return False
