# ruff: noqa: SIM905 - lists of words are read more easily as text
"""Whether a cited surname is that of a person in the bibliography."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from ..bibliography.entry import Name
from ..bibliography.folding import fold_umlauts, in_signs, words

_SLIP = 6  # letters from which one wrong letter is a slip and not another name: Li is not Lu
_TWO_SLIPS = 10
_SUFFIXES = frozenset({"jr", "junior", "sr", "senior", "ii", "iii", "iv"})
_PARTICLES = frozenset(
    "af al ap bin da das de dei del den der di do dos du el ibn la las le los of san st saint "
    "te ten ter the to van von vom y zu zum zur".split()
)


def is_named(cited: str, name: Name) -> bool:
    """Whether `cited` (a surname, or a whole name) means this person or organisation.

    Case, accents, written-out umlauts, particles, suffixes, a part of a compound name and, in long
    names, a slip of the pen are passed over.
    """
    tokens = _without_suffix(words(cited))
    if not tokens:
        return False
    joined = "".join(tokens)
    if in_signs(joined):
        return _is_named_in_signs(joined, name)
    family, whole = words(name.family), words(str(name))
    tails = {"".join(tokens[at:]) for at in range(len(tokens))}
    surnames = {"".join(family), "".join(words(name.surname))}
    if tails & surnames or joined == "".join(whole) or _is_part(joined, name):
        return True
    if not name.given:  # an organisation, or a name that was not taken apart
        return set(tokens) <= set(whole)
    spelled = _umlauts(cited)
    return bool(
        {spelled, joined} & {_umlauts(name.surname), _umlauts(name.family)} or spelled in surnames
    ) or _slipped(tokens[-1], family[-1] if family else "")


def _without_suffix(tokens: list[str]) -> list[str]:
    while len(tokens) > 1 and tokens[-1] in _SUFFIXES:
        tokens = tokens[:-1]
    return tokens


def _is_part(cited: str, name: Name) -> bool:
    """Whether these are words of the surname next to each other, `García` of `García Márquez`.

    BibTeX takes `Gabriel García Márquez` for a Márquez with two given names, so that the last
    of several given names counts too.
    """
    surname = words(name.surname)
    given = [word for word in words(name.given) if len(word) > 1]
    if len(given) > 1:
        surname = [given[-1], *surname]
    return any(
        cited == "".join(surname[start:end])
        for start in range(len(surname))
        for end in range(start + 1, len(surname) + 1)
        if any(word not in _PARTICLES for word in surname[start:end])
    )


def _is_named_in_signs(cited: str, name: Name) -> bool:
    """A Chinese, Japanese or Korean name: its family name stands first, and may be all of it."""
    family, given = "".join(words(name.family)), "".join(words(name.given))
    if cited in (family, family + given, given + family):
        return True
    return not given and len(cited) < len(family) and len(cited) <= 3 and family.startswith(cited)


def place_of(cited: str, authors: Sequence[Name]) -> int | None:
    """Which author a cited name means, from 0."""
    return next((at for at, name in enumerate(authors) if is_named(cited, name)), None)


def _umlauts(name: str) -> str:
    return "".join(words(fold_umlauts(name)))


def _slipped(cited: str, family: str) -> bool:
    length = min(len(cited), len(family))
    if length < _SLIP:
        return False
    allowed = 2 if length >= _TWO_SLIPS else 1
    return OSA.distance(cited, family, score_cutoff=allowed) <= allowed
