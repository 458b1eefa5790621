"""Reading primaries: numbers, brackets, letters and macros, before any exponent.

A part of the parser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import calculus, functions, symbols
from .notation import FUNCTIONS, GREEK, MACRO_FUNCTIONS, REFUSED
from .tokens import ParseError, Token, UnsupportedError
from .tree import Call, Const, Expr, Num, Root

if TYPE_CHECKING:
    from .parse import Parser

_ACCENTS = {r"\bar", r"\tilde", r"\overline", r"\widetilde"}
_CLOSER = {"(": ")", "[": "]", "{": "}", r"\lvert": r"\rvert", "|": "|", r"\lfloor": r"\rfloor",
           r"\lceil": r"\rceil"}  # fmt: skip


def primary(parser: Parser) -> Expr:
    token = parser.token()
    if token is None:
        raise parser.error("the expression ends too early")
    if token.kind == "number":
        parser.take()
        return Num(token.text)
    if token.text in _CLOSER and token.kind in ("op", "macro"):
        return _group(parser, token)
    if token.kind == "letter":
        return _letter(parser)
    if token.kind in ("name", "words"):
        return functions.named(parser)
    if token.kind == "macro":
        return _macro(parser)
    raise parser.refusal(token)


def _group(parser: Parser, opening: Token) -> Expr:
    """Brackets, bars, and floor and ceiling signs."""
    parser.take()
    outer_bars, parser.bars = parser.bars, 1 if opening.text == "|" else 0
    outer_integrals, parser.integrals = parser.integrals, []
    if opening.text == "{":
        parser.integrals = outer_integrals
    inner = parser.expression()
    if parser.peek() == r"\choose":
        parser.take()
        inner = Call("binom", (inner, parser.expression()))
    parser.bars = outer_bars
    parser.integrals = outer_integrals
    if opening.text == "|" and parser.peek() == ",":
        raise UnsupportedError("lists are not judged yet", parser.place())
    parser.expect(_CLOSER[opening.text])
    if opening.text in ("|", r"\lvert"):
        return Call("abs", (inner,))
    if opening.text in (r"\lfloor", r"\lceil"):
        return Call("floor" if opening.text == r"\lfloor" else "ceil", (inner,))
    return inner


def _letter(parser: Parser) -> Expr:
    token = parser.tokens[parser.at]
    following = parser.peek(1)
    if parser.at_differential():
        raise UnsupportedError("a differential on its own is not judged yet", token.start)
    if token.text == "d" and parser.at_inline_derivative():
        return calculus.inline_derivative(parser)
    if token.text == "e" and following != "_" and "e" not in parser.bound:
        power = following == "^" or (following == "}" and parser.peek(2) == "^")
        if power or parser.habits.euler or parser.ambiguous("e", True):
            parser.take()
            return Const("e")
    if token.text == "i" and following not in ("_", "(") and "i" not in parser.bound:
        counts = "i" in parser.habits.indices
        if not counts and (parser.habits.imaginary or parser.ambiguous("i", True)):
            parser.take()
            return Const("i")
    return symbols.symbol(parser)


def _macro(parser: Parser) -> Expr:
    token = parser.tokens[parser.at]
    text = token.text
    if text in calculus.READERS:
        parser.take()
        return calculus.READERS[text](parser)
    if text == r"\pi" and parser.peek(1) != "_":
        parser.take()
        return Const("pi")
    if text == r"\infty":
        parser.take()
        return Const("infinity")
    after = parser.tokens[parser.at + 1] if parser.at + 1 < len(parser.tokens) else token
    if text in MACRO_FUNCTIONS and after.kind == "prime":
        raise UnsupportedError("primes on known functions are not judged yet", token.start)
    if text in MACRO_FUNCTIONS and (parser.peek(1) in ("(", "^") or text in (r"\Re", r"\Im")):
        return functions.function(parser, MACRO_FUNCTIONS[text])
    if text in GREEK or text in (r"\imath", r"\jmath"):
        return symbols.symbol(parser)
    if text == r"\sqrt":
        parser.take()
        return _root(parser)
    if text.lstrip("\\") in FUNCTIONS:
        return functions.function(parser, FUNCTIONS[text.lstrip("\\")])
    if text == r"\frac":
        parser.take()
        return calculus.fraction(parser)
    if text == r"\binom":
        parser.take()
        return Call("binom", (parser.argument_expression(), parser.argument_expression()))
    if text in _ACCENTS:
        return symbols.accented(parser)
    if text in REFUSED:
        raise UnsupportedError(f"{REFUSED[text]}: not judged yet", token.start)
    raise ParseError(f"{text} is not known", token.start)


def _root(parser: Parser) -> Expr:
    index: Expr = Num("2")
    if parser.peek() == "[":
        parser.take()
        index = parser.expression()
        parser.expect("]")
    return Root(parser.argument_expression(), index)
