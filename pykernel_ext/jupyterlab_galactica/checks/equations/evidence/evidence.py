"""What looking at an equation finds, before anybody says what it amounts to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ....answer.verdicts import Counterexample, EquationKind
from ..claims.claim import Claim

Finding = Literal["true", "false", "contrary", "mixed", "open", "late", "none"]
"""`true` or `false` wherever it was looked at; `contrary` to what the text says; `mixed`: true for
some values, or nearly; `open`: that could not be told; `late`: there was no time for it; `none`:
there is nothing to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was found, in a sentence, with what a reader may check.

    `kind` is what was looked at. `proved` is by exact algebra, not at `points` only. `thin` are too
    few points to say so. Of what is false: `telling` says that it must have been meant as an
    identity, since it is a slip away from one, though it may be an equation to solve where the
    sides cross (`crosses`); it is `offered` as an identity if it does not look like one to solve.
    `if_question` and `if_vague` are what to say where it is to be solved, and where it may follow
    from what stands beside it. `solutions` and `domain` are where it is true, as LaTeX.
    """

    finding: Finding
    reason: str = ""
    kind: EquationKind = "identity"
    proved: bool = False
    points: int = 0
    thin: bool = False
    telling: bool = False
    crosses: bool = False
    offered: bool = False
    counterexample: Counterexample | None = None
    solutions: str | None = None
    domain: str | None = None
    repair: str | None = None
    if_question: str = "True for some values: an equation to solve."
    if_vague: str = "Not true for all values; it may follow from what stands beside it."


Found = tuple[Claim, Evidence]
"""What a relation claims, and how true that is."""


def undecided(reason: str, kind: EquationKind = "unknown") -> Evidence:
    """Why nothing can be said."""
    return Evidence(finding="open", reason=reason, kind=kind)


def for_some(
    reason: str, kind: EquationKind, counterexample: Counterexample | None = None
) -> Evidence:
    """That it is true for some values, and that this says nothing against it."""
    return Evidence(finding="mixed", reason=reason, kind=kind, counterexample=counterexample)


def relates(reason: str, kind: EquationKind = "identity") -> Found:
    """What relates quantities and is nothing to prove."""
    return Claim("law"), Evidence(finding="none", reason=reason, kind=kind)
