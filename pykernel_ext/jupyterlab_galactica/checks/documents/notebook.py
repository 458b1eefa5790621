"""Notebooks: their Markdown and raw cells, and what their outputs show as text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ...errors import InputError
from ..macros import Macro
from .document import Document, Patchwork, Piece, Source
from .latex import latex_pieces
from .markdown import header_of, markdown_pieces
from .mathjax import configured_macros
from .restructured import restructured_pieces

_ANSWER = "application/vnd.galactica.answer+json"
_GAP = "\n\n"
_RAW = {"text/latex": latex_pieces, "text/restructuredtext": restructured_pieces,
        "text/x-rst": restructured_pieces}  # fmt: skip
"""How raw cells are read by the format that they are for."""
_NOT_TEXT = ("text/html", "text/x-python", "text/asciidoc", "slides")


def notebook_document(name: str, content: str, path: Path | None = None) -> Document:
    """A notebook of format 4 or 3; cells are counted all together. Raises InputError."""
    macros = configured_macros(path) if path is not None else {}
    try:
        cells = _cells(json.loads(content))
        read = [
            pieces for number, cell in enumerate(cells, 1) for pieces in _cell(cell, number, macros)
        ]
        header = header_of(_joined(cells[0].get("source", ""))) if cells else ""
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{name} is not a notebook of format 4.") from error
    pieces: list[Piece] = []
    starts: list[int] = []
    length = 0
    for part in read:
        starts.append(length)
        gap = Piece(_GAP, part[-1].source, len(part[-1].source.text), copied=False)
        for piece in (*part, gap):
            pieces.append(piece)
            length += len(piece.text)
    return Document(name, Patchwork(pieces), tuple(starts) or (0,), macros, header=header)


def _cells(notebook: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if "cells" not in notebook and "worksheets" in notebook:
        return [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
    cells: list[Mapping[str, Any]] = notebook["cells"]
    return cells


def _cell(cell: Mapping[str, Any], number: int, macros: dict[str, Macro]) -> Iterator[list[Piece]]:
    """What of a cell is text, each in its pieces."""
    kind = cell["cell_type"]
    if kind in ("markdown", "heading"):
        source = Source(_joined(cell["source"]), cell=number)
        yield from _nonempty(markdown_pieces(source, macros))
    elif kind == "raw":
        form = cell.get("metadata", {}).get("format") or cell.get("metadata", {}).get(
            "raw_mimetype", ""
        )
        if form not in _NOT_TEXT:
            source = Source(_joined(cell["source"]), cell=number)
            yield from _nonempty(_RAW.get(form, markdown_pieces)(source, macros))
    else:
        for count, output in enumerate(cell.get("outputs") or (), 1):
            text = _shown(output)
            if text:
                source = Source(text, cell=number, output=count)
                yield from _nonempty(markdown_pieces(source, macros))


def _nonempty(pieces: list[Piece]) -> Iterator[list[Piece]]:
    if pieces:
        yield pieces


def _shown(output: Mapping[str, Any]) -> str:
    """The text that an output shows: that of an answer of ours, else Markdown, else LaTeX."""
    if output.get("output_type") not in ("display_data", "execute_result", "pyout"):
        return ""
    data = output.get("data") or output
    answer = data.get(_ANSWER)
    if isinstance(answer, Mapping):
        return str(answer.get("text", ""))
    for form in ("text/markdown", "text/latex", "latex"):
        if form in data:
            return _joined(data[form])
    return ""


def _joined(source: Any) -> str:
    text = source if isinstance(source, str) else "".join(source)
    return text.replace("\r\n", "\n").replace("\r", "\n")
