"""Whether a cited surname is that of a person in the bibliography."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from ..bibliography.entry import Name
from ..bibliography.folding import fold_umlauts, words

_SLIP = 6  # letters from which one wrong letter is a slip and not another name: Li is not Lu
_TWO_SLIPS = 10


def is_named(cited: str, name: Name) -> bool:
    """Whether `cited` (a surname, or a whole name) means this person or organisation.

    Case, accents, written-out umlauts, particles, one half of a double name and, in long names, a
    slip of the pen are passed over.
    """
    tokens = words(cited)
    if not tokens:
        return False
    family, whole = words(name.family), words(str(name))
    tails = {"".join(tokens[at:]) for at in range(len(tokens))}
    surnames = {"".join(family), "".join(words(name.surname))}
    if tails & surnames or "".join(tokens) in {"".join(whole), *family}:
        return True
    if not name.given:  # an organisation, or a name that was not taken apart
        return set(tokens) <= set(whole)
    spelled = _umlauts(cited)
    return bool(
        {spelled, "".join(tokens)} & {_umlauts(name.surname), _umlauts(name.family)}
        or spelled in surnames
    ) or _slipped(tokens[-1], family[-1] if family else "")


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
