"""A model's weights with the memory of what was read, and the steps over both."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from ...models.decoder_shape import UNIT, Shape
from .cells import CellPool
from .quantize import GROUP
from .team import Team
from .weights import Array, Weights

if TYPE_CHECKING:
    import torch

    from .step import Scratch, Shared


class Decoder:
    """Reads tokens into cells of `pool`, with at most `threads` threads."""

    def __init__(self, shape: Shape, weights: Weights, cells: int, threads: int) -> None:
        from . import step, turns

        self.shape = shape
        self.weights = weights
        self.pool = CellPool(shape, cells)
        self._team = Team(threads - 1)
        self._step, self._turns = step, turns
        self._rules = step.Rules(
            shape.heads,
            shape.key_heads,
            shape.head_width,
            shape.activation,
            shape.epsilon,
            shape.rms,
            shape.gated,
        )
        self._phases = step.phases(shape.layers)
        self._rows = 0
        self._shared: Shared
        self._scratches: list[Scratch]

    def step(
        self, tokens: Sequence[int], positions: Sequence[int], which: Sequence[int], tables: Array
    ) -> torch.Tensor:
        """Read one token a row; the logits after each, float32 (rows, vocabulary), until the next
        step.

        Row i is at `positions[i]` of the stream whose cells are `tables[which[i]]`, (window,)
        int32, that of the new token included.
        """
        import torch

        shared, scratches = self._room_for(len(tokens))
        rows = self._step.Rows(
            np.array(tokens, np.int64), np.array(positions, np.int64), np.array(which, np.int64),
            tables,
        )  # fmt: skip
        work = self._turns.counters(self._phases)
        self._team.run(
            [
                partial(
                    self._step.step, work, self._rules, self.weights, self.pool.cells, rows,
                    shared, scratch,
                )
                for scratch in scratches
            ]
        )  # fmt: skip
        return torch.from_numpy(shared.logits)

    def _room_for(self, rows: int) -> tuple[Shared, list[Scratch]]:
        """The first rows of arrays that grow as they have to."""
        if rows > self._rows:
            self._grow(rows)
        shared = self._step.Shared(*(array[:rows] for array in self._shared))
        return shared, [
            scratch._replace(
                levels=scratch.levels[:rows], scale=scratch.scale[:rows], sums=scratch.sums[:rows]
            )
            for scratch in self._scratches
        ]

    def _grow(self, rows: int) -> None:
        """Late threads may still look at the former arrays, which they keep alive."""
        shape = self.shape
        queries = shape.heads * shape.head_width
        widest = max(shape.width, queries, shape.inner) + UNIT
        groups = widest // GROUP if self.weights.out.scale.dtype == np.int32 else 0
        self._shared = self._step.Shared(
            *(
                np.empty((rows, columns), np.float32)
                for columns in (
                    shape.width,
                    shape.projected,
                    queries,
                    shape.inner * (2 if shape.gated else 1),
                    shape.vocabulary,
                )
            )
        )
        self._scratches = [
            self._step.Scratch(
                np.empty(widest, np.float32),
                np.zeros((rows, widest), np.int16),
                np.empty(rows, np.float32),
                np.empty((rows, groups), np.float32),
                np.empty(shape.window, np.float32),
                np.zeros(2 * shape.head_width, np.float32),
            )
            for _ in range(self._team.size)
        ]
        self._rows = rows
