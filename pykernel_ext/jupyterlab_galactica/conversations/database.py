"""The file that conversations lie in: opened, made, and what is wrong with it said in a sentence.

SQLite with a write-ahead log: what is committed survives the end of any process, by force too.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from ..errors import StoreError

SCHEMA_VERSION = 1
_PATIENCE_SECONDS = 10.0
"""How long to wait for another process that writes."""

_SCHEMA = """
CREATE TABLE conversation (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    draft TEXT NOT NULL DEFAULT '',
    head INTEGER,
    version INTEGER NOT NULL DEFAULT 0,
    changed REAL NOT NULL,
    deleted REAL
);
CREATE TABLE turn (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    parent INTEGER REFERENCES turn (id) ON DELETE CASCADE,
    depth INTEGER NOT NULL,
    question TEXT NOT NULL,
    options TEXT NOT NULL,
    text TEXT NOT NULL DEFAULT '',
    error TEXT,
    asked REAL NOT NULL,
    beat REAL NOT NULL
);
CREATE INDEX turn_after ON turn (parent);
CREATE INDEX turn_of ON turn (conversation);
CREATE TABLE answer (
    turn INTEGER PRIMARY KEY REFERENCES turn (id) ON DELETE CASCADE,
    json TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Database:
    """`problem` is a sentence where the file is only read, or a broken one was set aside."""

    connection: sqlite3.Connection
    is_read_only: bool = False
    problem: str = ""


def open_database(path: Path) -> Database:
    """The database, made where there is none. Raises StoreError.

    A file that is broken is set aside, whole, under another name; one that a newer version wrote is
    only read.
    """
    with telling():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=_PATIENCE_SECONDS):
            broken = _set_aside(path) if _is_broken(path) else None
            if not path.exists():
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
            connection = _connected(path)
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                _make(connection)
    if version > SCHEMA_VERSION:
        connection.close()
        with telling():
            connection = _connected(path, read_only=True)
        return Database(connection, True, _NEWER)
    if broken:
        return Database(
            connection,
            problem=f"The file of conversations was broken. It is kept as {broken}; a new one was "
            "begun.",
        )
    return Database(connection)


_NEWER = (
    "The conversations were written by a newer version of jupyterlab-galactica: they can be read "
    "here but not continued; update it."
)


@contextmanager
def telling() -> Iterator[None]:
    """Raise what goes wrong with the file as StoreError, in a sentence."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise StoreError(_sentence(error)) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing, on disk when it is left."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled it back already
            connection.execute("ROLLBACK")
        raise


def _connected(path: Path, read_only: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}",
        uri=True,
        timeout=_PATIENCE_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    if not read_only and connection.execute("PRAGMA user_version").fetchone()[0] <= SCHEMA_VERSION:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    return connection


def _make(connection: sqlite3.Connection) -> None:
    connection.executescript(
        f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
    )


def _is_broken(path: Path) -> bool:
    """Whether SQLite cannot make sense of what is there."""
    if not path.exists():
        return False
    try:
        with closing(_connected(path)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
    except sqlite3.OperationalError:
        return False  # busy, or not to be read: no reason to doubt what is in it
    except sqlite3.DatabaseError:
        return True


def _set_aside(path: Path) -> Path:
    kept = path.with_name(f"{path.stem}-broken-{time.strftime('%Y%m%d-%H%M%S')}{path.suffix}")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    return kept


def _sentence(error: OSError | sqlite3.Error) -> str:
    told = str(error)
    if "full" in told or "No space" in told or "disk I/O" in told:
        return (
            "The disk that keeps the conversations is full, so this was not stored; free some "
            "space and try again. What was stored before is whole."
        )
    if "malformed" in told or "not a database" in told:
        return (
            "The file of conversations is broken; restart the Jupyter server, which sets it aside "
            "and begins a new one."
        )
    if "readonly" in told:
        return "The file of conversations cannot be written; see to it that its folder can be."
    return f"The conversations cannot be kept ({told}); see to their file and try again."
