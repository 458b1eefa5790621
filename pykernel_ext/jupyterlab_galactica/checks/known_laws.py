"""The catalogue of laws, searched by name."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import fuzz, process

from .bibliography.folding import fold
from .equations.vocabulary.laws import LawRow, law_rows

_ALIKE = 85.0
"""Of 100, from which on a name is taken for another: "Ohms law" has 93, "banana" 44."""

_POSSESSIVE = re.compile(r"['’]s?\b|['’](?!\w)")


def laws_named(words: str, most: int) -> tuple[LawRow, ...]:
    """The laws, `most` at most, whose name is like `words`, the likest first, or whose field is."""
    plain = _plain(words)
    of_field = tuple(row for row in law_rows() if row.field == plain)
    found = process.extract(
        plain, _names(), scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE, limit=most
    )
    return (*(law_rows()[at] for _, _, at in found), *of_field)[:most]


@cache
def _names() -> list[str]:
    return [_plain(row.name) for row in law_rows()]


def _plain(name: str) -> str:
    """Without accents and the s of possession."""
    return _POSSESSIVE.sub("", fold(name)).strip()
