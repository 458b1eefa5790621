"""The verdict on one relation: numbers first, then the claim, then a proof. Worker process only.

A relation is tried at points of several regimes. If both sides agree everywhere it holds, and
SymPy is asked for a proof. If they disagree, it is refuted only when the equation claims to be an
identity and the evidence is clean: real values throughout, several points, no agreement anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...answer.verdicts import Counterexample
from .arithmetic import judge_approximation, judge_numbers
from .classify import classify, implicit, integration_constants, is_linear_equation
from .inequality import judge_inequality
from .integrals import IncomparableError, differentiated, has_indefinite
from .judgement import Circumstances, Judgement
from .notation import is_counting
from .numeric import TooLargeError, UndeterminedError
from .print_latex import relation_to_latex
from .repair import repair
from .sampling import (
    FAR,
    POSITIVE,
    Regime,
    Sample,
    Value,
    confirmed,
    is_complex,
    points,
    reach,
    regimes,
    sample,
    soon,
)
from .show import show_number, show_values
from .symbolic import proves, solutions
from .tree import (
    Expr,
    Integral,
    Relation,
    Sum,
    choose_sign,
    free_symbols,
    has_plus_minus,
    is_constant,
    size,
    walk,
)

NUMERIC_SECONDS = 1.2
POINTS_A_REGIME = 3
FEWEST_POINTS = 4
"""Clean points a refutation needs, and agreeing ones a symbolic identity needs."""


def judge(relation: Relation, circumstances: Circumstances) -> Judgement:
    """The verdict from numbers and form. Does not raise."""
    try:
        if relation.op == r"\ne" or relation.op in ("<", ">", r"\le", r"\ge"):
            return judge_inequality(relation, circumstances.tests, circumstances.vague)
        if relation.op == r"\approx":
            return judge_approximation(relation)
        if has_plus_minus(relation.left) or has_plus_minus(relation.right):
            return _judge_signs(relation, circumstances)
        return _judge_equation(relation, circumstances)
    except TooLargeError as error:
        return Judgement("unknown", "unsupported", f"Not evaluated: {error}.")
    except TimeoutError:
        return Judgement("unknown", "timeout", "Evaluating it takes too long.")
    except UndeterminedError as error:
        return Judgement("law", "definition", f"Not an identity to prove: {error}.")
    except RecursionError:
        return Judgement("unknown", "unsupported", "The equation is nested too deeply.")


def proved(relation: Relation, judgement: Judgement, circumstances: Circumstances) -> Judgement:
    """The same judgement, upgraded to a proof where SymPy finds one; solutions where it asks."""
    if judgement.verdict == "conditional" and judgement.kind == "equation":
        found = solutions(relation)
        if found is None:
            return judgement
        return Judgement("equation", "conditional", "An equation to solve.", solutions=found)
    if judgement.verdict != "holds" or judgement.evidence != "numeric" or not judgement.points:
        return judgement
    left, right = relation.left, relation.right
    if relation.op not in ("=", r"\equiv") or has_plus_minus(left) or has_plus_minus(right):
        return judgement
    if has_indefinite(left) or has_indefinite(right) or circumstances.antiderivative_in:
        try:
            left, right = differentiated(left, right, circumstances.antiderivative_in)
        except IncomparableError:
            return judgement
    complex_ = is_complex(left, right)
    if not proves(left, right, positive=bool(circumstances.tests), complex_=complex_):
        return judgement
    return Judgement(
        judgement.kind, "holds",
        "Proved with SymPy" + (judgement.reason.partition("points")[2] or "."),
        "symbolic", judgement.points,
    )  # fmt: skip


# Equations


def _judge_equation(relation: Relation, circumstances: Circumstances) -> Judgement:
    left, right = relation.left, relation.right
    if left == right:
        return Judgement("identity", "holds", "Both sides are the same.", "symbolic")
    up_to_constant = circumstances.antiderivative_in
    names = free_symbols(left) | free_symbols(right)
    if has_indefinite(left) or has_indefinite(right) or (
        up_to_constant is not None and integration_constants(names)
    ):  # fmt: skip
        try:
            left, right = differentiated(left, right, up_to_constant)
        except IncomparableError as error:
            return Judgement("law", "definition", f"{error}.")
        relation = Relation(relation.op, left, right)
        if left == right:
            return Judgement("identity", "holds", "Both derivatives are the same.", "symbolic")
    if is_constant(left) and is_constant(right):
        return judge_numbers(left, right, circumstances)
    if implicit(left) or implicit(right):
        return _by_form(relation, circumstances, [])
    samples = _samples(left, right, circumstances)
    return _from_samples(relation, samples, circumstances)


def _samples(left: Expr, right: Expr, circumstances: Circumstances) -> list[Sample]:
    names = sorted(free_symbols(left) | free_symbols(right))
    which = regimes(names)
    deadline = soon(NUMERIC_SECONDS)
    samples: list[Sample] = []
    rounds: list[tuple[tuple[Regime, ...], int]] = [(which, POINTS_A_REGIME), (FAR, 2)]
    if any(isinstance(part, (Integral, Sum)) for side in (left, right) for part in walk(side)):
        # Positive values first: integrals and series are likelier to converge there.
        rounds = [(POSITIVE, POINTS_A_REGIME), (("mixed", "negative"), POINTS_A_REGIME)]
    try:
        for regimes_now, each in rounds:
            for regime, values in points(
                names, regimes_now, each, circumstances.tests, far=reach(left, right)
            ):
                samples.append(sample(left, right, regime, values, deadline))
        clean = [s for s in samples if s.clean and s.outcome in ("agree", "disagree")]
        if 0 < len(clean) < FEWEST_POINTS:
            found = {s.regime: None for s in clean}
            for regime, values in points(names, list(found), 6, circumstances.tests, seed=1):
                samples.append(sample(left, right, regime, values, deadline))
    except TimeoutError:
        if sum(s.outcome in ("agree", "disagree") for s in samples) < FEWEST_POINTS:
            raise
    return samples


def _from_samples(
    relation: Relation, samples: Sequence[Sample], circumstances: Circumstances
) -> Judgement:
    agree = [s for s in samples if s.outcome == "agree"]
    disagree = [s for s in samples if s.outcome == "disagree"]
    chance = [s for s in agree if _may_be_chance(s)]
    if len(chance) == len(agree) < len(disagree) / 2 and classify(relation) == "identity":
        agree = []
    if not agree and not disagree:
        return _by_form(relation, circumstances, []) or _nothing(samples)
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
            points=len(agree), counterexample=_counterexample(relation, disagree),
        )  # fmt: skip
    if agree and all(s.regime == "complex" for s in disagree):
        return _holds_for_real(relation, agree, disagree)
    if agree:
        return Judgement(
            "identity" if classify(relation) == "identity" else "equation",
            "conditional",
            f"True at {len(agree)} of {len(agree) + len(disagree)} points tried, not at all.",
            counterexample=_counterexample(relation, disagree),
        )
    return _by_form(relation, circumstances, disagree)


def _may_be_chance(agreeing: Sample) -> bool:
    """Wrong formulas for sums are often right for n = 1 or 2."""
    return any(
        is_counting(name) and not isinstance(value, complex) and value <= 2
        for name, value in agreeing.values.items()
    )


def _holds(relation: Relation, agree: Sequence[Sample], circumstances: Circumstances) -> Judgement:
    left, right = relation.left, relation.right
    deadline = soon(NUMERIC_SECONDS / 2)
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
        counterexample=_counterexample(relation, disagree),
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
        counterexample=_counterexample(relation, disagree),
    )


def _nothing(samples: Sequence[Sample]) -> Judgement:
    if any(s.outcome == "unclear" for s in samples):
        return Judgement(
            "unknown", "unsupported", "Its integrals, sums or limits converge too slowly to tell."
        )
    return Judgement("unknown", "unsupported", "No point was found where both sides are defined.")


def _by_form(
    relation: Relation, circumstances: Circumstances, disagree: Sequence[Sample]
) -> Judgement:
    """The verdict on what is not true for all values: that depends on what it claims."""
    claim = classify(relation)
    if claim == "definition":
        return Judgement("definition", "definition", "Introduces a symbol or gives it a value.")
    if claim == "law":
        return Judgement(
            "law", "definition",
            "Relates quantities that have other values elsewhere; a law or model.",
        )  # fmt: skip
    if claim == "question" and (circumstances.vague or not disagree):
        return _QUESTION
    if not disagree:
        return Judgement(
            "unknown", "unsupported", "No point was found where both sides are defined."
        )
    clean = [s for s in disagree if s.clean or is_complex(relation.left, relation.right)]
    if circumstances.vague:
        return Judgement(
            "identity", "conditional",
            "Not true for all values; it may follow from what stands beside it.",
            counterexample=_counterexample(relation, clean or disagree),
        )  # fmt: skip
    if len(clean) < FEWEST_POINTS:
        if claim == "question":
            return _QUESTION
        return Judgement(
            "identity", "unsupported",
            "Both sides differ where they could be evaluated, but that is little.",
        )  # fmt: skip
    better = None if is_linear_equation(relation) else repair(
        relation, _for_repair(clean), soon(0.4)
    )  # fmt: skip
    if claim == "question" and better is None:
        return _QUESTION
    meant = f" {relation_to_latex(better)} would be one." if better else ""
    return Judgement(
        "identity",
        "refuted",
        f"Not an identity: both sides differ at all {len(disagree)} points tried.{meant}",
        points=len(clean),
        counterexample=_counterexample(relation, clean),
    )


def _for_repair(clean: Sequence[Sample]) -> list[tuple[str, Mapping[str, Value]]]:
    """Positive points where there are some: branches of roots and logarithms agree there."""
    positive = [s for s in clean if s.regime in POSITIVE]
    return [(s.regime, s.values) for s in (positive if len(positive) >= 3 else clean)[:5]]


_QUESTION = Judgement("equation", "conditional", "True for some values: an equation to solve.")


# Signs left open


def _judge_signs(relation: Relation, circumstances: Circumstances) -> Judgement:
    """`\\pm` on both sides: two equations. On one side: either sign will do."""
    readings = [
        Relation(relation.op, choose_sign(relation.left, sign), choose_sign(relation.right, sign))
        for sign in (1, -1)
    ]
    both = has_plus_minus(relation.left) and has_plus_minus(relation.right)
    results = [_judge_equation(reading, circumstances) for reading in readings]
    order = ["holds", "definition", "conditional", "unsupported", "timeout", "refuted"]
    ranked = sorted(results, key=lambda result: order.index(result.verdict))
    if both:
        return ranked[-1]
    if ranked[0].verdict == "refuted":
        return Judgement(
            "equation", "conditional", "Neither sign makes it true for all values.",
            counterexample=ranked[0].counterexample,
        )  # fmt: skip
    return ranked[0]


# Counterexamples


def _counterexample(relation: Relation, differing: Sequence[Sample]) -> Counterexample | None:
    """Values to put in by hand: small ones where they show the difference."""
    if not differing:
        return None
    left, right = relation.left, relation.right
    names = sorted(differing[0].values)
    deadline = soon(0.3)
    from fractions import Fraction

    negative = all(s.regime in ("negative", "mixed") for s in differing)
    ladder = (1, 2, 3, 5, 7) if not negative else (-1, -2, -3, -5, -7)
    if not integration_constants(frozenset(names)) and size(left) + size(right) < 200:
        for shift in range(3):
            values: Mapping[str, Value] = {
                name: Fraction(abs(ladder[(i + shift) % 5]) if is_counting(name) else
                               ladder[(i + shift) % 5])
                for i, name in enumerate(names)
            }  # fmt: skip
            try:
                tried = sample(left, right, differing[0].regime, values, deadline)
            except (TimeoutError, TooLargeError, UndeterminedError):
                break
            if tried.outcome == "disagree" and tried.clean:
                return Counterexample(
                    show_values(values), show_number(tried.left), show_number(tried.right)
                )
    first = differing[0]
    return Counterexample(
        show_values(first.values), show_number(first.left), show_number(first.right)
    )
