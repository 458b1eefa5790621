"""Reading derivatives by primes or an order in brackets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..tree import At, Deriv, Expr, HigherDeriv, Num, Sym, free_symbols
from .brackets import argument_tokens, in_brackets, skip_argument
from .tokens import UnsupportedError

if TYPE_CHECKING:
    from .grammar import Parser


def raised_order(parser: Parser) -> Expr | int | None:
    """The order n of `f^{(n)}(x)`, which is taken; None where nothing such stands here."""
    if parser.peek() != "^":
        return None
    content = argument_tokens(parser.tokens, parser.at + 1)
    if not in_brackets(content):
        return None
    parser.at = skip_argument(parser.tokens, parser.at + 1)
    order = parser.outside_integrals(content[1:-1])
    return int(order.digits) if isinstance(order, Num) and order.digits in "123456" else order


def primed(
    parser: Parser, make: Callable[[Expr], Expr], args: Sequence[Expr], primes: Expr | int
) -> Expr:
    """The derivative of a function of one variable, taken at its argument: `\\Gamma'(2z)`."""
    if len(args) != 1:
        raise UnsupportedError("primes on functions of several variables", parser.place())
    argument = args[0]
    taken = free_symbols(argument)
    names = (name for name in ("x", r"\xi", r"\eta", r"\tau") if name not in taken)
    place = argument if isinstance(argument, Sym) else Sym(next(names))
    body: Expr
    if isinstance(primes, int):
        body = Deriv(make(place), place, primes, partial=False)
    else:
        body = HigherDeriv(make(place), place, primes)
    return body if place == argument else At(body, place, None, argument)
