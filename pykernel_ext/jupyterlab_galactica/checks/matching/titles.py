"""How near a cited title comes to one in the bibliography."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from ..bibliography.folding import is_small, singular, words

Likeness = Literal["same", "partial", "altered", "other"]
IsWord = Callable[[str], bool]

_SUBTITLE = re.compile(r"\s*(?::|\?|!|\s[-–—]+\s|—|\.\s)\s*")
_CUT = 12  # letters of a cut title, below which it could be the start of anything
_SLIP, _TWO_SLIPS = 4, 8  # letters from which one, or two, wrong ones are a slip
_MOST_SLIPS = 3
_SAME_ORDER = 85.0  # per cent of letters in order, though some words are mistyped
_NO_SLIPS = frozenset({"no", "non", "not", "without"})


@dataclass(frozen=True, slots=True)
class Title:
    """A title made ready for comparing: its letters and its words, whole and of its main part."""

    squashed: str
    words: tuple[str, ...]
    main: str
    main_words: tuple[str, ...]

    @property
    def telling(self) -> int:
        return _telling(self.words)


def prepare(title: str) -> Title:
    whole = words(title)
    main = words(_SUBTITLE.split(title.strip(), maxsplit=1)[0])
    return Title(
        squashed="".join(whole),
        words=tuple(map(singular, whole)),
        main="".join(main),
        main_words=tuple(map(singular, main)),
    )


def compare(cited: Title, known: Title, is_word: IsWord) -> Likeness:
    """`same` up to slips of the pen and small words; `partial`: cut, without or with another
    subtitle, or in another order; `altered`: a telling word or two exchanged; else `other`.

    `is_word` tells the words of the bibliography's titles: one of them is no slip for another, as
    `supervised` is none for `unsupervised`.
    """
    if cited.squashed == known.squashed:
        return "same"
    if not cited.telling or not known.telling:
        return "other"
    left, right = _unmatched(cited.words, known.words, is_word)
    if not left and not right:
        ordered = fuzz.ratio(cited.squashed, known.squashed) > _SAME_ORDER
        return "same" if ordered else "partial"
    if _is_cut(cited, known, is_word) or _differs_in_subtitle(cited, known, is_word):
        return "partial"
    shared = cited.telling - len(left)
    if shared >= 2 and max(len(left), len(right)) <= _altered(known.telling):
        return "altered"
    return "other"


def _telling(words_: Sequence[str]) -> int:
    return sum(not is_small(word) for word in words_)


def _altered(telling: int) -> int:
    """How many words may be exchanged for a title to be an altered one."""
    return max(1, (telling + 1) // 3)


def _is_cut(cited: Title, known: Title, is_word: IsWord) -> bool:
    """Whether the cited title is the known one broken off, also within a word."""
    if len(cited.squashed) < _CUT or len(cited.words) > len(known.words):
        return False
    if known.squashed.startswith(cited.squashed):
        return True
    start, last = known.words[: len(cited.words) - 1], known.words[len(cited.words) - 1]
    if len(start) < 2 or any(_unmatched(cited.words[:-1], start, is_word)):
        return False
    end = cited.words[-1]
    return last.startswith(end) or _is_slip(end, last[: len(end)])


def _differs_in_subtitle(cited: Title, known: Title, is_word: IsWord) -> bool:
    """Whether one is the main title of the other, or that and nothing more of the other's kind."""
    if cited.squashed == known.main or known.squashed == cited.main:
        return True
    pairs = ((cited.words, known.main_words), (cited.main_words, known.words))
    return any(
        _telling(one) >= 2 and not any(_unmatched(one, other, is_word)) for one, other in pairs
    )


def _unmatched(
    cited: Sequence[str], known: Sequence[str], is_word: IsWord
) -> tuple[list[str], list[str]]:
    """The telling words of each that have no equal in the other, slips of the pen passed over."""
    right = list(known)
    left = []
    for word in cited:
        if word in right:
            right.remove(word)
        else:
            left.append(word)
    slips = min(_MOST_SLIPS, (len(known) + 1) // 2)
    if min(len(left), len(right)) <= slips + 1:  # farther apart, they are other titles anyway
        left = _without_slips(left, right, slips, is_word)
    if "".join(left) == "".join(right):  # `multi view` for `multiview`
        return [], []
    return (
        [word for word in left if not is_small(word)],
        [word for word in right if not is_small(word)],
    )


def _without_slips(left: list[str], right: list[str], most: int, is_word: IsWord) -> list[str]:
    """The words of `left` that are no slips for one of `right`; those meant are taken from it."""
    remaining = []
    for word in left:
        meant = next((other for other in right if _is_slip(word, other)), None)
        if meant is None or most == 0 or is_small(word) or is_word(word):
            remaining.append(word)
        else:
            right.remove(meant)
            most -= 1
    return remaining


@lru_cache(maxsize=65536)
def _is_slip(cited: str, known: str) -> bool:
    """Whether one word is the other mistyped. Numbers, short words and negations never are."""
    length = min(len(cited), len(known))
    if not (cited.isalpha() and known.isalpha()) or cited in _NO_SLIPS or known in _NO_SLIPS:
        return False
    if length < _SLIP and not is_small(known):
        return False
    allowed = 2 if length >= _TWO_SLIPS and cited[0] == known[0] else 1
    return abs(len(cited) - len(known)) <= allowed and OSA.distance(cited, known) <= allowed
