r"""Macros that a text defines for itself: `\newcommand{\R}{\mathbb{R}}`.

Found here as text; the worker puts their bodies in (`equations.expand`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DEFINITION = re.compile(
    r"\\(?:(?P<operator>DeclareMathOperator)\*?|(?:re|provide)?newcommand\*?|providecommand\*?"
    r"|def)\s*"
    r"(?:\{\s*(?P<braced>\\[A-Za-z]+)\s*\}|(?P<bare>\\[A-Za-z]+))\s*"
    r"(?:\[(?P<count>[1-9])\]|(?P<hashes>(?:\#[1-9])*))\s*(?=\{)"
)
_LONGEST = 500
_MOST = 200


@dataclass(frozen=True, slots=True)
class Macro:
    r"""`\name` with `#1`, `#2`, … in its body standing for its arguments."""

    name: str
    arguments: int
    body: str


def find_macros(text: str) -> Iterator[Macro]:
    """The macros that a text defines; those with optional arguments are left out."""
    if "\\" not in text:
        return
    for number, match in enumerate(_DEFINITION.finditer(text)):
        if number == _MOST:
            return
        body = _braced(text, match.end())
        if body is None:
            continue
        count = int(match["count"] or len(match["hashes"] or "") // 2)
        if match["operator"]:
            body = rf"\operatorname{{{body}}}"
        yield Macro(match["braced"] or match["bare"], count, body)


def _braced(text: str, start: int) -> str | None:
    """What stands in the braces that open at `start`; None where they are not closed soon."""
    depth = 0
    for at in range(start, min(len(text), start + _LONGEST)):
        if text[at] in "{}" and text[at - 1 : at] != "\\":
            depth += 1 if text[at] == "{" else -1
            if depth == 0:
                return text[start + 1 : at]
    return None
