"""What the words around a formula say that its letters are elements of: matrices, groups, rings.

Such products may not be commuted, and the text often says so without naming a letter: "for square
matrices", "in any group".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ...surroundings import Passage, Surroundings
from ..reading.commuting import HATS
from ..reading.tokens import Token, is_letter
from ..vocabulary.letters import COUNTING_LETTERS
from ..vocabulary.phrases import any_of
from .said_kinds import Kind, plain_names
from .stance import sentence_around

_COMMUTE = re.compile(rf"(?i)(?<!non-)(?<!not )(?<!n't )(?<!never )\b{any_of('commutes')}\b")
_WORKS_IN: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(rf"(?i)\b{any_of('works in a group or ring')}\b"), "element"),
    (re.compile(rf"(?i)\b{any_of('works with operators')}\b"), "operator"),
    (re.compile(rf"(?i)\b{any_of('works with matrices')}\b"), "matrix"),
)
_NAMES_GROUP = re.compile(rf"(?i)\b{any_of('names a group or ring')}\s+\Z")
_IS_GROUP = re.compile(
    rf"(?i)\A\s*,?\s*(?:be|is)\s+an?\s+(?:\w+\s+)*?{any_of('names a group or ring')}\b"
)
_LONE_BRACKETS = re.compile(r"\s*\[\s*\\?\w+\s*\]\s*")
_WHOLE_PART = re.compile(rf"(?i)\b{any_of('names the integer part')}\b")
_NEAR = 60
"""Characters behind `[x]` in which a text says what it means by it."""
_IN = re.compile(r"(?P<names>.{1,40}?)\s*\\in\s*(?P<set>[A-Z])\s*")


def kinds_around(surroundings: Surroundings) -> Kind | None:
    """The kind of all letters that the sentence of a formula speaks of; None where it says none."""
    return _kind_of_sentence(surroundings.before, surroundings.after)


@lru_cache(maxsize=1024)
def _kind_of_sentence(before: str, after: str) -> Kind | None:
    sentence = sentence_around(before, after)
    if _COMMUTE.search(sentence):
        return None
    return next((kind for pattern, kind in _WORKS_IN if pattern.search(sentence)), None)


def brackets_said(surroundings: Surroundings) -> dict[str, Kind]:
    """That square brackets take the integer part, where the text says so of `[x]`."""
    here = sentence_around(surroundings.before, surroundings.after)
    said = _WHOLE_PART.search(here) is not None or any(
        _LONE_BRACKETS.fullmatch(passage.latex) and _WHOLE_PART.search(passage.after[:_NEAR])
        for passage in surroundings.earlier
    )
    return {"[": "floor"} if said else {}


def elements_said(passages: Sequence[Passage]) -> dict[str, Kind]:
    """Letters that lie in what was said to be a group or ring: "for $g, h \\in G$"."""
    groups: set[str] = set()
    found: dict[str, Kind] = {}
    for passage in passages:
        lone = passage.latex.strip()
        if len(lone) == 1 and _is_group(passage):
            groups.add(lone)
        member = _IN.fullmatch(lone)
        if member is not None and member["set"] in groups:
            found.update(dict.fromkeys(plain_names(member["names"]), "element"))
    return found


def _is_group(passage: Passage) -> bool:
    named = _NAMES_GROUP.search(passage.before) or _IS_GROUP.match(passage.after)
    return bool(named) and not _COMMUTE.search(passage.before[-60:] + passage.after[:60])


def letters_of_kind(kind: Kind, tokens: Sequence[Token]) -> dict[str, Kind]:
    """The letters of a formula that are of the kind its sentence speaks of.

    Matrices and operators are written with capitals, and operators also with Greek letters or hats.
    """
    return {name: kind for name in _factors(tokens) if _may_be(kind, name)}


def _may_be(kind: Kind, name: str) -> bool:
    if kind == "element":
        return name not in COUNTING_LETTERS | {"e", "i", "d"}
    return name[0].isupper() or (kind == "operator" and name.startswith("\\"))


def _factors(tokens: Sequence[Token]) -> Iterator[str]:
    """Letters that are no part of a script; the exponents of e have factors too."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.text in ("_", "^") and not (at and tokens[at - 1].text == "e"):
            at += 1
            at += tokens[at].partner + 1 if at < len(tokens) and tokens[at].text == "{" else 1
            continue
        if is_letter(token):
            yield token.text
        elif token.text in HATS and at + 1 < len(tokens):
            after = at + 2 if tokens[at + 1].text == "{" else at + 1
            if after < len(tokens) and is_letter(tokens[after]):
                yield rf"\hat{{{tokens[after].text}}}"
        at += 1
