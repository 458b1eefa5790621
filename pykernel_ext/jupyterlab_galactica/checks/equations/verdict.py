"""When an equation holds, and when it is accused: the only file that says so.

Evidence alone accuses nothing. What the equation claims, by its form and by the words around it,
decides what values that speak against it mean; and of several ways to read it, the most favourable
counts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ...answer import verdicts
from ...answer.verdicts import Counterexample, EquationKind, Verdict
from .claims.circumstances import Circumstances
from .claims.claim import CLAIMED, Claim
from .claims.context import Context
from .claims.form import Form, has_operator, introduced
from .evidence import contradictions as facts
from .evidence.accusing import accuses
from .evidence.around import counts_modulo, is_stale, is_trial, whole_quotient
from .evidence.derivations import Step, steps
from .evidence.dimensions.infer import has_unit
from .evidence.evidence import Evidence
from .evidence.given_chances import with_given_chances
from .evidence.given_matrices import with_given_matrices
from .evidence.look import look
from .evidence.physics import Physics
from .evidence.solves import solves
from .evidence.steps import contradicting, following, used_in
from .evidence.together import contradicts_all
from .reading.unit_products import KNOWN as UNITS
from .tree import Relation, choose_sign, free_symbols, functions, has_plus_minus
from .tree.kinds import is_linear
from .vocabulary.phrases import said

_SURE = 30
"""Symbols and numbers in the premises, up to which all solutions are surely found."""

_NEUTRAL = ("definition", "conditional")
_CHARACTERISTIC = said("has a characteristic")
_EQUALITIES = ("=", ":=", r"\equiv")
_COMPARISONS = ("<", ">", r"\le", r"\ge", r"\ne")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an `EquationCheck` says, without its place in the text."""

    kind: EquationKind
    verdict: Verdict
    reason: str
    evidence: verdicts.Evidence | None = None
    points: int = 0
    counterexample: Counterexample | None = None
    solutions: str | None = None
    domain: str | None = None
    repair: str | None = None


_BY_FORM: Mapping[Form, Judgement] = {
    "definition": Judgement("definition", "definition", "Introduces a symbol or gives it a value."),
    "property": Judgement("law", "definition", "Says what something unknown is like."),
    "law": Judgement("law", "conditional", "Relates quantities; true for some of their values."),
}
"""The verdict on what is no claim that values could speak against."""


def decide(claim: Claim, evidence: Evidence) -> Judgement:
    """The verdict on an equation that stands alone."""
    kind, reason = evidence.kind, evidence.reason
    if (found := evidence.solutions) is not None:
        return Judgement("equation", "conditional", "An equation to solve.", solutions=found)
    match evidence.finding:
        case "true" if evidence.thin:
            return Judgement(kind, "unsupported", reason)
        case "true":
            how: verdicts.Evidence = "symbolic" if evidence.proved else "numeric"
            return Judgement(kind, "holds", reason, how, evidence.points, domain=evidence.domain)
        case "false":
            return _accused(claim, evidence)
        case "contrary":
            return _doubted(evidence)
        case "mixed":
            return Judgement(
                kind, "conditional", reason, points=evidence.points,
                counterexample=evidence.counterexample, domain=evidence.domain,
            )  # fmt: skip
        case "late":
            return Judgement(kind, "timeout", reason)
        case "open" if claim.form == "identity":
            return Judgement(kind, "unsupported", reason)
        case "none" if reason:
            kind = kind if kind == "unknown" else _BY_FORM[claim.form].kind
            return replace(_BY_FORM[claim.form], kind=kind, reason=reason)
    return _BY_FORM.get(claim.form) or _question(evidence)


def _accused(claim: Claim, evidence: Evidence) -> Judgement:
    """The verdict where both sides differ: refuted only if an identity is surely claimed.

    A law has other values elsewhere, a question is to be solved: that one is wrong shows only if a
    slip away from it there is an identity.
    """
    if claim.form in _BY_FORM:
        return _BY_FORM[claim.form]
    if claim.form == "question" and (claim.vague or evidence.thin or not evidence.telling):
        return _question(evidence)
    if claim.form == "question" and evidence.crosses:
        why = "Offered as an identity, and true for some values only."
        return _doubted(replace(evidence, reason=why)) if evidence.offered else _question(evidence)
    if claim.vague:
        return Judgement(
            evidence.kind, "conditional", evidence.if_vague,
            counterexample=evidence.counterexample, domain=evidence.domain,
        )  # fmt: skip
    if evidence.thin:
        return Judgement(evidence.kind, "unsupported", evidence.reason)
    return Judgement(
        evidence.kind, "refuted", evidence.reason, points=evidence.points,
        counterexample=evidence.counterexample, repair=evidence.repair,
    )  # fmt: skip


