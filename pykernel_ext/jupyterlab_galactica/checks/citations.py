"""Citations: the works an answer refers to, numbered in the order of their first appearance."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ..answer.blocks import CitationRef
from ..answer.verdicts import Citation, CitationScore

_UNCHECKED = "No bibliography was given to look it up in."


def check_citations(refs: Sequence[CitationRef]) -> tuple[Citation, ...]:
    """The works cited, each once, with the ids of the markers that cite it.

    Two markers mean one work if their titles and authors are equal up to case, accents, blanks and
    punctuation.
    """
    works: dict[str, list[CitationRef]] = {}
    for ref in refs:
        works.setdefault(same_work(ref.text), []).append(ref)
    return tuple(
        citation_of(markers[0].text, number, refs=tuple(marker.id for marker in markers))
        for number, markers in enumerate(works.values(), start=1)
    )


def citation_of(
    text: str,
    number: int,
    *,
    refs: tuple[int, ...] = (),
    score: CitationScore | None = None,
) -> Citation:
    """The work that `text` names, not looked up yet."""
    title, author = split_citation(text)
    return Citation(
        number=number,
        text=text,
        title=title,
        author=author,
        status="unchecked",
        reason=_UNCHECKED,
        refs=refs,
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


def same_work(text: str) -> str:
    """Equal for two texts that cite one work: letters and digits without accents and case."""
    parts = []
    for part in split_citation(text):
        plain = unicodedata.normalize("NFKD", part.casefold())
        letters = "".join(c for c in plain if not unicodedata.combining(c))
        parts.append(re.sub(r"[\W_]+", "", letters))
    return "|".join(parts)
