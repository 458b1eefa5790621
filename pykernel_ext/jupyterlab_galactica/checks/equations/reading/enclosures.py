"""Reading what stands between bars, double bars and angle brackets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ..tree import Apply, Call, Expr, MatrixLit, Sym, VectorSym
from ..tree.kinds import Kind, kind_of
from ..writing.latex import to_latex
from .brackets import closing, outermost
from .statements import parts
from .tokens import ParseError, Token, UnsupportedError

if TYPE_CHECKING:
    from .grammar import Parser

_BARS = {"|", r"\lvert", r"\rvert"}
_NO_KET = _BARS | {r"\langle"}


def in_bars(inner: Expr) -> Expr:
    """The determinant of a matrix, the length of a vector, the absolute value of a number."""
    name: dict[Kind, str] = {"matrix": "det", "vector": "norm", "covector": "norm"}
    return Call(name.get(kind_of(inner), "abs"), (inner,))


def _between_bars(parser: Parser) -> tuple[Expr, list[Token] | None]:
    opening = parser.take()
    closer = r"\|" if opening.text == r"\|" else r"\rVert"
    texts = [token.text for token in parser.tokens[parser.at :]]
    if closer not in texts:
        raise ParseError("a norm is not closed", opening.start)
    end = parser.at + texts.index(closer)
    inner = parser.inside(parser.tokens[parser.at : end])
    parser.at = end + 1
    return inner, parser.script("_")


def norm(parser: Parser) -> Expr:
    place = parser.place()
    inner, subscript = _between_bars(parser)
    if subscript is not None:
        which = "".join(token.text for token in subscript)
        if which not in ("2", "F") or (which == "F") != (kind_of(inner) == "matrix"):
            raise UnsupportedError("this norm is not judged yet", place)
    return Call("norm", (inner,))


def unknown_norm(parser: Parser) -> Expr:
    """A norm that is not said of what: a function that nothing is known of."""
    inner, subscript = _between_bars(parser)
    which = "".join(token.text for token in subscript or ())
    return Apply(rf"\|_{{{which}}}" if which else r"\|", (inner,))


def angle(parser: Parser) -> Expr:
    """`\\langle x \\rangle` and brackets of bras and kets, as quantities without parts; a bra."""
    pieces, closed = between_angles(parser)
    if not closed:
        return Call("adjoint", (VectorSym(rf"|{_state(parser, pieces[0])}\rangle"),))
    if any(token.text == "," for piece in pieces for token in outermost(piece)):
        entries = [parser.inside(part) for part in parts(pieces[0], (",",))]
        return MatrixLit(tuple(entries), 1)
    return Sym(rf"\langle {' | '.join(_state(parser, piece) for piece in pieces)} \rangle")


def between_angles(parser: Parser) -> tuple[list[list[Token]], bool]:
    """What stands in angle brackets, cut at its bars, and whether they close: a bra ends in a bar.

    It is taken.
    """
    tokens, start = parser.tokens, parser.at
    end = closing(tokens, start)
    closed = end < len(tokens) and tokens[end].text == r"\rangle"
    if not closed and end < len(tokens):
        parser.at = end + 1  # a bra, `\left\langle n\right|`
        return [list(tokens[start + 1 : end])], False
    bars = [at for at in range(start, end) if tokens[at].text in _BARS]
    if not closed and not bars:
        raise parser.error("an angle bracket is not closed")
    edges = [start, *bars, end] if closed else [start, bars[0]]
    parser.at = edges[-1] + 1
    return [tokens[a + 1 : b] for a, b in pairwise(edges)], closed


def _state(parser: Parser, tokens: Sequence[Token]) -> str:
    return to_latex(parser.inside(tokens))


def ket(parser: Parser) -> Expr | None:
    """`|\\psi\\rangle`, if that is what the bar begins."""
    content = ket_content(parser)
    return None if content is None else VectorSym(rf"|{_state(parser, content)}\rangle")


def ket_content(parser: Parser) -> list[Token] | None:
    """What names the state of a ket, which is taken; None where the bar begins something else."""
    for end in range(parser.at + 1, len(parser.tokens)):
        token = parser.tokens[end]
        if token.text in _NO_KET or token.kind == "relation":
            return None
        if token.text == r"\rangle":
            content = parser.tokens[parser.at + 1 : end]
            parser.at = end + 1
            return content
    return None
