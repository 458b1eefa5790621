"""What the beginning of a line says about the structure of a text, after CommonMark.

Two departures, both because of how models write: four spaces do not make code, and a fence or a
list may stand at any indent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

Extent = Literal["growing", "long", "whole"]
LineKind = Literal["blank", "heading", "item", "quote", "table", "fence", "text"]

# How far a line is read to find out what it is; what is undecided then is text.
_HEAD_LIMIT = 256
_NESTING_LIMIT = 8


@dataclass(frozen=True, slots=True)
class Fence:
    """An opening code fence: `start` is where it stands, `body` where the code begins."""

    start: int
    body: int
    mark: str
    info: str


@dataclass(frozen=True, slots=True)
class Line:
    """`indent` and `content_indent` are columns; `first` is the first character that is no space.

    `content_indent` is where the content of a list item begins, `number` what an ordered item is
    numbered. `empty` items and quotes hold nothing. `fence` may stand behind list and quote marks.
    """

    kind: LineKind
    indent: int
    first: int
    content_indent: int = 0
    number: int | None = None
    empty: bool = False
    fence: Fence | None = None

    @property
    def interrupts(self) -> bool:
        """Whether a list item may end a running paragraph: a year at its beginning may not."""
        return not self.empty and self.number in (None, 1)


_SPACE = re.compile(r"[ \t\r]*")
_HEADING = re.compile(r"#{1,6}(?=[ \t\r\n]|\Z)")
_ITEM = re.compile(r"(?:[-*+]|(\d{1,9})[.)])(?=[ \t\r\n]|\Z)")
_ITEM_BEGUN = re.compile(r"(?:[-*+]|\d{1,9}[.)]?|#{1,6})\Z")
_DELIMITER_ROW = re.compile(r"(?=[^\n]*\|)(?=[^\n]*-)[-:| \t\r]+(?=\n|\Z)")
_DELIMITER_BEGUN = re.compile(r"[-:| \t\r]+\Z")
_FENCE = re.compile(r"(`{3,64}(?!`)|~{3,64}(?!~))([^\n]*)(\n|\Z)")
_FENCE_BEGUN = re.compile(r"(?:`+[^`\n]*|~+[^\n]*)\Z")


def read_line(text: str, start: int, final: bool) -> Line | None:
    """What kind of line begins at `start`; None where that needs text still to come."""
    newline = text.find("\n", start, start + _HEAD_LIMIT)
    if newline >= 0:
        line = _read(text[start : newline + 1], "whole", 0)
    elif start + _HEAD_LIMIT <= len(text):
        line = _read(text[start : start + _HEAD_LIMIT], "long", 0)
    else:
        line = _read(text[start:], "whole" if final else "growing", 0)
    if line is None:
        return None
    fence = line.fence
    if fence is not None:
        fence = replace(fence, start=fence.start + start, body=fence.body + start)
    return replace(line, first=line.first + start, fence=fence)


def _read(head: str, extent: Extent, depth: int) -> Line | None:
    space = _SPACE.match(head)
    assert space is not None
    first = space.end()
    if first == len(head) and extent == "growing":
        return None
    indent = len(head[:first].expandtabs(4))
    if head[first : first + 1] in ("", "\n"):
        return Line("blank", indent, first)
    if extent == "growing" and (
        _ITEM_BEGUN.match(head, first)
        or _DELIMITER_BEGUN.match(head, first)
        or _FENCE_BEGUN.match(head, first)
    ):
        return None
    if _HEADING.match(head, first):
        return Line("heading", indent, first)
    if extent != "long" and (fence := _FENCE.match(head, first)):
        mark, info, _ = fence.groups()
        if not (mark[0] == "`" and "`" in info):
            return Line("fence", indent, first, fence=Fence(first, fence.end(), mark, info.strip()))
    if item := _ITEM.match(head, first):
        return _container("item", head, first, item.end(), extent, depth, item.group(1))
    if head[first] == ">":
        return _container("quote", head, first, first + 1, extent, depth, None)
    if head[first] == "|" or (extent != "long" and _DELIMITER_ROW.match(head, first)):
        return Line("table", indent, first)
    return Line("text", indent, first)


def _container(
    kind: Literal["item", "quote"],
    head: str,
    first: int,
    after: int,
    extent: Extent,
    depth: int,
    number: str | None,
) -> Line | None:
    if depth == _NESTING_LIMIT:
        return Line("text", 0, first)
    inner = _read(head[after:], extent, depth + 1)
    if inner is None:
        return None
    indent = len(head[:first].expandtabs(4))
    marker_end = len(head[:after].expandtabs(4))
    gap = len(head[: after + inner.first].expandtabs(4)) - marker_end
    empty = inner.kind == "blank"
    fence = inner.fence
    if fence is not None:
        fence = replace(fence, start=fence.start + after, body=fence.body + after)
    return Line(
        kind,
        indent,
        first,
        content_indent=marker_end + (gap if 1 <= gap <= 4 and not empty else 1),
        number=None if number is None else int(number),
        empty=empty,
        fence=fence,
    )
