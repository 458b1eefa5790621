"""What the words of a text say of what is random in it: independent, disjoint, of mean zero."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ...surroundings import Surroundings
from ..reading.probability import AVERAGED, SPOKEN_OF
from ..vocabulary.chance import PHRASES, pattern
from .said_kinds import Kind

_PATTERNS = {meaning: pattern(meaning) for meaning in PHRASES}
_SPEAKS = _PATTERNS["speaks of chance"]
_DENIES = _PATTERNS.pop("denies independence")
_CONDITIONS = _PATTERNS.pop("makes conditions")
_SENTENCE_END = re.compile(r"[.!?][\"')*\]]*\s|\n\s*\n")
_NEAR = 6
"""Formulas back, up to which what is said of random quantities is said of these."""


@dataclass(frozen=True, slots=True)
class Chance:
    """What is said `near` a formula, and `anywhere` in what is known of its text."""

    spoken: bool = False
    near: frozenset[str] = frozenset()
    anywhere: frozenset[str] = frozenset()
    denied: bool = False  # it is meant for dependent ones as well
    conditional: bool = False  # its sentence sets a condition or gives a reason


def chance_said(surroundings: Surroundings) -> Chance:
    """What is said of random quantities around a formula."""
    beside = [(passage.before, passage.after) for passage in surroundings.earlier]
    beside.append((surroundings.before, surroundings.after))
    if not any(_speaks(*words) for words in beside):
        return Chance()
    met = [_met(*words) for words in beside]
    sentence = _SENTENCE_END.split(surroundings.before)[-1]
    sentence += " " + _SENTENCE_END.split(surroundings.after + " ")[0]
    return Chance(
        True,
        frozenset().union(*met[-_NEAR - 1 :]),
        frozenset().union(*met),
        bool(_DENIES.search(sentence)),
        bool(_CONDITIONS.search(sentence)),
    )


@lru_cache(maxsize=1024)
def _speaks(before: str, after: str) -> bool:
    """Whether chance is spoken of beside a formula; few texts do, and they need no closer look."""
    return _SPEAKS.search(_plain(before, after)) is not None


def _plain(before: str, after: str) -> str:
    return _DENIES.sub(" ", f"{before} {after}")


@lru_cache(maxsize=1024)
def _met(before: str, after: str) -> frozenset[str]:
    """What is said beside one formula; the same texts are met around each formula after it."""
    plain = _plain(before, after)
    return frozenset(meaning for meaning, found in _PATTERNS.items() if found.search(plain))


def kinds_of_chance(chance: Chance) -> dict[str, Kind]:
    """What the reader of a formula must know of it."""
    found: dict[str, Kind] = {SPOKEN_OF: "random"} if chance.spoken else {}
    return found | ({AVERAGED: "random"} if "average" in chance.anywhere else {})
