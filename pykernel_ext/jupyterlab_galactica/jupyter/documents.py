"""Files to check: Markdown, LaTeX and notebooks as one text, with the way back to each place."""

from __future__ import annotations

import json
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..errors import InputError

STANDARD_INPUT = "-"

_CELL_GAP = "\n\n"
_NOT_TYPESET = re.compile(
    r"(?<!\\)(?:\\\\)*(?P<comment>%[^\n]*)"
    r"|\\begin\{(?P<name>verbatim|lstlisting|minted|comment)(?P<star>\*?)\}.*?"
    r"(?:\\end\{(?P=name)(?P=star)\}|\Z)"
    r"|\\iffalse\b.*?(?:\\fi\b|\Z)"
    r"|\\(?:verb|lstinline)\*?(?P<mark>[^\w\s*]).*?(?:(?P=mark)|$)"
    r"|\\end\{document\}.*",
    re.DOTALL | re.MULTILINE,
)
_NOT_BLANK = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something begins, counted from 1; `cell` is None in files without cells."""

    line: int
    column: int
    cell: int | None = None

    def __str__(self) -> str:
        cell = f"cell {self.cell}:" if self.cell is not None else ""
        return f"{cell}{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file. `starts` are the offsets at which its parts, the `cells`, begin in it."""

    name: str
    text: str
    starts: tuple[int, ...] = (0,)
    cells: tuple[int | None, ...] = (None,)

    @property
    def parts(self) -> Iterator[str]:
        """The text in its parts, each with what sets it off from the next."""
        for begin, end in pairwise((*self.starts, len(self.text))):
            yield self.text[begin:end]

    def place(self, offset: int) -> Place:
        part = bisect_right(self.starts, offset) - 1
        begin = self.starts[part]
        line_start = max(begin, self.text.rfind("\n", 0, offset) + 1)
        line = self.text.count("\n", begin, offset) + 1
        return Place(line, offset - line_start + 1, self.cells[part])


def read_document(name: str) -> Document:
    """A `.md`, `.tex` or `.ipynb` file, or standard input for `-`. Raises InputError."""
    try:
        content = (
            sys.stdin.read() if name == STANDARD_INPUT else Path(name).read_text(encoding="utf-8")
        )
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{name} cannot be read as text ({error}).") from error
    suffix = Path(name).suffix.lower()
    if suffix == ".ipynb":
        return _notebook(name, content)
    if suffix in (".tex", ".ltx") or r"\documentclass" in content:
        return Document(name, _typeset(content))
    return Document(name, content)


def _notebook(name: str, content: str) -> Document:
    """The Markdown cells of a notebook of format 4; cells are counted all together."""
    try:
        cells = json.loads(content)["cells"]
        chosen = [
            (number, _source(cell["source"]))
            for number, cell in enumerate(cells, 1)
            if cell["cell_type"] == "markdown"
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{name} is not a notebook of format 4.") from error
    starts = [0]
    for _, source in chosen:
        starts.append(starts[-1] + len(source) + len(_CELL_GAP))
    text = _CELL_GAP.join(source for _, source in chosen)
    numbers = tuple(number for number, _ in chosen)
    return Document(name, text, tuple(starts[: len(chosen)]) or (0,), numbers or (None,))


def _source(source: str | Sequence[Any]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _typeset(source: str) -> str:
    """LaTeX that a reader of Markdown understands, every character at its place.

    Comments and what is shown verbatim become blank; a backquote, which opens code in Markdown,
    becomes a quotation mark.
    """

    def blank(match: re.Match[str]) -> str:
        begin = match.start("comment") - match.start() if match["comment"] else 0
        return match.group()[:begin] + _NOT_BLANK.sub(" ", match.group()[begin:])

    return _NOT_TYPESET.sub(blank, source).replace("`", "\N{LEFT SINGLE QUOTATION MARK}")
