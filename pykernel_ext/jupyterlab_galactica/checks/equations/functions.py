"""Reading known functions and the extent of their arguments: `\\sin^2 2x \\cos y`.

A part of the parser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import symbols
from .brackets import argument_tokens
from .notation import ARITY, FUNCTIONS, GREEK, INVERSES, MACRO_FUNCTIONS, NOT_YET
from .tokens import UnsupportedError
from .tree import Add, Call, Const, Div, Expr, Neg, Num, Pow, Root, Sym, mul

if TYPE_CHECKING:
    from .parse import Parser


def named(parser: Parser) -> Expr:
    """`\\mathrm{name}`, `\\operatorname{name}` and `\\text{name}`."""
    token = parser.tokens[parser.at]
    if token.kind == "name" and token.text in ("e", "i", "j"):
        parser.take()
        return Const("e" if token.text == "e" else "i")
    if token.text == "d":
        raise UnsupportedError("a differential on its own is not judged yet", token.start)
    if token.text in FUNCTIONS and not (token.text in ("B", "ch", "sh") and parser.peek(1) != "("):
        return function(parser, FUNCTIONS[token.text])
    if not all(c.isalnum() or c in " -" for c in token.text) or len(token.text) > 40:
        raise UnsupportedError("words inside the formula", token.start)
    if parser.peek(1) == "(" or token.text == "":
        raise UnsupportedError(f"the function {token.text} is not known", token.start)
    return symbols.symbol(parser)


def function(parser: Parser, name: str) -> Expr:
    """A known function with exponent, base and argument: `\\sin^2 x`, `\\log_2(8)`."""
    start = parser.take()
    if name in NOT_YET:
        raise UnsupportedError(f"{NOT_YET[name]} are not judged yet", start.start)
    base: Expr | None = None
    exponent: Expr | None = None
    while parser.peek() in ("^", "_"):
        if parser.take().text == "_":
            if name != "log":
                reason = f"a subscript on {start.text}: not judged yet"
                raise UnsupportedError(reason, parser.place())
            base = parser.argument_expression()
        else:
            exponent = parser.argument_expression()
    if parser.token() is not None and parser.tokens[parser.at].kind == "prime":
        raise UnsupportedError("primes on known functions are not judged yet", parser.place())
    if exponent == Neg(Num("1")) and name in INVERSES:
        name, exponent = INVERSES[name], None
    args = _function_arguments(parser)
    if base is not None:
        name, args = "log_base", (base, *args)
    elif name == "log" and not parser.ambiguous("log", True):
        name = "log10"
    if name == "log10":
        name, args = "log_base", (Num("10"), *args)
    fewest, most = ARITY.get(name, (1, 1))
    if not fewest <= len(args) <= most:
        reason = f"{start.text} with {len(args)} arguments: not judged yet"
        raise UnsupportedError(reason, start.start)
    call: Expr = Root(args[0], Num("2")) if name == "sqrt" else Call(name, args)
    return call if exponent is None else Pow(call, exponent)


def _function_arguments(parser: Parser) -> tuple[Expr, ...]:
    text = parser.peek()
    if text == "(":
        return parser.arguments()
    if text == "{":
        group = argument_tokens(parser.tokens, parser.at)
        inner = parser.inside(group)
        if isinstance(inner, Add) and not parser.ambiguous("braces", True):
            raise UnsupportedError("the extent of a function's argument is unclear", parser.place())
        parser.at += len(group) + 2
        return (inner,)
    if text in ("[", "|", r"\lvert"):
        return (parser.factor(),)
    return (_bare_argument(parser),)


def _bare_argument(parser: Parser) -> Expr:
    """`2x` in `\\sin 2x \\cos y`: numbers and symbols up to the next function or bracket."""
    if not parser.starts_factor():
        raise parser.error("the argument of a function is missing")
    factors = [parser.factor()]
    opaque = not isinstance(factors[0], (Num, Sym, Const, Pow))
    while not opaque and _continues_argument(parser):
        letters = sum(isinstance(part, (Sym, Pow)) for part in factors)
        if letters and not parser.ambiguous("argument", True):
            break
        factors.append(parser.factor())
    argument = mul(*factors)
    if parser.peek() == "/" and not opaque:
        angle = any(part == Const("pi") for part in factors)
        if parser.ambiguous("argument slash", angle):
            parser.take()
            return Div(argument, parser.factor())
    return argument


def _continues_argument(parser: Parser) -> bool:
    token = parser.token()
    if token is None or not parser.starts_factor():
        return False
    if token.kind == "letter":
        return not (token.text == "e" and parser.peek(1) == "^")
    if token.text == r"\frac":
        return all(t.kind == "number" for t in parser.tokens[parser.at - 1 : parser.at])
    if token.text in MACRO_FUNCTIONS and parser.peek(1) == "(":
        return False
    return token.text in GREEK or token.text in (r"\pi", r"\sqrt")
