"""A bibliography kept on disk, searched by pieces of titles and by surnames.

One SQLite file for each set of sources: the entries, and for each feature (four letters of a
squashed title, or a surname) the numbers of the entries that have it. A search adds up the rarity
of the features shared, the rarest first, so that its cost hardly grows with the bibliography.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from ...config import load_config
from ...limits import MB
from .entry import Entry, Name, Reading
from .folding import singular, squash, words
from .read import find_files, read_bibliography
from .tex import tex_to_text

_log = logging.getLogger(__name__)

_FORMAT = 2
_GRAM = 4
_POSTINGS = 30_000  # numbers added up in a search; bounds its time
_LEAST_FEATURES = 8
_FOUND = 30
_LONGEST = 500  # characters of a citation that are looked at
_SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE entries (number INTEGER PRIMARY KEY, packed TEXT);
CREATE TABLE keys (key TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
CREATE TABLE features (
    number INTEGER PRIMARY KEY, feature TEXT UNIQUE, count INTEGER, entries BLOB
);
CREATE TABLE words (word TEXT PRIMARY KEY) WITHOUT ROWID;
"""

_Stamps = list[list[str | int]]


class BibliographyIndex:
    """The entries of some sources, ready to be searched; made by `open_index`.

    `problems` are the sentences on what could not be read. May be used from several threads.
    """

    def __init__(self, database: sqlite3.Connection, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        self._database = database
        (self._size,) = database.execute("SELECT count(*) FROM entries").fetchone()

    def __len__(self) -> int:
        return int(self._size)

    def entry(self, key: str) -> Entry | None:
        """The entry with this key, or else with this alias."""
        query = "SELECT packed FROM entries JOIN keys USING (number) WHERE key = ?"
        row = self._database.execute(query, (key,)).fetchone()
        return _unpack(row[0]) if row else None

    def is_word(self, word: str) -> bool:
        """Whether some title of the bibliography has this folded word in the singular."""
        query = "SELECT 1 FROM words WHERE word = ?"
        return self._database.execute(query, (word,)).fetchone() is not None

    def candidates(self, text: str) -> list[Entry]:
        """At most 30 entries that `text`, a title with or without names, could mean; best first."""
        import numpy as np

        shared = self._rarest(text)
        if not shared:
            return []
        numbers = np.concatenate([np.frombuffer(entries, "<u4") for _, entries in shared])
        counts = [count for count, _ in shared]
        rarity = np.repeat(np.log1p(self._size / np.array(counts)), counts)
        scores = np.bincount(numbers, weights=rarity)
        best = np.argpartition(-scores, min(_FOUND, len(scores) - 1))[:_FOUND]
        best = best[np.argsort(-scores[best], kind="stable")]
        wanted = [int(number) for number in best if scores[number] > 0]
        marks = ",".join("?" * len(wanted))
        rows: dict[int, str] = dict(
            self._database.execute(
                f"SELECT number, packed FROM entries WHERE number IN ({marks})",  # noqa: S608
                wanted,
            )
        )
        return [_unpack(rows[number]) for number in wanted]

    def close(self) -> None:
        self._database.close()

    def _rarest(self, text: str) -> list[tuple[int, bytes]]:
        """How many entries have a feature of the text, and which; as many features as are paid."""
        features = list(_features_of_citation(text))
        marks = ",".join("?" * len(features))
        query = f"SELECT count, number FROM features WHERE feature IN ({marks})"  # noqa: S608
        known = sorted(self._database.execute(query, features))
        chosen: list[int] = []
        paid = 0
        for count, number in known:
            paid += count
            if paid > _POSTINGS and len(chosen) >= _LEAST_FEATURES:
                break
            chosen.append(number)
        marks = ",".join("?" * len(chosen))
        query = f"SELECT count, entries FROM features WHERE number IN ({marks})"  # noqa: S608
        return self._database.execute(query, chosen).fetchall()


def open_index(paths: Iterable[Path], folder: Path | None = None) -> BibliographyIndex:
    """The index of these files and folders: the one kept, or a new one where a file has changed.

    It is kept in `folder`, by default this package's in the user's cache; where nothing can be
    written, in memory. A file that is gone, or broken, is one of its `problems`.
    """
    sources = [Path(os.path.abspath(path)) for path in paths]
    files, _ = find_files(sources)
    stamps = _stamps(files)
    kept = (folder or _cache_folder()) / f"{_name(sources)}.sqlite"
    return _open_kept(kept, stamps) or _build(kept, stamps, sources)


def index_entries(reading: Reading) -> BibliographyIndex:
    """An index in memory over entries that stand in no file."""
    database = sqlite3.connect(":memory:", check_same_thread=False)
    _fill(database, reading, [])
    return BibliographyIndex(database, reading.problems)


def _open_kept(kept: Path, stamps: _Stamps) -> BibliographyIndex | None:
    """The kept index, or None where there is none, or its sources have changed, or it is broken."""
    if not kept.exists():
        return None
    try:
        uri = f"{kept.as_uri()}?mode=ro"
        database = sqlite3.connect(uri, uri=True, check_same_thread=False)
    except sqlite3.Error:
        return None
    try:
        about = dict(database.execute("SELECT name, value FROM about"))
        if about.get("stamps") == json.dumps(stamps) and about.get("format") == str(_FORMAT):
            return BibliographyIndex(database, json.loads(about["problems"]))
    except (sqlite3.Error, KeyError, ValueError) as error:
        _log.warning("The kept index %s is broken (%s) and is made anew.", kept, error)
    database.close()
    return None


def _build(kept: Path, stamps: _Stamps, sources: Sequence[Path]) -> BibliographyIndex:
    reading = read_bibliography(sources)
    new = kept.with_suffix(f".{os.getpid()}.new")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        with closing(sqlite3.connect(new)) as database:
            _fill(database, reading, stamps)
        os.replace(new, kept)
        _drop_oldest(kept, int(load_config().indexes_mb * MB))
        opened = _open_kept(kept, stamps)
    except (OSError, sqlite3.Error) as error:
        _log.warning("The index cannot be kept in %s (%s); it stays in memory.", kept, error)
        opened = None
    return opened or index_entries(reading)


def _drop_oldest(newest: Path, room: int) -> None:
    """Remove the indexes beside the newest one that take more than `room` bytes with it."""
    indexes = {file: file.stat() for file in newest.parent.glob("*.sqlite")}
    for file in sorted(indexes, key=lambda file: -indexes[file].st_mtime_ns):
        room -= indexes[file].st_size
        if room < 0 and file != newest:
            file.unlink(missing_ok=True)


def _fill(database: sqlite3.Connection, reading: Reading, stamps: _Stamps) -> None:
    import numpy as np

    having: dict[str, list[int]] = {}
    vocabulary: set[str] = set()
    for number, entry in enumerate(reading.entries):
        vocabulary.update(map(singular, words(entry.title)))
        for feature in _features(entry):
            having.setdefault(feature, []).append(number)
    # Made anew if interrupted, so nothing need be synced on the way.
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.executescript(_SCHEMA)
    database.executemany(
        "INSERT INTO entries VALUES (?, ?)",
        ((number, _pack(entry)) for number, entry in enumerate(reading.entries)),
    )
    keys = {e.key: number for number, e in reversed(list(enumerate(reading.entries)))}
    for number, entry in enumerate(reading.entries):
        for alias in entry.aliases:
            keys.setdefault(alias, number)
    database.executemany("INSERT INTO keys VALUES (?, ?)", sorted(keys.items()))
    database.executemany(
        "INSERT INTO features (feature, count, entries) VALUES (?, ?, ?)",
        (
            (feature, len(numbers), np.array(numbers, "<u4").tobytes())
            for feature, numbers in sorted(having.items())
        ),
    )
    database.executemany("INSERT INTO words VALUES (?)", ((word,) for word in sorted(vocabulary)))
    about = {"format": _FORMAT, "stamps": stamps, "problems": reading.problems}
    database.executemany(
        "INSERT INTO about VALUES (?, ?)",
        [(name, json.dumps(value)) for name, value in about.items()],
    )
    database.commit()


def _features(entry: Entry) -> set[str]:
    names = {f"@{squash(text)}" for name in entry.authors for text in (name.family, name.surname)}
    return names | _grams(f"^^{squash(entry.title)}$$")


def _features_of_citation(text: str) -> set[str]:
    """Every run of words between commas may be a title, and every word a surname."""
    text = tex_to_text(text[:_LONGEST]).replace("，", ",")
    pieces = text.split(",")
    names = {f"@{word}" for piece in pieces[1:] for word in words(piece)}
    names |= {f"@{squash(piece)}" for piece in pieces[1:]}
    title = ",".join(pieces[:-1]) or text
    return names | _grams(f"^^{squash(title)}$$") | _grams(f"^^{squash(text)}$$")


def _grams(text: str) -> set[str]:
    return {text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1)}


