"""pylatexenc's conversion of LaTeX to text, taught what its tables lack, and held to a bound."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec
from pylatexenc.latex2text import get_default_latex_context_db as get_text_context
from pylatexenc.latexwalker import LatexWalker
from pylatexenc.latexwalker import get_default_latex_context_db as get_walker_context
from pylatexenc.macrospec import LatexContextDb, MacroSpec

from .folding import GREEK

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
_TOKENS, _CHARACTERS = 4, 50  # for each character: sound LaTeX takes 1.4, and its depth


class TooCostlyError(Exception):
    """Reading this LaTeX takes more steps than a text of its length is worth."""


class _Walker(LatexWalker):  # type: ignore[misc]  # untyped
    """Looks at a number of tokens that is linear in the text.

    pylatexenc reads an argument that is never closed again at each level, which doubles its work.
    """

    def __init__(self, tex: str) -> None:
        super().__init__(tex, latex_context=_arguments())
        self._left = _TOKENS * (len(tex) + 25)

    def get_token(self, *args: Any, **options: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            raise TooCostlyError
        return super().get_token(*args, **options)


class _Writer(LatexNodes2Text):  # type: ignore[misc]  # untyped
    """Writes, over all levels, a number of characters that is linear in the text.

    pylatexenc puts an accent on each character of what already has one, which doubles its length.
    """

    def __init__(self, tex: str) -> None:
        super().__init__(math_mode="text", keep_comments=True, latex_context=_texts())
        self._left = _CHARACTERS * (len(tex) + 25)

    def nodelist_to_text(self, nodes: Any) -> str:
        text: str = super().nodelist_to_text(nodes)
        self._left -= len(text) + 1
        if self._left < 0:
            raise TooCostlyError
        return text


def converted(tex: str) -> str:
    """The text of LaTeX. Raises TooCostlyError, and for broken LaTeX whatever pylatexenc raises."""
    text = _Writer(tex).nodelist_to_text(_Walker(tex).get_latex_nodes()[0])
    return text.replace("ˆ", "^")  # it writes `\textasciicircum` as an accent without a letter


@cache
def _texts() -> LatexContextDb:
    context = get_text_context()
    context.add_context_category(
        "bibliographies",
        macros=[
            *(MacroTextSpec(name, text) for name, text in _NAMES.items()),
            *(MacroTextSpec(name, _operator) for name in _OPERATORS.split()),
            *(MacroTextSpec(name, f"%({len(taken)})s") for name, taken in _TAKEN.items()),
            *(MacroTextSpec(name, discard=True) for name in _SORTING.split()),
        ],
        prepend=True,
    )
    context.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_unknown))
    return context


@cache
def _arguments() -> LatexContextDb:
    context = get_walker_context()
    taken = {**_TAKEN, **dict.fromkeys(_SORTING.split(), "{")}
    context.add_context_category(
        "bibliographies", macros=[MacroSpec(*item) for item in taken.items()], prepend=True
    )
    return context


def _operator(node: Any) -> str:
    r"""The name of `\log`, apart from what stands before it."""
    before = node.parsing_state.s[max(0, node.pos - 1) : node.pos]
    return f" {node.macroname}" if before.isalnum() else str(node.macroname)


def _unknown(node: Any) -> str:
    r"""A logo, such as `\MTeX`, by its name: one with a capital that nothing is given to."""
    name, end = str(node.macroname), node.pos + node.len
    given = re.match(r"\s*(?:\[|\{(?!\}))", node.parsing_state.s[end : end + 9])
    return "" if given or name.islower() else name
