"""Reading integrals, derivatives, sums, products and limits (a part of the parser)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from . import symbols
from .brackets import argument_tokens, closing, outermost, skip_argument
from .cursor import Frame
from .notation import GREEK
from .tokens import ParseError, Token, UnsupportedError
from .tree import Apply, Const, Deriv, Div, Expr, Integral, Limit, Num, Prod, Sum, Sym

if TYPE_CHECKING:
    from .parse import Parser

_MAX_ORDER = 6


# Integrals


def integral(parser: Parser) -> Expr:
    start = parser.place()
    lower, upper = _bounds(parser)
    if (lower is None) != (upper is None):
        raise UnsupportedError("an integral over a region is not judged yet", start)
    frame = Frame()
    parser.integrals.append(frame)
    outer_bars, parser.bars = parser.bars, 0
    body: Expr = Num("1")
    if not parser.at_differential():
        body = parser.expression()
    parser.integrals.pop()
    parser.bars = outer_bars
    if frame.variable is not None:
        return Integral(body, frame.variable, lower, upper)
    parser.integrals.append(Frame())
    found = parser.at_differential()
    parser.integrals.pop()
    if not found:
        raise parser.error("the differential (dx) of an integral is missing")
    parser.take()
    variable = Sym(symbols.symbol_name(parser))
    if body == Num("1") and parser.starts_factor():
        body = parser.product()  # physicists put dx first
    return Integral(body, variable, lower, upper)


def _bounds(parser: Parser) -> tuple[Expr | None, Expr | None]:
    lower: Expr | None = None
    upper: Expr | None = None
    while parser.peek() in ("_", "^"):
        which = parser.take().text
        tokens = parser.argument()
        if not tokens:
            continue
        bound = parser.outside_integrals(tokens)
        lower, upper = (bound, upper) if which == "_" else (lower, bound)
    return lower, upper


# Fractions and derivatives


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
        if not is_d or not (following.kind == "letter" or following.text in GREEK):
            continue
        end = index + 2
        if end < len(numerator) and numerator[end].text == "_":
            end = skip_argument(numerator, end + 1)
        if index and end != len(numerator):
            continue
        rest = [*numerator[:index], *numerator[end:]]
        frame = parser.integrals.pop()
        name = _lone_symbol(parser, numerator[index + 1 : end])
        top: Expr = parser.inside(rest) if rest else Num("1")
        parser.integrals.append(frame)
        frame.variable = Sym(name)
        return top
    return None


def _lone_symbol(parser: Parser, tokens: Sequence[Token]) -> str:
    symbol = parser.inside(tokens)
    if isinstance(symbol, Const):
        return symbol.name
    if not isinstance(symbol, Sym):
        raise ParseError("a variable is expected", tokens[0].start)
    return symbol.name


def _is_d(token: Token) -> bool:
    return token.text == r"\partial" or (token.text == "d" and token.kind in ("letter", "name"))


def _derivative(
    parser: Parser, numerator: Sequence[Token], denominator: Sequence[Token]
) -> Expr | None:
    """The derivative that a fraction such as `\\frac{d^2 y}{dx^2}` is; None where it is none."""
    numerator, denominator = _unwrapped(numerator), _unwrapped(denominator)
    if not numerator or not _is_d(numerator[0]) or not denominator or not _is_d(denominator[0]):
        return None
    partial = numerator[0].text == r"\partial"
    order, rest = 1, list(numerator[1:])
    if rest and rest[0].text == "^":
        order = _order(argument_tokens(rest, 1))
        rest = rest[skip_argument(rest, 1) :]
    variables = _denominator(parser, denominator)
    if not variables:
        return None
    if sum(count for _, count in variables) != order:
        raise ParseError("the orders of a derivative do not match", numerator[0].start)
    body = _derivative_body(parser, rest, variables)
    for variable, count in reversed(variables):
        body = Deriv(body, variable, count, partial)
    return body


def _derivative_body(
    parser: Parser, rest: Sequence[Token], variables: Sequence[tuple[Sym, int]]
) -> Expr:
    if rest:
        body = parser.outside_integrals(rest)
        if isinstance(body, Sym) and parser.peek() == "(":
            end = closing(parser.tokens, parser.at)
            args = [t.text for t in parser.tokens[parser.at + 1 : end]]
            if args == [variables[0][0].name]:
                parser.at = end + 1
                return Apply(body.name, (variables[0][0],))
        return body
    if not parser.starts_factor():
        raise UnsupportedError("a derivative operator on its own is not judged yet", parser.place())
    if parser.peek() in ("(", "["):
        return parser.factor()
    return parser.product()


def _order(tokens: Sequence[Token]) -> int:
    text = "".join(token.text for token in tokens)
    if not text.isdigit():
        raise UnsupportedError("derivatives of symbolic order are not judged yet", tokens[0].start)
    if not 0 < int(text) <= _MAX_ORDER:
        raise UnsupportedError(
            f"derivatives beyond order {_MAX_ORDER} are not judged", tokens[0].start
        )
    return int(text)


def _unwrapped(tokens: Sequence[Token]) -> list[Token]:
    """`{\\mathrm{d}}^{2}w` and `{dx}^2` without the braces around the differentials."""
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        previous = tokens[index - 1].text if index else ""
        if token.text == "{" and previous not in ("^", "_") and not previous.startswith("\\"):
            inner = argument_tokens(tokens, index)
            if inner and _is_d(inner[0]) and len(inner) <= 2:
                result.extend(inner)
                index += len(inner) + 2
                continue
        result.append(token)
        index += 1
    return result


def _denominator(parser: Parser, tokens: Sequence[Token]) -> list[tuple[Sym, int]]:
    """`dx^2`, `\\partial x \\partial y`: variables and orders; empty where it is something else."""
    variables: list[tuple[Sym, int]] = []
    index = 0
    while index < len(tokens):
        if not _is_d(tokens[index]) or index + 1 >= len(tokens):
            return []
        end = index + 2
        if tokens[index + 1].kind != "letter" and tokens[index + 1].text not in GREEK:
            return []
        if end < len(tokens) and tokens[end].text == "_":
            end = skip_argument(tokens, end + 1)
        name = _lone_symbol(parser, tokens[index + 1 : end])
        order = 1
        if end < len(tokens) and tokens[end].text == "^":
            order = _order(argument_tokens(tokens, end + 1))
            end = skip_argument(tokens, end + 1)
        variables.append((Sym(name), order))
        index = end
    return variables


def inline_derivative(parser: Parser) -> Expr:
    """`dy/dx`"""
    parser.take()
    body = Sym(symbols.symbol_name(parser))
    parser.expect("/")
    parser.take()
    return Deriv(body, Sym(symbols.symbol_name(parser)), 1, partial=False)


# Sums, products, limits


def _sum_like(parser: Parser, kind: type[Sum] | type[Prod]) -> Expr:
    start = parser.place()
    sub: list[Token] = []
    sup: list[Token] | None = None
    while parser.peek() in ("_", "^"):
        if parser.take().text == "_":
            sub = parser.argument()
        else:
            sup = parser.argument()
    at = next((i for i, token in enumerate(sub) if token.kind == "relation"), -1)
    if at < 1 or sub[at].text not in ("=", r"\ge") or (sub[at].text == "=" and sup is None):
        raise UnsupportedError("a sum without both limits is not judged yet", start)
    if any(token.text == "," for token in outermost(sub)):
        raise UnsupportedError("a sum over several indices is not judged yet", start)
    variable = Sym(_index_name(sub[:at]))
    lower = parser.outside_integrals(sub[at + 1 :])
    upper: Expr = Const("infinity") if sup is None else parser.outside_integrals(sup)
    parser.bound.append(variable.name)
    body = parser.term()
    parser.bound.pop()
    return kind(body, variable, lower, upper)


def _index_name(tokens: Sequence[Token]) -> str:
    if len(tokens) != 1 or (tokens[0].kind != "letter" and tokens[0].text not in GREEK):
        raise UnsupportedError("a sum over several indices is not judged yet", tokens[0].start)
    return tokens[0].text


def limit(parser: Parser) -> Expr:
    start = parser.place()
    if parser.peek() != "_":
        raise UnsupportedError("a limit that does not say where is not judged yet", start)
    parser.take()
    tokens = parser.argument()
    at = next((i for i, token in enumerate(tokens) if token.text == r"\to"), -1)
    if at < 1:
        raise UnsupportedError("this limit is not judged yet", start)
    variable = Sym(_index_name(tokens[:at]))
    target, direction = _one_sided(tokens[at + 1 :])
    point = parser.outside_integrals(target)
    parser.bound.append(variable.name)
    body = parser.term()
    parser.bound.pop()
    return Limit(body, variable, point, direction)


def _one_sided(tokens: Sequence[Token]) -> tuple[list[Token], int]:
    """`0^+`, `0^{-}` and `0+`: the point and the side."""
    texts = [token.text for token in tokens]
    for tail in (["^", "{", "+", "}"], ["^", "{", "-", "}"], ["^", "+"], ["^", "-"], ["+"], ["-"]):
        if len(texts) > len(tail) and texts[-len(tail) :] == tail:
            return list(tokens[: -len(tail)]), 1 if "+" in tail else -1
    return list(tokens), 0


def big_sigma(parser: Parser) -> Expr:
    """`\\Sigma` is a sum when limits stand below it."""
    if parser.peek() == "_" and any(
        t.kind == "relation" for t in argument_tokens(parser.tokens, parser.at + 1)
    ):
        return _sum_like(parser, Sum)
    parser.at -= 1
    return Sym(symbols.symbol_name(parser))


READERS: Mapping[str, Callable[[Parser], Expr]] = {
    r"\int": integral,
    r"\sum": lambda parser: _sum_like(parser, Sum),
    r"\prod": lambda parser: _sum_like(parser, Prod),
    r"\lim": limit,
    r"\Sigma": big_sigma,
}
