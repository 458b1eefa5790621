"""Evidence on an equation: both sides at points of several regimes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..algebra.dependence import with_functions
from ..algebra.integrals import IncomparableError
from ..claims.circumstances import Circumstances
from ..claims.claim import Claim
from ..claims.form import Form, classify, implicit, introduces_one
from ..numbers.budget import soon
from ..numbers.sampling import (
    FAR,
    Regime,
    Sample,
    regimes,
    sample,
    sample_quickly,
    verified,
)
from ..tree import (
    Call,
    Relation,
    Sym,
    free_symbols,
    is_constant,
    walk,
)
from .arithmetic import equal_numbers
from .by_cases import in_each_case
from .case import Case, compared, drawing_of, ready
from .evidence import Evidence, Found, relates, undecided
from .measurements import in_units
from .weighing import FEWEST_POINTS, weighed, without_values

_NUMERIC_SECONDS = 0.8
"""Samples are the larger part of a check, which ends after three seconds."""

_ENOUGH_AGAINST = 6
"""Clean points at which both sides differ, after which no more are tried."""


_DEPENDS = "What depends on the variable of its derivative is said elsewhere."


def equation(relation: Relation, circumstances: Circumstances) -> Found:
    """What an equation claims, and how true that is. Raises what `sampling.sample` raises."""
    if relation.left == relation.right:
        return Claim(), Evidence(finding="true", reason="Both sides are the same.", proved=True)
    dependent = circumstances.dependent | circumstances.evolving
    if dependent and (assumed := with_functions(relation, dependent)):
        none: frozenset[str] = frozenset()
        found = equation(assumed, replace(circumstances, dependent=none, evolving=none))
        if found[1].finding == "true":
            return found
        if not circumstances.dependent:
            return relates("A differential equation: true for some functions.")
        return Claim(), undecided(_DEPENDS)
    if _has_averages(relation):
        return Claim(), undecided("A bar may be an average or a complex conjugate.")
    variable, vague = circumstances.antiderivative_in, circumstances.vague
    try:
        between = compared(relation, variable)
    except IncomparableError as error:
        return relates(f"{error}.")
    if introduces_one(between):
        return Claim(classify(between), vague), without_values()
    if implicit(between):
        chained = with_functions(between)
        if chained is not None:
            claim, evidence = equation(chained, circumstances)
            if evidence.finding == "true" and not evidence.thin:
                return claim, evidence
        return Claim(classify(between), vague), without_values()
    pair = ready(between)
    if pair.left == pair.right:
        reason = "Both derivatives are the same."
        return Claim(), Evidence(finding="true", reason=reason, proved=True)
    if is_constant(pair.left) and is_constant(pair.right):
        return Claim("identity", vague), in_units(pair.left, pair.right, equal_numbers)
    drawing = drawing_of(pair.left, pair.right, circumstances)
    claim = Claim(_form(between, circumstances), vague)
    words = circumstances.in_words
    case = Case(relation, between, pair, drawing, claim.form, variable, words)
    evidence = weighed(case, _samples(case), claim)
    if evidence.finding in ("true", "mixed"):
        against = _false_in_a_case(between, circumstances)
        if against is not None:  # the other cases tell that it is no equation to solve
            return Claim("identity", vague), against
    return claim, evidence


def _false_in_a_case(relation: Relation, circumstances: Circumstances) -> Evidence | None:
    """Evidence against an equation with a definition by cases: every case says that it is true."""
    for condition, there, met in in_each_case(relation):
        tests = (*circumstances.tests, met)
        _, found = equation(there, replace(circumstances, tests=tests))
        if found.finding == "false" and not found.thin:
            reason = f"False {condition}: {found.reason[0].lower()}{found.reason[1:]}"
            return replace(found, reason=reason, repair=None)
    return None


def _form(relation: Relation, circumstances: Circumstances) -> Form:
    """What is said of all values is no question, whatever its form."""
    form = classify(relation)
    varies = not is_constant(relation.left) and not is_constant(relation.right)
    return "identity" if form == "question" and circumstances.general and varies else form


def _has_averages(relation: Relation) -> bool:
    """Whether a letter stands under a bar of its own, and under one with others."""
    barred = {
        part.name[5:-1] for part in walk(relation) if isinstance(part, Sym) and _is_barred(part)
    }
    return bool(barred) and any(
        isinstance(part, Call) and part.name == "conj" and free_symbols(part) & barred
        for part in walk(relation)
    )


def _is_barred(symbol: Sym) -> bool:
    return symbol.name.startswith(r"\bar{") and symbol.name.endswith("}")


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
                (len(against) > 1 and not case.may_fail)
                or sum(s.clean for s in against) >= _ENOUGH_AGAINST
            ):
                break
        clean = [s for s in samples if s.clean and s.outcome in ("agree", "disagree")]
        if 0 < len(clean) < FEWEST_POINTS:
            found = {s.regime: None for s in clean}
            for regime, values in drawing.points(list(found), 6, seed=7):
                samples.append(sample(pair, regime, values, deadline))
        if not case.may_fail and all(s.outcome != "agree" for s in samples):
            return samples  # not to be refuted, so not to be looked at again
        return verified(pair, samples, deadline)
    except TimeoutError:
        if _known(samples) < FEWEST_POINTS:
            raise
    return samples


def _known(samples: Sequence[Sample]) -> int:
    return sum(s.outcome in ("agree", "disagree") for s in samples)
