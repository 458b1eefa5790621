"""OpenAlex's API: `https://api.openalex.org/works?search=…` (its documentation, "Works")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..bibliography.entry import Entry
from ..bibliography.folding import words
from ..bibliography.names import parse_name
from ..bibliography.tex import html_to_text
from ..matching.cited import CitedWork
from .answers import at, json_object, listed, objects, text, without_mark, year
from .service import OnlineWork, Service

_FIELDS = "id,doi,display_name,publication_year,type,authorships,primary_location,is_retracted"
_TYPES = {"article": "article", "book": "book", "book-chapter": "incollection"}


def query(citation: CitedWork) -> dict[str, str]:
    """Only the title: names are no part of what `search` looks in."""
    return {"search": " ".join(words(citation.title)), "per_page": "5", "select": _FIELDS}


def parse(body: bytes) -> tuple[OnlineWork, ...]:
    items = listed(json_object(body).get("results"))
    works = []
    for item in items:
        title, marked = without_mark(html_to_text(text(item.get("display_name"))))
        works.append(OnlineWork(_entry(item, title), marked or item.get("is_retracted") is True))
    return tuple(work for work in works if work.entry.title)


def _entry(item: Mapping[str, Any], title: str) -> Entry:
    address = text(item.get("id"))
    people = [
        text(at(authorship, "author", "display_name"))
        for authorship in objects(item.get("authorships"))
    ]
    return Entry(
        key=address.rpartition("/")[2],
        type=_TYPES.get(text(item.get("type")), "misc"),
        title=title,
        authors=tuple(parse_name(person) for person in people if person),
        year=year(item.get("publication_year")),
        doi=text(item.get("doi")).removeprefix("https://doi.org/"),
        venue=text(at(item, "primary_location", "source", "display_name")),
        url=text(item.get("doi")) or address,
    )


OPENALEX = Service("OpenAlex", "https://api.openalex.org/works", 1.0, query, parse)
