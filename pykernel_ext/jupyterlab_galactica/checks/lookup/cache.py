"""Services' answers kept on disk, so that a question is sent once a month."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

from ...config import load_config
from ...limits import MB

_log = logging.getLogger(__name__)

_KEPT = 30 * 86_400  # seconds
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (question TEXT PRIMARY KEY, body BLOB, asked REAL) WITHOUT ROWID
"""

_DROP_OLDEST = """
DELETE FROM answers WHERE question IN (SELECT question FROM answers ORDER BY asked
LIMIT (SELECT count(*) / 10 + (count(*) > 1) FROM answers))
"""


class AnswerCache:
    """Answers by question, in one SQLite file; in memory where the file cannot be used.

    The oldest go where they would take more than the limit `cache_mb`.
    """

    def __init__(self, file: Path, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._limit = int(load_config().cache_mb * MB)
        self._lock = threading.Lock()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._database = _opened(file)
        except (OSError, sqlite3.Error) as error:
            _log.warning("Answers cannot be kept in %s (%s); they stay in memory.", file, error)
            self._database = _opened(":memory:")

    def get(self, question: str) -> bytes | None:
        since = self._clock() - _KEPT
        query = "SELECT body FROM answers WHERE question = ? AND asked > ?"
        try:
            with self._lock:
                row = self._database.execute(query, (question, since)).fetchone()
        except sqlite3.Error as error:
            _log.warning("A kept answer cannot be read (%s).", error)
            return None
        return row[0] if row else None

    def put(self, question: str, body: bytes) -> None:
        values = (question, body, self._clock())
        try:
            with self._lock, self._database:
                self._database.execute(
                    "DELETE FROM answers WHERE asked <= ?", (self._clock() - _KEPT,)
                )
                self._database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", values)
                while self._bytes_used() > self._limit:
                    if not self._database.execute(_DROP_OLDEST).rowcount:
                        break
        except sqlite3.Error as error:
            _log.warning("An answer cannot be kept (%s).", error)

    def _bytes_used(self) -> int:
        """Of the file, without pages that are free to be written again."""
        pages, free, size = (
            int(self._database.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * size

    def close(self) -> None:
        self._database.close()


def _opened(file: Path | str) -> sqlite3.Connection:
    database = sqlite3.connect(file, check_same_thread=False)
    database.execute(_SCHEMA)
    return database
