"""The `Engine` over a compiled decoder."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from ...errors import ModelError
from ..interface import Prefill
from ..pulse import beat
from ..token_loop import PREFILL_SLICE, TokenLoop
from .decoder import Decoder
from .prefixes import Prefixes
from .weights import stored_bytes

if TYPE_CHECKING:
    import torch

_FEW_TOKENS = 12
"""So many tokens or fewer are read faster by a step, without dequantizing."""

WINDOWS = 4
"""Cells for so many full windows are set aside, for beams; they take memory once they are used."""


class CompiledEngine(TokenLoop):
    """`Engine` of int8 or int4 weights on a CPU."""

    def __init__(
        self, decoder: Decoder, name: str, eos: frozenset[int], masked: Sequence[int] = ()
    ) -> None:
        super().__init__(name, decoder.shape.window, eos, decoder.shape.vocabulary, masked)
        self._decoder = decoder
        self._prefixes = Prefixes(decoder.pool, decoder.shape.window)

    @property
    def bytes(self) -> int:
        return stored_bytes(self._decoder.weights)

    @contextmanager
    def _reading(
        self, prompt: Sequence[int]
    ) -> Iterator[Generator[Prefill, None, tuple[torch.Tensor, _Streams]]]:
        streams = _Streams(self._decoder, self._prefixes, prompt[:-1])
        try:
            yield self._read(prompt, streams)
        except Exception:
            streams.doubt()
            raise
        finally:
            streams.close()

    def _read(
        self, prompt: Sequence[int], streams: _Streams
    ) -> Generator[Prefill, None, tuple[torch.Tensor, _Streams]]:
        """The last token is read by a step, whose arithmetic is finer: it decides the first word.

        So a prompt that is asked again gets the same logits, wherever its beginning comes from.
        """
        for start in range(streams.length, len(prompt) - 1, PREFILL_SLICE):
            yield Prefill(start, len(prompt))
            streams.read(prompt[start : min(start + PREFILL_SLICE, len(prompt) - 1)])
        yield Prefill(len(prompt) - 1, len(prompt))
        return streams.advance(prompt[-1:]), streams


class _Streams:
    """`token_loop.Streams` of one length, a list of cells for each; those before it are shared."""

    def __init__(self, decoder: Decoder, prefixes: Prefixes, prompt: Sequence[int]) -> None:
        self._decoder = decoder
        self._prefixes = prefixes
        known = prefixes.begin(prompt)
        self.length = len(known)
        self._tables = np.zeros((1, decoder.shape.window), np.int32)
        self._tables[0, : self.length] = known
        self._tokens = list(prompt[: self.length])
        """Those that all streams began with."""
        self._one = True

    def read(self, tokens: Sequence[int]) -> None:
        """Read tokens in the one stream there is."""
        decoder, start = self._decoder, self.length
        self._extend(len(tokens))
        if len(tokens) <= _FEW_TOKENS:
            positions = range(start, self.length)
            decoder.step(tokens, positions, [0] * len(tokens), self._tables)
        else:
            import torch

            from .prefill import read_many

            with torch.inference_mode():
                read_many(
                    decoder.shape, decoder.weights, decoder.pool.cells,
                    tokens, start, self._tables[0], beat,
                )  # fmt: skip
        self._tokens += tokens

    def advance(self, tokens: Sequence[int]) -> torch.Tensor:
        beat()
        position = self.length
        self._extend(1)
        rows = range(len(tokens))
        logits = self._decoder.step(tokens, [position] * len(tokens), rows, self._tables)
        if self._one:
            self._tokens += tokens
        return logits

    def follow(self, tokens: Sequence[int]) -> torch.Tensor:
        import torch

        return torch.cat([self.advance([token]) for token in tokens])

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

    def close(self) -> None:
        """What was read to its end is kept for the next text, the rest given back."""
        kept = len(self._tokens)
        first = self._tables[0].copy()
        self._give_back(self._tables[1:])
        self._decoder.pool.give_back(first[kept : self.length].tolist())
        self._prefixes.keep(self._tokens, first[:kept].tolist())

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

    def _give_back(self, tables: np.ndarray[tuple[int, ...], np.dtype[np.int32]]) -> None:
        for table in tables:
            self._decoder.pool.give_back(table[: self.length].tolist())
