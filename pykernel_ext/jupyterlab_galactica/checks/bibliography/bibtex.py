r"""BibTeX and BibLaTeX files. bibtexparser finds the blocks and goes on after a broken one.

Its splitter is used alone: values are put together here, since `@string` names joined by `#`, and
inheritance through `crossref` and `xdata`, are not among its middlewares.
"""

from __future__ import annotations

import logging
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from .entry import Entry, Reading, bare_doi
from .names import parse_names
from .room import Room
from .tex import tex_to_text

if TYPE_CHECKING:
    from bibtexparser.model import Block
    from bibtexparser.model import Entry as Record

_MONTH_NAMES = (
    "January February March April May June July August September October November December"
)
_MONTHS = {name[:3].lower(): name for name in _MONTH_NAMES.split()}
_PIECE = re.compile(r'[^\s#{}"]+')
_NEXT_FIELD = re.compile(r"\s*([A-Za-z][\w-]*)\s*=\s*")
_OPENING = re.compile(r'@\w+\s*[({]|[{}"%]')
_DELIMITER = re.compile(r'[{}"]')
_YEAR = re.compile(r"\d{4}")
_VENUES = ("journal", "journaltitle", "booktitle", "howpublished", "publisher", "institution")
_OWN = frozenset({"title", "author", "doi", "url"})
_NO_WORKS = frozenset({"xdata", "ieeetranbstctl", "control", "set"})
_UNINHERITED = frozenset({"crossref", "xdata", "ids", "label", "shorttitle"})


_Fields = dict[str, str]
_Records = dict[str, tuple["Record", _Fields]]


def read_bibtex(text: str, file: str = "") -> Reading:
    """The entries of a .bib file as plain Unicode; each broken one is named with its line."""
    from bibtexparser.splitter import Splitter

    # Its warnings say again, less clearly, what the problems below say.
    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    room = Room(text)
    records, problems = _collect(Splitter(_without_comments(text)).split().blocks, file, room)
    # BibTeX looks a parent up without regard to case; `ids` are BibLaTeX's other keys of an entry.
    named = {alias.lower(): key for key, (_, fields) in records.items() for alias in _ids(fields)}
    named |= {key.lower(): key for key in records}
    entries = []
    for key, (record, _) in records.items():
        kind, line = record.entry_type.lower(), _line(record)
        if kind in _NO_WORKS:
            continue
        fields, missing = _inherit(key, records, named, room)
        problems += [
            _at(file, line, f"the entry {key} refers to {parent}, which is not in this file")
            for parent in missing
        ]
        entry = _entry(key, kind, fields, file, line)
        if entry.title:
            entries.append(entry)
        else:
            problems.append(_at(file, line, f"the entry {key} has no title; add one to match it"))
    if room.is_full:
        said = (
            "its @string names and parents stand for too much text; what they would add is left out"
        )
        problems.insert(0, _at(file, 1, said))
    return Reading(tuple(entries), tuple(problems))


def _collect(blocks: list[Block], file: str, room: Room) -> tuple[_Records, list[str]]:
    """The records by key with their fields' values, as LaTeX; and what is wrong with the blocks."""
    from bibtexparser.model import String

    records: _Records = {}
    problems: list[str] = []
    names = dict(_MONTHS)
    for block in blocks:
        problems += [_at(file, _line(block), problem) for problem in _block_problems(block)]
        record = _record(block)
        if isinstance(block, String):
            names[block.key.lower()], unknown = _value(block.value, names, room)
            problems += [_at(file, _line(block), _undefined(name)) for name in unknown]
        elif record is not None and record.key:
            fields: _Fields = {}
            for item in record.fields:
                line = item.start_line + 1
                parts = list(_fields(item.key, item.value))
                for name, value in parts:
                    fields[name.lower()], unknown = _value(value, names, room)
                    problems += [_at(file, line, _undefined(each)) for each in unknown]
                problems += [_at(file, line, f"a comma is missing after the field {name}")
                             for name, _ in parts[:-1]]  # fmt: skip
            records.setdefault(record.key, (record, fields))
    return records, problems


def _record(block: Block) -> Record | None:
    """The entry a block holds, also where one of its fields stands twice."""
    from bibtexparser import model

    if isinstance(block, model.DuplicateFieldKeyBlock):
        block = block.ignore_error_block or block
    return block if isinstance(block, model.Entry) else None


def _block_problems(block: Block) -> Iterator[str]:
    from bibtexparser import model

    if isinstance(block, model.DuplicateBlockKeyBlock):
        if block.key and isinstance(block.ignore_error_block, model.Entry):
            yield f"the key {block.key} stands a second time; its first entry is used"
    elif isinstance(block, model.DuplicateFieldKeyBlock):
        twice = ", ".join(sorted(block.duplicate_keys))
        yield f"an entry has the field {twice} twice; its last value is used"
    elif isinstance(block, model.ParsingFailedBlock):
        start = " ".join((block.raw or "").split())[:40]
        reason = " ".join(str(getattr(block.error, "abort_reason", block.error)).split())
        yield f"the entry {start!r} is broken and left out: {reason.strip(' .')}"
    elif isinstance(block, model.Entry) and not block.key:
        yield "an entry has no key and is left out; give it one"


