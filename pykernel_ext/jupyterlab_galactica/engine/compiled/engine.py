"""The `Engine` over a compiled decoder."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..interface import Prefill, Queued
from ..token_loop import PREFILL_SLICE, TokenLoop
from .batch import Batch
from .decoder import Decoder
from .places import Place, Places
from .prefixes import Prefixes
from .streams import Streams
from .weights import stored_bytes

if TYPE_CHECKING:
    import torch

STREAMS = 8
"""Texts that are read and written at once."""

MOST_GUESSES = 7
"""Tokens read ahead in a step, by all streams together: with one that is sure, two fours of rows,
which `step` reads at once."""


class CompiledEngine(TokenLoop):
    """`Engine` of int8 or int4 weights on a CPU."""

    streams = STREAMS
    most_guesses = MOST_GUESSES

    def __init__(
        self, decoder: Decoder, name: str, eos: frozenset[int], masked: Sequence[int] = ()
    ) -> None:
        super().__init__(name, decoder.shape.window, eos, decoder.shape.vocabulary, masked)
        self._decoder = decoder
        self._batch = Batch(decoder)
        self._places = Places(STREAMS, decoder.pool.count)
        self._prefixes = Prefixes(decoder.pool, decoder.shape.window)

    @property
    def bytes(self) -> int:
        return stored_bytes(self._decoder.weights)

    def _guesses_now(self) -> int:
        return MOST_GUESSES // self._places.held

    def _cost_of(self, guesses: int) -> float:
        return self._batch.pace.cost(self._places.held, guesses)

    @contextmanager
    def _reading(
        self, prompt: Sequence[int], room: int
    ) -> Iterator[Generator[Queued | Prefill, None, tuple[torch.Tensor, Streams]]]:
        place = self._places.ask(len(prompt) + room)
        streams = Streams(self._decoder, self._batch, self._prefixes)
        try:
            yield self._read(prompt, streams, place)
        except Exception:
            streams.doubt()
            raise
        finally:
            streams.close()
            self._places.leave(place)

    def _read(
        self, prompt: Sequence[int], streams: Streams, place: Place
    ) -> Generator[Queued | Prefill, None, tuple[torch.Tensor, Streams]]:
        """The last token is read by a step, whose arithmetic is finer: it decides the first word.

        So a prompt that is asked again gets the same logits, wherever its beginning comes from.
        """
        while not self._places.enter(place):
            yield Queued(self._places.ahead(place))
        last = len(prompt) - 1
        streams.begin(prompt[:last])
        for start in range(streams.length, last, PREFILL_SLICE):
            stop = min(start + PREFILL_SLICE, last)
            for share in streams.read(prompt[start:stop]):
                yield Prefill(start + int(share * (stop - start)), len(prompt))
        streams.remember()
        self._places.was_read(place)
        streams.put(prompt[last:])
        yield Prefill(last, len(prompt))
        return streams.take(), streams
