"""Words with formulas in them, `$…$`, as the different forms of output write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from .unicode_math import unicode_math

_FORMULA = re.compile(r"(?<!\\)\$((?:\\.|[^\\$])+)\$", re.DOTALL)
_INNER = re.compile(r"(?<!\\)\$([^$]*)(?<!\\)\$")


@dataclass(frozen=True, slots=True)
class Formula:
    latex: str


def pieces(text: str) -> Iterator[str | Formula]:
    """Words and formulas in turn."""
    for number, piece in enumerate(_FORMULA.split(text)):
        if piece:
            yield Formula(piece) if number % 2 else piece


def worded(text: str, *, words: Callable[[str], str], formula: Callable[[str], str]) -> str:
    """The text with its words and its formulas written by a function each."""
    return "".join(
        formula(piece.latex) if isinstance(piece, Formula) else words(piece)
        for piece in pieces(text)
    )


@lru_cache(maxsize=4096)
def in_unicode(text: str) -> str:
    """The text for where nothing is typeset: terminals, and what shows on hovering."""
    return worded(text, words=str, formula=on_one_line)


def on_one_line(latex: str) -> str:
    return " ".join(unicode_math(latex).split())


def in_dollars(latex: str) -> str:
    r"""A formula to put among words; dollars within a `\text` become brackets."""
    inner = _INNER.sub(r"\\(\1\\)", latex).strip()
    return f"${inner}$"
