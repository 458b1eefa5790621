"""Reading integrals and limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from ..tree import (
    Deriv,
    Differential,
    Expr,
    Fold,
    Integral,
    Limit,
    Num,
    RegionIntegral,
    Sym,
    add,
    free_symbols,
    mul,
    walk,
)
from . import folds, symbols
from .brackets import outermost
from .cursor import Frame
from .statements import statement
from .tokens import ParseError, Token, UnsupportedError

if TYPE_CHECKING:
    from .grammar import Parser


def integral(parser: Parser) -> Expr:
    """An integral by one variable, or over a region where it is not one."""
    sign = parser.tokens[parser.at - 1].text
    place = parser.at
    state = parser.integrals[:], parser.bars, parser.depth
    if sign != r"\int":
        return _over_region(parser, sign)
    try:
        return _by_one_variable(parser)
    except ParseError as error:
        parser.at = place
        parser.integrals[:], parser.bars, parser.depth = state
        if not parser.may_retry():
            raise
        try:
            return _over_region(parser, sign)
        except ParseError:
            raise error from None


def _by_one_variable(parser: Parser) -> Expr:
    start = parser.place()
    lower, upper = _bounds(parser)
    if (lower is None) != (upper is None):
        raise UnsupportedError("an integral over a region is not judged yet", start)
    frame = Frame()
    parser.integrals.append(frame)
    outer_bars, parser.bars = parser.bars, 0
    body = Num("1") if parser.at_differential() else parser.expression()
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
    variable, factor = _variable(parser)
    if body == Num("1") and parser.starts_factor():
        body = parser.product()  # physicists put dx first
    return Integral(body if factor is None else mul(body, factor), variable, lower, upper)


def _variable(parser: Parser) -> tuple[Sym, Expr | None]:
    """What follows d: a name; `d(\\sin x)` is the name x and the factor cos x."""
    if parser.peek() != "(":
        name = symbols.symbol_name(parser)
        return Sym(name + "'" * parser.primes()), None
    start = parser.place()
    inner = parser.inside_brackets()[0]
    names = free_symbols(inner)
    if len(names) != 1:
        raise UnsupportedError("an integral by an expression in several variables", start)
    variable = Sym(next(iter(names)))
    return variable, None if inner == variable else Deriv(inner, variable, 1, partial=False)


def _bounds(parser: Parser) -> tuple[Expr | None, Expr | None]:
    read = {
        which: parser.outside_integrals(_without_sign(tokens))
        for which, tokens in parser.bounds().items()
        if tokens
    }
    return read.get("_"), read.get("^")


def _without_sign(tokens: Sequence[Token]) -> list[Token]:
    """`0^+` and `0+` as a limit of an integral are 0; `(0+)` is a loop around it."""
    if tokens[0].text == "(" and tokens[-1].text == ")" and tokens[-2].text in ("+", "-"):
        raise UnsupportedError("an integral along a loop is not judged yet", tokens[0].start)
    return _one_sided(tokens)[0]


def _over_region(parser: Parser, sign: str) -> Expr:
    """A form with its differentials, over what stands below the sign."""
    start = parser.place()
    bounds = {which: _region(parser, tokens) for which, tokens in parser.bounds().items()}
    outer, parser.integrals = parser.integrals, []
    parser.forms += 1
    body = parser.signed_term()
    while not _has_differential(body) and parser.peek() in ("+", "-"):
        body = add(body, parser.signed_term())
    parser.forms -= 1
    parser.integrals = outer
    if not _has_differential(body):
        raise ParseError("the differential (dx) of an integral is missing", start)
    return RegionIntegral(sign, body, bounds.get("_"), bounds.get("^"))


def _region(parser: Parser, tokens: Sequence[Token]) -> Expr:
    """A name such as `\\partial V`, a curve, or a bound."""
    if tokens and tokens[0].text == r"\partial":
        return Differential(parser.outside_integrals(tokens[1:]), 0)
    return statement(parser, tokens)


def _has_differential(node: Expr) -> bool:
    return any(isinstance(part, Differential) for part in walk(node))


# Limits


def limit(parser: Parser) -> Expr:
    start = parser.place()
    tokens = parser.script("_")
    if tokens is None:
        return Fold("lim", parser.term(), (), None)
    at = next((i for i, token in enumerate(tokens) if token.text == r"\to"), -1)
    if at < 1:
        raise UnsupportedError("this limit is not judged yet", start)
    if any(t.text == "," for t in outermost(tokens)) or tokens[0].text == "(":
        variables = tuple(Sym(t.text) for t in tokens[:at] if t.kind == "letter")
        domain = folds.conditions(parser, tokens)
        return Fold("lim", parser.term(), variables, domain)
    variable = Sym(folds.index_name(tokens[:at]))
    target, direction = _one_sided(tokens[at + 1 :])
    point = parser.outside_integrals(target)
    if variable.name.startswith("\\Delta") and variable.name != r"\Delta":
        return Limit(parser.term(), variable, point, direction)
    with parser.running((variable.name,)):
        body = parser.term()
    return Limit(body, variable, point, direction)


def _one_sided(tokens: Sequence[Token]) -> tuple[list[Token], int]:
    """`0^+`, `0^{-}` and `0+`: the point and the side."""
    texts = [token.text for token in tokens]
    for tail in (["^", "{", "+", "}"], ["^", "{", "-", "}"], ["^", "+"], ["^", "-"], ["+"], ["-"]):
        if len(texts) > len(tail) and texts[-len(tail) :] == tail:
            return list(tokens[: -len(tail)]), 1 if "+" in tail else -1
    return list(tokens), 0


READERS: Mapping[str, Callable[[Parser], Expr]] = {
    **dict.fromkeys((r"\int", r"\oint", r"\iint", r"\iiint", r"\oiint", r"\idotsint"), integral),
    r"\lim": limit,
    **folds.READERS,
}
