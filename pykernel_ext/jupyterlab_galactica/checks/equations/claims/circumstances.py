"""What the text says about the symbols of an equation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ....answer.verdicts import Claim
from ..numbers.sampling import Test
from ..tree import Sym

Kind = Literal["integer", "real", "positive", "complex", "matrix", "vector", "function"]
"""What the text says a symbol stands for."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the text says about the symbols: tests of points, and what else it says."""

    tests: tuple[Test, ...] = ()
    vague: bool = False
    antiderivative_in: Sym | None = None  # an earlier step had ∫ … dx: constants C are free
    claim: Claim = "asserted"
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()  # what else was used, in words a reader understands
