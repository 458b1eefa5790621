"""An equation with a definition by cases, as one equation in each case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..algebra.substitution import substitute
from ..numbers.budget import soon
from ..numbers.sampling import Test, Value, evaluator_at
from ..numbers.structure_values import holds
from ..tree import Call, Cases, Expr, Relation, Sym, children, free_symbols, rebuild, walk
from ..vocabulary.multiprecision import NoValueError
from ..writing.latex import to_latex

_SECONDS = 0.2
_REST = Call("otherwise", ())


def in_each_case(relation: Relation) -> Iterator[tuple[str, Relation, Test]]:
    """The condition of each case in words, the equation there, and what tells its points.

    Letters that a condition makes equal are one letter there: no two are drawn alike.
    """
    found = {part for part in walk(relation) if isinstance(part, Cases)}
    if len(found) != 1:
        return
    (cases,) = found
    for value, condition in zip(cases.values, cases.conditions, strict=True):
        sides = (_with(side, cases, value) for side in (relation.left, relation.right))
        same = _made_equal(condition)
        left, right = (substitute(side, same) for side in sides)
        met = _is_met(condition, cases.conditions)
        words = "in the last case" if condition == _REST else f"where ${to_latex(condition)}$"
        yield words, Relation(relation.op, left, right), _always if same else met


def _with(node: Expr, cases: Cases, value: Expr) -> Expr:
    if node == cases:
        return value
    parts = children(node)
    return rebuild(node, tuple(_with(part, cases, value) for part in parts)) if parts else node


def _made_equal(condition: Expr) -> dict[str, Expr]:
    match condition:
        case Relation("=", Sym(name), other) if name not in free_symbols(other):
            return {name: other}
    return {}


def _always(_: object) -> bool:
    return True


def _is_met(condition: Expr, every: Sequence[Expr]) -> Test:
    def test(values: Mapping[str, Value]) -> bool:
        evaluator = evaluator_at(values, soon(_SECONDS))
        try:
            if condition == _REST:
                return not any(holds(evaluator, other) for other in every if other != condition)
            return holds(evaluator, condition)
        except (NoValueError, TimeoutError, KeyError):
            return False

    return test
