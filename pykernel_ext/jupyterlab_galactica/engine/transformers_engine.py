"""The reference engine: a token loop over a transformers model with a KV cache."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from ..errors import InputError, ModelError
from .interface import Prefill, Sampling, Token
from .sampling import token_chooser
from .window import check_window

if TYPE_CHECKING:
    import torch
    from transformers import Cache, PreTrainedModel

PREFILL_SLICE = 512
"""Prompt tokens read at once: between two slices the work can be cancelled."""


class TransformersEngine:
    """`Engine` over any causal language model of transformers, one sequence at a time."""

    def __init__(self, model: PreTrainedModel, name: str) -> None:
        self.name = name
        self.context_window = int(model.config.max_position_embeddings)
        self.eos_token_ids = _eos_token_ids(model)
        self._model = model
        self._vocabulary = int(model.get_input_embeddings().weight.shape[0])

    def generate(
        self, prompt: Sequence[int], sampling: Sampling
    ) -> Generator[Prefill | Token, None, int | None]:
        """As `Engine.generate`; raises ModelError where the GPU's memory runs out."""
        import torch
        from transformers import DynamicCache

        check_window(prompt, sampling, self.context_window)
        self._check_vocabulary(prompt)
        choose = token_chooser(sampling)
        ends = set(sampling.stop_token_ids)
        if not sampling.ignore_eos:
            ends |= self.eos_token_ids
        known_ends = [end for end in sorted(ends) if end < self._vocabulary]
        banned = torch.tensor(known_ends, dtype=torch.long, device=self._model.device)
        cache = DynamicCache(config=self._model.config)
        logits = None
        try:
            for start in range(0, len(prompt), PREFILL_SLICE):
                yield Prefill(start, len(prompt))
                logits = self._forward(prompt[start : start + PREFILL_SLICE], cache)
            for count in range(sampling.max_tokens):
                assert logits is not None
                if count < sampling.min_tokens:
                    logits = logits.index_fill(0, banned, -torch.inf)
                token = choose(logits)
                if token.id in ends:
                    return token.id
                yield token
                if count + 1 < sampling.max_tokens:
                    logits = self._forward([token.id], cache)
        except torch.OutOfMemoryError as error:
            raise ModelError(
                "The GPU's memory ran out while generating; ask for fewer tokens, shorten the "
                "prompt, or load a smaller model."
            ) from error
        return None

    def _forward(self, ids: Sequence[int], cache: Cache) -> torch.Tensor:
        """Read `ids` into the cache; the logits after the last one, shape (vocabulary,)."""
        import torch

        # Entered for each step: inference mode belongs to the thread, not to this generator.
        with torch.inference_mode():
            inputs = torch.tensor([list(ids)], device=self._model.device)
            output = self._model(
                input_ids=inputs, past_key_values=cache, use_cache=True, logits_to_keep=1
            )
            logits: torch.Tensor = output.logits[0, -1]
            return logits

    def _check_vocabulary(self, prompt: Sequence[int]) -> None:
        for token in prompt:
            if not 0 <= token < self._vocabulary:
                raise InputError(
                    f"Token {token} is not among the model's {self._vocabulary}; encode the prompt "
                    "with the model's own tokenizer."
                )


def _eos_token_ids(model: PreTrainedModel) -> frozenset[int]:
    ids = model.generation_config.eos_token_id
    if ids is None:
        ids = model.config.eos_token_id
    if ids is None:
        return frozenset()
    return frozenset([ids] if isinstance(ids, int) else ids)
