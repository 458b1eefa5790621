"""Reading what stands between bars, double bars and angle brackets.

A part of the parser.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ..tree import Call, Expr, Sym, VectorSym
from ..tree.kinds import Kind, kind_of
from ..writing.latex import to_latex
from .brackets import closing
from .tables import listed
from .tokens import ParseError, Token, UnsupportedError

if TYPE_CHECKING:
    from .parse import Parser


def in_bars(inner: Expr) -> Expr:
    """The determinant of a matrix, the length of a vector, the absolute value of a number."""
    name: dict[Kind, str] = {"matrix": "det", "vector": "norm", "covector": "norm"}
    return Call(name.get(kind_of(inner), "abs"), (inner,))


def norm(parser: Parser) -> Expr:
    opening = parser.take()
    closer = r"\|" if opening.text == r"\|" else r"\rVert"
    end = parser.at
    while end < len(parser.tokens) and parser.tokens[end].text != closer:
        end += 1
    if end == len(parser.tokens):
        raise ParseError("a norm is not closed", opening.start)
    inner = parser.inside(parser.tokens[parser.at : end])
    parser.at = end + 1
    if parser.peek() == "_":
        parser.take()
        which = "".join(token.text for token in parser.argument())
        if which not in ("2", "F") or (which == "F") != (kind_of(inner) == "matrix"):
            raise UnsupportedError("this norm is not judged yet", opening.start)
    return Call("norm", (inner,))


def angle(parser: Parser) -> Expr:
    """`\\langle x \\rangle` and brackets of bras and kets, as quantities without parts; a bra."""
    opening = parser.take()
    end = closing(parser.tokens, parser.at - 1)
    bars = [i for i in range(parser.at, end) if parser.tokens[i].text == "|"]
    if end == len(parser.tokens):
        if not bars:
            raise ParseError("an angle bracket is not closed", opening.start)
        ket = VectorSym(rf"|{_state(parser, parser.tokens[parser.at : bars[0]])}\rangle")
        parser.at = bars[0] + 1
        return Call("adjoint", (ket,))
    inside = parser.tokens[parser.at : end]
    if any(token.text == "," for token in inside):
        literal = listed(parser, r"\langle", parser.expression())
        parser.expect(r"\rangle")
        return literal
    edges = [parser.at - 1, *bars, end]
    parts = [_state(parser, parser.tokens[a + 1 : b]) for a, b in pairwise(edges)]
    parser.at = end + 1
    return Sym(rf"\langle {' | '.join(parts)} \rangle")


def _state(parser: Parser, tokens: Sequence[Token]) -> str:
    return to_latex(parser.inside(tokens))


def ket(parser: Parser) -> Expr | None:
    """`|\\psi\\rangle`, if that is what the bar begins."""
    for end in range(parser.at + 1, len(parser.tokens)):
        text = parser.tokens[end].text
        if text in ("|", r"\langle") or parser.tokens[end].kind == "relation":
            return None
        if text == r"\rangle":
            state = _state(parser, parser.tokens[parser.at + 1 : end])
            parser.at = end + 1
            return VectorSym(rf"|{state}\rangle")
    return None
