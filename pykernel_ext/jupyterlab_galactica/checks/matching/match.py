"""A citation looked up in a bibliography: found, at odds with it, one of several, or not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from rapidfuzz import fuzz

from ..bibliography.entry import Entry
from ..bibliography.folding import squash
from .authors import place_of
from .cited import CitedWork, readings
from .titles import IsWord, Likeness, Title, compare, prepare

MatchStatus = Literal["found", "mismatch", "ambiguous", "not-found"]

_COMPARED, _FIRST = 12, 4  # candidates worth a comparison word by word
_DISTANT = 55.0  # per cent of letters in common, below which no title is worth a mention
_CLEAR_PART = 4  # words of a title that name it without an author
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Match:
    """What a bibliography says of a citation.

    `entry` is the work meant, for `found` and `mismatch`; `candidates` are those it could be, or
    that come nearest, best first. `score` is the titles' likeness from 0 to 100.
    """

    status: MatchStatus
    reason: str
    entry: Entry | None = None
    candidates: tuple[Entry, ...] = ()
    score: float = 0.0


class Candidates(Protocol):
    """A bibliography that can be searched."""

    def candidates(self, text: str) -> Sequence[Entry]: ...

    def is_word(self, word: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A reading of the citation beside one entry. `author` and `year` are None where not given."""

    entry: Entry
    likeness: Likeness
    author: bool | None
    year: bool | None
    score: float
    cited: CitedWork

    @property
    def agrees(self) -> bool:
        return self.author is not False and self.year is not False


def match_citation(text: str, bibliography: Candidates) -> Match:
    """Look one citation up, as `Title, Author` or with several authors or a year."""
    return match_among(text, bibliography.candidates(text), bibliography.is_word)


def match_among(
    text: str,
    entries: Sequence[Entry],
    is_word: IsWord = lambda word: False,
    source: str = "The bibliography",
) -> Match:
    """Which of these entries, from `source`, the citation means; `is_word` as in `compare`."""
    compared = _compare_all(text, entries, is_word)
    same = [c for c in compared if c.likeness == "same"]
    if agreeing := [c for c in same if c.agrees]:
        return _found(agreeing, source)
    partial = [c for c in compared if c.likeness == "partial" and c.agrees]
    if sure := [c for c in partial if c.author or _names_itself(c)]:
        return _found(sure, source)
    if same:
        return _mismatch(same, source)
    if partial:
        return _ambiguous(partial, "Only a part of this title is given, and no author")
    if altered := [c for c in compared if c.likeness == "altered" and c.author and c.agrees]:
        return _mismatch(altered, source)
    return _not_found(compared, source)


def _compare_all(text: str, entries: Sequence[Entry], is_word: IsWord) -> list[_Comparison]:
    """Each entry beside the reading that suits it best, the best entries first."""
    ways = [(way, prepare(way.title)) for way in readings(text)]

    def likeness(entry: Entry) -> float:
        squashed = squash(entry.title)
        return max(fuzz.ratio(cited.squashed, squashed) for _, cited in ways)

    nearest = sorted(entries, key=likeness, reverse=True)[:_COMPARED]
    # A cut title has few letters in common with the whole one, so the given order counts too,
    # and so does an author whom the citation names.
    letters = squash(text)
    named = [entry for entry in entries if entry.authors and _family(entry) in letters]
    chosen = list({id(entry): entry for entry in (*nearest, *entries[:_FIRST], *named)}.values())
    return sorted((_best_reading(ways, entry, is_word) for entry in chosen), key=_rank)


def _family(entry: Entry) -> str:
    return squash(entry.authors[0].family)


def _best_reading(
    ways: Sequence[tuple[CitedWork, Title]], entry: Entry, is_word: IsWord
) -> _Comparison:
    """The reading that speaks most for the work, then whose author agrees, then the usual one.

    What stands after a comma is taken into the title only where the entry's goes on like that: a
    wrong author must not pass as the end of a subtitle.
    """

    title = prepare(entry.title)

    def preference(at: int) -> tuple[int, bool, int, int]:
        begins = title.squashed.startswith(ways[at][1].squashed)
        length = len(ways[at][1].squashed) if begins else 0
        return (_standing(compared[at]), compared[at].author is not True, -length, at)

    compared = [_compare(way, cited, entry, title, is_word) for way, cited in ways]
    return compared[min(range(len(ways)), key=preference)]


def _standing(comparison: _Comparison) -> int:
    """How `match_among` prefers comparisons: an altered title by its author before a part of one
    by another.
    """
    order = _ORDER[comparison.likeness]
    return order if comparison.agrees or order in (0, 3) else order + 1


