"""The verdict on one relation: numbers first, then the claim, then a proof.

A relation is tried at points of several regimes. If both sides agree everywhere it holds, and
SymPy is asked for a proof. If they disagree, it is refuted only when the equation claims to be an
identity and the evidence is clean: real values throughout, several points, no agreement anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from ..algebra.integrals import IncomparableError
from ..claims.circumstances import Circumstances
from ..claims.form import classify, implicit, introduces_one
from ..numbers.budget import soon
from ..numbers.decimals import has_decimals
from ..numbers.sampling import (
    FAR,
    Drawing,
    Regime,
    Sample,
    is_complex,
    reach,
    regimes,
    sample,
    sample_quickly,
    verified,
)
from ..proving.by_components import proves_by_components
from ..proving.by_sympy import proves
from ..proving.solutions import solutions
from ..tree import Relation, choose_sign, free_symbols, has_plus_minus, is_constant
from ..tree.kinds import is_linear
from ..vocabulary.multiprecision import TooLargeError, UndeterminedError
from ..vocabulary.signs import LOOSE
from .arithmetic import judge_numbers
from .case import Case, compared, evaluated, ready
from .expansions import judge_expansion
from .inequality import judge_inequality
from .judgement import Judgement
from .linear.judge import judge_linear
from .loose import judge_loose
from .measurements import judge_measurement
from .weigh import FEWEST_POINTS, by_form, weigh

_NUMERIC_SECONDS = 0.8
_ENOUGH_AGAINST = 6
"""Clean points at which both sides differ, after which no more are tried."""

_NOT_NUMBERS = Judgement("unknown", "definition", "Says what something is or where it lies.")


def judge(relation: Relation, circumstances: Circumstances) -> Judgement:
    """The verdict from numbers and form. Does not raise."""
    try:
        if relation.op not in LOOSE and is_linear(relation.left, relation.right):
            return judge_linear(relation, circumstances)
        expansion = judge_expansion(relation)
        if expansion is not None:
            return expansion
        if relation.op == r"\ne" or relation.op in ("<", ">", r"\le", r"\ge"):
            return judge_inequality(relation, circumstances)
        if relation.op == r"\approx" or relation.op in LOOSE:
            return judge_loose(relation)
        if relation.op not in ("=", ":=", r"\equiv"):
            return _NOT_NUMBERS
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
    """The same judgement, upgraded to a proof or with its solutions where they come quickly."""
    if is_linear(relation.left, relation.right):
        return _proved_by_components(relation, judgement)
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
    if has_decimals(left) or has_decimals(right):
        return judgement  # equal to the digits given
    try:
        left, right = evaluated(compared(relation, circumstances.antiderivative_in))
    except IncomparableError:
        return judgement
    complex_ = is_complex(left, right)
    if not proves(left, right, positive=bool(circumstances.tests), complex_=complex_):
        return judgement
    remark = judgement.reason.partition("points")[2] or "."
    return replace(judgement, reason=f"Proved by exact algebra{remark}", evidence="symbolic")


def _proved_by_components(relation: Relation, judgement: Judgement) -> Judgement:
    numeric = judgement.verdict == "holds" and judgement.evidence == "numeric"
    if relation.op not in ("=", r"\equiv") or not numeric or not proves_by_components(relation):
        return judgement
    return replace(judgement, reason="Proved by components with SymPy.", evidence="symbolic")


# Equations


def _judge_equation(relation: Relation, circumstances: Circumstances) -> Judgement:
    if relation.left == relation.right:
        return Judgement("identity", "holds", "Both sides are the same.", "symbolic")
    variable = circumstances.antiderivative_in
    try:
        between = compared(relation, variable)
    except IncomparableError as error:
        return Judgement("law", "definition", f"{error}.")
    if implicit(between.left) or implicit(between.right) or introduces_one(between):
        return by_form(between)
    pair = ready(between)
    if pair.left == pair.right:
        return Judgement("identity", "holds", "Both derivatives are the same.", "symbolic")
    if is_constant(pair.left) and is_constant(pair.right):
        judge_both = partial(judge_numbers, circumstances=circumstances)
        return judge_measurement(pair.left, pair.right, judge_both)
    names = free_symbols(pair.left) | free_symbols(pair.right)
    drawing = Drawing(
        tuple(sorted(names)),
        circumstances.tests,
        circumstances.kinds,
        far=reach(pair.left, pair.right),
    )
    case = Case(relation, between, pair, drawing, classify(between), variable)
    return weigh(case, _samples(case), circumstances)


def _samples(case: Case) -> list[Sample]:
    """Both sides at points of all regimes; fewer where the first ones leave no doubt."""
    pair, drawing = case.pair, case.drawing
    which = regimes(drawing.names, drawing.kinds)
    deadline = soon(_NUMERIC_SECONDS)
    samples: list[Sample] = []
    approximated = case.approximated
    rounds: list[tuple[tuple[Regime, ...], int]] = [(which, 1), (which, 2), (FAR, 2)]
    if approximated:
        # Positive values first: integrals and series are likelier to converge there.
        rounds = [(("large",), 4), (("unit",), 4), (("mixed", "negative"), 2)]
    try:
        for number, (regimes_now, each) in enumerate(rounds):
            for regime, values in drawing.points(regimes_now, each, seed=number):
                if approximated and _known(samples) >= FEWEST_POINTS:
                    found_quickly = sample_quickly(pair, regime, values, deadline)
                    samples.extend([found_quickly] if found_quickly else [])
                else:
                    samples.append(sample(pair, regime, values, deadline))
            against = [s for s in samples if s.outcome == "disagree"]
            if len(against) == _known(samples) and (
                (len(against) > 1 and case.claim in ("definition", "law"))
                or sum(s.clean for s in against) >= _ENOUGH_AGAINST
            ):
                break
        clean = [s for s in samples if s.clean and s.outcome in ("agree", "disagree")]
        if 0 < len(clean) < FEWEST_POINTS:
            found = {s.regime: None for s in clean}
            for regime, values in drawing.points(list(found), 6, seed=7):
                samples.append(sample(pair, regime, values, deadline))
        if case.claim in ("definition", "law") and all(s.outcome != "agree" for s in samples):
            return samples  # not to be refuted, so not to be looked at again
        return verified(pair, samples, deadline)
    except TimeoutError:
        if _known(samples) < FEWEST_POINTS:
            raise
    return samples


def _known(samples: Sequence[Sample]) -> int:
    return sum(s.outcome in ("agree", "disagree") for s in samples)


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
