"""Whether a relation is true of values."""

from __future__ import annotations

from typing import Any

from ..tree import Relation
from ..vocabulary.multiprecision import NoValueError, mp
from .budget import soon
from .evaluator import Evaluator
from .sampling import Test, compare, evaluator_at

_SECONDS = 0.2


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


def as_test(relation: Relation) -> Test:
    """Whether a condition is met by the values of its symbols; others may be missing."""

    def test(values: Any) -> bool:
        evaluator = evaluator_at(values, soon(_SECONDS))
        try:
            left, right = evaluator.value(relation.left), evaluator.value(relation.right)
        except KeyError:
            return True  # a condition on a symbol that the equation does not have
        except (NoValueError, TimeoutError):
            return False
        return true_of(relation.op, left, right, evaluator) is True

    return test
