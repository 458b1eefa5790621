"""The marks of an answer, read one at a time.

A mark is what can begin or end something: a LaTeX delimiter, a dollar, a run of backticks, one of
Galactica's special tokens, a line break. Everything else is text.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

TokenKind = Literal[
    "newline",
    "dollar",
    "dollars",
    "ticks",
    "open-display",  # \[
    "close-display",  # \]
    "open-inline",  # \(
    "close-inline",  # \)
    "begin",  # \begin{align}, of a display environment
    "end",
    "box",  # \text{…} with all it holds
    "start",  # [START_REF] and its like
    "stop",  # [END_REF] and its like
    "work",
    "drop",  # a token that separates or pads documents
    "other",
]


class Token(NamedTuple):
    kind: TokenKind
    start: int
    end: int
    name: str = ""


# Environments that are displays, in text or within other delimiters.
DISPLAY_ENVIRONMENTS = frozenset(
    f"{name}{star}"
    for name in (
        "equation", "align", "alignat", "aligned", "displaymath", "dmath", "eqnarray", "flalign",
        "gather", "gathered", "multline",
    )
    for star in ("", "*")
)  # fmt: skip

# The special tokens of the Galactica tokenizer (ids 0 to 22) that an answer can hold.
_SPECIAL: dict[str, tuple[TokenKind, str]] = {}
for _name in ("REF", "SMILES", "I_SMILES", "DNA", "AMINO", "SUP", "SUB"):
    _SPECIAL[f"[START_{_name}]"] = ("start", _name)
    _SPECIAL[f"[END_{_name}]"] = ("stop", _name)
_SPECIAL |= {"<work>": ("work", ""), "</s>": ("drop", ""), "<pad>": ("drop", "")}
_LONGEST_SPECIAL = max(map(len, _SPECIAL))
_SPECIAL_PREFIXES = frozenset(text[:n] for text in _SPECIAL for n in range(1, len(text)))

TEXT_MARK = re.compile(r"[\\$`\[<\n]")
RAW_MARK = re.compile(r"[\[<\n]")
TICKS_MARK = re.compile(r"[`\n]")

_COMMAND = re.compile(r"\\[A-Za-z]{1,40}")
_ENVIRONMENT = re.compile(r"\{[A-Za-z]{1,20}\*?\}")
_ENVIRONMENT_BEGUN = re.compile(r"(?:\{[A-Za-z]{0,20}\*?)?")
_BOXES = frozenset((r"\text", r"\textrm", r"\textit", r"\textbf", r"\mbox", r"\hbox"))
_BRACE = re.compile(r"[{}\n]")

BOX_LIMIT = 300
_TICKS_LIMIT = 64


def next_token(text: str, start: int, final: bool) -> Token | None:
    """The mark that begins at `start`; None where the text, not yet `final`, may go on with it.

    Looks at a bounded number of characters, so that asking again after each piece stays cheap.
    """
    mark = text[start]
    if mark == "\n":
        return Token("newline", start, start + 1)
    if mark == "\\":
        return _backslash(text, start, final)
    if mark in "[<":
        return _special(text, start, final)
    limit = 2 if mark == "$" else _TICKS_LIMIT
    end = start + 1
    while end < len(text) and end - start < limit and text[end] == mark:
        end += 1
    if end == len(text) and end - start < limit and not final:
        return None
    if mark == "`":
        return Token("ticks", start, end)
    return Token("dollar" if end - start == 1 else "dollars", start, end)


def _special(text: str, start: int, final: bool) -> Token | None:
    ahead = text[start : start + _LONGEST_SPECIAL]
    for special, (kind, name) in _SPECIAL.items():
        if ahead.startswith(special):
            return Token(kind, start, start + len(special), name)
    if not final and ahead in _SPECIAL_PREFIXES:
        return None
    return Token("other", start, start + 1)


_DELIMITERS: dict[str, TokenKind] = {
    "[": "open-display",
    "]": "close-display",
    "(": "open-inline",
    ")": "close-inline",
}


def _backslash(text: str, start: int, final: bool) -> Token | None:
    if start + 1 == len(text):
        return Token("other", start, start + 1) if final else None
    after = text[start + 1]
    if after == "\n":
        return Token("other", start, start + 1)
    command = _COMMAND.match(text, start)
    if command is None:
        return Token(_DELIMITERS.get(after, "other"), start, start + 2)
    end = command.end()
    if end == len(text) and not final:
        return None
    name = command.group()
    if name in (r"\begin", r"\end"):
        return _environment(text, start, end, final)
    if name in _BOXES:
        return _box(text, start, end, final)
    return Token("other", start, end)


def _environment(text: str, start: int, end: int, final: bool) -> Token | None:
    if found := _ENVIRONMENT.match(text, end):
        name = found.group()[1:-1]
        kind: TokenKind = "begin" if text[start + 1] == "b" else "end"
        return Token(kind if name in DISPLAY_ENVIRONMENTS else "other", start, found.end(), name)
    begun = _ENVIRONMENT_BEGUN.match(text, end)
    if not final and begun is not None and begun.end() == len(text):
        return None
    return Token("other", start, end)


def _box(text: str, start: int, end: int, final: bool) -> Token | None:
    if end < len(text) and text[end] != "{":
        return Token("other", start, end)
    depth = 0
    for brace in _BRACE.finditer(text, end, end + BOX_LIMIT):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if depth == 0:
            return Token("box", start, brace.end())
        if brace.group() == "\n":
            return Token("other", start, end)
    if not final and len(text) < end + BOX_LIMIT:
        return None
    return Token("other", start, end)
