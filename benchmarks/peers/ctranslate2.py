"""CTranslate2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import ctranslate2
from ctranslate2.converters import TransformersConverter

from peers.answering import Loaded, run, threads, timed


def convert(model: str, way: str, folder: Path) -> None:
    TransformersConverter(model).convert(str(folder), quantization=way, force=True)


def load(model: str, way: str, folder: Path) -> Loaded:
    import json

    generator = ctranslate2.Generator(
        str(folder), compute_type=way, inter_threads=1, intra_threads=threads()
    )
    vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))

    def generate(prompt: Sequence[int], tokens: int) -> Iterator[object]:
        return generator.generate_tokens(
            [vocabulary[token] for token in prompt],
            max_length=tokens, min_length=tokens, sampling_topk=1, end_token=[],
        )  # fmt: skip

    return Loaded(timed(generate))


if __name__ == "__main__":
    run(load, convert)
