# ruff: noqa: SIM905 - lists of words are read more easily as text
"""Whether one word is another mistyped, or another word: `hypotension` is no slip."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from ..bibliography.folding import is_greek, is_small

_SLIP, _TWO_SLIPS = 4, 8  # letters from which one, or two, wrong ones are a slip
_MOST = 2
_NO_SLIPS = frozenset({"no", "non", "not", "without"})
# Where a sign is a syllable or a word, another one is another word.
_IN_LETTERS = re.compile(r"[a-z\u0400-\u04ff]+")
_STEM = 3  # letters that two words with other prefixes or endings share
_PREFIXES = frozenset(
    "a ab ad an ante anti auto bi co contra counter de di dia dis down ecto em en endo epi eu "
    "ex exo extra for fore hetero homo hyper hypo il im in infra inter intra intro ir iso "
    "macro mal meso meta micro mid mini mis mono multi non oligo ortho out over para per peri "
    "poly post pre pro quasi re retro semi sub super supra syn tetra trans tri ultra un under "
    "uni up".split()
)
_ENDINGS = frozenset(
    "ate ite ide ine ane ene yne anol anal one ol al ase ose ic ous yl ful less er ee".split()
)

_SPELLINGS = [
    (re.compile(british), american)
    for british, american in (
        ("(?<=..)our", "or"),
        ("(?<=..)is(?=[aei])", "iz"),
        ("ys(?=[ei])", "yz"),
        ("ll", "l"),
        ("[ao]e", "e"),
        ("ph", "f"),
        ("(?<=[bt])re$", "er"),
        ("ogue", "og"),
        ("gement", "gment"),
        ("mme", "m"),
    )
]


def is_slip(cited: str, known: str, is_word: Callable[[str], bool]) -> bool:
    """Whether the folded word `cited` is `known` mistyped: near it, and no word of its own.

    Those that `is_word` knows are, those of an English dictionary, and those that differ from
    `known` by a prefix or an ending that has a meaning, as `nitrite` does from `nitrate`.
    """
    if abs(len(cited) - len(known)) > _MOST:
        return False
    if cited[0] == known[0] and _spelling(cited) == _spelling(known):
        return True
    return _is_near(cited, known) and not is_word(cited) and _is_no_word(cited, known)


@lru_cache(maxsize=65536)
def _is_near(cited: str, known: str) -> bool:
    """Whether few letters differ. Numbers, short words, negations and Greek letters never do."""
    length = min(len(cited), len(known))
    if not (_IN_LETTERS.fullmatch(cited) and _IN_LETTERS.fullmatch(known)):
        return False
    if {cited, known} & _NO_SLIPS or is_greek(cited) or is_greek(known):
        return False
    if length < _SLIP and not is_small(known):
        return False
    allowed = 2 if length >= _TWO_SLIPS and cited[0] == known[0] else 1
    return abs(len(cited) - len(known)) <= allowed and OSA.distance(cited, known) <= allowed


def is_english(word: str) -> bool:
    return word in _dictionary()


@lru_cache(maxsize=65536)
def _is_no_word(cited: str, known: str) -> bool:
    return is_small(known) or not (_differ_in_meaning(cited, known) or is_english(cited))


def _differ_in_meaning(cited: str, known: str) -> bool:
    """Whether two words are one but for a prefix or an ending.

    `hypoxia` and `hyperoxia`, `sulfite` and `sulfate`, `biotic` and `abiotic`. A single letter
    that is missing at the start may be a slip, though.
    """
    for at in range(len(cited) - _STEM + 1):
        if known.endswith(cited[at:]):
            before = (cited[:at], known[: len(known) - len(cited) + at])
            if _PREFIXES.issuperset(filter(None, before)) and (at or len(before[1]) > 1):
                return True
    return any(
        cited[at:] in _ENDINGS and known.startswith(cited[:at]) and known[at:] in _ENDINGS
        for at in range(_STEM, len(cited))
    )


@lru_cache(maxsize=65536)
def _spelling(word: str) -> str:
    """Equal for a word's British and American spellings."""
    for british, american in _SPELLINGS:
        word = british.sub(american, word)
    return word


@cache
def _dictionary() -> frozenset[str]:
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language="en").word_frequency.words())
