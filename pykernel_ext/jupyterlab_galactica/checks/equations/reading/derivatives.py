"""Reading derivatives of every notation, and differentials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..tree import Const, Deriv, DerivOp, Differential, Div, Expr, HigherDeriv, Num, Sym
from . import linear, symbols
from .brackets import argument_tokens, closing, past_script, skip_argument, without
from .tokens import ParseError, Token, UnsupportedError, is_letter

if TYPE_CHECKING:
    from .grammar import Parser

_MAX_ORDER = 6
"""Each further order doubles what differentiating makes."""
_SYMBOLIC = 0
"""The order of a derivative whose order is an expression."""


def fraction(parser: Parser) -> Expr:
    """`\\frac` with its two arguments: a quotient, a derivative, or one with dx in it."""
    numerator = parser.argument()
    denominator = parser.argument()
    derivative = _derivative(parser, numerator, denominator)
    if derivative is not None:
        return derivative
    top = _with_differential(parser, numerator) if parser.integrals else None
    if top is None:
        top = parser.inside(numerator)
    return Div(top, parser.outside_integrals(denominator))


def _with_differential(parser: Parser, numerator: Sequence[Token]) -> Expr | None:
    """The numerator without the `dx` it ends or begins with, which is told to the integral."""
    for index in range(len(numerator) - 1):
        token, following = numerator[index], numerator[index + 1]
        is_d = token.text == "d" and token.kind in ("letter", "name")
        if not is_d or not is_letter(following):
            continue
        end = past_script(numerator, index + 2, "_")
        if index and end != len(numerator):
            continue
        rest = [*numerator[:index], *numerator[end:]]
        frame = parser.integrals.pop()
        variable = _variable(parser, numerator[index + 1 : end])
        top = parser.inside(rest) if rest else Num("1")
        parser.integrals.append(frame)
        frame.variable = variable
        return top
    return None


def _variable(parser: Parser, tokens: Sequence[Token]) -> Sym:
    symbol = parser.inside(tokens)
    if not isinstance(symbol, (Sym, Const)):
        raise UnsupportedError("a derivative by what is no variable", tokens[0].start)
    return Sym(symbol.name)


def _is_d(token: Token) -> bool:
    """Also D, as of the material derivative along a flow, `Dv/Dt`."""
    return token.text == r"\partial" or (
        token.text in ("d", "D") and token.kind in ("letter", "name")
    )


def _derivative(
    parser: Parser, numerator: Sequence[Token], denominator: Sequence[Token]
) -> Expr | None:
    """The derivative that a fraction such as `\\frac{d^2 y}{dx^2}` is; None where it is none."""
    numerator, denominator = _unwrapped(numerator), _unwrapped(denominator)
    if not numerator or not _is_d(numerator[0]) or not denominator or not _is_d(denominator[0]):
        return None
    partial = numerator[0].text == r"\partial"
    order, rest = 1, list(numerator[1:])
    symbolic: Expr | None = None
    if rest and rest[0].text == "^":
        order = _order(argument_tokens(rest, 1))
        if order == _SYMBOLIC:
            symbolic = parser.outside_integrals(argument_tokens(rest, 1))
        rest = rest[skip_argument(rest, 1) :]
    if parser.habits.kinds is not None and order == 1:
        by_vector = linear.derivative_by(parser, rest, denominator)
        if by_vector is not None:
            return by_vector
    variables = _denominator(parser, denominator)
    if not variables:
        return None
    if sum(count for _, count in variables) != order:
        raise ParseError("the orders of a derivative do not match", numerator[0].start)
    if not rest and not parser.starts_factor() and parser.habits.kinds is not None:
        if len(variables) > 1:
            raise UnsupportedError("a derivative operator on its own", parser.place())
        return DerivOp(*variables[0], partial)
    body = _derivative_body(parser, rest, variables[0][0])
    if symbolic is not None:
        if len(variables) > 1:
            raise UnsupportedError("mixed derivatives of symbolic order", numerator[0].start)
        return HigherDeriv(body, variables[0][0], symbolic)
    for variable, count in reversed(variables):
        body = Deriv(body, variable, count, partial)
    return body


def _derivative_body(parser: Parser, rest: Sequence[Token], variable: Sym) -> Expr:
    if rest:
        return symbols.applied_to(parser, parser.outside_integrals(rest), variable)
    if not parser.starts_factor():
        raise UnsupportedError("a derivative operator on its own is not judged yet", parser.place())
    if parser.peek() in ("(", "["):
        return parser.factor()
    return parser.product()


def _order(tokens: Sequence[Token]) -> int:
    text = "".join(token.text for token in tokens)
    if not text.isdigit():
        return _SYMBOLIC
    if not 0 < int(text) <= _MAX_ORDER:
        reason = f"derivatives beyond order {_MAX_ORDER} are not judged"
        raise UnsupportedError(reason, tokens[0].start)
    return int(text)


def _unwrapped(tokens: Sequence[Token]) -> list[Token]:
    """`{\\mathrm{d}}^{2}w` and `{dx}^2` without the braces around the differentials."""
    braces: set[int] = set()
    for index, token in enumerate(tokens):
        if token.text != "{" or (index and tokens[index - 1].text.startswith(("^", "_", "\\"))):
            continue
        inner = argument_tokens(tokens, index)
        if inner and _is_d(inner[0]) and len(inner) <= 2:
            braces |= {index, closing(tokens, index)}
    return without(tokens, braces)


def _denominator(parser: Parser, tokens: Sequence[Token]) -> list[tuple[Sym, int]]:
    """`dx^2`, `\\partial x \\partial y`: variables and orders; empty where it is something else."""
    variables: list[tuple[Sym, int]] = []
    index = 0
    while index < len(tokens):
        if not _is_d(tokens[index]) or index + 1 >= len(tokens):
            return []
        end = index + 2
        if tokens[index + 1].text in symbols.ACCENTS:
            end = skip_argument(tokens, end)
        elif tokens[index + 1].text == "{" and len(argument_tokens(tokens, index + 1)) == 1:
            end = skip_argument(tokens, index + 1)
        elif not is_letter(tokens[index + 1]):
            return []
        end = past_script(tokens, end, "_")
        variable = _variable(parser, tokens[index + 1 : end])
        index = past_script(tokens, end, "^")
        order = _order(argument_tokens(tokens, end + 1)) if index > end else 1
        variables.append((variable, order))
    return variables


# One line


def inline_derivative(parser: Parser) -> Expr | None:
    """`dy/dx`, `d^2y/dx^2`, `\\partial F/\\partial x`; None where no such quotient stands here."""
    tokens, start = parser.tokens, parser.at
    slash = _operand_end(tokens, start)
    if slash < 0 or slash >= len(tokens) or tokens[slash].text != "/":
        return None
    end = slash + 1
    while end < len(tokens) and _is_d(tokens[end]):
        stop = _operand_end(tokens, end)
        if stop < 0:
            return None
        end = past_script(tokens, stop, "^")
        if tokens[start].text == "d":
            break
    parser.at = end
    found = _derivative(parser, tokens[start:slash], tokens[slash + 1 : end])
    if found is None:
        parser.at = start
    return found


def _operand_end(tokens: Sequence[Token], at: int) -> int:
    """Where `d^2y`, `dy_1`, `df(x)` or `d(uv)` that begins at `at` ends; -1 where none does."""
    index = past_script(tokens, at + 1, "^")
    if index >= len(tokens):
        return -1
    if tokens[index].text in ("(", "["):
        return closing(tokens, index) + 1
    if not is_letter(tokens[index]):
        return index if tokens[index].text == "/" and index > at + 1 else -1
    index = past_script(tokens, index + 1, "_")
    if index < len(tokens) and tokens[index].text == "(":
        after = closing(tokens, index) + 1
        if after < len(tokens) and tokens[after].text == "/":
            return after
    return index


def indexed_partial(parser: Parser) -> Expr:
    """`\\partial_x f`, `\\partial_{xx} u`, `\\partial_x^2 u` and `D_x f`."""
    start = parser.place()
    parser.take()
    tokens = parser.script("_")
    if tokens is None:
        raise UnsupportedError("a partial derivative that does not say by what", start)
    variables = [_variable(parser, [token]) for token in tokens]
    if not tokens or not all(map(is_letter, tokens)):
        raise UnsupportedError("this subscript is not judged yet", start)
    order = 1
    if (raised := parser.script("^")) is not None:
        order = _order(raised)
        if order == _SYMBOLIC or len(variables) > 1:
            raise UnsupportedError("derivatives of symbolic order are not judged yet", start)
    body = _derivative_body(parser, (), variables[0])
    for variable in reversed(variables):
        body = Deriv(body, variable, order, partial=True)
    return body


# Differentials


def differential(parser: Parser) -> Expr:
    """`dx`, `d^3r`, `d(uv)`"""
    parser.take()
    order = 1
    if (raised := parser.script("^")) is not None:
        order = _order(raised)
        if order == _SYMBOLIC:
            raise UnsupportedError("a volume element of symbolic order", parser.place())
    if parser.peek() in ("(", "[", "{"):
        return Differential(parser.outside_integrals(parser.bracketed()), order)
    token = parser.token()
    if token is None or token.kind not in ("letter", "macro"):
        raise parser.error("a variable is expected after d")
    return Differential(parser.primary(), order)
