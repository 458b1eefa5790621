"""Which beams a search goes on with and which it has found, whoever tells the probabilities.

The rules are those of transformers' `generate` with `num_beams` and `early_stopping=False`: a beam
that ends counts only while it is among the best `width` candidates, and the search is over once no
running beam scores above the worst of `width` that ended. Beams that reach `max_tokens` compete
with those that ended.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from .interface import Beam, BeamSearch, Token


@dataclass(frozen=True, slots=True)
class Path:
    """A beam while it runs: `total` is the sum of its log-probabilities, `row` the one it left."""

    tokens: tuple[Token, ...] = ()
    total: float = 0.0
    row: int = 0


@dataclass(slots=True)
class Frontier:
    """The search after `steps` tokens. `ends` are the tokens that end a beam."""

    search: BeamSearch
    ends: Collection[int]
    running: list[Path] = field(default_factory=lambda: [Path()])
    steps: int = 0
    _found: list[tuple[float, Beam]] = field(default_factory=list)

    def advance(self, candidates: Sequence[Path]) -> bool:
        """Take the running beams made one token longer, best first; whether the search goes on.

        Of each beam as many are needed as `width` and the tokens that end one.
        """
        width = self.search.width
        self.steps += 1
        length = self.steps**self.search.length_penalty
        last = self.steps == self.search.max_tokens
        for path in candidates[:width]:
            finished = path.tokens[-1].id in self.ends
            if finished or last:
                self._found.append((path.total / length, Beam(path.tokens, finished)))
        self._found = sorted(self._found, key=lambda scored: -scored[0])[:width]
        going_on = [path for path in candidates if path.tokens[-1].id not in self.ends]
        self.running = going_on[:width]
        if last or not self.running:
            return False
        full = len(self._found) == width
        return not full or self.running[0].total / length > self._found[-1][0]

    @property
    def beams(self) -> list[Beam]:
        """What was found, best first."""
        return [beam for _, beam in self._found]
