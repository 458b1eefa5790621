"""An engine whose tokens a test knows, and hands out one by one where it wants to."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from pathlib import Path

from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.engine.interface import (
    Beam,
    BeamSearch,
    BeamStep,
    Prefill,
    Sampling,
    Token,
)
from jupyterlab_galactica.models.tokenizer import Tokenizer

from ..waiting import DEADLINE_S


class ScriptedEngine:
    """Generates `tokens` over and over; with `gate`, each one waits for the test's release."""

    streams = 1
    name = "scripted"
    context_window = 100_000
    eos_token_ids = frozenset({2})

    def __init__(self, tokens: Sequence[int], *, gated: bool = False) -> None:
        self.tokens = list(tokens)
        self.gate = threading.Semaphore(0) if gated else None
        self.yielded = 0
        self.closed = threading.Event()

    def generate(
        self, prompt: Sequence[int], sampling: Sampling
    ) -> Generator[Prefill | Token, None, Token | None]:
        self.closed.clear()
        try:
            yield Prefill(0, len(prompt))
            for count in range(sampling.max_tokens):
                if self.gate is not None:
                    assert self.gate.acquire(timeout=DEADLINE_S)
                token = self.tokens[count % len(self.tokens)]
                if token in sampling.stop_token_ids or token in self.eos_token_ids:
                    return Token(token)
                self.yielded += 1
                yield Token(token)
            return None
        finally:
            self.closed.set()

    def search(
        self, prompt: Sequence[int], search: BeamSearch
    ) -> Generator[Prefill | BeamStep, None, list[Beam]]:
        """One beam finds `tokens`, the next all but the first of them, and so on."""
        self.closed.clear()
        try:
            yield Prefill(0, len(prompt))
            for count in range(search.max_tokens):
                if self.gate is not None:
                    assert self.gate.acquire(timeout=DEADLINE_S)
                self.yielded += 1
                yield BeamStep(count, search.max_tokens)
            ends = {*search.stop_token_ids, *self.eos_token_ids}
            return [_beam(self.tokens[row:], ends, row) for row in range(search.width)]
        finally:
            self.closed.set()


def _beam(tokens: Sequence[int], ends: set[int], row: int) -> Beam:
    first_end = next(place for place, token in enumerate(tokens) if token in ends)
    return Beam(tuple(Token(token, -0.5 - row) for token in tokens[: first_end + 1]), True)


def scripted_model(
    tokenizer: Tokenizer, folder: Path, text: str, *, gated: bool = False
) -> tuple[LoadedModel, ScriptedEngine]:
    """A model that writes `text` and then ends."""
    engine = ScriptedEngine([*tokenizer.encode(text), 2], gated=gated)
    return LoadedModel("scripted", folder, engine, tokenizer), engine
