"""Crossref's REST API: `https://api.crossref.org/works` (its public documentation, "Works").

A retracted work names its notice in `updated-by`; a notice names the work in `update-to`. Both are
filled by publishers and by Retraction Watch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..bibliography.csl import csl_name, csl_year
from ..bibliography.entry import Entry
from ..bibliography.tex import html_to_text
from ..matching.cited import CitedWork
from .answers import at, json_object, listed, objects, text, without_mark
from .service import OnlineWork, Service

_TYPES = {
    "journal-article": "article",
    "proceedings-article": "inproceedings",
    "book": "book",
    "monograph": "book",
    "book-chapter": "incollection",
    "dissertation": "phdthesis",
    "report": "techreport",
    "posted-content": "misc",
}
_RETRACTING = frozenset({"retraction", "withdrawal", "removal", "partial_retraction"})


def query(citation: CitedWork) -> dict[str, str]:
    year = str(citation.year or "")
    parts = (citation.title, *citation.authors, year)
    return {"query.bibliographic": " ".join(part for part in parts if part), "rows": "5"}


def parse(body: bytes) -> tuple[OnlineWork, ...]:
    items = listed(at(json_object(body), "message", "items"))
    retracted = {
        text(update.get("DOI")).lower()
        for item in items
        for update in objects(item.get("update-to"))
        if _retracts(update)
    }
    works = []
    for item in items:
        entry, marked = _entry(item)
        by_notice = any(map(_retracts, objects(item.get("updated-by"))))
        works.append(OnlineWork(entry, marked or by_notice or entry.doi.lower() in retracted))
    return tuple(work for work in works if work.entry.title)


def _retracts(update: Mapping[str, Any]) -> bool:
    return text(update.get("type")).lower().replace("-", "_") in _RETRACTING


def _entry(item: Mapping[str, Any]) -> tuple[Entry, bool]:
    """The work of an item, and whether its title is marked as retracted."""
    doi = text(item.get("DOI"))
    title, marked = without_mark(html_to_text(text(item.get("title"))))
    subtitle = html_to_text(text(item.get("subtitle")))
    names = [
        csl_name({**person, "literal": person.get("name")})
        for person in objects(item.get("author")) or objects(item.get("editor"))
    ]
    entry = Entry(
        key=doi,
        type=_TYPES.get(text(item.get("type")), "misc"),
        title=f"{title}: {subtitle}" if title and subtitle else title,
        authors=tuple(name for name in names if name.family),
        year=csl_year(item.get("issued")),
        doi=doi,
        venue=html_to_text(text(item.get("container-title"))),
        url=f"https://doi.org/{doi}" if doi else "",
    )
    return entry, marked


CROSSREF = Service("Crossref", "https://api.crossref.org/works", 1.0, query, parse)
