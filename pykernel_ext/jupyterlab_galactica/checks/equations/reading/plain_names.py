"""Functions whose names stand in plain letters: `ln(a+b)`, `cosA`, `xsinx`.

LaTeX sets them as products of letters, and nobody means that by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..vocabulary.functions import SPELLINGS
from .brackets import closing, matched
from .tokens import Token, is_letter

_OPERATORS = {"lim", "max", "min", "sup", "inf"}
"""These read on as their macros do."""
_SHORT = ("ln", "lg", "tg")
"""Two letters are a name where neither of them stands for anything else."""
_LONG = sorted(
    (name for name in {*SPELLINGS, *_OPERATORS} if len(name) > 2 and name.isalpha()),
    key=len, reverse=True,
)  # fmt: skip
_FIRST = frozenset(name[0] for name in (*_LONG, *_SHORT))
_NAMED_BEFORE = {"_", r"\mathbf", r"\mathcal", r"\mathbb", r"\boldsymbol", r"\bm", r"\overline",
                 r"\overrightarrow", r"\angle", r"\triangle", r"\widehat", r"\vec"}  # fmt: skip
"""What stands before braces in which letters are no functions."""


def with_names(tokens: list[Token]) -> list[Token]:
    """The tokens with each such name as one token."""
    runs = [run for run in _runs(tokens) if run[1] - run[0] > 1]
    cut = {start: _cut(tokens[start:end]) for start, end in runs}
    whole = {at for start, end in runs if cut[start] for at in range(start, end)}
    alone = {token.text for at, token in enumerate(tokens) if is_letter(token) and at not in whole}
    alone |= {part for parts in cut.values() for part in parts if len(part) == 1}
    for name in _SHORT:
        if alone & set(name):
            cut = {at: () if name in parts else parts for at, parts in cut.items()}
    result: list[Token] = []
    ends = dict(runs)
    at = 0
    while at < len(tokens):
        parts, end = cut.get(at, ()), ends.get(at, at)
        if parts and _goes_on(tokens, end, parts):
            result += _joined(tokens[at:end], parts)
            at = end
        else:
            result.append(tokens[at])
            at += 1
    return matched(result) if len(result) < len(tokens) else tokens


def _runs(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Where plain letters stand without a space between them, outside subscripts and the like."""
    hidden: set[int] = set()
    for at, (before, token) in enumerate(pairwise(tokens), 1):
        if token.text == "{" and before.text in _NAMED_BEFORE:
            hidden.update(range(at, closing(tokens, at)))
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        end = at + 1
        if tokens[at].kind == "letter" and at not in hidden:
            while end < len(tokens) and tokens[end].kind == "letter" and not tokens[end].spaced:
                end += 1
            found.append((at, end))
        at = end
    return found


def _cut(run: Sequence[Token]) -> tuple[str, ...]:
    """The names and single letters of a run; nothing where it is a mere product."""
    text = "".join(token.text for token in run)
    if not any(letter in _FIRST for letter in text) or len(text) != len(run):
        return ()
    parts: list[str] = []
    rest, named = text, False
    while rest:
        name = next((name for name in (*_LONG, *_SHORT) if rest.startswith(name)), "")
        if not name and parts and len(parts[-1]) == 1:
            return ()  # two letters in a row: a product
        parts.append(name or rest[0])
        rest, named = rest[len(parts[-1]) :], named or bool(name)
    return tuple(parts) if named else ()


def _goes_on(tokens: Sequence[Token], end: int, parts: Sequence[str]) -> bool:
    """Whether the last name has an argument."""
    if len(parts[-1]) == 1:
        return True
    following = tokens[end] if end < len(tokens) else None
    if following is None or following.kind in ("relation", "amp", "row", "quad", "end", "words"):
        return False
    return following.kind != "op" or following.text in ("(", "[", "{", "|", "^", "_", "-")


def _joined(run: Sequence[Token], parts: Sequence[str]) -> list[Token]:
    result: list[Token] = []
    at = 0
    for part in parts:
        first, last = run[at], run[at + len(part) - 1]
        if len(part) == 1:
            result.append(first)
        elif part in _OPERATORS:
            result.append(Token("macro", f"\\{part}", first.start, last.end, first.spaced))
        else:
            result.append(Token("name", part, first.start, last.end, first.spaced))
        at += len(part)
    return result