def _without_comments(text: str) -> str:
    """The text without what stands behind a percent sign between fields, as Biber reads it."""
    if "%" not in text:
        return text
    pieces = []
    start, at, depth, quoted = 0, 0, 0, False
    while mark := _OPENING.search(text, at):
        at = mark.end()
        if mark[0][0] == "@" and (not depth or text[mark.start() - 1] == "\n"):
            depth, quoted = 1, False
        elif mark[0] == "}":
            depth = max(0, depth - 1)
        elif mark[0] == '"':
            quoted ^= depth == 1
        elif mark[0] != "%":
            depth += depth > 0 and mark[0].endswith("{")
        elif depth == 1 and not quoted:
            pieces.append(text[start : mark.start()])
            end = text.find("\n", at)
            start = at = len(text) if end < 0 else end
    return "".join(pieces) + text[start:]


def _fields(name: str, raw: str) -> Iterator[tuple[str, str]]:
    """A field, and those that follow it where the comma between them is missing."""
    start, at = 0, 0
    while at < len(raw):
        piece = _PIECE.match(raw, at)
        if piece is None and raw[at] not in '{"':
            at += 1
            continue
        at = piece.end() if piece else _closing(raw, at) + 1
        if following := _NEXT_FIELD.match(raw, at):
            yield name, raw[start:at]
            name, start = following[1], following.end()
            at = start
    yield name, raw[start:]


def _value(raw: str, names: Mapping[str, str], room: Room) -> tuple[str, list[str]]:
    """A value of braced, quoted and named pieces joined by `#`; and the names nobody defined.

    A name whose value has no room stands as it is.
    """
    pieces: list[str] = []
    unknown: list[str] = []
    at = 0
    while at < len(raw):
        char = raw[at]
        if char in '{"':
            end = _closing(raw, at)
            pieces.append(raw[at + 1 : end])
            at = end + 1
        elif word := _PIECE.match(raw, at):
            name = word[0]
            if not name[0].isdigit() and name.lower() not in names:
                unknown.append(name)
            value = names.get(name.lower(), name)
            pieces.append(value if room.takes(len(value)) else name)
            at = word.end()
        else:  # a blank or `#` between pieces
            at += 1
    return "".join(pieces), unknown


def _closing(raw: str, start: int) -> int:
    """Where the brace or quote at `start` is closed; the end of the value where it never is."""
    depth = 0
    for mark in _DELIMITER.finditer(raw, start):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        ends = mark[0] == "}" if raw[start] == "{" else mark[0] == '"' and mark.start() > start
        if ends and depth == 0:
            return mark.start()
    return len(raw)


def _ids(fields: _Fields) -> list[str]:
    return [alias.strip() for alias in fields.get("ids", "").split(",") if alias.strip()]


def _inherit(
    key: str, records: _Records, named: Mapping[str, str], room: Room
) -> tuple[_Fields, list[str]]:
    """An entry's fields with those of its `crossref` and `xdata`; and parents not in the file.

    A parent's title becomes `booktitle`, as BibLaTeX has it.
    """
    fields = dict(records[key][1])
    missing: list[str] = []
    seen = {key}
    waiting = deque(_parents(fields))
    while waiting:
        cited, field = waiting.popleft()
        parent = named.get(cited.lower())
        if parent is None:
            missing.append(cited)
            continue
        if parent in seen:
            continue
        seen.add(parent)
        above = records[parent][1]
        if not room.takes(sum(map(len, above.values())) + 1):
            break
        for name, value in above.items():
            if name not in _UNINHERITED:
                turned = field == "crossref" and name == "title"
                fields.setdefault("booktitle" if turned else name, value)
        waiting += _parents(above)
    return fields, missing


def _parents(fields: _Fields) -> list[tuple[str, str]]:
    """The keys an entry inherits from, each with the field that names it."""
    return [
        (key.strip(), field)
        for field in ("xdata", "crossref")
        for key in fields.get(field, "").split(",")
        if key.strip()
    ]


def _entry(key: str, kind: str, fields: _Fields, file: str, line: int) -> Entry:
    authors, more = parse_names(fields.get("author") or fields.get("editor", ""))
    texts = {name: tex_to_text(value) for name, value in fields.items() if name not in _OWN}
    year = _YEAR.search(texts.get("year") or texts.get("date", ""))
    title, subtitle = (tex_to_text(fields.get(name, "")) for name in ("title", "subtitle"))
    return Entry(
        key=key,
        type=kind,
        title=f"{title}: {subtitle}" if title and subtitle else title,
        authors=authors,
        more_authors=more,
        year=int(year[0]) if year else None,
        doi=bare_doi(tex_to_text(fields.get("doi", ""))),
        venue=next((texts[name] for name in _VENUES if texts.get(name)), ""),
        # An address is no LaTeX: `_` and `%` and `~` mean themselves in it.
        url=fields.get("url", "").replace(r"\_", "_").replace(r"\%", "%").strip(),
        aliases=tuple(_ids(fields)),
        fields=texts,
        file=file,
        line=line,
    )


def _line(block: Block) -> int:
    """bibtexparser counts from 0."""
    return (block.start_line or 0) + 1


def _at(file: str, line: int, problem: str) -> str:
    return f"{file or 'The bibliography'}, line {line}: {problem}."


def _undefined(name: str) -> str:
    return f"no @string defines the name {name}, so it stands as it is; put it in braces"
