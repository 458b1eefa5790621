"""A text's own macros put in their place before tokens are made; tokens stand where they stood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...macros import Expansion, Macro, MacroError, expand
from .brackets import matched
from .lexer import tokenize
from .tokens import ParseError, Token

_BOX = re.compile(
    r"\\(?P<box>text|textrm|textnormal|textit|textbf|mbox|hbox|fbox|framebox|boxed|makebox)\s*\{"
    r"(?P<content>[^{}]{0,300}\$(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,300}\}){0,300}\}){0,300})\}"
)
_FRAMES = ("fbox", "framebox", "boxed")


def expanded_tokens(
    latex: str, macros: Sequence[Macro], *, decimal_comma: bool = False
) -> list[Token]:
    """The tokens of a formula with macros replaced by their bodies. Raises ParseError."""
    source = _expansion(latex, macros)
    if source is None:
        return tokenize(latex, decimal_comma=decimal_comma)
    try:
        tokens = tokenize(source.text, decimal_comma=decimal_comma)
    except ParseError as error:
        place = source.starts[error.place] if error.place < len(source.starts) else len(latex)
        raise type(error)(error.reason, place) from error
    moved = (
        replace(token, start=source.starts[token.start], end=source.ends[token.end - 1])
        if token.end > token.start
        else replace(token, start=source.starts[token.start], end=source.starts[token.start])
        for token in tokens
    )
    return matched(moved)


def _expansion(latex: str, macros: Sequence[Macro]) -> Expansion | None:
    """The formula with its macros put in and its boxes opened; None where it has none of them."""
    known = {macro.name: macro for macro in macros}
    whole = None
    if known and any(name in known for name in re.findall(r"\\(?:[A-Za-z@]+|.)", latex)):
        try:
            whole = expand(latex, known)
        except MacroError as error:
            raise ParseError(error.reason, error.place) from error
    if "$" in latex or (whole and "$" in whole.text):
        places = range(len(latex) + 1)
        return _with_boxes_opened(whole or Expansion(latex, places[:-1], places[1:]))
    return whole


def _with_boxes_opened(source: Expansion) -> Expansion:
    r"""`\text{for $x > 0$}` as `\text{for }x > 0`, `\fbox{$x$}` as `\boxed{x}`."""
    text = source.text
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def add(begin: int, end: int) -> None:
        texts.append(text[begin:end])
        starts.extend(source.starts[begin:end])
        ends.extend(source.ends[begin:end])

    def put(sign: str, at: int) -> None:
        texts.append(sign)
        starts.extend([source.starts[at]] * len(sign))
        ends.extend([source.starts[at]] * len(sign))

    done = 0
    for box in _BOX.finditer(text):
        pieces = box["content"].split("$")
        if len(pieces) % 2 == 0:
            continue  # one dollar has no partner
        add(done, box.start())
        if box["box"] in _FRAMES:
            put(r"\boxed{", box.start())
        at = box.start("content")
        for number, piece in enumerate(pieces):
            end = at + len(piece)
            if number % 2:
                add(at, end)
                put(" ", end)
            elif piece.strip():
                put(r"\text{", at)
                add(at, end)
                put("}", end)
            at = end + 1
        if box["box"] in _FRAMES:
            put("}", box.end() - 1)
        done = box.end()
    add(done, len(text))
    return Expansion("".join(texts), starts, ends)
