"""LaTeX and HTML in a bibliography's fields, to plain Unicode and back."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any

from .folding import GREEK

_MARKUP = re.compile(r"[\\$~^]|--|``|''")
# `<b and c>` is none: what follows the name must be attributes.
_TAG = re.compile(
    r"</?(?:i|b|u|sc|scp|tt|br|sub|sup|inf|em|strong|span|p|font|italic|bold|title|jats:\w+|"
    r"(?:mml:)?m(?:ath|row|i|n|o|text|sup|sub|subsup|frac|msqrt|over|under|fenced|style|space|row)"
    r")(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>",
    re.IGNORECASE,
)
_MATHS_WITH_COMMAND = re.compile(r"\$[^$\\]*\\[A-Za-z][^$]*\$")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_SHORT = ("mu", "nu", "xi", "pi", "rm", "it", "bf")
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_NAMES = {
    **{name: name for name in ("TeX", "LaTeX", "BibTeX", "XeTeX", "LuaTeX", "METAFONT")},
    "LaTeXe": "LaTeX2e",
    "hbar": "ħ",
    "textless": "<",
    "textgreater": ">",
    "textdegree": "°",
    "texttildelow": "~",
    **{f"text{name}": chr(ord("α") + at) for at, name in enumerate(GREEK)},
}
_OPERATORS = "arg cos cosh cot deg det dim exp gcd inf ker lim ln log max min mod sin sinh sup tan"
_TAKEN = {
    "raisebox": "{[[{",
    "resizebox": "{{{",
    "scalebox": "{{",
    "href": "{{",
    "texorpdfstring": "{{",
}
_SORTING = "noopsort noop SortNoop"  # what only sorts, as BibTeX's manual has it
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
    try:
        # It writes `\textasciicircum` as an accent without a letter.
        return _converter()(tex).replace("ˆ", "^")
    except (RecursionError, ValueError, IndexError):  # braces beyond all depth, or none that fit
        return _without_braces(tex)


def _without_braces(tex: str) -> str:
    return tex.replace("{", "").replace("}", "")


@cache
def _converter() -> Callable[[str], str]:
    """pylatexenc's, taught what its tables lack."""
    from pylatexenc.latex2text import (
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )
    from pylatexenc.latexwalker import get_default_latex_context_db as get_walker_context
    from pylatexenc.macrospec import MacroSpec

    texts, arguments = get_default_latex_context_db(), get_walker_context()
    texts.add_context_category(
        "bibliographies",
        macros=[
            *(MacroTextSpec(name, text) for name, text in _NAMES.items()),
            *(MacroTextSpec(name, _operator) for name in _OPERATORS.split()),
            *(MacroTextSpec(name, f"%({len(taken)})s") for name, taken in _TAKEN.items()),
            *(MacroTextSpec(name, discard=True) for name in _SORTING.split()),
        ],
        prepend=True,
    )
    texts.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_unknown))
    taken = {**_TAKEN, **dict.fromkeys(_SORTING.split(), "{")}
    arguments.add_context_category(
        "bibliographies", macros=[MacroSpec(*item) for item in taken.items()], prepend=True
    )
    converter = LatexNodes2Text(math_mode="text", keep_comments=True, latex_context=texts)
    return partial(converter.latex_to_text, latex_context=arguments)


def _operator(node: Any) -> str:
    r"""The name of `\log`, apart from what stands before it."""
    before = node.parsing_state.s[max(0, node.pos - 1) : node.pos]
    return f" {node.macroname}" if before.isalnum() else str(node.macroname)


def _unknown(node: Any) -> str:
    r"""A logo, such as `\MTeX`, by its name: one with a capital that nothing is given to."""
    name, end = str(node.macroname), node.pos + node.len
    given = re.match(r"\s*(?:\[|\{(?!\}))", node.parsing_state.s[end : end + 9])
    return "" if given or name.islower() else name
