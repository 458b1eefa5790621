"""Scripts that are notebooks: Jupytext's percent and light formats, and R's `#'` comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..macros import Macro
from .document import Document, Patchwork, Piece, Source
from .markdown import markdown_pieces
from .mathjax import configured_macros

_CELL = re.compile(r"^(?:#|//|%|--)[ \t]*%%(?P<title>[^\n]*)(?:\n|\Z)", re.MULTILINE)
_IS_TEXT = re.compile(r"\[(?:markdown|md|raw)\]")
_COMMENT = re.compile(r"^(?:#'|#|//|%|--)[ \t]?", re.MULTILINE)
_QUOTED = re.compile(r"""\s*r?(?P<mark>\"{3}|'{3})(?P<text>.*?)(?P=mark)""", re.DOTALL)
_LIGHT = re.compile(r"^#[ \t]+(?:jupytext:|---[ \t]*$\n#[ \t]+jupyter)", re.MULTILINE)
_ROXYGEN = re.compile(r"^#'[^\n]*(?:\n#'[^\n]*)*", re.MULTILINE)
_BLOCK = re.compile(
    r"(?:\A|(?<=\n\n))#(?!!|[ \t]*(?:---|\+|-|%%))[^\n]*(?:\n#[^\n]*)*(?=\n\n|\n?\Z)"
)
_HEADER = re.compile(r"\A#[ \t]*---[ \t]*\n(?:#[^\n]*\n)*?#[ \t]*---[ \t]*\n")


def script_document(name: str, text: str, path: Path | None = None) -> Document:
    """The text of a script's Markdown cells; each is a part of its own."""
    macros: dict[str, Macro] = configured_macros(path) if path is not None else {}
    source = Source(text)
    pieces: list[Piece] = []
    starts: list[int] = []
    length = 0
    for begin, end in _cells(text):
        starts.append(length)
        for piece in (*_cell(source, begin, end, macros), Piece("\n\n", source, end, copied=False)):
            pieces.append(piece)
            length += len(piece.text)
    return Document(name, Patchwork(pieces), tuple(starts) or (0,), macros)


def _cells(text: str) -> Iterator[tuple[int, int]]:
    """Where the cells of text stand, with their comment signs."""
    marks = list(_CELL.finditer(text))
    if marks:
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        for mark, end in zip(marks, ends, strict=True):
            if _IS_TEXT.search(mark["title"]):
                yield mark.end(), end
    elif _ROXYGEN.search(text):
        for block in _ROXYGEN.finditer(text):
            yield block.span()
    elif _LIGHT.search(text):
        header = _HEADER.match(text)
        for block in _BLOCK.finditer(text, header.end() if header else 0):
            yield block.span()


def _cell(source: Source, begin: int, end: int, macros: dict[str, Macro]) -> list[Piece]:
    text = source.text
    if quoted := _QUOTED.match(text, begin, end):
        lines = [Piece(quoted["text"], source, quoted.start("text"))]
    else:
        lines = []
        while begin < end:
            stop = min(text.find("\n", begin) + 1 or end, end)
            comment = _COMMENT.match(text, begin, stop)
            if comment or not text[begin:stop].strip():
                at = comment.end() if comment else begin
                lines.append(Piece(text[at:stop], source, at))
            begin = stop
    plain = Patchwork(lines)
    return _moved(markdown_pieces(Source(plain.text), macros), plain)


def _moved(pieces: list[Piece], original: Patchwork) -> list[Piece]:
    """Pieces of a text that was itself made of pieces, as pieces of what that was made of."""
    moved: list[Piece] = []
    for piece in pieces:
        if not piece.copied:
            moved.append(original.put(piece.text, piece.at))
            continue
        done = 0
        for part in original.part(piece.at, piece.at + len(piece.text)):
            text = piece.text[done : done + len(part.text)]
            moved.append(Piece(text, part.source, part.at))
            done += len(part.text)
    return moved