def _pack(entry: Entry) -> str:
    people = [[n.family, n.given, n.particle, n.suffix] for n in entry.authors]
    parts: list[Any] = [entry.key, entry.type, entry.title, people, entry.more_authors, entry.year]
    parts += [entry.doi, entry.venue, entry.url, entry.aliases]
    parts += [dict(entry.fields), entry.file, entry.line]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def _unpack(packed: str) -> Entry:
    unpacked = json.loads(packed)
    key, kind, title, people, more, year, doi, venue, url, aliases, fields, file, line = unpacked
    return Entry(
        key=key,
        type=kind,
        title=title,
        authors=tuple(Name(*parts) for parts in people),
        more_authors=more,
        year=year,
        doi=doi,
        venue=venue,
        url=url,
        aliases=tuple(aliases),
        fields=fields,
        file=file,
        line=line,
    )


def _stamps(files: Iterable[Path]) -> _Stamps:
    """Path, size and time of change of each file: a change of any is a change of the index."""
    stamps: _Stamps = []
    for file in files:
        try:
            status = file.stat()
        except OSError:
            continue
        stamps.append([str(file), status.st_size, status.st_mtime_ns])
    return stamps


def _name(sources: Sequence[Path]) -> str:
    listed = json.dumps([str(source) for source in sources])
    return hashlib.sha256(listed.encode()).hexdigest()[:24]


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("jupyterlab-galactica") / "bibliographies"
