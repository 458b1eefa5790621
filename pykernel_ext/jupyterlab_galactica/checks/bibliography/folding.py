"""What is the same text for a reader: case, accents, punctuation and blanks folded away."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart, and what people type for them.
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h"}
)
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
    """Lower-case letters without accents; whatever else there is stays."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(char for char in plain if not unicodedata.combining(char))


def fold_umlauts(text: str) -> str:
    """As `fold`, with umlauts written out: `Müller` as `mueller`."""
    return fold(unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS))


def words(text: str) -> list[str]:
    """The folded words and numbers of a text: `Böhm's "2-D" case` as boehms, 2, d, case."""
    return _WORD.findall(_APOSTROPHES.sub("", fold(text)))


def squash(text: str) -> str:
    """The folded letters and digits alone: equal for `multi-view` and `Multiview`."""
    return "".join(words(text))


def singular(word: str) -> str:
    """The word without the `s` of a plural, where it is long enough to have one."""
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def is_small(word: str) -> bool:
    """Whether a word is one whose choice or absence does not make another title."""
    return word in _SMALL_WORDS


_SMALL_WORDS = frozenset(words(_SMALL))
