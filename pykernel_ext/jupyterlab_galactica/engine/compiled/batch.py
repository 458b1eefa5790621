"""Tokens that streams want read: whoever needs a result first has them all read in one step.

So streams need no schedule. Each puts its token in and looks for the result at its next turn;
the first to look finds the tokens of all others waiting, and reads them with its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from ...models.threads import torch_threads
from ..pulse import beat
from ..sampling import CHOOSING_THREADS
from .decoder import Decoder
from .pace import Pace
from .weights import Array

if TYPE_CHECKING:
    import torch

MOST_ROWS = 64
"""Tokens of a step, but for those that one stream wants read at once."""


@dataclass(eq=False, slots=True)
class Wanted:
    """A token for each row, at its position, in the stream whose cells `tables[which]` names."""

    tokens: Sequence[int]
    positions: Sequence[int]
    which: Sequence[int]
    tables: Array
    logits: torch.Tensor | None = None


class Batch:
    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self.pace = Pace()
        self._waiting: list[Wanted] = []

    def put(self, wanted: Wanted) -> None:
        self._waiting.append(wanted)

    def withdraw(self, wanted: Wanted) -> None:
        """Nobody will look for it."""
        if wanted in self._waiting:
            self._waiting.remove(wanted)

    def logits(self, wanted: Wanted) -> torch.Tensor:
        """After each row, float32 (rows, vocabulary)."""
        while wanted.logits is None:
            self._step()
        return wanted.logits

    def _step(self) -> None:
        """The first that wait, as many as fit. Where it fails, only who called has to leave."""
        beat()
        count = rows = 0
        for wanted in self._waiting:
            rows += len(wanted.tokens)
            if count and rows > MOST_ROWS:
                break
            count += 1
        taken = self._waiting[:count]
        offset, which = 0, []
        for wanted in taken:
            which += [offset + row for row in wanted.which]
            offset += len(wanted.tables)
        tokens = [token for wanted in taken for token in wanted.tokens]
        started = perf_counter()
        logits = self._decoder.step(
            tokens,
            [position for wanted in taken for position in wanted.positions],
            which,
            np.concatenate([wanted.tables for wanted in taken]),
        )
        self.pace.add(len(tokens), perf_counter() - started)
        self._waiting = self._waiting[count:]
        parts = logits.split([len(wanted.tokens) for wanted in taken])
        with torch_threads(CHOOSING_THREADS):
            for wanted, found in zip(taken, parts, strict=True):
                wanted.logits = found.clone()  # where it begins decides how torch rounds its sums
