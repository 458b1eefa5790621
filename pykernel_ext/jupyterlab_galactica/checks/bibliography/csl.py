"""CSL-JSON (citeproc's format, Zotero's "CSL JSON" export), read and written.

The fields are those of the schema `csl-data.json` of the Citation Style Language project.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .entry import Entry, Name, Reading, bare_doi
from .tex import html_to_text

_BIBTEX_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "article": "article",
    "paper-conference": "inproceedings",
    "book": "book",
    "chapter": "incollection",
    "thesis": "phdthesis",
    "report": "techreport",
    "manuscript": "unpublished",
}
_CSL_TYPES = {
    "article": "article-journal",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "book": "book",
    "inbook": "chapter",
    "incollection": "chapter",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "unpublished": "manuscript",
    "online": "webpage",
}
_OWN = frozenset({"id", "type", "title", "author", "issued", "DOI", "container-title", "URL"})
_RENAMED = {"volume": "volume", "issue": "number", "page": "pages", "publisher": "publisher"}
_BLANK = re.compile(r"[\s,]*")
_YEAR = re.compile(r"\d{4}")


def read_csl(text: str, file: str = "") -> Reading:
    """The items of a CSL-JSON list, of an object's `items`, or of an object by their ids."""
    items: list[tuple[Any, int]] = []
    problems: tuple[str, ...] = ()
    try:
        items.extend(_items(text))
    except json.JSONDecodeError as error:
        problems = (
            f"{file or 'The bibliography'}, line {error.lineno}: the JSON breaks off here "
            f"({error.msg}), so only the {len(items)} items before it are used.",
        )
    except RecursionError:
        problems = (f"{file or 'The bibliography'} nests too deeply to be CSL-JSON.",)
    reading = read_csl_items(items, file)
    return Reading(reading.entries, (*reading.problems, *problems))


def read_csl_items(items: Iterable[tuple[Any, int]], file: str = "") -> Reading:
    """The entries of items, each with its line. An item that is none is named."""
    entries: list[Entry] = []
    problems: list[str] = []
    for item, line in items:
        where = f"{file or 'The bibliography'}, line {line}"
        title = html_to_text(_text(item.get("title"))) if isinstance(item, dict) else ""
        if not isinstance(item, dict) or not item.get("id"):
            problems.append(f"{where}: an item has no id and is left out; give it one.")
        elif not title:
            problems.append(f"{where}: the item {item['id']} has no title; add one to match it.")
        else:
            entries.append(csl_entry(item, file, line))
    return Reading(tuple(entries), tuple(problems))


def csl_entry(item: Mapping[str, Any], file: str = "", line: int = 0) -> Entry:
    """The entry of one CSL item; what is of the wrong type in it counts as missing."""
    people = item.get("author") or item.get("editor")
    names = [csl_name(person) for person in people] if isinstance(people, list) else []
    kind = _text(item.get("type"))
    return Entry(
        key=_text(item.get("id")),
        type=_BIBTEX_TYPES.get(kind, "misc"),
        title=html_to_text(_text(item.get("title"))),
        authors=tuple(name for name in names if name.family),
        year=csl_year(item.get("issued")),
        doi=bare_doi(_text(item.get("DOI"))),
        venue=html_to_text(_text(item.get("container-title") or item.get("publisher"))),
        url=_text(item.get("URL")),
        fields={
            _RENAMED.get(name, name): html_to_text(_text(value))
            for name, value in item.items()
            if name not in _OWN and isinstance(value, str | int)
        },
        file=file,
        line=line,
    )


def csl_name(person: object) -> Name:
    """A CSL name; a `literal` is an organisation's."""
    if not isinstance(person, dict):
        return Name("")
    particles = (person.get("dropping-particle"), person.get("non-dropping-particle"))
    family = html_to_text(_text(person.get("family")))
    given = html_to_text(_text(person.get("given")))
    if not family:
        return Name(html_to_text(_text(person.get("literal"))) or given)
    return Name(
        family=family,
        given=given,
        particle=" ".join(_text(part) for part in particles if part),
        suffix=_text(person.get("suffix")),
    )


def csl_year(date: object) -> int | None:
    """The year of a CSL date: `{"date-parts": [[2017, 6]]}`, Pandoc's `{"year": 2017}`, or text."""
    if isinstance(date, list):
        date = date[0] if date else None
    text = _text(date)
    if isinstance(date, dict):
        parts = date.get("date-parts")
        for _ in range(2):
            parts = parts[0] if isinstance(parts, list) and parts else parts
        names = ("year", "raw", "literal")
        text = _text(parts) or next((_text(date[name]) for name in names if date.get(name)), "")
    year = _YEAR.search(text)
    return int(year[0]) if year else None


def to_csl(entry: Entry) -> dict[str, Any]:
    """The entry as a CSL item, ready for `json.dumps`."""
    people = [
        {"family": name.family, "given": name.given}
        | ({"non-dropping-particle": name.particle} if name.particle else {})
        | ({"suffix": name.suffix} if name.suffix else {})
        if name.given
        else {"literal": str(name)}
        for name in entry.authors
    ]
    item = {
        "id": entry.key,
        "type": _CSL_TYPES.get(entry.type, "document"),
        "title": entry.title,
        "author": people,
        "issued": {"date-parts": [[entry.year]]} if entry.year else None,
        "container-title": entry.venue,
        "DOI": entry.doi,
        "URL": entry.url,
    }
    item |= {csl: entry.fields.get(name) for csl, name in _RENAMED.items()}
    return {name: value for name, value in item.items() if value}


def _items(text: str) -> Iterator[tuple[Any, int]]:
    """Each item with its line, one by one, so that those before a break are had."""
    decoder = json.JSONDecoder()
    start = _after(_BLANK, text, 0)
    if text.startswith("{", start):
        listed = re.search(r'"items"\s*:\s*', text)
        if listed is None:
            yield from ((item, 1) for item in _by_id(decoder.raw_decode(text, start)[0]))
            return
        start = listed.end()
    if not text.startswith("[", start):
        raise json.JSONDecodeError("a list of items was expected", text, start)
    at = _after(_BLANK, text, start + 1)
    line, counted = 1, 0
    while not text.startswith("]", at):
        line, counted = line + text.count("\n", counted, at), at
        item, end = decoder.raw_decode(text, at)
        yield item, line
        at = _after(_BLANK, text, end)


def _by_id(found: dict[str, Any]) -> list[Any]:
    """The items of an object that has them by their ids; or the object, where it is an item."""
    if found and all(isinstance(item, dict) for item in found.values()):
        return [{"id": key, **item} for key, item in found.items()]
    return [found]


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) else ""