def _doubted(evidence: Evidence) -> Judgement:
    return Judgement(
        evidence.kind, "doubtful", evidence.reason, points=evidence.points,
        counterexample=evidence.counterexample, repair=evidence.repair,
    )  # fmt: skip


def _question(evidence: Evidence) -> Judgement:
    return Judgement("equation", "conditional", evidence.if_question)


# Several ways to read one equation

_BEST_FIRST: tuple[Verdict, ...] = (
    "holds", "law", "definition", "conditional", "unsupported", "timeout", "doubtful", "refuted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement with the claim and the evidence it rests on; none where there are several."""

    judgement: Judgement
    claim: Claim = field(default_factory=Claim)
    evidence: Evidence | None = None


def judge(relation: Relation, circumstances: Circumstances) -> Judged:
    """The verdict on a relation in one reading. Does not raise."""
    if has_plus_minus(relation) and relation.op in _EQUALITIES and not is_linear(relation):
        return Judged(_with_open_signs(relation, circumstances))
    claim, evidence = look(relation, circumstances)
    return Judged(decide(claim, evidence), claim, evidence)


def _with_open_signs(relation: Relation, circumstances: Circumstances) -> Judgement:
    """`\\pm` on both sides: two equations. On one side: either sign will do."""
    readings = (
        Relation(relation.op, choose_sign(relation.left, sign), choose_sign(relation.right, sign))
        for sign in (1, -1)
    )
    results = [decide(*look(reading, circumstances)) for reading in readings]
    best, worst = sorted(results, key=lambda result: _BEST_FIRST.index(result.verdict))
    if has_plus_minus(relation.left) and has_plus_minus(relation.right):
        return worst
    if best.verdict == "refuted":
        why, example = "Neither sign makes it true for all values.", best.counterexample
        return Judgement("equation", "conditional", why, counterexample=example)
    return best


def wants_other_reading(judgement: Judgement) -> bool:
    """Whether another reading of the notation could be more favourable."""
    return judgement.verdict in ("refuted", "unsupported", "conditional")


def is_better(other: Judgement, best: Judgement, *, weak: bool) -> bool:
    """Whether another reading is to be preferred to the best so far.

    A `weak` one, of what letters may be as well, does not excuse what is one slip away from an
    identity as usually read.
    """
    if other.verdict == "holds":
        return True
    excuses = best.verdict == "refuted" and other.verdict != "refuted"
    return excuses and (best.repair is None or weak)


def unfinished(best: Judgement) -> Judgement:
    """The verdict where not every reading was tried: that is no ground to refute."""
    if best.verdict != "refuted":
        return best
    return Judgement("unknown", "timeout", "Trying all its readings takes too long.")


# What is not read for certain


def only_neutral(judgement: Judgement, doubt: str) -> Judgement:
    """The verdict where some notation may mean something else: it neither accuses nor holds."""
    if judgement.verdict == "definition":
        return replace(judgement, reason=doubt, counterexample=None, repair=None)
    return Judgement("unknown", "unsupported", doubt)


def named(reason: str, context: Context) -> Judgement:
    """The verdict on what gives a name to something that is not judged."""
    if context.stance.concluded and not context.stance.wordless:
        return Judgement("unknown", "unsupported", reason)
    return Judgement("definition", "definition", f"Names what is not judged further. {reason}")


# In its text


@dataclass(frozen=True, slots=True)
class InText:
    """A judgement with what the text makes of the equation, and what else of the text was used."""

    judgement: Judgement
    claim: verdicts.Claim
    assumptions: tuple[str, ...] = ()


def with_physics(found: InText, physics: Physics) -> InText:
    """The same where physics has no say; else that it is a known law, or cannot be right."""
    judgement = found.judgement
    if judgement.verdict not in (*_NEUTRAL, "unsupported") or found.claim in ("tried", "assumed"):
        return found
    if physics.dimensions == "inconsistent":
        why = f"The dimensions do not agree: {physics.dimension_reason}"
        return replace(found, judgement=replace(judgement, verdict="doubtful", reason=why))
    if physics.law is None:
        return found
    if physics.law_note:
        doubted = replace(judgement, verdict="doubtful", reason=physics.law_note)
        return replace(found, judgement=doubted)
    return replace(
        found, judgement=replace(judgement, kind="law", verdict="law", reason=f"{physics.law}.")
    )


def judge_in_text(relation: Relation, alone: Judgement, context: Context) -> InText:
    """The verdict on an equation, from the one it gets `alone` and what the text says."""
    claim, refuted = context.stance.claim, alone.verdict in ("refuted", "doubtful")
    excused = _excused(relation, alone, context) if refuted else None
    if excused is not None:
        return excused
    if alone.verdict in ("holds", "timeout") or relation.op not in ("=", r"\equiv"):
        return InText(alone, claim)
    solution = (
        solves(relation, context)
        or with_given_matrices(relation, context)
        or with_given_chances(relation, context)
    )
    if solution is not None:
        evidence = solution.evidence
        if evidence.finding == "false":
            evidence = replace(evidence, finding="contrary")
        judged = decide(Claim(), evidence)
        derived = "derived" if judged.verdict == "holds" else claim
        return InText(judged, derived, solution.used)
    alone_only = refuted or not facts.may_contradict_itself(relation, context.stance)
    if claim not in CLAIMED or (not context.premises and alone_only):
        return InText(alone, claim)
    seen = _held_against_the_text(relation, alone, context)
    if seen.plainly_true:
        return InText(alone, claim)
    if seen.follows is not None:
        return _following(relation, alone, seen.follows, claim)
    if seen.accusing is not None and not seen.excused_once:
        return InText(decide(Claim(), contradicting(seen.accusing)), claim, used_in(seen.accusing))
    if refuted and _may_rest_on_its_sentence(relation, seen.contradicted, context):
        why = "May be true only by what its sentence says."
        return InText(replace(alone, verdict="conditional", reason=why), claim)
    return InText(_left_open(relation, alone, context), claim)


@dataclass(slots=True)
class _Held:
    """What the earlier equations say of one."""

    follows: Step | None = None
    accusing: Step | None = None
    plainly_true: bool = False  # without any of them
    excused_once: bool = False  # true by what the text said once
    contradicted: set[str] = field(default_factory=set)  # equations with which it is never true


def _held_against_the_text(relation: Relation, alone: Judgement, context: Context) -> _Held:
    refuted = alone.verdict in ("refuted", "doubtful")
    seen = _Held()
    for found in steps(relation, context):
        if any(_is_false(known.relation) for known in found.premises):
            continue  # everything follows from what is false
        match found.truth:
            case "always" if is_stale(found, context):
                seen.excused_once = True
            case "always":
                seen.plainly_true = not found.premises and not found.used
                seen.follows = found
                break
            case "sometimes":
                seen.follows = seen.follows or (found if found.isolated else None)
            case "never":
                seen.contradicted |= {known.latex for known in found.premises}
                seen.contradicted |= {definition.latex for definition in found.used}
                may = not refuted and seen.accusing is None and _may_accuse(found, alone)
                if may and accuses(relation, found, context) and contradicts_all(found, context):
                    seen.accusing = found
    return seen


def _left_open(relation: Relation, alone: Judgement, context: Context) -> Judgement:
    """What the text says to follow, though nothing decides it, was not checked."""
    stance = context.stance
    said = stance.concluded and not stance.wordless and alone.verdict in _NEUTRAL
    if not said or alone.kind not in ("definition", "law") or facts.is_given_value(relation):
        return alone
    defined = {known.relation.left for known in context.premises}
    if introduced(relation) and relation.left not in defined:
        return alone
    why = "Said to follow; nothing that the text gives decides it."
    return replace(alone, kind="equation", verdict="unsupported", reason=why)


def _may_rest_on_its_sentence(
    relation: Relation, contradicted: Collection[str], context: Context
) -> bool:
    """Whether its sentence has an equation for its letters of which nothing could be made.

    So has the text, where it is a rule to reckon by or says what a function is.
    """
    names = free_symbols(relation)
    if functions(relation) & context.definitions.keys() and not contradicted:
        return True
    return any(
        (0 <= known.ago < context.stance.beside or facts.is_rule(known.relation))
        and names & free_symbols(known.relation)
        and known.latex not in contradicted
        and _alone(known.relation) != "holds"  # what is always true says nothing of its letters
        for known in context.premises
    )


def _is_false(relation: Relation) -> bool:
    """Whether an equation that others may rest on is refuted where it stands alone."""
    return _alone(relation) == "refuted"


@lru_cache(maxsize=1024)
def _alone(relation: Relation) -> Verdict:
    """The verdict on an equation of the text, were nothing else there."""
    return judge(relation, Circumstances()).judgement.verdict


def _excused(relation: Relation, alone: Judgement, context: Context) -> InText | None:
    """What the text says itself of an equation that is false; None where it claims it."""
    stance = context.stance
    claim = stance.claim
    named = bool(free_symbols(relation))
    meant = stance.supposed or stance.defined
    if claim == "tried" or meant or (claim not in CLAIMED and named):
        known = claim == "given" and has_operator(relation) and not stance.conditional
        if known and alone.repair is not None:  # no equation to solve
            why = f"The text gives it as known; it is true as ${alone.repair}$."
            return InText(replace(alone, verdict="doubtful", reason=why), claim)
        return InText(_not_claimed(alone, claim), claim)
    compares = relation.op in _COMPARISONS and stance.derived
    if stance.part:
        why = "Part of an expression that goes on outside the formula."
        return InText(replace(alone, verdict="conditional", reason=why), claim)
    if not named and stance.word_behind in UNITS and _has_a_unit_on_one_side(relation):
        why = "The unit behind the formula may belong to one side only."
        return InText(replace(alone, verdict="conditional", reason=why), claim)
    if facts.is_rule(relation):
        return InText(_not_claimed(alone, "assumed"), claim)
    if named and (stance.corrected or compares):
        return InText(_not_claimed(alone, "tried"), claim)
    if named and _CHARACTERISTIC.search(context.words):
        why = "May be true in a field of finite characteristic."
        return InText(replace(alone, verdict="conditional", reason=why), claim)
    if not named and relation.op == "=" and counts_modulo(relation, context.words):
        why = "May be meant modulo a number that the text names."
        return InText(replace(alone, verdict="conditional", reason=why), claim)
    if is_trial(relation, context):
        return InText(_not_claimed(alone, "tried"), "tried")
    quotient = whole_quotient(relation) if stance.remainder else None
    return InText(decide(Claim(), quotient), claim) if quotient is not None else None


def _has_a_unit_on_one_side(relation: Relation) -> bool:
    return has_unit(relation.left) != has_unit(relation.right)


def _not_claimed(alone: Judgement, claim: verdicts.Claim) -> Judgement:
    why = {
        "tried": "The text tries it or says itself that it is wrong.",
        "assumed": "The text assumes it; it is not true in general.",
        "given": "The text gives it; it is not true in general.",
        "to solve": "The text asks when it is true; it is not always.",
    }[claim]
    return replace(alone, kind="equation", verdict="conditional", reason=why)


def _following(relation: Relation, alone: Judgement, found: Step, claim: verdicts.Claim) -> InText:
    """The verdict on an equation that is true where earlier ones are."""
    used = used_in(found)
    repeated = any(known.relation == found.relation for known in found.premises)
    most = sum(facts.leaves(known.relation) for known in found.premises)
    unsure = found.isolated and (facts.has_more_roots(found.premises) or most > _SURE)
    if found.truth == "sometimes" or facts.rests_on_trial(found) or unsure:
        why = "True for some of the values that the text allows."
    elif repeated:
        why = "As the text says before."
    else:
        judgement = decide(Claim(), following(found))
        kind = alone.kind if free_symbols(relation) else judgement.kind
        return InText(replace(judgement, kind=kind), "derived", used)
    if alone.verdict == "refuted":
        alone = replace(alone, verdict="conditional", reason=why)
    return InText(alone, claim, used)


def _may_accuse(found: Step, alone: Judgement) -> bool:
    """Whether more than its values tells against it, or nothing was made of these."""
    return bool(found.premises or found.used) or alone.kind != "identity"
