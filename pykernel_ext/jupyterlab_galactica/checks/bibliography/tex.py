"""LaTeX and HTML in a bibliography's fields, to plain Unicode and back."""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache

_MARKUP = re.compile(r"[\\$~^]|--|``|''")
# `<b and c>` is none: what follows the name must be attributes.
_TAG = re.compile(
    r"</?(?:i|b|u|sc|scp|tt|br|sub|sup|inf|em|strong|span|p|font|italic|bold|title|jats:\w+|"
    r"(?:mml:)?m(?:ath|row|i|n|o|text|sup|sub|subsup|frac|msqrt|over|under|fenced|style|space|row)"
    r")(?:\s+[\w:-]+\s*=[^<>]*>|\s*/?>)",
    re.IGNORECASE,
)
_MATHS_WITH_COMMAND = re.compile(r"\$[^$\\]*\\[A-Za-z][^$]*\$")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_SHORT = ("mu", "nu", "xi", "pi", "rm", "it", "bf")
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_LONGEST = 20_000  # characters; no field that is read has more
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

    HTML's tags and its `&amp;`, which publishers leave in their exports, are resolved too.
    """
    text = _as_text(tex)
    if _MATHS_WITH_COMMAND.search(text) and all(map(_is_known, _COMMAND.findall(text))):
        text = _as_text(text)  # Zotero escapes the LaTeX that stands in a title
    return html_to_text(text)


@cache
def _is_known(command: str) -> bool:
    """Whether a command makes something of what it is given, and is no accent or ligature."""
    from pylatexenc.latex2text import get_default_latex_context_db

    found = get_default_latex_context_db().get_macro_spec(command)
    return (len(command) > 2 and found is not None and bool(found.macroname)) or command in _SHORT


def html_to_text(text: str) -> str:
    """The text without HTML's tags, its entities resolved."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = html.unescape(_TAG.sub("", text))
    return " ".join(text.split())


def text_to_tex(text: str) -> str:
    """The text with TeX's special characters escaped; other Unicode stays as it is."""
    return text.translate(_SPECIAL)


def _as_text(tex: str) -> str:
    if _MARKUP.search(tex):
        # In a .bib file a percent sign starts no comment.
        return _converted(_BARE_PERCENT.sub(r"\\%", tex))
    return _without_braces(tex)


def _converted(tex: str) -> str:
    if len(tex) > _LONGEST:
        return _without_braces(tex)
    from .latex_converter import converted

    try:
        return converted(tex)
    except Exception:  # noqa: BLE001 - for broken LaTeX pylatexenc raises KeyError, TypeError, …
        return _without_braces(tex)


def _without_braces(tex: str) -> str:
    return tex.replace("{", "").replace("}", "")
