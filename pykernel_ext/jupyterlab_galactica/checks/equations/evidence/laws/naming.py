"""Laws that a sentence names: "by Ohm's law", "Ohm's law reads"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from ....surroundings import FORMULA, Surroundings
from .catalogue import known_laws

_SENTENCE_END = re.compile(r"[.!?]\s")
_WORD = re.compile(r"[^\W_]+")
_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third"}
_LEFT_OUT = {"s", "the", "of", "a", "an", "for", "and"}
_OFFERS = {
    "by", "from", "using", "recall", "according", "to", "law", "equation", "formula", "is", "reads",
    "states", "says", "gives", "that", "this", "here", "given", "we", "have", "obtain", "get",
    "then", "so", "now", "therefore", "thus", "hence", "namely", "known", "called", "as",
}  # fmt: skip
"""Words that only say of what has a name that it comes now, or came."""


@dataclass(frozen=True, slots=True)
class Named:
    """Names of laws in the sentence of a formula; it is `offered` as one of those.

    It is where the words before it in its sentence do nothing but name the law.
    """

    laws: frozenset[str] = frozenset()
    offered: frozenset[str] = frozenset()


def laws_named(surroundings: Surroundings | None) -> Named:
    """The laws that the sentence of a formula names."""
    if surroundings is None:
        return Named()
    return _named(
        _SENTENCE_END.split(surroundings.before)[-1], _SENTENCE_END.split(surroundings.after)[0]
    )


@lru_cache(maxsize=1024)
def _named(before: str, after: str) -> Named:
    words = _words(before)
    found = dict(_names_in(words))
    others = dict(_names_in(_words(after)))
    beside = (words[: place.start] + words[place.stop :] for place in found.values())
    only = any(_OFFERS.issuperset(rest) for rest in beside) and FORMULA not in before
    return Named(frozenset(found | others), frozenset(found) if only else frozenset())


def _names_in(words: list[str]) -> Iterator[tuple[str, slice]]:
    for start, word in enumerate(words):
        for key, name in _by_first_word().get(word, ()):
            if words[start : start + len(key)] == key:
                yield name, slice(start, start + len(key))


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
