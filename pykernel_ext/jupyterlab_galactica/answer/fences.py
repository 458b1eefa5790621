"""Fenced code: the search for the closing fence, and the code without what indents it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .lines import Fence
from .spans import Ending

_PREFIX = re.compile(r"[ \t\r>]*")
_LINE_LIMIT = 256


@dataclass(slots=True)
class OpenFence:
    """A fence whose end has been looked for up to `pos`, which stands at the start of a line.

    Within a list item the code ends with the item, whose content begins at column `indent`;
    within a quote it ends with the quote.
    """

    fence: Fence
    pos: int
    container: Literal["", "item", "quote"] = ""
    indent: int = 0
    in_line: bool = False


def find_fence_end(opened: OpenFence, text: str, final: bool) -> Ending | None:
    """Where the code and its closing fence end; None where text still to come decides."""
    while True:
        if opened.in_line:
            newline = text.find("\n", opened.pos)
            opened.pos = len(text) if newline < 0 else newline + 1
            if newline < 0:
                return Ending(len(text), len(text), False) if final else None
            opened.in_line = False
        ending = _read_code_line(opened, text, final)
        if ending is not None or not opened.in_line:
            return ending


def _read_code_line(opened: OpenFence, text: str, final: bool) -> Ending | None:
    """The end, where the line at `pos` is it; `in_line` is set where it is a line of code."""
    start = opened.pos
    limit = start + _LINE_LIMIT
    newline = text.find("\n", start, limit)
    whole = newline >= 0 or final or len(text) >= limit
    line = text[start : newline if newline >= 0 else limit]
    prefix = _PREFIX.match(line)
    assert prefix is not None
    rest = line[prefix.end() :]
    if not rest and not whole:
        return None
    if rest and _leaves_container(opened, prefix.group()):
        end = start
        while text[end - 1].isspace():  # so that blank lines still end what they stand in
            end -= 1
        return Ending(max(end, opened.fence.body), end, False)
    mark = opened.fence.mark
    if rest[:1] == mark[0]:
        if not whole:
            return None
        if len(rest.strip()) >= len(mark) and not rest.strip().strip(mark[0]):
            return Ending(start, start + len(line), True)
    if final and not rest and newline < 0:
        return Ending(len(text), len(text), False)
    opened.in_line = True
    return None


def _leaves_container(opened: OpenFence, prefix: str) -> bool:
    if opened.container == "item":
        return len(prefix.expandtabs(4)) < opened.indent
    return opened.container == "quote" and ">" not in prefix


def code_of(text: str, fence: Fence, inner_end: int) -> str:
    """The code, each line without the quote marks and the indent its opening fence has."""
    code = text[fence.body : inner_end]
    line_start = text.rfind("\n", 0, fence.start) + 1
    before = text[line_start : fence.start]
    quotes = before.count(">")
    if quotes:
        code = re.sub(rf"^(?:[ \t]*>[ ]?){{1,{quotes}}}", "", code, flags=re.MULTILINE)
        before = before[before.rindex(">") + 2 :]
    if before:
        code = re.sub(rf"^[ \t]{{1,{len(before)}}}", "", code, flags=re.MULTILINE)
    return code.removesuffix("\n")
