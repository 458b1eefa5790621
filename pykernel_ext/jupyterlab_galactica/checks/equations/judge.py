"""The verdict on one relation: numbers first, then the claim, then a proof. Worker process only.

A relation is tried at points of several regimes. If both sides agree everywhere it holds, and
SymPy is asked for a proof. If they disagree, it is refuted only when the equation claims to be an
identity and the evidence is clean: real values throughout, several points, no agreement anywhere.
"""

from __future__ import annotations

from .arithmetic import judge_approximation, judge_numbers
from .classify import implicit, integration_constants
from .inequality import judge_inequality
from .integrals import IncomparableError, differentiated, has_indefinite
from .judgement import Circumstances, Judgement
from .numeric import TooLargeError, UndeterminedError
from .sampling import (
    FAR,
    POSITIVE,
    Regime,
    Sample,
    is_complex,
    points,
    reach,
    regimes,
    sample,
    soon,
)
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
    walk,
)
from .weigh import FEWEST_POINTS, by_form, weigh

_NUMERIC_SECONDS = 1.2
_POINTS_A_REGIME = 3


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
        return by_form(relation)
    return weigh(relation, _samples(left, right, circumstances), circumstances)


def _samples(left: Expr, right: Expr, circumstances: Circumstances) -> list[Sample]:
    names = sorted(free_symbols(left) | free_symbols(right))
    which = regimes(names)
    deadline = soon(_NUMERIC_SECONDS)
    samples: list[Sample] = []
    rounds: list[tuple[tuple[Regime, ...], int]] = [(which, _POINTS_A_REGIME), (FAR, 2)]
    if any(isinstance(part, (Integral, Sum)) for side in (left, right) for part in walk(side)):
        # Positive values first: integrals and series are likelier to converge there.
        rounds = [(POSITIVE, _POINTS_A_REGIME), (("mixed", "negative"), _POINTS_A_REGIME)]
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
