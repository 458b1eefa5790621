"""What is read from the store, over a connection that is open."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import InputError
from .records import Conversation, State, Turn

DELETED_IS_KEPT = 30 * 24 * 3600.0
"""Seconds for which a deleted conversation can be brought back."""

SILENT_SECONDS = 10.0
"""Who writes an answer keeps its text each second; after so many without, nobody does any more."""

_CONVERSATIONS = """
SELECT c.*, coalesce(t.depth + 1, 0) AS turns
FROM conversation c LEFT JOIN turn t ON t.id = c.head
"""
_SAYS = """
(instr(fold(c.title), ?) OR EXISTS (
    SELECT 1 FROM turn t
    WHERE t.conversation = c.id AND (instr(fold(t.question), ?) OR instr(fold(t.text), ?))
))
"""
_PATH = """
WITH RECURSIVE path (id, parent, depth) AS (
    SELECT id, parent, depth FROM turn WHERE id = ?
    UNION ALL
    SELECT t.id, t.parent, t.depth FROM turn t JOIN path p ON t.id = p.parent
)
SELECT id FROM path ORDER BY depth DESC LIMIT ?
"""
_LATEST = """
WITH RECURSIVE after (id) AS (
    SELECT ?
    UNION ALL
    SELECT (SELECT max(t.id) FROM turn t WHERE t.parent = a.id) FROM after a WHERE a.id IS NOT NULL
)
SELECT max(id) FROM after
"""


@dataclass(frozen=True, slots=True)
class Reader:
    connection: sqlite3.Connection

    def listed(self, words: Sequence[str], most: int) -> list[Conversation]:
        self.connection.create_function("fold", 1, _fold, deterministic=True)
        wanted = " AND ".join(["c.deleted IS NULL", "c.head IS NOT NULL", *(_SAYS for _ in words)])
        values = [value for word in words for value in 3 * (word.casefold(),)]
        rows = self.connection.execute(
            f"{_CONVERSATIONS} WHERE {wanted} ORDER BY c.changed DESC LIMIT ?",
            (*values, most),
        )
        return [*map(_conversation, rows)]

    def conversation(self, conversation: str) -> Conversation:
        row = self.connection.execute(
            f"{_CONVERSATIONS} WHERE c.id = ? AND c.deleted IS NULL", (conversation,)
        ).fetchone()
        if row is None:
            raise InputError("This conversation is gone; choose another or begin a new one.")
        return _conversation(row)

    def turn(self, turn: int) -> Turn:
        row = self.connection.execute(
            "SELECT t.*, a.json FROM turn t LEFT JOIN answer a ON a.turn = t.id WHERE t.id = ?",
            (turn,),
        ).fetchone()
        if row is None:
            raise InputError("This turn is gone; load the conversation again.")
        return Turn(
            id=row["id"],
            conversation=row["conversation"],
            parent=row["parent"],
            depth=row["depth"],
            versions=self._versions(row),
            question=row["question"],
            options=json.loads(row["options"]),
            state=_state(row),
            text=row["text"],
            answer=None if row["json"] is None else json.loads(row["json"]),
            error=row["error"],
            asked=row["asked"],
        )

    def path(self, end: int | None, most: int) -> Iterator[Turn]:
        """Up to so many turns that lead to one, oldest first; all of them where `most` is -1."""
        ids = [row["id"] for row in self.connection.execute(_PATH, (end, most))]
        return map(self.turn, reversed(ids))

    def said(self, end: int | None, most_characters: int) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for row in self.connection.execute(_PATH, (end, -1)).fetchall():
            said = self.connection.execute(
                "SELECT question, text FROM turn WHERE id = ?", (row["id"],)
            ).fetchone()
            most_characters -= len(said["question"]) + len(said["text"])
            if most_characters < 0:
                break
            if said["text"].strip():
                found.append((said["question"], said["text"]))
        return found[::-1]

    def latest_after(self, turn: int) -> int:
        return int(self.connection.execute(_LATEST, (turn,)).fetchone()[0])

    def _versions(self, row: sqlite3.Row) -> tuple[int, ...]:
        found = self.connection.execute(
            "SELECT id FROM turn WHERE conversation = ? AND parent IS ? ORDER BY id",
            (row["conversation"], row["parent"]),
        )
        return tuple(version["id"] for version in found)


def _conversation(row: sqlite3.Row) -> Conversation:
    names = ("id", "title", "draft", "head", "turns", "version", "changed")
    return Conversation(**{name: row[name] for name in names})


def _state(row: sqlite3.Row) -> State:
    if row["json"] is not None:
        return "answered"
    if row["error"] is not None:
        return "failed"
    return "writing" if time.time() - row["beat"] < SILENT_SECONDS else "interrupted"


def _fold(text: Any) -> str:
    return str(text).casefold()
