"""Reading nabla, and applying derivative operators that stand in brackets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from ..tree import (
    Add,
    Along,
    Cross,
    Del,
    Deriv,
    DerivOp,
    Div,
    Dot,
    Expr,
    Mul,
    Nabla,
    Neg,
    Num,
    add,
    mul,
)
from ..tree.kinds import kind_of
from .tokens import UnsupportedError

if TYPE_CHECKING:
    from .grammar import Parser

OPERATIONS: Mapping[str, Literal["grad", "div", "curl"]] = {
    "grad": "grad", "div": "div", "rot": "curl", "curl": "curl",
}  # fmt: skip
"""Names of what \\nabla does."""
_APPLIED: Mapping[str, Literal["div", "curl"]] = {r"\cdot": "div", r"\times": "curl"}


def nabla(parser: Parser) -> Expr:
    """What stands after `\\nabla`, which has been taken: its power, product sign and operand."""
    return parser.deeper(lambda: _nabla(parser))


def _nabla(parser: Parser) -> Expr:
    place = parser.place()
    if parser.peek() == "_":
        raise UnsupportedError("a gradient with an index is not judged yet", place)
    order = 1
    if (raised := parser.script("^")) is not None:
        if [token.text for token in raised] != ["2"]:
            raise UnsupportedError("this power of nabla is not judged yet", place)
        order = 2
    sign = parser.peek()
    if order == 1 and sign in _APPLIED and parser.peek(1):
        parser.take()
        return Nabla(_APPLIED[sign], _vector_operand(parser))
    if not parser.starts_factor():
        return Del(order)
    return Nabla("grad" if order == 1 else "laplacian", _operand(parser))


def by_name(parser: Parser) -> Expr:
    r"""`\operatorname{rot} \vec F \varphi`: what stands behind the name, up to the next sign."""
    kind = OPERATIONS[parser.take().text.strip()]
    return Nabla(kind, parser.deeper(parser.factor if parser.peek() == "(" else parser.product))


def laplacian(parser: Parser) -> Expr:
    """What stands after a `\\Delta` that is a Laplacian."""
    return Nabla("laplacian", _operand(parser)) if parser.starts_factor() else Del(2)


def up_to_no_number(parser: Parser) -> Expr:
    """Factors up to the first that is no number."""
    operand = parser.factor()
    while kind_of(operand) == "scalar" and parser.starts_factor():
        operand = mul(operand, parser.factor())
    return operand


def _vector_operand(parser: Parser) -> Expr:
    """The operand of a divergence or curl."""
    operand = up_to_no_number(parser)
    if kind_of(operand) == "vector" and parser.accept(r"\times"):
        operand = Cross(operand, parser.deeper(lambda: _vector_operand(parser)))
    return operand


def _operand(parser: Parser) -> Expr:
    """The operand of a gradient or Laplacian: one factor, as `\\nabla f g` is often meant."""
    operand = parser.factor()
    while isinstance(operand, Num) and parser.starts_factor():
        operand = mul(operand, parser.factor())
    goes_on = parser.starts_factor() and kind_of(operand) == "scalar"
    if goes_on and parser.ambiguous("nabla", False):
        return mul(operand, parser.product())
    return operand


def product_of(factors: Sequence[Expr]) -> Expr:
    """A product in which operators act on all that stands behind them."""
    for index, factor in enumerate(factors[:-1]):
        if kind_of(factor) == "operator":
            return mul(*factors[:index], applied(factor, product_of(factors[index + 1 :])))
    return mul(*factors)


def applied(operator: Expr, body: Expr) -> Expr:
    """An expression with operators in it, such as `d/dt + v . nabla`, acting on the body."""
    act: Callable[[Expr], Expr] = lambda part: applied(part, body)  # noqa: E731
    match operator:
        case Del(order):
            return Nabla("grad" if order == 1 else "laplacian", body)
        case DerivOp(var, order, partial):
            return Deriv(body, var, order, partial)
        case Dot(direction, Del(1)):
            return Along(direction, body)
        case Add(terms):
            return add(*map(act, terms))
        case Neg(arg):
            return Neg(act(arg))
        case Mul(factors):
            return product_of([*factors, body])
        case Div(num, den) if kind_of(num) == "operator":
            return Div(act(num), den)
    return mul(operator, body)
