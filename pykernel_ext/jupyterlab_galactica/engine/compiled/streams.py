"""The texts of one request, as lists of cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...errors import ModelError
from .batch import Batch, Wanted
from .decoder import Decoder
from .prefixes import Prefixes
from .weights import Array

if TYPE_CHECKING:
    import torch

_FEW_TOKENS = 12
"""So many tokens or fewer are read faster by a step, without dequantizing."""


class Streams:
    """`token_loop.Streams` of one length, a list of cells for each; those before it are shared."""

    def __init__(self, decoder: Decoder, batch: Batch, prefixes: Prefixes) -> None:
        self._decoder = decoder
        self._batch = batch
        self._prefixes = prefixes
        self.length = 0
        self._tables = np.zeros((1, decoder.shape.window), np.int32)
        self._tokens: list[int] = []
        """Those that all streams began with and that were read."""
        self._one = True
        self._wanted: Wanted | None = None

    def begin(self, prompt: Sequence[int]) -> None:
        """Take over what was read of it already."""
        known = self._prefixes.begin(prompt)
        self.length = len(known)
        self._tables[0, : self.length] = known
        self._tokens = list(prompt[: self.length])

    def read(self, tokens: Sequence[int]) -> Iterator[float]:
        """Read tokens in the one stream there is; yields before each part, by what share is read.

        Others may be read meanwhile.
        """
        if len(tokens) <= _FEW_TOKENS:
            self.follow(tokens)
            yield 0.0
            self.take()
            return
        from .prefill import read_many

        decoder, start = self._decoder, self.length
        self._extend(len(tokens))
        yield from read_many(
            decoder.shape, decoder.weights, decoder.pool.cells, tokens, start, self._tables[0]
        )
        self._tokens += tokens

    def remember(self) -> None:
        """What was read is for others from now on."""
        self._decoder.pool.share(self._tables[0, : self.length].tolist())
        self._prefixes.keep(self._tokens, self._tables[0, : self.length].tolist())

    def put(self, tokens: Sequence[int]) -> None:
        position = self.length
        self._extend(1)
        self._want(tokens, [position] * len(tokens), range(len(tokens)))

    def follow(self, tokens: Sequence[int]) -> None:
        start = self.length
        self._extend(len(tokens))
        self._want(tokens, range(start, self.length), [0] * len(tokens))

    def take(self) -> torch.Tensor:
        wanted = self._wanted
        assert wanted is not None, "nothing was put"
        logits = self._batch.logits(wanted)
        self._wanted = None
        if self._one:
            self._tokens += wanted.tokens
        return logits

    def retract(self, count: int) -> None:
        if not count:
            return
        self.length -= count
        del self._tokens[self.length :]
        self._decoder.pool.give_back(self._tables[0, self.length : self.length + count].tolist())

    def reorder(self, rows: Sequence[int]) -> None:
        old = self._tables
        self._one = False
        self._tables = np.ascontiguousarray(old[list(rows)])
        for table in self._tables:
            self._decoder.pool.share(table[: self.length].tolist())
        self._give_back(old)

    def doubt(self) -> None:
        """What was read may be wrong: it is not for others."""
        self._tokens = []
        self._prefixes.forget()

    def close(self) -> None:
        """What was read to its end is kept for the next text, the rest given back."""
        if self._wanted is not None:
            self._batch.withdraw(self._wanted)
            self._wanted = None
        kept = len(self._tokens)
        first = self._tables[0].copy()
        self._give_back(self._tables[1:])
        self._decoder.pool.give_back(first[kept : self.length].tolist())
        self._prefixes.keep(self._tokens, first[:kept].tolist())

    def _want(self, tokens: Sequence[int], positions: Sequence[int], which: Sequence[int]) -> None:
        self._wanted = Wanted(tokens, positions, which, self._tables)
        self._batch.put(self._wanted)

    def _extend(self, count: int) -> None:
        stop = self.length + count
        self._prefixes.make_room(count * len(self._tables))
        try:
            for table in self._tables:
                table[self.length : stop] = self._decoder.pool.take(count)
        except IndexError as error:
            raise ModelError(
                "There is no room for so many beams of such a length; ask for fewer candidates or "
                "shorten the prompt."
            ) from error
        self.length = stop

    def _give_back(self, tables: Array) -> None:
        for table in tables:
            self._decoder.pool.give_back(table[: self.length].tolist())
