"""Citations: the works a text refers to, numbered in the order of their first appearance."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from ..answer.blocks import CitationRef
from ..answer.verdicts import Citation, CitationScore
from .cited_keys import CitedKey
from .finding import UNCHECKED, Finding


def not_looked_up(text: str) -> Finding:
    """The finding where there is nothing to look a work up in."""
    return UNCHECKED


def check_citations(
    refs: Sequence[CitationRef], finding: Callable[[str], Finding] = not_looked_up
) -> tuple[Citation, ...]:
    """The works cited, each once, with the ids of the markers that cite it.

    Two markers mean one work if `finding` has one entry for both, or else if their titles and
    authors are equal up to case, accents, blanks and punctuation.
    """
    works: dict[str, tuple[str, Finding, list[CitationRef]]] = {}
    for ref in refs:
        found = finding(ref.text)
        work = works.setdefault(found.work or same_work(ref.text), (ref.text, found, []))
        work[2].append(ref)
    return tuple(
        citation_of(
            text,
            number,
            found,
            refs=tuple(ref.id for ref in markers),
            starts=tuple(ref.start for ref in markers),
        )
        for number, (text, found, markers) in enumerate(works.values(), start=1)
    )


def check_keys(
    keys: Iterable[CitedKey], cited: Sequence[Citation], finding: Callable[[str], Finding]
) -> tuple[Citation, ...]:
    """The works cited by their keys; numbered after those `cited`, of which none is repeated."""
    places: dict[str, list[int]] = {}
    for each in keys:
        places.setdefault(each.key, []).append(each.start)
    found = [(key, finding(key)) for key in places]
    known = {citation.key for citation in cited if citation.status == "found"}
    new = [(key, said) for key, said in found if said.key is None or said.key not in known]
    return tuple(
        replace(
            citation_of(key, number, said),
            title=(said.entry or {}).get("title", key),
            author=(said.entry or {}).get("author", ""),
            starts=tuple(places[key]),
        )
        for number, (key, said) in enumerate(new, start=len(cited) + 1)
    )


@lru_cache(maxsize=4096)  # an answer that grows is checked again and again
def citation_of(
    text: str,
    number: int,
    finding: Finding = UNCHECKED,
    *,
    refs: tuple[int, ...] = (),
    starts: tuple[int, ...] = (),
    score: CitationScore | None = None,
) -> Citation:
    """The work that `text` names, with what is known of it."""
    title, author = split_citation(text)
    return Citation(
        number=number,
        text=text,
        title=title,
        author=author,
        status=finding.status,
        reason=finding.reason,
        refs=refs,
        starts=starts,
        key=finding.key,
        entry=finding.entry,
        candidates=finding.candidates,
        retracted=finding.retracted,
        score=score,
    )


def split_citation(text: str) -> tuple[str, str]:
    """`Title, Author` at its last comma: titles have commas, the author is a surname.

    A text without a comma is all title.
    """
    title, comma, author = " ".join(text.split()).rpartition(",")
    if not comma or not title.strip():
        return author.strip() or title.strip(), ""
    return title.strip(), author.strip()


@lru_cache(maxsize=4096)
def same_work(text: str) -> str:
    """Equal for two texts that cite one work: letters and digits without accents and case."""
    parts = []
    for part in split_citation(text):
        plain = unicodedata.normalize("NFKD", part.casefold())
        letters = "".join(c for c in plain if not unicodedata.combining(c))
        parts.append(re.sub(r"[\W_]+", "", letters))
    return "|".join(parts)
