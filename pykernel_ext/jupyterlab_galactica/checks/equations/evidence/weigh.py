"""What the samples of an equation amount to: it holds, holds for some values, or is refuted.

Disagreement alone refutes nothing: what the equation claims (`classify`) and how clean the evidence
is decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..claims.circumstances import Circumstances
from ..claims.form import Claim, classify, is_linear_equation
from ..numbers.budget import soon
from ..numbers.sampling import FAR, POSITIVE, Regime, Sample, Value, confirmed
from ..tree import (
    Const,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Relation,
    Sym,
    free_symbols,
    is_constant,
    walk,
)
from ..vocabulary.letters import is_counting
from ..vocabulary.multiprecision import mp
from ..writing.latex import relation_to_latex
from .case import Case
from .counterexample import counterexample
from .domains import domain, equality
from .judgement import Judgement
from .repair import repair

FEWEST_POINTS = 4
"""Clean points a refutation needs, and agreeing ones a symbolic identity needs."""

_CONFIRM_SECONDS = 0.3
_REPAIR_SECONDS = 0.3
_DOMAIN_SECONDS = 0.25
_SLOW_DOMAIN_SECONDS = 0.6  # where integrals and series are to be evaluated

_QUESTION = Judgement("equation", "conditional", "True for some values: an equation to solve.")
_BY_FORM: Mapping[Claim, Judgement] = {
    "definition": Judgement("definition", "definition", "Introduces a symbol or gives it a value."),
    "law": Judgement(
        "law", "definition", "Relates quantities that have other values elsewhere; a law or model."
    ),
    "question": _QUESTION,
}


def weigh(case: Case, samples: Sequence[Sample], circumstances: Circumstances) -> Judgement:
    """The verdict on an equation from both sides' values at the points tried."""
    samples = [_in_the_reals(s, case) for s in samples]
    agree = [s for s in samples if s.outcome == "agree"]
    disagree = [s for s in samples if s.outcome == "disagree"]
    if disagree and not is_constant(case.pair.left) and not is_constant(case.pair.right):
        agree = [s for s in agree if s.left != 0]  # 0 = 0 is no evidence
    chance = [s for s in agree if _may_be_chance(s)]
    claim = case.claim
    if len(chance) == len(agree) < len(disagree) / 2 and claim in ("identity", "question"):
        agree = []
    if not agree and not disagree:
        return by_form(case.compared, samples)
    if agree and not disagree:
        judgement = _holds(case, agree)
        undefined = [s for s in samples if s.outcome == "undefined" and s.regime not in FAR]
        if judgement.verdict != "holds" or len(undefined) < 3:
            return judgement
        true = equality(case.pair, soon(_DOMAIN_SECONDS), real=False)
        found = domain(case.pair, case.drawing, true)
        if found is None:
            return judgement
        reason = f"{judgement.reason[:-1]}, for ${found.latex}$; elsewhere a side has no value."
        return replace(judgement, reason=reason, domain=found.latex)
    if agree:
        somewhere = _holds_somewhere(case, agree, disagree)
        if somewhere.domain or not all(s.regime in FAR for s in agree):
            return somewhere  # else it is true in a limit only
    return _never_true(case, disagree, circumstances)


def _in_the_reals(sample: Sample, case: Case) -> Sample:
    """Where neither side is real, an equation about real numbers claims nothing.

    On the cuts of roots, logarithms and inverse functions the sides may differ by convention.
    """
    neither = sample.outcome == "disagree" and mp.im(sample.left) and mp.im(sample.right)
    if not neither or case.about_complex or sample.regime == "complex":
        return sample
    return replace(sample, outcome="undefined")


def _holds_somewhere(case: Case, agree: Sequence[Sample], disagree: Sequence[Sample]) -> Judgement:
    """True at some points and false at others: for which values, if that can be said."""
    about_complex = case.about_complex or disagree[0].regime == "complex"
    example = counterexample(case, disagree)
    seconds = _SLOW_DOMAIN_SECONDS if case.approximated else _DOMAIN_SECONDS
    true = equality(case.pair, soon(seconds), real=not about_complex)
    found = domain(case.pair, case.drawing, true)
    if found is not None:
        return Judgement(
            "identity", "conditional",
            f"True for ${found.latex}$ ({found.points} points), not for all values.",
            points=found.points, counterexample=example, domain=found.latex,
        )  # fmt: skip
    real = sum(s.clean for s in agree) >= FEWEST_POINTS and not any(s.clean for s in disagree)
    if real and not about_complex:
        return Judgement(
            "identity", "conditional",
            f"True wherever everything in it is real ({len(agree)} points).",
            points=len(agree), counterexample=example,
        )  # fmt: skip
    return Judgement(
        "identity" if case.claim == "identity" else "equation",
        "conditional",
        f"True at {len(agree)} of {len(agree) + len(disagree)} points tried, not at all.",
        counterexample=example,
    )


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


