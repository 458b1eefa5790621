r"""Conditions in brackets behind an equation: `(x > 0)`, `(\forall s, t)`, `(n \in \mathbb{Z})`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..vocabulary.letters import MEASURE_LETTERS
from ..vocabulary.phrases import any_of
from .brackets import matched, opening, outermost, split
from .tokens import Token

_ORDER = {"<", ">", r"\le", r"\leq", r"\ge", r"\geq", r"\ne", r"\neq", r"\in", r"\notin"}
_LISTS = {",", ";", r"\land", r"\wedge"}
_WITH_ARGUMENTS = (r"\frac", r"\dfrac", r"\tfrac", r"\sqrt", r"\binom")
_FOR_ALL = re.compile(rf"(?i)\W*(?:for\s+)?{any_of('says of all values')}\W*")
_WORDS_BETWEEN = re.compile(rf"(?i)\W*{any_of('stands between conditions')}?\W*")


def cut_conditions(
    tokens: Sequence[Token], *, stands_behind: bool
) -> tuple[list[Token], list[tuple[Token, ...]]]:
    """The tokens without the conditions in brackets that they end with, and those conditions.

    `stands_behind` says that an equation stands before the tokens, so that a bracket that is all
    of them is about that.
    """
    rest = list(tokens)
    conditions: list[tuple[Token, ...]] = []
    while rest and rest[-1].text == ")" and rest[at := opening(rest, len(rest) - 1)].text == "(":
        content = rest[at + 1 : -1]
        free = stands_behind if at == 0 else not _is_applied(rest[:at])
        if not free or not _limits(content, alone=at == 0):
            break
        conditions[:0] = _each(content)
        rest = rest[:at]
    return rest, conditions


def _limits(content: Sequence[Token], *, alone: bool) -> bool:
    """Whether it tells for which values something is true."""
    if any(token.text == r"\exists" for token in content):
        return False
    if content and (content[0].text == r"\forall" or _says(content[0], _FOR_ALL)):
        return True
    outer = outermost(content)
    return any(t.text in _ORDER or (alone and t.text == "=") for t in outer)


def _is_applied(before: Sequence[Token]) -> bool:
    """Whether a bracket behind these is the argument of a function or measure, as in `P(X > 0)`."""
    end = len(before) - 1
    last = before[end]
    if last.text == "}":
        at = max(opening(before, end), 0)
        mark = before[at - 1] if at else last
        return mark.text not in ("^", "}", "]", *_WITH_ARGUMENTS)
    if last.kind == "letter":
        attached = before[end - 1].text if end > 1 else ""
        if attached == "_":
            return _is_applied(before[: end - 1])
        if attached == "^":
            return False
        return last.text.isupper() or last.text in MEASURE_LETTERS
    return last.kind != "number" and last.text not in (")", "]", "!", "|", r"\rvert")


def _each(content: Sequence[Token]) -> list[tuple[Token, ...]]:
    """One by one: `a, b > 0` is two. What is said of all values is no condition."""
    said = [token for token in content if token.text != r"\forall" and not _says(token, _FOR_ALL)]
    parts, _ = split(matched(said), lambda t: t.text in _LISTS or _says(t, _WORDS_BETWEEN))
    found: list[tuple[Token, ...]] = []
    names: list[list[Token]] = []
    for part in filter(None, parts):
        at = next((i for i, t in enumerate(part) if t.text in _ORDER), None)
        if at is not None:
            found += [(*name, *part[at:]) for name in (*names, part[:at])]
            names = []
        elif any(token.kind == "relation" for token in part):
            found.append(tuple(part))
        else:
            names.append(part)
    if names and len(said) == len(content):
        found.append(tuple(token for name in names for token in name))
    return found


def _says(token: Token, words: re.Pattern[str]) -> bool:
    return token.kind == "words" and bool(words.fullmatch(token.text))
