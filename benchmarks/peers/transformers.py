"""transformers: a forward pass a token, keys and values kept; what `generate` does and no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, DynamicCache

from peers.answering import Loaded, run, threads, timed

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


def load(model: str, way: str, folder: Path) -> Loaded:
    torch.set_num_threads(threads())
    network = AutoModelForCausalLM.from_pretrained(model, dtype=DTYPES[way]).eval()

    def generate(prompt: Sequence[int], tokens: int) -> Iterator[object]:
        ids, cache = torch.tensor([list(prompt)]), DynamicCache(config=network.config)
        with torch.inference_mode():
            while True:
                logits = network(
                    input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1
                ).logits
                ids = logits[:, -1:].argmax(-1)
                yield int(ids)

    return Loaded(timed(generate))


if __name__ == "__main__":
    run(load)
