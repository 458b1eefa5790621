"""arXiv's API: `https://export.arxiv.org/api/query`, answers in Atom (arXiv API User's Manual).

Its terms of use allow one request in three seconds. An error is an entry titled `Error`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from ..bibliography.entry import Entry
from ..bibliography.folding import words
from ..bibliography.names import parse_name
from ..bibliography.tex import tex_to_text
from ..matching.cited import CitedWork
from .service import OnlineWork, Service, ServiceError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"


def query(citation: CitedWork) -> dict[str, str]:
    """The title as a phrase, and the first author's surname."""
    asked = [f'ti:"{" ".join(words(citation.title))}"']
    asked += [f'au:"{" ".join(words(name))}"' for name in citation.authors[:1]]
    return {"search_query": " AND ".join(asked), "max_results": "5"}


def parse(body: bytes) -> tuple[OnlineWork, ...]:
    # It refuses document types and entities, with which a small answer can fill the memory.
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        feed = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise ServiceError("its answer is not Atom") from error
    if feed.tag != f"{_ATOM}feed":
        raise ServiceError("its answer is not Atom")
    works = []
    for item in feed.iter(f"{_ATOM}entry"):
        if _text(item, "id").startswith(("http://arxiv.org/api/errors", "https://arxiv.org/api/e")):
            raise ServiceError(f"it refused the question ({_text(item, 'summary')})")
        withdrawn = "withdrawn" in _text(item, "comment", _ARXIV).casefold()
        works.append(OnlineWork(_entry(item), withdrawn))
    return tuple(work for work in works if work.entry.title)


def _entry(item: Element) -> Entry:
    address = _text(item, "id")
    number = address.rpartition("/abs/")[2]
    people = [_text(author, "name") for author in item.iter(f"{_ATOM}author")]
    published = _text(item, "published")[:4]
    return Entry(
        key=number,
        type="misc",
        title=tex_to_text(_text(item, "title")),
        authors=tuple(parse_name(person) for person in people if person),
        year=int(published) if published.isdecimal() else None,
        doi=_text(item, "doi", _ARXIV),
        venue=_text(item, "journal_ref", _ARXIV) or "arXiv",
        url=address,
        fields={"eprint": number, "archiveprefix": "arXiv"},
    )


def _text(item: Element, name: str, space: str = _ATOM) -> str:
    return " ".join((item.findtext(f"{space}{name}") or "").split())


ARXIV = Service("arXiv", "https://export.arxiv.org/api/query", 3.0, query, parse)
