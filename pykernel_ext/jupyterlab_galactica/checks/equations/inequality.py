"""Verdicts on `<`, `\\le`, `\\ne`: by numbers, where both sides are real. Worker process only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...answer.verdicts import Counterexample
from .classify import implicit
from .exact import exact
from .judgement import Judgement
from .notation import is_counting
from .numeric import Evaluator, UndefinedError, UnsureError, mp
from .sampling import REAL_REGIMES, Test, compare, number, points, reach, soon
from .show import show_number, show_values
from .tree import Call, Expr, Relation, Sym, free_symbols, functions, has_plus_minus, is_constant

_POINTS_A_REGIME = 10


def true_of(op: str, left: Any, right: Any, evaluator: Evaluator) -> bool | None:
    """Whether the relation is true of two values; None where it is too close to tell."""
    outcome = compare(left, right, evaluator)
    if op in ("=", r"\equiv"):
        return None if outcome == "unclear" else outcome == "agree"
    if op == r"\ne":
        return None if outcome == "unclear" else outcome == "disagree"
    if mp.im(left) or mp.im(right) or outcome == "unclear":
        return None
    if outcome == "agree":
        return op in (r"\le", r"\ge")
    return bool(left < right) if op in ("<", r"\le") else bool(left > right)


def judge_inequality(relation: Relation, tests: Sequence[Test], vague: bool) -> Judgement:
    left, right = relation.left, relation.right
    if has_plus_minus(left) or has_plus_minus(right):
        return Judgement("inequality", "unsupported", "An inequality with a sign left open.")
    if is_constant(left) and is_constant(right):
        return _judge_constants(relation)
    if functions(left) | functions(right) or implicit(left) or implicit(right):
        return Judgement("inequality", "conditional", "Says something about an unknown function.")
    if _restricts(left, right) or _restricts(right, left) or relation.op == r"\ne":
        return Judgement("inequality", "conditional", "Limits the values of a symbol.")
    a, b = free_symbols(left), free_symbols(right)
    if a and b and a - b and b - a:
        return Judgement(
            "law", "definition", "Compares quantities that have other values elsewhere."
        )
    return _judge_varying(relation, tests, vague)


def _restricts(side: Expr, other: Expr) -> bool:
    if isinstance(side, Call) and side.name == "abs":
        side = side.args[0] if not is_constant(other) or exact(other) != 0 else side
    return isinstance(side, Sym) and side.name not in free_symbols(other)


def _judge_constants(relation: Relation) -> Judgement:
    evaluator = Evaluator({}, soon(1.0))
    try:
        x, y = evaluator.value(relation.left), evaluator.value(relation.right)
    except (UndefinedError, UnsureError):
        return Judgement("inequality", "unsupported", "A side has no certain finite value.")
    a, b = exact(relation.left), exact(relation.right)
    truth = true_of(relation.op, x, y, evaluator)
    if a is not None and b is not None:
        truth = {"<": a < b, ">": a > b, r"\le": a <= b, r"\ge": a >= b, r"\ne": a != b}[
            relation.op
        ]
    shown = f"The left side is {show_number(x)}, the right side {show_number(y)}."
    if truth is None:
        return Judgement("inequality", "unsupported", "The sides are too close to compare.")
    if truth:
        return Judgement("inequality", "holds", shown, "numeric", 1)
    values = Counterexample({}, show_number(x), show_number(y))
    return Judgement("inequality", "refuted", shown, points=1, counterexample=values)


def _judge_varying(relation: Relation, tests: Sequence[Test], vague: bool) -> Judgement:
    left, right = relation.left, relation.right
    names = sorted(free_symbols(left) | free_symbols(right))
    deadline = soon(1.0)
    true = false = 0
    example: Counterexample | None = None
    for _, drawn in points(names, REAL_REGIMES, _POINTS_A_REGIME, tests, far=reach(left, right)):
        for scale in (1, 40):
            values = {
                name: value if is_counting(name) else value * scale for name, value in drawn.items()
            }
            if scale > 1 and not all(test(values) for test in tests):
                continue
            evaluator = Evaluator({n: number(v) for n, v in values.items()}, deadline)
            try:
                x, y = evaluator.value(left), evaluator.value(right)
            except (UndefinedError, UnsureError):
                continue
            truth = true_of(relation.op, x, y, evaluator)
            if truth is None or evaluator.complex_met:
                continue
            true, false = true + truth, false + (not truth)
            if not truth and example is None:
                example = Counterexample(show_values(values), show_number(x), show_number(y))
    if true >= 8 and not false:
        counting = [name for name in names if is_counting(name)]
        remark = f" (positive integers {', '.join(counting)})" if counting else ""
        return Judgement("inequality", "holds", f"True at {true} points{remark}.", "numeric", true)
    if false >= 12 and not true and not vague and len(names) == 1 and not is_counting(names[0]):
        return Judgement(
            "inequality", "refuted", f"False at all {false} points tried.", points=false,
            counterexample=example,
        )  # fmt: skip
    return Judgement(
        "inequality", "conditional", "True for some values only.", counterexample=example
    )
