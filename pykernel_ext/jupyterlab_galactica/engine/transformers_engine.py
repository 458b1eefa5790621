"""The reference engine: a token loop over a transformers model with a KV cache."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..errors import InputError, ModelError
from .beams import search_beams
from .interface import Beam, BeamSearch, BeamStep, Prefill, Sampling, Scored, Token
from .sampling import score, token_chooser
from .window import check_window

if TYPE_CHECKING:
    import torch
    from transformers import Cache, PreTrainedModel

PREFILL_SLICE = 512
"""Prompt tokens read at once: between two slices the work can be cancelled."""

SCORED_SLICE = 64
"""The same where each of them is scored: the logits of 512 would take 100 MB, and as much again."""


class TransformersEngine:
    """`Engine` over any causal language model of transformers, one prompt at a time.

    `masked` are token ids that are never generated: rows a tuning script added.
    """

    def __init__(self, model: PreTrainedModel, name: str, masked: Sequence[int] = ()) -> None:
        self.name = name
        self.context_window = int(model.config.max_position_embeddings)
        self.eos_token_ids = _eos_token_ids(model)
        self._model = model
        self._vocabulary = int(model.get_input_embeddings().weight.shape[0])
        self._masked = frozenset(masked)

    def generate(
        self, prompt: Sequence[int], sampling: Sampling
    ) -> Generator[Prefill | Scored | Token, None, Token | None]:
        """As `Engine.generate`; raises ModelError where the GPU's memory runs out."""
        check_window(prompt, sampling, self.context_window)
        self._check_vocabulary(prompt)
        choose = token_chooser(sampling)
        ends = self._ends(sampling.stop_token_ids, sampling.ignore_eos)
        masked = self._indices(self._masked)
        masked_and_ends = self._indices(self._masked | ends)
        with _memory_errors_explained():
            if sampling.echo and sampling.logprobs is not None:
                logits, cache = yield from self._score(prompt, masked, sampling.logprobs)
            else:
                logits, cache = yield from self._read(prompt)
            for count in range(sampling.max_tokens):
                early = count < sampling.min_tokens
                token = choose(logits[0], masked_and_ends if early else masked)
                if token.id in ends:
                    return token
                yield token
                if count + 1 < sampling.max_tokens:
                    logits = self._forward([[token.id]], cache)
        return None

    def search(
        self, prompt: Sequence[int], search: BeamSearch
    ) -> Generator[Prefill | BeamStep, None, list[Beam]]:
        """As `Engine.search`; raises ModelError where the GPU's memory runs out."""
        check_window(prompt, Sampling(max_tokens=search.max_tokens), self.context_window)
        self._check_vocabulary(prompt)
        with _memory_errors_explained():
            logits, cache = yield from self._read(prompt)

            def advance(rows: Sequence[int], tokens: Sequence[int]) -> torch.Tensor:
                import torch

                # The prompt was read once: its one row becomes as many as there are beams.
                cache.reorder_cache(torch.tensor(rows))
                return self._forward([[token] for token in tokens], cache)

            return (
                yield from search_beams(
                    logits,
                    advance,
                    search,
                    ends=self._ends(search.stop_token_ids, search.ignore_eos),
                    banned=self._indices(self._masked),
                )
            )

    def _read(self, prompt: Sequence[int]) -> Generator[Prefill, None, tuple[torch.Tensor, Cache]]:
        """Read the prompt slice by slice; the logits after it, and the cache that holds it."""
        from transformers import DynamicCache

        cache = DynamicCache(config=self._model.config)
        for start in range(0, len(prompt), PREFILL_SLICE):
            yield Prefill(start, len(prompt))
            logits = self._forward([prompt[start : start + PREFILL_SLICE]], cache)
        return logits, cache

    def _score(
        self, prompt: Sequence[int], masked: torch.Tensor, alternatives: int
    ) -> Generator[Prefill | Scored, None, tuple[torch.Tensor, Cache]]:
        """As `_read`, and yield each slice of the prompt scored."""
        from transformers import DynamicCache

        cache = DynamicCache(config=self._model.config)
        scored: tuple[Token, ...] = (Token(prompt[0]),)
        for start in range(0, len(prompt), SCORED_SLICE):
            yield Prefill(start, len(prompt))
            end = start + SCORED_SLICE
            logits = self._forward([prompt[start:end]], cache, positions=SCORED_SLICE)
            following = prompt[start + 1 : end + 1]
            scored += score(following, logits[: len(following)], masked, alternatives)
            yield Scored(scored)
            scored = ()
        return logits[-1:], cache

    def _forward(
        self, rows: Sequence[Sequence[int]], cache: Cache, positions: int = 1
    ) -> torch.Tensor:
        """Read rows of ids into the cache; the logits after the last `positions` of each.

        Their shape is (rows * positions, vocabulary).
        """
        import torch

        # Entered for each step: inference mode belongs to the thread, not to this generator.
        with torch.inference_mode():
            inputs = torch.tensor([list(row) for row in rows], device=self._model.device)
            output = self._model(
                input_ids=inputs, past_key_values=cache, use_cache=True, logits_to_keep=positions
            )
            logits: torch.Tensor = output.logits.flatten(0, 1).float().cpu()
            return logits

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


@contextmanager
def _memory_errors_explained() -> Iterator[None]:
    import torch

    try:
        yield
    except torch.OutOfMemoryError as error:
        raise ModelError(
            "The GPU's memory ran out while generating; ask for fewer tokens, shorten the "
            "prompt, or load a smaller model."
        ) from error


def _eos_token_ids(model: PreTrainedModel) -> frozenset[int]:
    ids = model.generation_config.eos_token_id
    if ids is None:
        ids = model.config.eos_token_id
    if ids is None:
        return frozenset()
    return frozenset([ids] if isinstance(ids, int) else ids)
