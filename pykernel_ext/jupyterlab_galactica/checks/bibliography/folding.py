# ruff: noqa: SIM905 - lists of words are read more easily as text
"""What is the same text for a reader: case, accents, punctuation and blanks folded away."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Scripts without blanks between words: there each sign counts as a word.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_IN_SIGNS = re.compile(rf"[{_UNSPACED}\uac00-\ud7af]+")
# Letters that Unicode does not take apart, and what people type for them.
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h"}
    | {"×": "x"}
)
GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "sigma sigma tau upsilon phi chi psi omega"
).split()
_GREEK_LETTERS = {ord("α") + at: name for at, name in enumerate(GREEK)}
_VOICED = "\u3099\u309a"  # と is not ど, as o is ö: these marks make another letter
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
# In the languages most titles are in.
_SMALL = (
    "a an the of for in on to with and or from by via at as is are its using through towards "
    "toward into der die das des dem den ein eine und von zur zum im mit für le la les l un "
    "une des du de et en sur pour dans el los las del y e il lo gli di da con per o os um uma"
)
_APOSTROPHES = re.compile(r"(?<=\w)['’`ʼ](?=\w)")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower-case letters without accents, Greek ones by name; whatever else there is stays."""
    if text.isascii():
        return text.lower()
    lower = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKD", lower)
        if not unicodedata.combining(char) or char in _VOICED
    )
    return unicodedata.normalize("NFC", plain).translate(_GREEK_LETTERS)


def fold_umlauts(text: str) -> str:
    """As `fold`, with umlauts written out: `Müller` as `mueller`."""
    return fold(unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS))


def words(text: str) -> list[str]:
    """The folded words and numbers of a text: `Böhm's "2-D" case` as bohms, 2, d, case.

    In Chinese, Japanese and other scripts without blanks, each sign is one.
    """
    return _WORD.findall(_APOSTROPHES.sub("", fold(text)))


def squash(text: str) -> str:
    """The folded letters and digits alone: equal for `multi-view` and `Multiview`."""
    return "".join(words(text))


def singular(word: str) -> str:
    """The word without the `s` of a plural, where it is long enough to have one."""
    plural = len(word) > 4 and word.endswith("s") and word[-2] not in "siu"
    return word[:-1] if plural else word


def in_signs(text: str) -> bool:
    """Whether a text without blanks is in signs for words or syllables, as 山田 and 김 are."""
    return _IN_SIGNS.fullmatch(text) is not None


def is_greek(word: str) -> bool:
    """Whether a folded word is the name of a Greek letter."""
    return word in _GREEK_NAMES


def is_small(word: str) -> bool:
    """Whether a word is one whose choice or absence does not make another title."""
    return word in _SMALL_WORDS


_GREEK_NAMES = frozenset(GREEK)
_SMALL_WORDS = frozenset(words(_SMALL))
