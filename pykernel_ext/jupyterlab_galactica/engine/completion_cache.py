"""Completions kept on disk: one SQLite file in the user's cache folder, for all kernels.

It holds what a user asked and got, so nobody else may read it. It never stands in the way of an
answer: one that cannot be used is as good as none, and a damaged one is begun anew.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ..config import load_config
from ..errors import InputError
from ..limits import MB, Limits

T = TypeVar("T")

_WAIT_S = 2.0
"""For another kernel that is writing."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept
(number INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, content BLOB NOT NULL, digest BLOB NOT NULL)
"""
_DROP_OLDEST = """
DELETE FROM kept WHERE number IN
(SELECT number FROM kept ORDER BY number LIMIT (SELECT count(*) / 10 + 1 FROM kept))
"""
_OUTSIDE = re.compile("locked|readonly|unable to open|disk is full|disk I/O")
"""What SQLite says where the file is whole but cannot be used; anything else is damage."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CompletionCache:
    """Contents by key, in `file`; the oldest go where they would take more than `limit` bytes."""

    file: Path
    limit: int = int(Limits().cache_mb * MB)

    def get(self, key: str) -> bytes | None:
        def read(database: sqlite3.Connection) -> bytes | None:
            row = database.execute(
                "SELECT content, digest FROM kept WHERE key = ?", (key,)
            ).fetchone()
            if row is None:
                return None
            if _digest(key, row[0]) != row[1]:
                raise sqlite3.DatabaseError("an entry is not what was written")
            content: bytes = row[0]
            return content

        return self._use(read) if os.path.exists(self.file) else None

    def put(self, key: str, content: bytes) -> None:
        row = (key, content, _digest(key, content))

        def write(database: sqlite3.Connection) -> None:
            database.execute(
                "INSERT OR REPLACE INTO kept (key, content, digest) VALUES (?, ?, ?)", row
            )
            while _bytes_used(database) > self.limit and _drop_oldest(database):
                pass

        self._use(write)

    @property
    def size(self) -> int:
        """The bytes of the file; 0 where there is none."""
        try:
            return self.file.stat().st_size
        except OSError:
            return 0

    def clear(self) -> None:
        """Forget everything. Raises InputError where the file cannot be removed."""
        try:
            self._remove()
        except OSError as error:
            raise InputError(
                f"The answer cache {self.file} cannot be removed ({error.strerror or error}); "
                "close the other notebooks and clear it again."
            ) from error

    def _use(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """What `work` gives, in a transaction of its own; None where the file cannot be used."""
        try:
            with self._open() as database:
                return work(database)
        except (sqlite3.Error, ValueError, TypeError, OSError) as error:
            if isinstance(error, OSError) or _OUTSIDE.search(str(error)):
                _log.warning("The answer cache %s cannot be used (%s).", self.file, error)
                return None
            _log.warning("The answer cache %s is damaged (%s); begun anew.", self.file, error)
            try:
                self._remove()
            except OSError as problem:
                _log.warning("%s cannot be removed (%s); delete it.", self.file, problem)
        return None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file.parent.chmod(0o700)
        os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(self.file, timeout=_WAIT_S)) as database, database:
            database.execute("PRAGMA synchronous = OFF")  # what a power cut damages is begun anew
            database.execute(_SCHEMA)
            yield database

    def _remove(self) -> None:
        """The journal too: SQLite would play it back into a new file of the same name."""
        self.file.with_name(f"{self.file.name}-journal").unlink(missing_ok=True)
        self.file.unlink(missing_ok=True)


def user_cache() -> CompletionCache:
    """The cache of this user, shared by all kernels and the Jupyter server."""
    from platformdirs import user_cache_path

    file = user_cache_path("jupyterlab-galactica") / "answers" / "answers.sqlite"
    return CompletionCache(file, int(load_config().cache_mb * MB))


def _digest(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + content).digest()


def _bytes_used(database: sqlite3.Connection) -> int:
    """Of the file, without pages that are free to be written again."""
    pages, free, size = (
        int(database.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _drop_oldest(database: sqlite3.Connection) -> int:
    """Drop the oldest tenth; how many that were."""
    return database.execute(_DROP_OLDEST).rowcount
