"""What judging an equation takes and gives. Worker process only."""

from __future__ import annotations

from dataclasses import dataclass

from ...answer.verdicts import Counterexample, EquationKind, Evidence, Verdict
from .sampling import Test
from .tree import Sym


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


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the text says about the symbols: tests of points, and what else it says."""

    tests: tuple[Test, ...] = ()
    vague: bool = False
    antiderivative_in: Sym | None = None  # an earlier step had ∫ … dx: constants C are free
