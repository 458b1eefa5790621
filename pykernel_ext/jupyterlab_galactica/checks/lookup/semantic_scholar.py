"""Semantic Scholar's Academic Graph API: `/graph/v1/paper/search` (its API documentation).

Without a key all callers share one allowance, so that it often answers 429. It tells
of a retraction only where the title does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..bibliography.entry import Entry
from ..bibliography.folding import words
from ..bibliography.names import parse_name
from ..matching.cited import CitedWork
from .answers import at, json_object, listed, objects, text, without_mark, year
from .service import OnlineWork, Service

_ADDRESS = "https://api.semanticscholar.org/graph/v1/paper/search"
_FIELDS = "title,authors,year,venue,externalIds,url"


def query(citation: CitedWork) -> dict[str, str]:
    """The title without hyphens: a hyphenated word of a query finds nothing there."""
    return {"query": " ".join(words(citation.title)), "limit": "5", "fields": _FIELDS}


def parse(body: bytes) -> tuple[OnlineWork, ...]:
    answer = json_object(body)
    # A search that finds nothing has `total` 0 and may lack `data`.
    items = [] if answer.get("total") == 0 else listed(answer.get("data"))
    works = []
    for item in items:
        title, marked = without_mark(text(item.get("title")))
        works.append(OnlineWork(_entry(item, title), marked))
    return tuple(work for work in works if work.entry.title)


def _entry(item: Mapping[str, Any], title: str) -> Entry:
    people = [text(author.get("name")) for author in objects(item.get("authors"))]
    return Entry(
        key=text(item.get("paperId")),
        type="article",
        title=title,
        authors=tuple(parse_name(person) for person in people if person),
        year=year(item.get("year")),
        doi=text(at(item, "externalIds", "DOI")),
        venue=text(item.get("venue")),
        url=text(item.get("url")),
    )


SEMANTIC_SCHOLAR = Service("Semantic Scholar", _ADDRESS, 1.0, query, parse)