def _compare(
    way: CitedWork, cited: Title, entry: Entry, title: Title, is_word: IsWord
) -> _Comparison:
    likeness = compare(cited, title, is_word)
    return _Comparison(
        entry=entry,
        likeness=likeness,
        author=None if likeness == "other" else _author_agrees(way.authors, entry),
        year=None if way.year is None or entry.year is None else way.year == entry.year,
        score=fuzz.ratio(cited.squashed, title.squashed),
        cited=way,
    )


def _author_agrees(cited: Sequence[str], entry: Entry) -> bool | None:
    """One name alone is that of the first author; of several, each must be among the authors.

    Where the bibliography leaves authors out, the first of several must be its first.
    """
    if not cited or not entry.authors:
        return None
    places = [place_of(name, entry.authors) for name in cited]
    if len(cited) == 1 or entry.more_authors:
        return places[0] == 0
    return all(place is not None for place in places)


_ORDER: dict[Likeness, int] = {"same": 0, "partial": 1, "altered": 2, "other": 3}


def _rank(comparison: _Comparison) -> tuple[int, int, int, float]:
    disagreements = (comparison.author is False) + (comparison.year is False)
    return (
        _ORDER[comparison.likeness],
        disagreements,
        -((comparison.author is True) + (comparison.year is True)),
        -comparison.score,
    )


def _names_itself(comparison: _Comparison) -> bool:
    """Whether a part of a title is enough of it without an author."""
    telling = prepare(comparison.cited.title).telling
    return comparison.author is None and telling >= _CLEAR_PART


def _found(comparisons: Sequence[_Comparison], source: str) -> Match:
    best = comparisons[0]
    supported = [c for c in comparisons if _support(c) == _support(best)]
    entries = tuple(c.entry for c in supported)
    if len({_work(entry) for entry in entries}) > 1:
        return _ambiguous(supported, "Several works fit")
    missing = "" if best.author else "; no author is given to compare"
    reason = f"{source} has it as {best.entry.key}{missing}."
    return Match("found", reason, best.entry, entries, best.score)


def _support(comparison: _Comparison) -> tuple[bool, bool]:
    return bool(comparison.author), bool(comparison.year)


def _work(entry: Entry) -> tuple[str, str, int | None]:
    """What two records of one work have in common, such as an export and a hand-written entry."""
    first = squash(entry.authors[0].family) if entry.authors else ""
    return squash(entry.title), first, entry.year


def _ambiguous(comparisons: Sequence[_Comparison], why: str) -> Match:
    entries = tuple(c.entry for c in comparisons[:_SHOWN])
    keys = ", ".join(entry.key for entry in entries)
    return Match("ambiguous", f"{why}: {keys}.", None, entries, comparisons[0].score)


def _mismatch(comparisons: Sequence[_Comparison], source: str) -> Match:
    best = comparisons[0]
    return Match(
        "mismatch",
        f"{source} has {_difference(best)}.",
        best.entry,
        tuple(c.entry for c in comparisons[:_SHOWN]),
        best.score,
    )


def _difference(comparison: _Comparison) -> str:
    """What the source has instead, as the object of a sentence."""
    entry, cited = comparison.entry, comparison.cited
    by = f"by {_authorship(entry)}" if entry.authors else "without an author"
    year = f", {entry.year}" if entry.year else ""
    if comparison.likeness == "altered":
        return f"another title {by}{year}: “{entry.title}”"
    if comparison.author is not False:
        return f"it from {entry.year}, not {cited.year}"
    places = [(name, place_of(name, entry.authors)) for name in cited.authors]
    name, place = places[0]
    if len(places) == 1 and place is not None:
        return f"it {by}{year}, and {name} as author no. {place + 1}"
    return f"it {by}{year}"


def _authorship(entry: Entry) -> str:
    names = [name.surname for name in entry.authors[:2]]
    if len(entry.authors) > 2 or entry.more_authors:
        return f"{names[0]} and others"
    return " and ".join(names)


def _not_found(comparisons: Sequence[_Comparison], source: str) -> Match:
    near = [c for c in comparisons if c.score >= _DISTANT or c.likeness != "other"]
    near.sort(key=lambda c: -c.score)
    if not near:
        return Match("not-found", f"{source} has nothing like it.")
    entry = near[0].entry
    by = f" by {_authorship(entry)}" if entry.authors else ""
    reason = f"{source} does not have it; nearest is “{entry.title}”{by}."
    return Match("not-found", reason, None, tuple(c.entry for c in near[:_SHOWN]), near[0].score)
