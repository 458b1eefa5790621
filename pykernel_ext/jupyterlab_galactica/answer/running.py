"""The prose block being read: what holds it (a list item, a quote, …) and which lines end it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .fences import OpenFence
from .lines import Line, read_line
from .spans import Opening, Span

Container = Literal["", "item", "quote", "heading", "table"]


@dataclass(slots=True)
class RunningProse:
    """Prose from `start` on; positions are those of the lexer's buffer.

    `first` is the first character of the current line that is no space, -1 within the line a
    formula ended in. `lazy` lines continue a list item or quote without its indent or mark.
    """

    start: int
    starts_line: bool = True
    container: Container = ""
    content_indent: int = 0
    has_content: bool = False
    after_blank: bool = False
    first: int = -1
    lazy: bool = False
    spans: list[Span] = field(default_factory=list)

    def ends_before(self, line: Line) -> bool:
        """Whether a line that is not blank begins another block."""
        if not self.has_content or self._holds(line):
            return False
        return self.after_blank or self._is_interrupted_by(line)

    def begin_line(self, line: Line) -> None:
        """Read on with a line that is not blank."""
        self.after_blank = False
        self.first = line.first
        self.lazy = self.has_content and not self._holds(line) and line.kind != self.container
        if not self.has_content and line.kind in ("item", "quote", "heading", "table"):
            self.container = line.kind
            self.content_indent = line.content_indent
        elif line.kind == "table" and not self.container:
            self.container = "table"

    def ends_paragraph(self, text: str, line_start: int, final: bool) -> bool | None:
        """Whether no span goes on into a line; None where text still to come decides."""
        if self.container in ("heading", "table"):
            return True
        line = read_line(text, line_start, final)
        if line is None:
            return None
        if line.kind == "blank" or line.empty or line.fence is not None:
            return True
        return self._is_interrupted_by(line)

    def open_fence(self, line: Line) -> OpenFence | None:
        """The code a line begins, in this block's item or quote or, with none, at the top."""
        if line.fence is None:
            return None
        if self.container not in ("item", "quote"):
            return OpenFence(line.fence, line.fence.body)
        self.has_content = True
        return OpenFence(line.fence, line.fence.body, self.container, self.content_indent)

    def has_at_top(self, opening: Opening) -> bool:
        """Whether a span stands in a plain paragraph, or where a lazy line leaves its item."""
        return not self.container or (self.lazy and opening.first_on_line)

    def _holds(self, line: Line) -> bool:
        return self.container == "item" and line.indent >= self.content_indent

    def _is_interrupted_by(self, line: Line) -> bool:
        if line.kind == "item":
            return self.container == "item" or line.interrupts
        if line.kind == "quote":
            return self.container != "quote"
        return line.kind in ("heading", "fence")
