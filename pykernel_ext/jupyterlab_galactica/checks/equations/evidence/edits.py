"""Trees with one place edited: what a slip of the pen may have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from ..tree import Add, Div, Expr, Mul, Neg, Num, Pow, Relation, Root, add, children, mul, rebuild

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


def tidied(node: Expr) -> Expr:
    """As a person would write it: no double signs, no factors, powers or denominators of one."""
    parts = tuple(tidied(part) for part in children(node))
    if not parts:
        return node
    match rebuild(node, parts):
        case Neg(Neg(arg)):
            return arg
        case Neg(Num("0")):
            return Num("0")
        case Pow(base, Num("1")) | Div(base, Num("1")) | Root(base, Num("1")):
            return base
        case Mul(factors):
            return _tidy_product(factors)
        case other:
            return other


def _tidy_product(factors: Sequence[Expr]) -> Expr:
    """Its signs before it, ones left out."""
    plain = [factor.arg if isinstance(factor, Neg) else factor for factor in factors]
    negative = sum(isinstance(factor, Neg) for factor in factors) % 2
    kept = [factor for factor in plain if factor != Num("1")] or [Num("1")]
    product = mul(*kept)
    return Neg(product) if negative else product
