"""Conditions that the text sets for symbols: "let $a, b > 0$", "for $x > 0$", "$n$ an integer"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from ...surroundings import Passage, Surroundings
from ..reading.brackets import outermost, split
from ..reading.lexer import tokenize
from ..reading.tokens import ParseError, Token
from ..vocabulary.letters import GREEK
from ..vocabulary.phrases import any_of
from .stance import stance

_SETS = re.compile(rf"(?i)\b{any_of('introduces', 'sets a condition')}\s*\Z")
_FOLLOWS = re.compile(
    rf"(?i)\A[\s,(]*{any_of('condition follows')}(?:\s+{any_of('qualifies a condition')})*\s*\$"
    r"(?P<more>\s*(?:,|and|,\s*and)\s*\$)?"
)
_ORDER = {"<", ">", r"\le", r"\ge", r"\ne", r"\in"}
_LONGEST = 80
"""Characters of a condition; a longer formula is none."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Tokens such as those of `x > 0`; `latex` is the formula they stand in."""

    tokens: tuple[Token, ...]
    latex: str


def conditions_around(surroundings: Surroundings) -> tuple[Condition, ...]:
    """The conditions that the text sets before a formula, the latest first, and right after it."""
    found: list[Condition] = []
    follows = _FOLLOWS.match(surroundings.after)
    if follows:
        for passage in surroundings.following[: 2 if follows["more"] else 1]:
            found += _conditions(passage.latex)
    for passage in reversed(surroundings.earlier):
        found += _set_by(passage)
    return tuple(found)


@lru_cache(maxsize=1024)
def _set_by(passage: Passage) -> tuple[Condition, ...]:
    if not _SETS.search(passage.before) or stance(passage.before, passage.after).doubted:
        return ()
    return _conditions(passage.latex)


@lru_cache(maxsize=1024)
def _conditions(latex: str) -> tuple[Condition, ...]:
    """`a, b > 0` is two conditions; a formula that is no inequality is none."""
    if len(latex) > _LONGEST:
        return ()
    try:
        tokens = tokenize(latex)
    except ParseError:
        return ()
    relations = [token for token in outermost(tokens) if token.text in _ORDER]
    if not relations or any(t.kind == "relation" and t.text not in _ORDER for t in tokens):
        return ()
    while tokens and tokens[-1].text in (",", ".", ";"):
        tokens.pop()
    first = tokens.index(relations[0])
    if any(token.text == "," for token in tokens[first:]):
        return ()
    names, _ = split(tokens[:first], lambda token: token.text == ",")
    return tuple(Condition((*name, *tokens[first:]), latex) for name in names if name)


def concerning(
    conditions: Iterable[Condition], is_symbol_used: Callable[[str], bool]
) -> list[Condition]:
    """The latest condition on each symbol that is used; `0 < x < 1` and sums count as well."""
    chosen: list[Condition] = []
    settled: set[str] = set()
    for condition in conditions:
        letters = {token.text for token in condition.tokens if _is_letter(token)}
        if any(token.text == r"\mathbb" for token in condition.tokens):
            letters = {condition.tokens[0].text}
        if letters and all(map(is_symbol_used, letters)) and not letters & settled:
            chosen.append(condition)
            settled |= letters
    return chosen


def _is_letter(token: Token) -> bool:
    return token.kind == "letter" or token.text in GREEK
