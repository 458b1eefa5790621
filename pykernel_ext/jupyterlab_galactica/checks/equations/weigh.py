"""What the samples of an equation amount to: it holds, holds for some values, or is refuted.

Disagreement alone refutes nothing: what the equation claims (`classify`) and how clean the evidence
is decide. Worker process only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .classify import Claim, classify, is_linear_equation
from .counterexample import counterexample
from .judgement import Circumstances, Judgement
from .notation import is_counting
from .print_latex import relation_to_latex
from .repair import repair
from .sampling import POSITIVE, Regime, Sample, Value, confirmed, is_complex, soon
from .tree import Relation

FEWEST_POINTS = 4
"""Clean points a refutation needs, and agreeing ones a symbolic identity needs."""

_CONFIRM_SECONDS = 0.6
_REPAIR_SECONDS = 0.4

_QUESTION = Judgement("equation", "conditional", "True for some values: an equation to solve.")
_BY_FORM: Mapping[Claim, Judgement] = {
    "definition": Judgement("definition", "definition", "Introduces a symbol or gives it a value."),
    "law": Judgement(
        "law", "definition", "Relates quantities that have other values elsewhere; a law or model."
    ),
    "question": _QUESTION,
}


def weigh(relation: Relation, samples: Sequence[Sample], circumstances: Circumstances) -> Judgement:
    """The verdict on an equation from both sides' values at the points tried."""
    agree = [s for s in samples if s.outcome == "agree"]
    disagree = [s for s in samples if s.outcome == "disagree"]
    chance = [s for s in agree if _may_be_chance(s)]
    if len(chance) == len(agree) < len(disagree) / 2 and classify(relation) == "identity":
        agree = []
    if not agree and not disagree:
        return by_form(relation, samples)
    if agree and not disagree:
        return _holds(relation, agree, circumstances)
    positive = [s for s in samples if s.regime in POSITIVE and s.outcome in ("agree", "disagree")]
    if agree and len(positive) >= FEWEST_POINTS and all(s.outcome == "agree" for s in positive):
        return _holds_for_positive(relation, positive, disagree)
    real = sum(s.clean for s in agree) >= FEWEST_POINTS and not any(s.clean for s in disagree)
    about_complex = is_complex(relation.left, relation.right) or disagree[0].regime == "complex"
    if real and not about_complex:
        return Judgement(
            "identity", "conditional",
            f"True wherever everything in it is real ({len(agree)} points).",
            points=len(agree), counterexample=counterexample(relation, disagree),
        )  # fmt: skip
    if agree and all(s.regime == "complex" for s in disagree):
        return _holds_for_real(relation, agree, disagree)
    if agree:
        return Judgement(
            "identity" if classify(relation) == "identity" else "equation",
            "conditional",
            f"True at {len(agree)} of {len(agree) + len(disagree)} points tried, not at all.",
            counterexample=counterexample(relation, disagree),
        )
    return _never_true(relation, disagree, circumstances)


def by_form(relation: Relation, samples: Sequence[Sample] = ()) -> Judgement:
    """The verdict where no value tells anything: what the equation claims."""
    found = _BY_FORM.get(classify(relation))
    if found is not None:
        return found
    if any(s.outcome == "unclear" for s in samples):
        return Judgement(
            "unknown", "unsupported", "Its integrals, sums or limits converge too slowly to tell."
        )
    return Judgement("unknown", "unsupported", "No point was found where both sides are defined.")


def _may_be_chance(agreeing: Sample) -> bool:
    """Wrong formulas for sums are often right for n = 1 or 2."""
    return any(
        is_counting(name) and not isinstance(value, complex) and value <= 2
        for name, value in agreeing.values.items()
    )


def _holds(relation: Relation, agree: Sequence[Sample], circumstances: Circumstances) -> Judgement:
    left, right = relation.left, relation.right
    deadline = soon(_CONFIRM_SECONDS)
    try:
        sure = len(agree) >= FEWEST_POINTS and all(
            confirmed(left, right, s.values, deadline) for s in agree[:1]
        )
    except TimeoutError:
        sure = len(agree) >= FEWEST_POINTS
    if not sure:
        return Judgement("identity", "unsupported", "Too few points could be evaluated.")
    remark = _remark(agree, circumstances)
    return Judgement(
        "identity", "holds", f"Both sides agree at {len(agree)} points{remark}.",
        "numeric", len(agree),
    )  # fmt: skip


def _remark(agree: Sequence[Sample], circumstances: Circumstances) -> str:
    names = sorted({name for s in agree for name in s.values})
    counting = [name for name in names if is_counting(name)]
    parts = []
    if circumstances.tests:
        parts.append("under the conditions given")
    if counting:
        parts.append(f"for positive integers {', '.join(counting)}")
    if len(counting) < len(names) and all(s.regime in POSITIVE for s in agree):
        real = [name for name in names if name not in counting]
        if not circumstances.tests:
            parts.append(f"for {', '.join(real)} > 0")
    return " " + ", ".join(parts) if parts else ""


def _holds_for_positive(
    relation: Relation, positive: Sequence[Sample], disagree: Sequence[Sample]
) -> Judgement:
    names = [name for name in positive[0].values if not is_counting(name)]
    return Judgement(
        "identity",
        "conditional",
        f"True for {', '.join(names)} > 0 ({len(positive)} points), not for all values.",
        points=len(positive),
        counterexample=counterexample(relation, disagree),
    )


def _holds_for_real(
    relation: Relation, agree: Sequence[Sample], disagree: Sequence[Sample]
) -> Judgement:
    real = [s for s in agree if s.regime != "complex"]
    if len(real) < FEWEST_POINTS:
        return Judgement("identity", "unsupported", "Too few points could be evaluated.")
    names = ", ".join(real[0].values)
    return Judgement(
        "identity",
        "conditional",
        f"True for real {names} ({len(real)} points), not for all complex values.",
        points=len(real),
        counterexample=counterexample(relation, disagree),
    )


def _never_true(
    relation: Relation, disagree: Sequence[Sample], circumstances: Circumstances
) -> Judgement:
    """Refuted, if that is what the equation claims and the evidence is clean."""
    claim = classify(relation)
    if claim in ("definition", "law") or (claim == "question" and circumstances.vague):
        return _BY_FORM[claim]
    clean = [s for s in disagree if s.clean or is_complex(relation.left, relation.right)]
    if circumstances.vague:
        return Judgement(
            "identity", "conditional",
            "Not true for all values; it may follow from what stands beside it.",
            counterexample=counterexample(relation, clean or disagree),
        )  # fmt: skip
    if len(clean) < FEWEST_POINTS:
        if claim == "question":
            return _QUESTION
        return Judgement(
            "identity", "unsupported",
            "Both sides differ where they could be evaluated, but that is little.",
        )  # fmt: skip
    better = None if is_linear_equation(relation) else repair(
        relation, _for_repair(clean), soon(_REPAIR_SECONDS)
    )  # fmt: skip
    if claim == "question" and better is None:
        return _QUESTION
    meant = f" {relation_to_latex(better)} would be one." if better else ""
    return Judgement(
        "identity",
        "refuted",
        f"Not an identity: both sides differ at all {len(disagree)} points tried.{meant}",
        points=len(clean),
        counterexample=counterexample(relation, clean),
    )


def _for_repair(clean: Sequence[Sample]) -> list[tuple[Regime, Mapping[str, Value]]]:
    """Positive points where there are some: branches of roots and logarithms agree there."""
    positive = [s for s in clean if s.regime in POSITIVE]
    return [(s.regime, s.values) for s in (positive if len(positive) >= 3 else clean)[:5]]
