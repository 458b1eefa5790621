"""What the store holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

State: TypeAlias = Literal["writing", "interrupted", "answered", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """`head` is the turn that it ends with, None while nothing was asked.

    `version` grows with each change that others should see; times are in seconds since 1970.
    """

    id: str
    title: str
    draft: str
    head: int | None
    turns: int
    version: int
    changed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question, and what came of it.

    Turns form a tree: one that is asked anew or edited is another turn after the same `parent`, and
    `versions` are all of these, this one among them, oldest first. `depth` counts from 0. `options`
    are those it was asked with. `text` is what was generated; `answer` is the JSON of an answer
    that is complete, and `error` says why there is none. Of a turn that is "writing" the text
    grows; of one that is "interrupted" nobody writes any more.
    """

    id: int
    conversation: str
    parent: int | None
    depth: int
    versions: tuple[int, ...]
    question: str
    options: Mapping[str, Any]
    state: State
    text: str
    answer: Mapping[str, Any] | None
    error: str | None
    asked: float


@dataclass(frozen=True, slots=True)
class Page:
    """Some turns in a row of a conversation, oldest first, as they stood at its `version`."""

    conversation: Conversation
    turns: tuple[Turn, ...]