def _holds(case: Case, agree: Sequence[Sample]) -> Judgement:
    sure = len(agree) >= FEWEST_POINTS
    if sure and not case.approximated:
        try:
            left, right = case.pair.left, case.pair.right
            sure = confirmed(left, right, agree[0].values, soon(_CONFIRM_SECONDS))
        except TimeoutError:
            sure = True
    if not sure:
        return Judgement("identity", "unsupported", "Too few points could be evaluated.")
    remark = _remark(case, agree)
    return Judgement(
        "identity", "holds", f"Both sides agree at {len(agree)} points{remark}.",
        "numeric", len(agree),
    )  # fmt: skip


def _remark(case: Case, agree: Sequence[Sample]) -> str:
    names = sorted({name for s in agree for name in s.values})
    counting = [name for name in names if is_counting(name)]
    parts = []
    if case.tests:
        parts.append("under the conditions given")
    if counting:
        parts.append(f"for positive integers {', '.join(counting)}")
    if len(counting) < len(names) and all(s.regime in POSITIVE for s in agree):
        real = [name for name in names if name not in counting]
        if not case.tests:
            parts.append(f"for {', '.join(real)} > 0")
    return " " + ", ".join(parts) if parts else ""


def _never_true(case: Case, disagree: Sequence[Sample], circumstances: Circumstances) -> Judgement:
    """Refuted, if that is what the equation claims and the evidence is clean."""
    claim = case.claim
    if claim in ("definition", "law") or (claim == "question" and circumstances.vague):
        return _BY_FORM[claim]
    clean = [s for s in disagree if s.clean or case.about_complex]
    if circumstances.vague:
        return Judgement(
            "identity", "conditional",
            "Not true for all values; it may follow from what stands beside it.",
            counterexample=counterexample(case, clean or disagree),
        )  # fmt: skip
    if len(clean) < FEWEST_POINTS:
        if claim == "question":
            return _QUESTION
        return Judgement(
            "identity", "unsupported",
            "Both sides differ where they could be evaluated, but that is little.",
        )  # fmt: skip
    better = None if is_linear_equation(case.claimed) else repair(
        case, _for_repair(clean), soon(_REPAIR_SECONDS)
    )  # fmt: skip
    if claim == "question" and (better is None or not _telling(case.claimed, better)):
        return _QUESTION
    found = relation_to_latex(better) if better else None
    sides = "the derivatives of both sides" if case.by_derivatives else "both sides"
    meant = f" {found} would be one." if found else ""
    return Judgement(
        "identity",
        "refuted",
        f"Not an identity: {sides} differ at all {len(disagree)} points tried.{meant}",
        points=len(clean),
        counterexample=counterexample(case, clean),
        repair=found,
    )


def _telling(claimed: Relation, repaired: Relation) -> bool:
    """Whether that a slip away there is an identity shows that one was meant.

    Many equations are a slip away from `x x = x^2`. And a symbol that the slip would have added,
    as in `2 k \\pi i`, may be free.
    """
    kept = _names_in(claimed) <= _names_in(repaired)
    return kept and not all(map(_is_plain, (*walk(repaired.left), *walk(repaired.right))))


def _names_in(relation: Relation) -> frozenset[str]:
    return free_symbols(relation.left) | free_symbols(relation.right)


def _is_plain(node: Expr) -> bool:
    """A part of a monomial."""
    if isinstance(node, Pow):
        return isinstance(node.exp, Num)
    return isinstance(node, (Num, Sym, Const, Mul, Neg, Div))


def _for_repair(clean: Sequence[Sample]) -> list[tuple[Regime, Mapping[str, Value]]]:
    """Positive points where there are some: branches of roots and logarithms agree there."""
    positive = [s for s in clean if s.regime in POSITIVE]
    return [(s.regime, s.values) for s in (positive if len(positive) >= 3 else clean)[:5]]
