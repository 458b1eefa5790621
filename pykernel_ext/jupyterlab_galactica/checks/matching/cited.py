"""A citation as a model or an author writes it, `Title, Author`, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..bibliography.tex import tex_to_text

_YEAR = re.compile(r"[(\[]?\b(1[5-9]\d\d|20\d\d)[a-z]?\b[)\]]?\s*\.?$")
_BRACKETED = re.compile(r"^(?P<title>.+?)\s*[(\[](?P<authors>[^()\[\]]*[^\W\d][^()\[\]]*)[)\]]\.?$")
_BETWEEN = re.compile(r"\s*(?:,|;|、|&|\band\b|\bund\b)\s*")
_ET_AL = re.compile(
    r"\b(?:et\.?\s+al|and\s+others|and\s+colleagues|u\.\s*a)\b\.?|等$|ほか$|他$", re.IGNORECASE
)
_INITIALS = re.compile(r"(?<![\w'’-])(?:[^\W\d_]\.[\s-]*)+(?=\s|$|[^\W\d_])|(?<=\w )[A-Z]{1,2}$")
_NO_AUTHOR = frozenset({"", "al", "et", "et al", "others", "jr", "sr", "ii", "iii", "iv"})
_FULL_WIDTH = str.maketrans("，；：（）．", ",;:().")
_MOST_NAMES = 40
_LONGEST = 1000  # characters; no citation is longer


@dataclass(frozen=True, slots=True)
class CitedWork:
    """One way to read a citation: its title, the surnames in the order given, and the year."""

    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None


def readings(text: str) -> tuple[CitedWork, ...]:
    """The ways to read a citation, likeliest first: titles have commas, and so do lists of names.

    The last comma parts title and author; then each earlier one; then the whole is a title, without
    the year at its end or with it.
    """
    text = tex_to_text(text[:_LONGEST]).translate(_FULL_WIDTH).strip(" .,;。")
    ways = []
    if bracketed := _BRACKETED.match(text):
        inside, year = _split_year(bracketed["authors"])
        ways.append(CitedWork(bracketed["title"], _names(inside), year))
    whole = text
    text, year = _split_year(text)
    commas = [at for at, char in enumerate(text) if char == ","][-_MOST_NAMES:]
    for comma in reversed(commas):
        title, names = text[:comma].strip(), text[comma + 1 :]
        if title:
            ways.append(CitedWork(title, _names(names), year))
    ways.append(CitedWork(text, (), year))
    ways.append(CitedWork(whole))  # `… 1921-1935` ends in a year of its own
    return tuple(dict.fromkeys(ways))


def _split_year(text: str) -> tuple[str, int | None]:
    """The text without the year at its end, and the year; a text that is but a year keeps it."""
    year = _YEAR.search(text)
    if year is None or year.start() == 0:
        return text, None
    return text[: year.start()].rstrip(" .,;("), int(year[1])


def _names(text: str) -> tuple[str, ...]:
    """The surnames in a list of names: `A. Smith, B. Jones et al.` as Smith, Jones."""
    names = (_INITIALS.sub("", part).strip(" .") for part in _BETWEEN.split(_ET_AL.sub("", text)))
    return tuple(name for name in names if name.casefold().rstrip(".") not in _NO_AUTHOR)
