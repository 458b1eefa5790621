"""A text made of pieces of files, each character with the way back to its place."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ...answer.verdicts import CheckReport
from ..macros import Macro


@dataclass(frozen=True, slots=True)
class Place:
    """Where something begins, counted from 1; `cell` and `output` are None but in notebooks.

    `file` is the file where that is another than the document's own.
    """

    line: int
    column: int
    cell: int | None = None
    output: int | None = None
    file: str | None = None

    def __str__(self) -> str:
        cell = f"cell {self.cell}:" if self.cell is not None else ""
        output = f"output {self.output}:" if self.output is not None else ""
        return f"{cell}{output}{self.line}:{self.column}"


@dataclass(frozen=True, eq=False)
class Source:
    """The text of a file or of a cell."""

    text: str
    file: str | None = None
    cell: int | None = None
    output: int | None = None
    lines: array[int] = field(default_factory=lambda: array("Q"), repr=False)

    def place(self, at: int) -> Place:
        if not self.lines:
            begin = 0
            while begin >= 0:
                self.lines.append(begin)
                begin = self.text.find("\n", begin) + 1 or -1
        line = bisect_right(self.lines, at)
        return Place(line, at - self.lines[line - 1] + 1, self.cell, self.output, self.file)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that stands at `at` in a source: copied from there, or put in that place."""

    text: str
    source: Source
    at: int
    copied: bool = True


class Patchwork:
    """Pieces one after the other, as one text; of each is kept where it came from."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._starts, self._origins = array("Q"), array("Q")
        self._sources: list[Source] = []
        self._copied = bytearray()
        texts: list[str] = []
        length = 0
        for piece in pieces:
            if piece.text:
                if not self._goes_on(piece, length):
                    self._starts.append(length)
                    self._origins.append(piece.at)
                    self._sources.append(piece.source)
                    self._copied.append(piece.copied)
                texts.append(piece.text)
                length += len(piece.text)
        self.text = "".join(texts)

    def _goes_on(self, piece: Piece, length: int) -> bool:
        """Whether a piece follows the one before in their source as it does in the text."""
        return bool(
            piece.copied
            and self._copied
            and self._copied[-1]
            and self._sources[-1] is piece.source
            and self._origins[-1] + length - self._starts[-1] == piece.at
        )

    @classmethod
    def of(cls, source: Source) -> Patchwork:
        return cls([Piece(source.text, source, 0)])

    @property
    def pieces(self) -> Iterator[Piece]:
        return self.part(0, len(self.text))

    def part(self, begin: int, end: int) -> Iterator[Piece]:
        """What stands between two places of the text."""
        number = max(bisect_right(self._starts, begin) - 1, 0)
        while begin < end and number < len(self._starts):
            number += 1
            stop = self._starts[number] if number < len(self._starts) else len(self.text)
            stop = min(stop, end)
            source, origin = self.at(begin)
            copied = bool(self._copied[number - 1])
            yield Piece(self.text[begin:stop], source, origin, copied)
            begin = stop

    def put(self, text: str, at: int) -> Piece:
        """A text of our own that stands for what is at a place."""
        source, here = self.at(at)
        return Piece(text, source, here, copied=False)

    def at(self, at: int) -> tuple[Source, int]:
        """The source of what stands at a place of the text, and its place there."""
        if not self._starts:
            return Source(""), 0
        number = bisect_right(self._starts, at) - 1
        inside = at - self._starts[number] if self._copied[number] else 0
        return self._sources[number], self._origins[number] + inside


@dataclass(frozen=True)
class Document:
    """The text of a file. `starts` are the offsets at which its parts, such as cells, begin in it.

    `macros` are those that hold in all of it; `unread` says of each file that was not read why.
    `header` is the YAML before it, with its marks, which is no part of the text.
    """

    name: str
    patchwork: Patchwork
    starts: tuple[int, ...] = (0,)
    macros: Mapping[str, Macro] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    header: str = ""

    @property
    def text(self) -> str:
        return self.patchwork.text

    @property
    def parts(self) -> Iterator[str]:
        """The text in its parts, each with what sets it off from the next."""
        for begin, end in pairwise((*self.starts, len(self.text))):
            yield self.text[begin:end]

    def place(self, offset: int) -> Place:
        source, at = self.patchwork.at(offset)
        return source.place(at)

    def in_source(self, report: CheckReport) -> CheckReport:
        """A report with the places that things have in the text as it was given."""
        equations = tuple(
            replace(check, start=self._source_start(check.start), end=self._source_end(check.end))
            for check in report.equations
        )
        sequences = tuple(
            replace(check, start=self._source_start(check.start)) for check in report.sequences
        )
        citations = tuple(
            replace(work, starts=tuple(map(self._source_start, work.starts)))
            for work in report.citations
        )
        return replace(report, equations=equations, sequences=sequences, citations=citations)

    def _source_start(self, offset: int) -> int:
        return self.patchwork.at(offset)[1]

    def _source_end(self, offset: int) -> int:
        return self._source_start(max(offset - 1, 0)) + 1
