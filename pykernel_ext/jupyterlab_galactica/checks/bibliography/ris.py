"""RIS files, as reference managers and publishers export them: `TY  - JOUR` to `ER  - `.

rispy gives up the whole file at a record it cannot read and knows no lines; the format is one
pattern, so it is read here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from .entry import Entry, Name, Reading, bare_doi
from .folding import squash
from .tex import html_to_text

_TAG = re.compile(r"^([A-Z][A-Z0-9])  ?-(?: (.*))?$")
_TYPES = {
    "JOUR": "article",
    "JFULL": "article",
    "MGZN": "article",
    "NEWS": "article",
    "CONF": "inproceedings",
    "CPAPER": "inproceedings",
    "BOOK": "book",
    "EBOOK": "book",
    "CHAP": "incollection",
    "THES": "phdthesis",
    "RPRT": "techreport",
    "UNPB": "unpublished",
}
_TITLE = ("TI", "T1", "CT", "BT")
_AUTHOR = ("AU", "A1")
_YEAR = ("PY", "Y1", "DA")
_VENUE = ("JF", "JO", "T2", "JA", "J2", "BT", "PB")
_FIELDS = {"VL": "volume", "IS": "number", "PB": "publisher"}
_FOUR_DIGITS = re.compile(r"\d{4}")


@dataclass(slots=True)
class _Record:
    line: int
    kind: str
    closed: bool = False
    values: dict[str, list[str]] = field(default_factory=dict)

    def first(self, tags: tuple[str, ...]) -> str:
        return next((self.values[tag][0] for tag in tags if self.values.get(tag)), "")


def read_ris(text: str, file: str = "") -> Reading:
    """The records of a RIS file; each one that is broken is named with its line.

    Its keys are the `ID` fields, or else surname, year and first word, numbered where they repeat.
    """
    entries: list[Entry] = []
    problems: list[str] = []
    used: Counter[str] = Counter()
    for record in _records(text):
        where = f"{file or 'The bibliography'}, line {record.line}"
        if not record.closed:
            problems.append(f"{where}: the record is not closed; end it with a line 'ER  - '.")
        entry = _entry(record, file)
        if entry.title:
            used[entry.key] += 1
            if used[entry.key] > 1:
                entry = replace(entry, key=f"{entry.key}-{used[entry.key]}")
            entries.append(entry)
        else:
            problems.append(f"{where}: the record has no title; add one to match it.")
    if not entries and not problems and text.strip():
        problems.append(f"{file or 'The bibliography'} has no line 'TY  - ', so it is not RIS.")
    return Reading(tuple(entries), tuple(problems))


def _records(text: str) -> Iterator[_Record]:
    record: _Record | None = None
    last = ""
    for number, line in enumerate(text.splitlines(), start=1):
        tagged = _TAG.match(line.rstrip())
        if tagged is None:
            if record is not None and record.values.get(last) and line.strip():
                record.values[last][-1] += f" {line.strip()}"
            continue
        last, value = tagged[1], (tagged[2] or "").strip()
        if last == "TY":
            if record is not None:
                yield record
            record = _Record(number, value)
        elif record is not None and last == "ER":
            record.closed = True
            yield record
            record = None
        elif record is not None:
            record.values.setdefault(last, []).append(value)
    if record is not None:
        yield record


def _entry(record: _Record, file: str) -> Entry:
    people = [name for tag in _AUTHOR for name in record.values.get(tag, ()) if name]
    authors = tuple(_name(person) for person in people)
    year = _FOUR_DIGITS.search(record.first(_YEAR))
    title = html_to_text(record.first(_TITLE))
    key = record.first(("ID",)) or _key(authors, year[0] if year else "", title)
    fields = {name: record.first((tag,)) for tag, name in _FIELDS.items()}
    pages = (record.first(("SP",)), record.first(("EP",)))
    fields["pages"] = "--".join(page for page in pages if page)
    return Entry(
        key=key,
        type=_TYPES.get(record.kind, "misc"),
        title=title,
        authors=authors,
        year=int(year[0]) if year else None,
        doi=bare_doi(record.first(("DO",))),
        venue=record.first(_VENUE),
        url=record.first(("UR",)),
        fields={name: value for name, value in fields.items() if value},
        file=file,
        line=record.line,
    )


def _name(person: str) -> Name:
    """`Last, First, Suffix`; without a comma, an organisation."""
    family, given, suffix, *_ = (*(part.strip() for part in person.split(",")), "", "", "")
    return Name(family, given, suffix=suffix)


def _key(authors: tuple[Name, ...], year: str, title: str) -> str:
    surname = squash(authors[0].surname) if authors else ""
    return f"{surname}{year}{squash(title.partition(' ')[0])}"
