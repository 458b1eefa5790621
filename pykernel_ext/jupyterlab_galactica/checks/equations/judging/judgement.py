"""What judging an equation takes and gives. Worker process only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ....answer.verdicts import Claim, Counterexample, EquationKind, Evidence, Verdict
from ..numbers.sampling import Test
from ..tree import Sym

Kind = Literal["integer", "real", "positive", "complex", "matrix", "vector", "function"]
"""What the text says a symbol stands for."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an `EquationCheck` says, without its place in the text."""

    kind: EquationKind
    verdict: Verdict
    reason: str
    evidence: Evidence | None = None
    points: int = 0
    counterexample: Counterexample | None = None
    solutions: str | None = None
    domain: str | None = None
    repair: str | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the text says about the symbols: tests of points, and what else it says."""

    tests: tuple[Test, ...] = ()
    vague: bool = False
    antiderivative_in: Sym | None = None  # an earlier step had ∫ … dx: constants C are free
    claim: Claim = "asserted"
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()  # what else was used, in words a reader understands
