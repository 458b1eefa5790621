"""The reference engine: any causal language model of transformers, with its KV cache."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import ModelError
from .interface import Prefill
from .token_loop import PREFILL_SLICE, TokenLoop, eos_token_ids

if TYPE_CHECKING:
    import torch
    from transformers import Cache, PreTrainedModel


class TransformersEngine(TokenLoop):
    """`Engine` over a model of transformers, one prompt at a time."""

    def __init__(self, model: PreTrainedModel, name: str, masked: Sequence[int] = ()) -> None:
        super().__init__(
            name,
            int(model.config.max_position_embeddings),
            eos_token_ids(model.generation_config.eos_token_id, model.config.eos_token_id),
            int(model.get_input_embeddings().weight.shape[0]),
            masked,
        )
        self._model = model

    @contextmanager
    def _reading(
        self, prompt: Sequence[int], room: int
    ) -> Iterator[Generator[Prefill, None, tuple[torch.Tensor, _Streams]]]:
        with _memory_errors_explained():
            yield self._read(prompt)

    def _read(
        self, prompt: Sequence[int]
    ) -> Generator[Prefill, None, tuple[torch.Tensor, _Streams]]:
        from transformers import DynamicCache

        streams = _Streams(self._model, DynamicCache(config=self._model.config))
        for start in range(0, len(prompt), PREFILL_SLICE):
            yield Prefill(start, len(prompt))
            logits = streams.read([prompt[start : start + PREFILL_SLICE]])
        return logits, streams


@dataclass(slots=True)
class _Streams:
    """`token_loop.Streams` in a KV cache."""

    model: PreTrainedModel
    cache: Cache
    rows: Sequence[Sequence[int]] = ()
    """Those that were put, all of one length."""

    def put(self, tokens: Sequence[int]) -> None:
        self.rows = [[token] for token in tokens]

    def follow(self, tokens: Sequence[int]) -> None:
        self.rows = [tokens]

    def take(self) -> torch.Tensor:
        return self.read(self.rows, positions=len(self.rows[0]))

    def retract(self, count: int) -> None:
        if count:
            self.cache.crop(-count)

    def reorder(self, rows: Sequence[int]) -> None:
        import torch

        self.cache.reorder_cache(torch.tensor(rows))

    def read(self, rows: Sequence[Sequence[int]], positions: int = 1) -> torch.Tensor:
        """Read rows of ids into the cache; the logits after the last `positions` of each.

        Their shape is (rows * positions, vocabulary).
        """
        import torch

        # Entered for each step: inference mode belongs to the thread, not to a generator.
        with torch.inference_mode():
            inputs = torch.tensor([list(row) for row in rows], device=self.model.device)
            output = self.model(
                input_ids=inputs,
                past_key_values=self.cache,
                use_cache=True,
                logits_to_keep=positions,
            )
            logits: torch.Tensor = output.logits.flatten(0, 1).float().cpu()
            return logits


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
