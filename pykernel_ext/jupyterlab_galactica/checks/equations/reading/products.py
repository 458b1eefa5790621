"""Reading products of vectors and matrices: dot, cross, and factors side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..tree import Along, Cross, Dot, Expr, MatrixLit, Mul, Nabla, Neg
from ..tree.kinds import KindError, kind_of
from .nabla import product_of, up_to_no_number

if TYPE_CHECKING:
    from .grammar import Parser


def joined(parser: Parser, operator: str, left: Expr) -> Expr:
    """The product of what stands before `\\cdot` or `\\times` with what stands after it."""
    negative = parser.accept("-")
    right = up_to_no_number(parser)
    if operator == r"\cdot" and kind_of(right) == "vector" and parser.accept(r"\times"):
        right = Cross(right, up_to_no_number(parser))
    if negative:
        right = Neg(right)
    before, last = _last_vector(left)
    result = product_of([*before, _combined(parser, operator, last, right)])
    while parser.starts_factor():
        result = product_of([result, parser.factor()])
    return result


def _last_vector(left: Expr) -> tuple[list[Expr], Expr]:
    """What a product sign takes of the factors before it: in `(v . w) u . x`, only u."""
    try:
        kind_of(left)
    except KindError:
        if isinstance(left, Mul):
            return list(left.factors[:-1]), left.factors[-1]
        raise
    return [], left


def _combined(parser: Parser, operator: str, left: Expr, right: Expr) -> Expr:
    kinds = kind_of(left), kind_of(right)
    literal = isinstance(left, MatrixLit) and isinstance(right, MatrixLit)
    if operator == r"\times" and literal and kinds == ("matrix", "matrix"):
        parser.loosely("A product of matrices that may be taken entry by entry")
    if operator == r"\cdot" and kinds[0] == "vector":
        if isinstance(right, Nabla) and right.kind == "grad" and kinds[1] == "matrix":
            return Along(left, right.arg)
        if kinds[1] in ("vector", "operator"):
            return Dot(left, right)
    if operator == r"\times" and kinds == ("vector", "vector"):
        return Cross(left, right)
    return product_of([left, right])
