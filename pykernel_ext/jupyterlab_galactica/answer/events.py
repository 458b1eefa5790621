"""What happens while a question is answered, in the order a listener sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from .answer import Answer
from .blocks import Block
from .verdicts import Citation, CodeCheck, EquationCheck, MoleculeCheck, SequenceCheck

State = Literal["starting", "downloading", "loading", "queued", "reading", "generating", "checking"]


@dataclass(frozen=True, slots=True)
class StateChanged:
    """`detail` is a short text for the user; `fraction` is 0 to 1 where progress is known."""

    state: State
    detail: str = ""
    fraction: float | None = None

    def __str__(self) -> str:
        share = "" if self.fraction is None else f" {self.fraction:.0%}"
        return f"{self.state}{share}{': ' if self.detail else ''}{self.detail}"


@dataclass(frozen=True, slots=True)
class TextAdded:
    """New text at the end of the unclosed tail."""

    text: str


@dataclass(frozen=True, slots=True)
class BlockClosed:
    """A block that is final from now on, and the tail that remains after it."""

    block: Block
    tail: str


@dataclass(frozen=True, slots=True)
class EquationChecked:
    check: EquationCheck


@dataclass(frozen=True, slots=True)
class CitationsChecked:
    """All citations so far: a new one may repeat a work, so the list replaces the one before."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class MoleculeChecked:
    check: MoleculeCheck


@dataclass(frozen=True, slots=True)
class SequenceChecked:
    check: SequenceCheck


@dataclass(frozen=True, slots=True)
class CodeChecked:
    check: CodeCheck


@dataclass(frozen=True, slots=True)
class Restarted:
    """Some equation is refuted or doubtful, and the answer is begun anew: what came is void.

    `attempt` counts from 1, so that this is 2 or more.
    """

    attempt: int


@dataclass(frozen=True, slots=True)
class Kept:
    """No try passed, and an earlier one was better: what came is void, that one stands."""

    attempt: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event."""

    answer: Answer


Event: TypeAlias = (
    StateChanged
    | TextAdded
    | BlockClosed
    | EquationChecked
    | CitationsChecked
    | MoleculeChecked
    | SequenceChecked
    | CodeChecked
    | Restarted
    | Kept
    | Finished
)
