"""`<`, `\\le` and `\\ne`, by numbers where both sides are real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from ....answer.verdicts import Counterexample
from ..algebra.rational import exact
from ..algebra.solve import true_where
from ..claims.circumstances import Circumstances
from ..claims.claim import Claim
from ..claims.form import implicit
from ..numbers.budget import soon
from ..numbers.evaluator import Evaluator
from ..numbers.sampling import (
    FAR,
    REAL_REGIMES,
    Drawing,
    Regime,
    Sample,
    Sides,
    Value,
    is_integer,
    sample,
    sides,
)
from ..numbers.show import show_number
from ..numbers.truth import true_of
from ..tree import Call, Expr, Relation, Sym, free_symbols, functions, has_plus_minus, is_constant
from ..vocabulary.multiprecision import UndefinedError, UnsureError, mp
from .case import drawing_of, evaluated
from .counterexample import at
from .domains import Truth, domain
from .evidence import Evidence, Found, for_some, relates, undecided

_SECONDS = 0.4
"""Inequalities are tried at many points, none of them needed."""

_POINTS_A_REGIME = 6
"""Points a regime: with six regimes, three dozen."""

_ENOUGH_FOR = 8
"""True points from which an inequality counts as true."""

_ENOUGH_AGAINST = 12
"""False points, without a true one, from which it counts as false everywhere."""


def inequality(relation: Relation, circumstances: Circumstances) -> Found:
    """What an inequality claims, and how true that is. Raises what `sampling.sample` raises."""
    left, right = relation.left, relation.right
    claim = Claim("identity", circumstances.vague)
    if has_plus_minus(relation):
        return claim, undecided("An inequality with a sign left open.", "inequality")
    if is_constant(relation):
        return claim, _between_constants(relation)
    if functions(relation) or implicit(relation):
        return claim, for_some("Says something about an unknown function.", "inequality")
    if _restricts(left, right) or _restricts(right, left) or relation.op == r"\ne":
        return claim, for_some("Limits the values of a symbol.", "inequality")
    a, b = free_symbols(left), free_symbols(right)
    if a and b and a - b and b - a:
        return relates("Compares quantities that have other values elsewhere.")
    found = _of_varying(relation, circumstances)
    bounded = is_constant(left) or is_constant(right)
    if found.finding == "false" and bounded and not circumstances.general:
        return claim, for_some("Says where something lies.", "inequality")
    return claim, found


def _restricts(side: Expr, other: Expr) -> bool:
    if isinstance(side, Call) and side.name == "abs":
        side = side.args[0] if not is_constant(other) or exact(other) != 0 else side
    return isinstance(side, Sym) and side.name not in free_symbols(other)


def _between_constants(relation: Relation) -> Evidence:
    evaluator = Evaluator({}, soon(1.0))
    try:
        x, y = evaluator.value(relation.left), evaluator.value(relation.right)
    except (UndefinedError, UnsureError):
        return undecided("A side has no certain finite value.", "inequality")
    a, b = exact(relation.left), exact(relation.right)
    truth = true_of(relation.op, x, y, evaluator)
    if a is not None and b is not None:
        truth = {"<": a < b, ">": a > b, r"\le": a <= b, r"\ge": a >= b, r"\ne": a != b}[
            relation.op
        ]
    if truth is None:
        return undecided("The sides are too close to compare.", "inequality")
    return Evidence(
        finding="true" if truth else "false",
        reason=f"The left side is ${show_number(x)}$, the right side ${show_number(y)}$.",
        kind="inequality",
        points=1,
        counterexample=None if truth else Counterexample({}, show_number(x), show_number(y)),
    )


def _of_varying(relation: Relation, circumstances: Circumstances) -> Evidence:
    """By points of all regimes, and by the plain ones where people forget an exception."""
    left, right = evaluated(relation)
    pair = sides(left, right)
    drawing = drawing_of(left, right, circumstances)
    names = drawing.names
    deadline = soon(_SECONDS)
    seen: list[tuple[Sample, bool]] = []
    farther = replace(drawing, far=40 * drawing.far)
    tried = (
        *drawing.points(REAL_REGIMES, _POINTS_A_REGIME), *farther.points(FAR, 3), *_plain(drawing)
    )  # fmt: skip
    for regime, values in tried:
        found = sample(pair, regime, values, deadline)
        truth = _truth(relation.op, found)
        if truth is not None:
            seen.append((found, truth))
    true = sum(truth for _, truth in seen)
    false = [found for found, truth in seen if not truth]
    counting = [name for name in names if is_integer(name, circumstances.kinds)]
    if true >= _ENOUGH_FOR and not false:
        remark = f" (positive integers ${', '.join(counting)}$)" if counting else ""
        reason = f"True at {true} points{remark}."
        return Evidence(finding="true", reason=reason, kind="inequality", points=true)
    if not false:
        return undecided("Too few points could be evaluated.", "inequality")
    example = at(false[-1])
    where = true_where(relation, names[0]) if len(names) == 1 else None
    if where is None and true and not counting:
        somewhere = domain(pair, drawing, _truth_of(relation.op, pair, soon(_SECONDS)), share=1)
        where = somewhere.latex if somewhere else None
    only = f"True for ${where}$, not for all values." if where else "True for some values only."
    if true or counting or len(false) < _ENOUGH_AGAINST:
        return replace(for_some(only, "inequality", example), domain=where)
    return Evidence(
        finding="false",
        reason=f"False at all {len(false)} points tried.",
        kind="inequality",
        points=len(false),
        counterexample=example,
        if_vague=only,
    )


def _plain(drawing: Drawing) -> Iterator[tuple[Regime, dict[str, Value]]]:
    """All symbols 0, all 1, all -1: where strict inequalities often fail."""
    positive = any(
        is_integer(name, drawing.kinds) or drawing.kinds.get(name) == "positive"
        for name in drawing.names
    )
    for number in (1,) if positive else (0, 1, -1):
        values: dict[str, Value] = dict.fromkeys(drawing.names, Fraction(number))
        if all(test(values) for test in drawing.tests):
            yield "unit", values


def _truth(op: str, found: Sample) -> bool | None:
    """Whether the relation is true at a point where both sides are real."""
    if found.outcome in ("undefined", "unclear") or not found.clean:
        return None
    if found.outcome == "agree":
        return op in (r"\le", r"\ge")
    if mp.im(found.left) or mp.im(found.right):
        return None
    return bool(found.left < found.right) == (op in ("<", r"\le"))


def _truth_of(op: str, pair: Sides, deadline: float) -> Truth:
    def true(values: Mapping[str, Value], regime: Regime) -> bool | None:
        found = sample(pair, regime, values, deadline)
        if found.outcome == "undefined" or not found.clean:
            return False
        return _truth(op, found)

    return true
