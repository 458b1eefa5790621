"""How near a cited title comes to one in the bibliography."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from rapidfuzz import fuzz

from ..bibliography.folding import in_signs, is_small, singular, words
from .slips import is_english, is_slip

Likeness = Literal["same", "partial", "altered", "other"]
IsWord = Callable[[str], bool]

_SUBTITLE = re.compile(r"\s*(?::|\?|!|\s[-–—]+\s|—|\.\s)\s*")
_CUT = 12  # letters of a cut title, below which it could be the start of anything
_MOST_SLIPS = 3
_SAME_ORDER = 85.0  # per cent of letters in order, though some words are mistyped
_SIGN = 3  # letters that tell as much as a sign of a script without blanks
_PART = re.compile(r"part|volume|vol|chapter|book|number|no|phase|stage|type|class|paper|series")
_ROMAN = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10}
_COUNTED = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}


@dataclass(frozen=True, slots=True)
class Title:
    """A title made ready for comparing: its letters and its words, whole and of its main part.

    `telling` is how many of its words tell something, `known` the set of all.
    """

    squashed: str
    words: tuple[str, ...]
    main: str
    main_words: tuple[str, ...]
    telling: int
    known: frozenset[str]


@lru_cache(maxsize=4096)
def prepare(title: str) -> Title:
    title = unicodedata.normalize("NFKC", title).strip()
    whole, main = _words(title), _words(_SUBTITLE.split(title, maxsplit=1)[0])
    return Title(
        squashed="".join(whole),
        words=whole,
        main="".join(main),
        main_words=main,
        telling=_telling(whole),
        known=frozenset(whole),
    )


def _words(title: str) -> tuple[str, ...]:
    """The words in the singular, the numbers in digits: `Part II` and `Part Two` as part, 2.

    The last word may be broken off, so that it is a number only after what is counted.
    """
    found = words(title)
    for at, word in enumerate(found):
        counted = at > 0 and _PART.fullmatch(found[at - 1]) is not None
        if counted and word in _COUNTED:
            found[at] = _COUNTED[word]
        elif _ROMAN.fullmatch(word) and (counted or (len(word) > 1 and at < len(found) - 1)):
            found[at] = str(_value(word))
    return tuple(map(singular, found))


def _value(roman: str) -> int:
    digits = [_ROMAN_DIGITS[digit] for digit in roman]
    return sum(
        -digit if digit < after else digit
        for digit, after in zip(digits, [*digits[1:], 0], strict=True)
    )


def compare(cited: Title, known: Title, is_word: IsWord) -> Likeness:
    """`same` up to slips of the pen and small words; `partial`: cut, without or with another
    subtitle, or in another order; `altered`: a telling word or two exchanged; else `other`.

    `is_word` tells the words of the bibliography's titles: one of them is no slip for another, as
    `supervised` is none for `unsupervised`.
    """
    if cited.squashed == known.squashed:
        return "same"
    if not cited.telling or not known.telling or _are_far_apart(cited, known):
        return "other"
    left, right = _unmatched(cited.words, known.words, is_word)
    if not left and not right:
        if _in_order(cited.words) != _in_order(known.words):
            return "altered"
        ordered = fuzz.ratio(cited.squashed, known.squashed) > _SAME_ORDER
        return "same" if ordered else "partial"
    if _is_cut(cited, known, is_word) or _differs_in_subtitle(cited, known, is_word):
        return "partial"
    shared = cited.telling - len(left)
    if shared >= 2 and max(len(left), len(right)) <= _altered(known.telling):
        return "altered"
    return "other"


def _telling(words_: Sequence[str]) -> int:
    """How many words tell something; signs of scripts without blanks count half."""
    signs = sum(map(_is_sign, words_))
    return sum(not is_small(word) for word in words_) - signs // 2


def _is_sign(word: str) -> bool:
    return len(word) == 1 and in_signs(word)


def _in_order(words_: Sequence[str]) -> list[str]:
    """What makes another title in another order: numbers, and signs that make up words."""
    return [word for word in words_ if word.isdecimal() or _is_sign(word)]


def _are_far_apart(cited: Title, known: Title) -> bool:
    """Whether more words differ than slips and exchanges together could make differ."""
    unknown = sum(word not in known.known for word in cited.main_words)
    return unknown > _MOST_SLIPS + _altered(known.telling) + 2


def _altered(telling: int) -> int:
    """How many words may be exchanged for a title to be an altered one."""
    return max(1, (telling + 1) // 3)


def _is_cut(cited: Title, known: Title, is_word: IsWord) -> bool:
    """Whether the cited title is the known one broken off, also within a word."""
    length = sum(_SIGN if in_signs(word) else len(word) for word in cited.words)
    if length < _CUT or len(cited.words) > len(known.words):
        return False
    if known.squashed.startswith(cited.squashed):
        return _breaks_off(cited, known, is_word)
    start, last = known.words[: len(cited.words) - 1], known.words[len(cited.words) - 1]
    if len(start) < 2 or any(_unmatched(cited.words[:-1], start, is_word)):
        return False
    end = cited.words[-1]
    if (
        not last.isalpha()
        or _ROMAN.fullmatch(last)
        or _in_order(cited.words[:-1]) != _in_order(start)
    ):
        return False
    return last.startswith(end) or is_slip(end, last[: len(end)], is_word)


def _breaks_off(cited: Title, known: Title, is_word: IsWord) -> bool:
    """Whether the known title, that begins so, may break off where the cited one ends.

    `Part 1` is no start of `Part 10`; and where only an end of the last word is missing, as in
    `planet` for `planetary`, what is left must be no word.
    """
    ends = list(accumulate(map(len, known.words)))
    at = len(cited.squashed)
    broken = next((word for word, end in zip(known.words, ends, strict=True) if end > at), "")
    if at in ends:
        return True
    last = cited.words[-1]
    if at > ends[-1] - len(known.words[-1]) and len(last) > 2:
        return not (is_word(last) or is_english(last))
    return not (_ROMAN.fullmatch(broken) or any(char.isdecimal() for char in broken))


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
    letters = any(len(word) == 1 for word in left) and any(len(word) == 1 for word in right)
    return (
        [word for word in left if not is_small(word) or (letters and len(word) == 1)],
        [word for word in right if not is_small(word) or (letters and len(word) == 1)],
    )


def _without_slips(left: list[str], right: list[str], most: int, is_word: IsWord) -> list[str]:
    """The words of `left` that are no slips for one of `right`; those meant are taken from it."""
    remaining = []
    for word in left:
        meant = next((other for other in right if is_slip(word, other, is_word)), None)
        if meant is None or most == 0 or is_small(word):
            remaining.append(word)
        else:
            right.remove(meant)
            most -= 1
    return remaining
