"""Trees with one place edited: what a slip of the pen may have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from ..tree import Add, Div, Expr, Neg, Num, Relation, add, children, rebuild

Edits = Callable[[Expr], Iterable[Expr]]


def with_one_side(relation: Relation, edits: Edits) -> Iterator[Relation]:
    """The relations with one side edited, the right one first."""
    for right in edits(relation.right):
        yield replace(relation, right=right)
    for left in edits(relation.left):
        yield replace(relation, left=left)


def with_one_part(node: Expr, edits: Edits) -> Iterator[Expr]:
    """The trees with one part of the node edited."""
    parts = children(node)
    for index, part in enumerate(parts):
        for edited in edits(part):
            yield rebuild(node, (*parts[:index], edited, *parts[index + 1 :]))


def with_one_sign(node: Add) -> Iterator[Expr]:
    """The sums with the sign of one term changed."""
    for index, term in enumerate(node.terms):
        changed = term.arg if isinstance(term, Neg) else Neg(term)
        yield add(*node.terms[:index], changed, *node.terms[index + 1 :])


def written(value: Fraction) -> Expr:
    """A fraction as a tree."""
    size: Expr = Num(str(abs(value.numerator)))
    if value.denominator != 1:
        size = Div(size, Num(str(value.denominator)))
    return Neg(size) if value < 0 else size
