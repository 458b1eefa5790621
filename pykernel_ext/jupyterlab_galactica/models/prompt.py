"""A prompt as parts, so that it is known what may go where the model's window is too small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

PartKind: TypeAlias = Literal["fixed", "turn", "context"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a prompt.

    A "turn" is an earlier question with its answer and may go as a whole, the oldest first; of a
    "context" the middle may go; what is "fixed" (the template, the question) stays.
    """

    kind: PartKind
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is to continue, and where it ends.

    `lead` is the end of the prompt that belongs to the answer already. `stop` are texts that end
    the answer, `stop_after` those that end it and belong to it.
    """

    parts: tuple[Part, ...]
    lead: str = ""
    stop: tuple[str, ...] = ()
    stop_after: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


def fixed_prompt(text: str) -> Prompt:
    """The text exactly as it is, none of which may go."""
    return Prompt((Part("fixed", text),))
