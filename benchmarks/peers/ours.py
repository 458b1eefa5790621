"""Our engine alone, in the process that asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from decode import load as load_engine
from jupyterlab_galactica.engine.interface import Sampling, Token
from peers.answering import Loaded, run, timed


def load(model: str, way: str, folder: Path) -> Loaded:
    found = load_engine(model, way)
    if found is None:
        raise SystemExit(f"{way} cannot be loaded here")
    engine = found.engine

    def generate(prompt: Sequence[int], tokens: int) -> Iterator[object]:
        steps = engine.generate(prompt, Sampling(max_tokens=tokens, ignore_eos=True))
        return (step for step in steps if isinstance(step, Token))

    return Loaded(timed(generate), bytes=found.bytes)


if __name__ == "__main__":
    run(load)
