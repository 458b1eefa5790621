"""From a model that reads tokens to an `Engine`: the loop over tokens, the same for all of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from ..errors import InputError
from .beams import search_beams
from .interface import Beam, BeamSearch, BeamStep, Prefill, Queued, Sampling, Scored, Token
from .lookup import Lookup
from .sampling import score, token_chooser
from .window import check_window

if TYPE_CHECKING:
    import torch

PREFILL_SLICE = 512
"""Prompt tokens read at once: between two slices the work can be cancelled."""


SCORED_SLICE = 64
"""The same where each of them is scored: the logits of 512 would take 100 MB, and as much again."""


class Streams(Protocol):
    """What a model remembers of the texts it is reading, as many as there are rows.

    Tokens are put first and their logits taken later: what others put meanwhile may be read in the
    same step.
    """

    def put(self, tokens: Sequence[int]) -> None:
        """Have one token read in each row."""
        ...

    def follow(self, tokens: Sequence[int]) -> None:
        """Have tokens read one after the other in the only row."""
        ...

    def take(self) -> torch.Tensor:
        """The logits after each token that was put, float32 (tokens, vocabulary)."""
        ...

    def retract(self, count: int) -> None:
        """Forget the last tokens of the only row, whose logits were taken."""
        ...

    def reorder(self, rows: Sequence[int]) -> None:
        """Go on with these rows of before, of which some may be there twice or not at all."""
        ...


class TokenLoop(ABC):
    """`Engine` over a model of `vocabulary` tokens, of which the ids `masked` are never generated:
    rows a tuning script added."""

    streams = 1
    most_guesses = 0
    """Tokens that may be read ahead of their choice: only where that changes no logits."""

    def __init__(
        self,
        name: str,
        context_window: int,
        eos_token_ids: frozenset[int],
        vocabulary: int,
        masked: Iterable[int],
    ) -> None:
        self.name = name
        self.context_window = context_window
        self.eos_token_ids = eos_token_ids
        self._vocabulary = vocabulary
        self._masked = frozenset(masked)

    @abstractmethod
    def _reading(
        self, prompt: Sequence[int], room: int
    ) -> AbstractContextManager[Generator[Queued | Prefill, None, tuple[torch.Tensor, Streams]]]:
        """A generator that reads a prompt slice by slice, and returns the logits after it, shape
        (1, vocabulary), and its stream, which is given up at the end of the context.

        `room` is for how many tokens more its rows will ask, together.
        """

    def _guesses_now(self) -> int:
        """How many of `most_guesses` are worth while."""
        return self.most_guesses

    def _cost_of(self, guesses: int) -> float:
        """How many steps one takes that reads so many guesses beside its token."""
        return 1.0 + guesses

    def generate(
        self, prompt: Sequence[int], sampling: Sampling
    ) -> Generator[Queued | Prefill | Scored | Token, None, Token | None]:
        """As `Engine.generate`; raises ModelError where memory runs out."""
        check_window(prompt, sampling, self.context_window)
        self._check_vocabulary(prompt)
        choose = token_chooser(sampling)
        ends = self._ends(sampling.stop_token_ids, sampling.ignore_eos)
        masked = self._indices(self._masked)
        masked_and_ends = self._indices(self._masked | ends)
        scores = sampling.logprobs if sampling.echo else None
        start = len(prompt) if scores is None else 1
        lookup = Lookup(prompt, self.most_guesses)
        guesses: list[int] = []
        count = 0
        with self._reading(prompt[:start], len(prompt) - start + sampling.max_tokens) as reading:
            logits, stream = yield from reading
            if scores is not None:
                logits = yield from _score(prompt, logits, stream, masked, scores)
            while sampling.max_tokens:
                for place, after in enumerate(logits):
                    early = count < sampling.min_tokens
                    token = choose(after, masked_and_ends if early else masked)
                    if token.id in ends:
                        return token
                    count += 1
                    if count == sampling.max_tokens:
                        yield token
                        return None
                    lookup.add(token.id)
                    if guesses[place : place + 1] == [token.id]:
                        yield token
                        continue
                    stream.retract(len(guesses) - place)
                    if guesses:
                        lookup.learn(len(guesses), place, self._cost_of(len(guesses)))
                    guesses = lookup.guess(
                        min(self._guesses_now(), sampling.max_tokens - count - 1)
                    )
                    stream.follow([token.id, *guesses])
                    yield token
                    break
                logits = stream.take()
        return None

    def search(
        self, prompt: Sequence[int], search: BeamSearch
    ) -> Generator[Queued | Prefill | BeamStep, None, list[Beam]]:
        """As `Engine.search`; raises ModelError where memory runs out."""
        check_window(prompt, Sampling(max_tokens=search.max_tokens), self.context_window)
        self._check_vocabulary(prompt)
        with self._reading(prompt, search.width * search.max_tokens) as reading:
            logits, streams = yield from reading
            return (
                yield from search_beams(
                    logits,
                    streams,
                    search,
                    ends=self._ends(search.stop_token_ids, search.ignore_eos),
                    banned=self._indices(self._masked),
                )
            )

    def _ends(self, stop_token_ids: Sequence[int], ignore_eos: bool) -> frozenset[int]:
        return frozenset(stop_token_ids) | (frozenset() if ignore_eos else self.eos_token_ids)

    def _indices(self, ids: Iterable[int]) -> torch.Tensor:
        """Those of `ids` that the model has, as indices into its logits."""
        import torch

        known = [token for token in sorted(ids) if token < self._vocabulary]
        return torch.tensor(known, dtype=torch.long)

    def _check_vocabulary(self, prompt: Sequence[int]) -> None:
        for token in prompt:
            if not 0 <= token < self._vocabulary:
                raise InputError(
                    f"Token {token} is not among the model's {self._vocabulary}; encode the prompt "
                    "with the model's own tokenizer."
                )


def _score(
    prompt: Sequence[int],
    logits: torch.Tensor,
    stream: Streams,
    masked: torch.Tensor,
    alternatives: int,
) -> Generator[Prefill | Scored, None, torch.Tensor]:
    """Yield a prompt scored, of which the first token was read; the logits after all of it."""
    import torch

    yield Scored((Token(prompt[0]),))
    for start in range(1, len(prompt), SCORED_SLICE):
        yield Prefill(start, len(prompt))
        tokens = prompt[start : start + SCORED_SLICE]
        stream.follow(tokens)
        after = stream.take()
        before = torch.cat([logits, after[:-1]])
        yield Scored(score(tokens, before, masked, alternatives))
        logits = after[-1:]
    return logits


def eos_token_ids(generation_config_ids: object, config_ids: object) -> frozenset[int]:
    """The ids that end a text: those of the generation config, else those of the config."""
    ids = config_ids if generation_config_ids is None else generation_config_ids
    if isinstance(ids, int):
        return frozenset([ids])
    return frozenset(ids) if isinstance(ids, list | tuple) else frozenset()
