"""How rightly real bibliographies are matched: their own works altered by rule, one rule at a time.

Half of the rules leave a citation of the same work (a title cut short, in other case, without its
subtitle, its Greek letters spelled out); half make it another one (a word exchanged, for one of the
bibliography's at random, for its nearest neighbour, for its opposite; another part or volume;
another author). Every rule is tried on every work it applies to, up to `most`.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from jupyterlab_galactica.checks.bibliography.entry import Entry, Reading
from jupyterlab_galactica.checks.bibliography.folding import is_small, squash, words
from jupyterlab_galactica.checks.bibliography.index import BibliographyIndex, index_entries
from jupyterlab_galactica.checks.bibliography.read import read_bibliography
from jupyterlab_galactica.checks.matching.match import match_citation

_LEAST_WORDS = 4
_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBERED = re.compile(
    r"\b(part|volume|vol\.?|chapter|book|no\.?)(\s+)([IVX]{1,4}|\d{1,3})\b", re.IGNORECASE
)
_NEXT = {"I": "II", "II": "III", "III": "II", "IV": "V", "V": "IV", "VI": "VII", "1": "10"}
_GREEK = re.compile(r"[α-ωΑ-Ωϕϵϑµ]")
_CJK = re.compile(r"[\u3400-\u9fff]{2}")
_OPPOSITES = (
    "hyper hypo|inter intra|macro micro|endo exo|pre post|over under|homo hetero|mono poly|"
    "uni bi|uni multi|sub super|ultra infra|ortho para|iso aniso|pro anti|in ex|up down"
)
_NEGATIONS = ("un", "in", "im", "non", "a", "dis", "ir")
_ENDINGS = "ite ate|ate ide|ane ene|ene yne|anol anal|ic ous|ful less|er ee"

Alter = Callable[[Entry, random.Random], str | None]


def measure_real_entries(folder: Path, most: int, seed: int = 0) -> None:
    """Print a line for each rule: how many of the works altered by it came out right."""
    reading = read_bibliography([folder])
    entries = [e for e in _distinct(reading.entries) if e.authors and _is_telling(e.title)]
    index = index_entries(Reading(tuple(_distinct(reading.entries))))
    random_ = random.Random(seed)
    random_.shuffle(entries)
    print(f"\nReal bibliographies: {len(entries)} works with a title of some length and an author")
    rules = _Rules(entries)
    for found, named in ((True, rules.same), (False, rules.other)):
        for name, alter in named.items():
            rights, total, wrong = 0, 0, ""
            for entry in entries:
                text = alter(entry, random_)
                if text is None or (not found and squash(text) == squash(_cited(entry))):
                    continue
                right, said = _outcome(text, entry, index, found)
                rights, total = rights + right, total + 1
                wrong = wrong if right else f"e.g. {text!r} ({entry.key}): {said}"
                if total == most:
                    break
            if total:
                wanted = "found" if found else "not found"
                print(f"  {name:34} {wanted} {100 * rights / total:5.1f} % of {total}  {wrong}")


def _distinct(entries: Sequence[Entry]) -> Iterator[Entry]:
    seen = set()
    for entry in entries:
        work = squash(entry.title)
        if work not in seen:
            seen.add(work)
            yield entry


def _is_telling(title: str) -> bool:
    return sum(not is_small(word) for word in words(title)) >= _LEAST_WORDS


def _outcome(text: str, entry: Entry, index: BibliographyIndex, found: bool) -> tuple[bool, str]:
    match = match_citation(text, index)
    meant = match.entry is not None and squash(match.entry.title) == squash(entry.title)
    fits = any(squash(other.title) == squash(entry.title) for other in match.candidates)
    if found:
        return (match.status == "found" and meant) or (match.status == "ambiguous" and fits), (
            f"{match.status}: {match.reason}"
        )
    return not (match.status == "found" and meant), f"{match.status}: {match.reason}"


def _cited(entry: Entry, title: str | None = None, author: str | None = None) -> str:
    surname = author if author is not None else entry.authors[0].surname or str(entry.authors[0])
    return f"{title if title is not None else entry.title}, {surname}"


class _Rules:
    """The rules by name; `same` leave the work what it is, `other` make another of it."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.words = sorted({w for e in entries for w in _WORD.findall(e.title) if w.isascii()})
        self.known = {word.lower() for word in self.words}
        self.surnames = sorted({e.authors[0].surname for e in entries if e.authors[0].surname})
        self.pairs = sorted({p for e in entries for p in _CJK.findall(e.title)})
        self.same: dict[str, Alter] = {
            "as it stands": lambda e, r: _cited(e),
            "in upper case": lambda e, r: _cited(e, e.title.upper()),
            "in lower case": lambda e, r: _cited(e, e.title.lower()),
            "cut short": self.cut,
            "with all authors": lambda e, r: (
                f"{e.title}, {', '.join(a.surname for a in e.authors)}"
            ),
            "with et al.": lambda e, r: f"{_cited(e)} et al.",
            "without its subtitle": self.no_subtitle,
            "without an author": lambda e, r: e.title,
            "Greek letters spelled out": self.greek,
            "without accents": self.plain,
        }
        self.other: dict[str, Alter] = {
            "a word exchanged": self.any_word,
            "a word for its nearest neighbour": self.near_word,
            "a word for its opposite": self.opposite,
            "another part or volume": self.numbered,
            "a Chinese or Japanese word exchanged": self.cjk_word,
            "the author exchanged": self.author,
            "two invented authors": self.authors,
        }

    def cut(self, entry: Entry, random_: random.Random) -> str | None:
        parts = entry.title.split()
        kept = " ".join(parts[: max(3, int(len(parts) * random_.uniform(0.6, 0.85)))])
        return _cited(entry, kept.rstrip(" :,.-")) if _is_telling(kept) else None

    def no_subtitle(self, entry: Entry, random_: random.Random) -> str | None:
        main, mark, _ = entry.title.partition(": ")
        return _cited(entry, main) if mark and len(squash(main)) > 3 else None

    def greek(self, entry: Entry, random_: random.Random) -> str | None:
        def name(match: re.Match[str]) -> str:
            letter = unicodedata.name(unicodedata.normalize("NFKC", match[0])).split()[-1]
            return letter.lower().replace("lamda", "lambda")  # Unicode spells it so

        spelled = _GREEK.sub(name, entry.title)
        return _cited(entry, spelled) if spelled != entry.title else None

    def plain(self, entry: Entry, random_: random.Random) -> str | None:
        text = unicodedata.normalize("NFKD", _cited(entry))
        plain = "".join(char for char in text if not unicodedata.combining(char))
        return plain if plain != text and not _CJK.search(plain) else None

    def any_word(self, entry: Entry, random_: random.Random) -> str | None:
        return self._exchanged(entry, random_, lambda word: random_.choice(self.words))

    def near_word(self, entry: Entry, random_: random.Random) -> str | None:
        def nearest(word: str) -> str:
            near = process.extract(word.lower(), self.words, scorer=OSA.distance, limit=40,
                                   processor=str.lower, score_cutoff=2)  # fmt: skip
            others = [w for w, _, _ in near if _singular(w) != _singular(word)]
            return others[0] if others else word

        return self._exchanged(entry, random_, nearest)

    def opposite(self, entry: Entry, random_: random.Random) -> str | None:
        return self._exchanged(entry, random_, lambda word: _opposite(word, self.known))

    def _exchanged(
        self, entry: Entry, random_: random.Random, exchange: Callable[[str], str]
    ) -> str | None:
        found = [m for m in _WORD.finditer(entry.title) if not is_small(m[0].lower())]
        random_.shuffle(found)
        for match in found:
            new = exchange(match[0])
            if match[0].isascii() and squash(new) != squash(match[0]):
                title = entry.title[: match.start()] + new + entry.title[match.end() :]
                return _cited(entry, title)
        return None

    def numbered(self, entry: Entry, random_: random.Random) -> str | None:
        def other(match: re.Match[str]) -> str:
            number = match[3].upper()
            return match[1] + match[2] + _NEXT.get(number, "1" if number.isdigit() else "I")

        title = _NUMBERED.sub(other, entry.title, count=1)
        return _cited(entry, title) if title != entry.title else None

    def cjk_word(self, entry: Entry, random_: random.Random) -> str | None:
        found = list(_CJK.finditer(entry.title))
        if not found:
            return None
        match = random_.choice(found)
        new = random_.choice(self.pairs)
        return _cited(entry, entry.title[: match.start()] + new + entry.title[match.end() :])

    def author(self, entry: Entry, random_: random.Random) -> str | None:
        new = random_.choice(self.surnames)
        return _cited(entry, author=new) if _is_new(new, entry) else None

    def authors(self, entry: Entry, random_: random.Random) -> str | None:
        new = random_.sample(self.surnames, 2)
        if not all(_is_new(name, entry) for name in new):
            return None
        return _cited(entry, author=", ".join(new))


def _is_new(surname: str, entry: Entry) -> bool:
    known = {word for name in entry.authors for word in words(str(name))}
    return not known & set(words(surname))


def _singular(word: str) -> str:
    return squash(word).rstrip("s")


def _opposite(word: str, known: set[str]) -> str:
    lower = word.lower()
    for pair in _OPPOSITES.split("|"):
        for one, other in (pair.split(), pair.split()[::-1]):
            if lower.startswith(one) and len(lower) - len(one) >= 5:
                return other + lower[len(one) :]
    for pair in _ENDINGS.split("|"):
        for one, other in (pair.split(), pair.split()[::-1]):
            if lower.endswith(one) and len(lower) - len(one) >= 4:
                return lower[: -len(one)] + other
    for negation in _NEGATIONS:
        if lower.startswith(negation) and lower[len(negation) :] in known:
            return lower[len(negation) :]
    return f"un{lower}" if lower.endswith(("ed", "able")) else word
