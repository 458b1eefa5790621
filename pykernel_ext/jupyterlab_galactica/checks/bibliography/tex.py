"""LaTeX in a bibliography's fields, to plain Unicode and back."""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache
from typing import Any

_MARKUP = re.compile(r"[\\$~^]|--|``|''")
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # BibTeX counts `\{` as a brace
        "}": r"\textbraceright{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


@lru_cache(maxsize=65536)
def tex_to_text(tex: str) -> str:
    r"""The text as typeset: accents composed, braces and commands gone, `$\alpha$` as α.

    HTML's `&amp;` and its like, which publishers leave in their exports, are resolved too.
    """
    if _MARKUP.search(tex):
        # In a .bib file a percent sign starts no comment.
        text = _converted(_BARE_PERCENT.sub(r"\\%", tex))
    else:
        text = _without_braces(tex)
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.split())


def text_to_tex(text: str) -> str:
    """The text with TeX's special characters escaped; other Unicode stays as it is."""
    return text.translate(_SPECIAL)


def _converted(tex: str) -> str:
    try:
        # It writes `\textasciicircum` as an accent without a letter.
        return str(_converter().latex_to_text(tex)).replace("ˆ", "^")
    except (RecursionError, ValueError, IndexError):  # braces beyond all depth, or none that fit
        return _without_braces(tex)


def _without_braces(tex: str) -> str:
    return tex.replace("{", "").replace("}", "")


@cache
def _converter() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text", keep_comments=True)
