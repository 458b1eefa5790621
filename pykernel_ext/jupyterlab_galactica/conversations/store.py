"""Conversations kept in one file: asked, answered, renamed, searched, deleted and brought back."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import InputError, StoreError, TooLargeError
from .database import Database, open_database, telling, transaction
from .reading import DELETED_IS_KEPT, Reader
from .records import Conversation, Page, Turn
from .titles import tidied, title_of


class Store:
    """The conversations of one user. Its methods may be called from any thread.

    Each raises StoreError where the file cannot be used, and InputError for a conversation or turn
    that is not there. What a method has written is on disk when it returns.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._database: Database | None = None

    @property
    def problem(self) -> str:
        """What the user should know of the file, as a sentence; "" where nothing is wrong."""
        with self._opened() as database:
            return database.problem

    def listed(self, words: str = "", most: int = 200) -> list[Conversation]:
        """The conversations in which all of these words are said, the latest first."""
        with self._reading() as reader:
            return reader.listed(words.split(), most)

    def page(self, conversation: str, before: int | None = None, most: int = 20) -> Page:
        """The last turns of a conversation, or the last of those before a turn of it."""
        with self._reading() as reader:
            found = reader.conversation(conversation)
            start = found.head if before is None else reader.turn(before).parent
            return Page(found, tuple(reader.path(start, most)))

    def turn(self, turn: int) -> Turn:
        with self._reading() as reader:
            return reader.turn(turn)

    def said_before(self, turn: int | None, most_characters: int) -> list[tuple[str, str]]:
        """Questions and answers up to a turn and with it, oldest first.

        Turns without an answer are left out, and the oldest beyond so many characters.
        """
        with self._reading() as reader:
            return reader.said(turn, most_characters)

    def path_of(self, conversation: str) -> list[Turn]:
        """All turns of a conversation, oldest first."""
        with self._reading() as reader:
            found = reader.conversation(conversation)
            return list(reader.path(found.head, most=-1))

    def create(self) -> Conversation:
        """A new conversation, in which nothing is said yet. Those deleted long ago go for good."""
        now, new = time.time(), uuid.uuid4().hex
        with self._writing() as connection:
            connection.execute(
                "DELETE FROM conversation WHERE deleted < ?", (now - DELETED_IS_KEPT,)
            )
            connection.execute(
                "INSERT INTO conversation (id, title, changed) VALUES (?, '', ?)", (new, now)
            )
            return Reader(connection).conversation(new)

    def ask(
        self,
        conversation: str,
        question: str,
        options: Mapping[str, Any],
        parent: int | None,
        most_bytes: float,
    ) -> Turn:
        """A new turn after `parent`, which the conversation ends with from now on.

        Raises TooLargeError where the file has `most_bytes`, without what was deleted.
        """
        now = time.time()
        with self._writing() as connection:
            _check_size(connection, most_bytes)
            reader = Reader(connection)
            found = reader.conversation(conversation)
            above = None if parent is None else reader.turn(parent)
            if above is not None and above.conversation != conversation:
                raise InputError("The turn to go on from is in another conversation.")
            depth = 0 if above is None else above.depth + 1
            added = connection.execute(
                "INSERT INTO turn (conversation, parent, depth, question, options, asked, beat)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (conversation, parent, depth, question, json.dumps(dict(options)), now, now),
            ).lastrowid
            title = found.title or title_of(question)
            _change(connection, conversation, head=added, title=title, changed=now)
            return reader.turn(int(added or 0))

    def add_answered(
        self, conversation: str, turns: Sequence[tuple[str, Mapping[str, Any]]]
    ) -> None:
        """Put questions with the JSON of their answers at a conversation's end."""
        now = time.time()
        with self._writing() as connection:
            reader = Reader(connection)
            found = reader.conversation(conversation)
            above = None if found.head is None else reader.turn(found.head)
            parent, depth = found.head, 0 if above is None else above.depth + 1
            for number, (question, answer) in enumerate(turns):
                parent = connection.execute(
                    "INSERT INTO turn (conversation, parent, depth, question, options, text, asked,"
                    " beat) VALUES (?, ?, ?, ?, '{}', ?, ?, ?)",
                    (conversation, parent, depth + number, question, answer["text"], now, now),
                ).lastrowid
                connection.execute("INSERT INTO answer VALUES (?, ?)", (parent, json.dumps(answer)))
            _change(connection, conversation, head=parent, changed=now)

    def keep_text(self, turn: int, text: str) -> None:
        """Keep what is generated so far, and say that somebody is still at it."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE turn SET text = ?, beat = ? WHERE id = ?", (text, time.time(), turn)
            )

    def finish(self, turn: int, answer: Mapping[str, Any]) -> None:
        """Keep the JSON of a complete answer."""
        with self._writing() as connection:
            found = Reader(connection).turn(turn)
            connection.execute("UPDATE turn SET text = ? WHERE id = ?", (answer["text"], turn))
            connection.execute(
                "INSERT OR REPLACE INTO answer VALUES (?, ?)", (turn, json.dumps(dict(answer)))
            )
            _change(connection, found.conversation, changed=time.time())

    def fail(self, turn: int, sentence: str) -> None:
        """Keep why there is no answer."""
        with self._writing() as connection:
            found = Reader(connection).turn(turn)
            connection.execute("UPDATE turn SET error = ? WHERE id = ?", (sentence, turn))
            _change(connection, found.conversation, changed=time.time())

    def rename(self, conversation: str, title: str) -> None:
        """Raises InputError for an empty title."""
        if not (tidy := tidied(title)):
            raise InputError("A conversation needs a title; write one.")
        with self._writing() as connection:
            _change(connection, conversation, title=tidy)

    def keep_draft(self, conversation: str, draft: str) -> None:
        """Keep what is being written; nobody else needs to hear of it."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE conversation SET draft = ? WHERE id = ?", (draft, conversation)
            )

    def show(self, turn: int) -> None:
        """Have the conversation lead through this turn, to the latest one said after it."""
        with self._writing() as connection:
            reader = Reader(connection)
            _change(connection, reader.turn(turn).conversation, head=reader.latest_after(turn))

    def delete(self, conversation: str) -> None:
        """Take it out of sight; `restore` brings it back while it is kept."""
        with self._writing() as connection:
            _change(connection, conversation, deleted=time.time())

    def restore(self, conversation: str) -> None:
        with self._writing() as connection:
            _change(connection, conversation, deleted=None)

    def close(self) -> None:
        with self._lock:
            if self._database is not None:
                self._database.connection.close()
                self._database = None

    @contextmanager
    def _opened(self) -> Iterator[Database]:
        with self._lock:
            if self._database is None:
                self._database = open_database(self._path)
            with telling():
                yield self._database

    @contextmanager
    def _reading(self) -> Iterator[Reader]:
        with self._opened() as database:
            yield Reader(database.connection)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._opened() as database:
            if database.is_read_only:
                raise StoreError(database.problem)
            with transaction(database.connection):
                yield database.connection


def _change(connection: sqlite3.Connection, conversation: str, **columns: Any) -> None:
    """Raises InputError where there is no such conversation."""
    assigned = "".join(f", {name} = ?" for name in columns)
    done = connection.execute(
        f"UPDATE conversation SET version = version + 1{assigned} WHERE id = ?",  # noqa: S608 - our own names
        (*columns.values(), conversation),
    )
    if done.rowcount == 0:
        raise InputError("This conversation is gone; choose another or begin a new one.")


def _check_size(connection: sqlite3.Connection, most_bytes: float) -> None:
    if _size(connection) <= most_bytes:
        return
    connection.execute("DELETE FROM conversation WHERE deleted IS NOT NULL")
    if _size(connection) > most_bytes:
        raise TooLargeError(
            f"The conversations fill the {most_bytes / 1e6:g} MB of the setting conversations_mb; "
            "delete some, or raise it."
        )


def _size(connection: sqlite3.Connection) -> int:
    """Bytes in use."""
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)
