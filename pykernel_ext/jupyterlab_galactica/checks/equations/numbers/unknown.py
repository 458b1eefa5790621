"""Functions that the text does not define: smooth random ones, the same for the same name."""

from __future__ import annotations

from functools import lru_cache
from random import Random

_SEED = 20240229  # any number would do, but the same must serve always: counterexamples are printed

Wave = tuple[float, float, tuple[float, ...]]
"""Amplitude, phase, and a weight for each argument."""


@lru_cache(maxsize=256)
def waves(name: str, arguments: int) -> tuple[float, tuple[Wave, ...]]:
    """A constant and three sine waves, whose sum is the function."""
    rng = Random(f"{_SEED} {name} {arguments}")  # noqa: S311 - no secret
    start = rng.uniform(1, 2)
    parts = tuple(
        (
            rng.uniform(0.3, 1),
            rng.uniform(0, 6),
            tuple(rng.uniform(0.3, 1.2) for _ in range(arguments)),
        )
        for _ in range(3)
    )
    return start, parts
