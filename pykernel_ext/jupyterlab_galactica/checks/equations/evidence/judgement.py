"""What judging an equation takes and gives."""

from __future__ import annotations

from dataclasses import dataclass

from ....answer.verdicts import Counterexample, EquationKind, Evidence, Verdict


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
