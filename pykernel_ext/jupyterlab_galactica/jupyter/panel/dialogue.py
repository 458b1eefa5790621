"""What was said in a panel: turns that may branch, where one was edited or asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...answer.answer import Answer
from ...models.chat import Turn


@dataclass(frozen=True, slots=True)
class Said:
    """A question with its answer and its options, after the turn number `parent`."""

    question: str
    answer: Answer
    options: Mapping[str, Any]
    parent: int | None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """All turns by their numbers, and the last one that is shown."""

    turns: tuple[Said, ...] = ()
    head: int | None = None

    def __getitem__(self, turn: int) -> Said:
        return self.turns[turn]

    @property
    def shown(self) -> list[int]:
        return self.path(self.head)

    def path(self, end: int | None) -> list[int]:
        """The turns that lead to one and it, oldest first."""
        found = []
        while end is not None:
            found.append(end)
            end = self.turns[end].parent
        return found[::-1]

    def versions(self, turn: int) -> list[int]:
        """The turns of which one stands in this place, oldest first."""
        parent = self.turns[turn].parent
        return [number for number, said in enumerate(self.turns) if said.parent == parent]

    def with_turn(self, said: Said) -> Dialogue:
        return Dialogue((*self.turns, said), len(self.turns))

    def showing(self, turn: int) -> Dialogue:
        """Led through this turn, to the latest that follows it."""
        head = turn
        for number in range(turn + 1, len(self.turns)):
            if self.turns[number].parent == head:
                head = max(self.versions(number))
        return replace(self, head=head)

    def before(self, end: int | None, most_characters: int) -> tuple[Turn, ...]:
        """Questions and answers up to a turn, without the oldest beyond so many characters."""
        found: list[Turn] = []
        for turn in reversed(self.path(end)):
            said = self.turns[turn].question, self.turns[turn].answer.text
            most_characters -= sum(map(len, said))
            if most_characters < 0:
                break
            found.append(said)
        return tuple(found[::-1])
