"""What stands between braces and other brackets in LaTeX text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

LONGEST = 4000
"""Characters of one group; what is longer is no macro's body or argument."""

_BRACE = re.compile(r"[{}]|\\.", re.DOTALL)
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")
_COMMAND = re.compile(r"\\(?:[A-Za-z@]+|.)", re.DOTALL)


def skip_space(text: str, at: int) -> int:
    """The place after blanks and at most one line break, as TeX skips them."""
    match = _SPACE.match(text, at)
    assert match is not None
    return match.end()


def group(text: str, at: int, longest: int = LONGEST) -> tuple[int, int] | None:
    """Where the content of the braces that open at `at` begins and ends."""
    if text[at : at + 1] != "{":
        return None
    end = _closing_braces(text).get(at)
    return None if end is None or end >= at + longest else (at + 1, end)


@lru_cache(maxsize=8)
def _closing_braces(text: str) -> Mapping[int, int]:
    """Where each brace that opens is closed: found once, since a search for each is quadratic."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for mark in _BRACE.finditer(text):
        if mark.group() == "{":
            opened.append(mark.start())
        elif mark.group() == "}" and opened:
            closing[opened.pop()] = mark.start()
    return closing


def bracketed(text: str, at: int, opening: str, closing: str) -> tuple[int, int] | None:
    """The same for other brackets; those within braces do not count."""
    end = min(len(text), at + LONGEST)
    if text[at : at + 1] != opening or text.find(closing, at + 1, end) < 0:
        return None
    depth = braces = 0
    for mark in _brackets(opening, closing).finditer(text, at, end):
        sign = mark.group()
        braces += (sign == "{") - (sign == "}")
        if braces < 0:
            return None
        if braces or sign not in (opening, closing):
            continue
        here = mark.start()
        if sign == closing and (depth == 1 or opening == closing) and here > at:
            return at + 1, here
        depth += (sign == opening) - (sign == closing and opening != closing)
    return None


@lru_cache(maxsize=64)
def _brackets(opening: str, closing: str) -> re.Pattern[str]:
    return re.compile(rf"\\.|[{{}}{re.escape(opening)}{re.escape(closing)}]", re.DOTALL)


def argument(text: str, at: int) -> tuple[int, int, int] | None:
    """A mandatory argument: where its content begins and ends, and where the text goes on."""
    at = skip_space(text, at)
    if inner := group(text, at, len(text)):
        return *inner, inner[1] + 1
    if at >= len(text) or text[at] == "}":
        return None
    command = _COMMAND.match(text, at)
    end = command.end() if command else at + 1
    return at, end, end
