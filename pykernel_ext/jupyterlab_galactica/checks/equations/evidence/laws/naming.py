"""Laws that a sentence names: "by Ohm's law", "Ohm's law reads"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from ....surroundings import Surroundings
from .catalogue import known_laws

_SENTENCE_END = re.compile(r"[.!?]\s")
_WORD = re.compile(r"[^\W_]+")
_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third"}
_LEFT_OUT = {"s", "the", "of", "a", "an", "for", "and"}


def laws_named(surroundings: Surroundings | None) -> frozenset[str]:
    """Names of laws in the sentence of a formula."""
    if surroundings is None:
        return frozenset()
    return _named(
        _SENTENCE_END.split(surroundings.before)[-1], _SENTENCE_END.split(surroundings.after)[0]
    )


@lru_cache(maxsize=1024)
def _named(before: str, after: str) -> frozenset[str]:
    found: set[str] = set()
    for text in (before, after):
        words = _words(text)
        for start, word in enumerate(words):
            for key, name in _by_first_word().get(word, ()):
                if words[start : start + len(key)] == key:
                    found.add(name)
    return frozenset(found)


@cache
def _by_first_word() -> Mapping[str, list[tuple[list[str], str]]]:
    found: dict[str, list[tuple[list[str], str]]] = {}
    for name in dict.fromkeys(law.name for law in known_laws()):
        words = _words(name)
        found.setdefault(words[0], []).append((words, name))
    return found


def _words(text: str) -> list[str]:
    """Words in lower case, without articles and the s of possession."""
    words = (word.lower() for word in _WORD.findall(text))
    return [_ORDINALS.get(word, word) for word in words if word not in _LEFT_OUT]
