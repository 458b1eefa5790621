"""Reading matrices, and lists in brackets that are vectors or commutators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..tree import Call, Expr, MatrixLit
from ..tree.kinds import kind_of
from .brackets import matched, split
from .tokens import ParseError, Token, UnsupportedError

if TYPE_CHECKING:
    from .grammar import Parser


_MOST_ENTRIES = 64
"""A determinant of more is not worked out."""


def matrix(parser: Parser) -> Expr:
    """`\\begin{pmatrix} ... \\end{pmatrix}`; with bars a determinant or norm."""
    begin = parser.tokens[parser.at]
    content = matched(token for token in parser.environment() if token.text != r"\hline")
    if parser.tokens[parser.at - 1].text != begin.text:
        raise ParseError("a matrix is not closed", begin.start)
    rows = [[parser.inside(cell) for cell in row] for row in _cells(content)]
    if not rows or len({len(row) for row in rows}) != 1:
        raise ParseError("the rows of a matrix differ in length", begin.start)
    if len(rows) * len(rows[0]) > _MOST_ENTRIES:
        raise UnsupportedError("a matrix this large is not judged", begin.start)
    literal = MatrixLit(tuple(entry for row in rows for entry in row), len(rows[0]))
    name = {"vmatrix": "det", "Vmatrix": "norm"}.get(begin.text)
    return literal if name is None else Call(name, (literal,))


def _cells(tokens: Sequence[Token]) -> list[list[list[Token]]]:
    rows, _ = split(tokens, lambda token: token.kind == "row")
    cells = [split(row, lambda token: token.kind == "amp")[0] for row in rows]
    return [row for row in cells if row != [[]]]


def listed(parser: Parser, opening: str, first: Expr) -> Expr:
    """The rest of `(a, b, c)` or `[A, B]`, up to the closing bracket, which is not taken."""
    entries = [first]
    while parser.peek() == ",":
        parser.take()
        entries.append(parser.expression())
    if opening == "[" and len(entries) == 2 and {kind_of(e) for e in entries} == {"matrix"}:
        return Call("commutator", tuple(entries))
    row = opening == "[" and parser.peek(1) == "^"
    return MatrixLit(tuple(entries), len(entries) if row else 1)
