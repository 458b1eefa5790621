"""Verdicts on relations looser than equality: `\\sim`, `\\propto`, `\\ll`.

They hold where numbers show it plainly. They are never refuted but between numbers: what is
neglected, and in which limit, only the text around them says.
"""

from __future__ import annotations

from dataclasses import replace

from ..algebra.differentiate import expanded
from ..claims.form import implicit
from ..numbers.budget import soon
from ..numbers.evaluator import Evaluator
from ..numbers.sampling import NEAR, Drawing, sample_exactly
from ..numbers.show import show_number
from ..tree import Div, Expr, Num, Relation, Sym, free_symbols, functions, is_constant
from ..vocabulary.multiprecision import TooLargeError, UndefinedError, UnsureError, mp
from .arithmetic import judge_approximation
from .judgement import Judgement
from .measurements import judge_measurement

_SIMILAR = (r"\approx", r"\simeq")
_MUCH = 8
_SECONDS = 0.5

_LAW = Judgement("law", "definition", "Says how quantities compare; nothing to prove.")


def judge_loose(relation: Relation) -> Judgement:
    """The verdict on `\\sim` and its like. Raises what an evaluation raises."""
    left, right = relation.left, relation.right
    if is_constant(left) and is_constant(right):
        if relation.op in _SIMILAR:
            return judge_measurement(left, right, judge_approximation)
        if relation.op == r"\sim":
            return judge_measurement(left, right, _judge_magnitude)
        return _judge_much(relation) if relation.op in (r"\ll", r"\gg") else _LAW
    if functions(left) | functions(right) or implicit(left) or implicit(right):
        return _LAW
    if relation.op in (r"\sim", r"\simeq"):
        return _judge_asymptotic(relation)
    return _judge_proportional(relation) if relation.op == r"\propto" else _LAW


def _judge_magnitude(left: Expr, right: Expr) -> Judgement:
    """Between numbers, `\\sim` may mean no more than the order of magnitude."""
    found = judge_approximation(left, right)
    if found.verdict != "refuted":
        return found
    evaluator = Evaluator({}, soon(_SECONDS))
    a, b = evaluator.value(left), evaluator.value(right)
    if not abs(b) <= 10 * abs(a) <= 100 * abs(b):
        return found
    return replace(found, verdict="conditional", reason="Equal to the order of magnitude.")


def _judge_much(relation: Relation) -> Judgement:
    evaluator = Evaluator({}, soon(_SECONDS))
    try:
        a, b = evaluator.value(relation.left), evaluator.value(relation.right)
    except (UndefinedError, UnsureError):
        return _LAW
    shown = f"The left side is {show_number(a)}, the right side {show_number(b)}."
    small, large = (abs(a), abs(b)) if relation.op == r"\ll" else (abs(b), abs(a))
    if large >= _MUCH * small:
        return Judgement("inequality", "holds", shown, "numeric", 1)
    if large <= small:
        return Judgement("inequality", "refuted", shown, points=1)
    return Judgement("inequality", "conditional", shown)


def _judge_asymptotic(relation: Relation) -> Judgement:
    """Whether the ratio of both sides tends to 1 far out, or else near zero."""
    names = free_symbols(relation.left) | free_symbols(relation.right)
    if len(names) != 1:
        return _LAW
    name = next(iter(names))
    for towards, places in ((r"\infty", ("1e2", "1e4", "1e6")), ("0", ("1e-2", "1e-4", "1e-6"))):
        away = []
        for place in places:
            evaluator = Evaluator({name: mp.mpf(place)}, soon(_SECONDS))
            try:
                away.append(abs(evaluator.value(Div(relation.left, relation.right)) - 1))
            except (UndefinedError, UnsureError, TooLargeError):
                break
        if len(away) == 3 and away[2] < mp.mpf("1e-3") and away[2] <= away[1] / 2 <= away[0] / 4:
            reason = rf"The ratio of both sides tends to 1 as ${name} \to {towards}$."
            return Judgement(
                "identity", "holds", reason, "numeric", 3, domain=rf"{name} \to {towards}"
            )
    return _LAW


def _judge_proportional(relation: Relation) -> Judgement:
    """Whether the ratio of both sides is the same number everywhere."""
    ratio = expanded(Div(relation.left, relation.right))
    names = tuple(sorted(free_symbols(relation.left) | free_symbols(relation.right)))
    if free_symbols(relation.left) != free_symbols(relation.right) or isinstance(
        relation.left, Sym
    ):
        return _LAW
    first = None
    count = 0
    for regime, values in Drawing(names).points(NEAR, 2):
        found = sample_exactly(ratio, Num("1"), regime, values, soon(_SECONDS))
        if found.left is None or not found.clean:
            continue
        if first is not None and abs(found.left - first) > mp.mpf("1e-18") * abs(first):
            return _LAW
        first, count = found.left, count + 1
    if first is None or count < 4:
        return _LAW
    reason = f"The ratio of both sides is always {show_number(first)}."
    return Judgement("identity", "holds", reason, "numeric", count)
