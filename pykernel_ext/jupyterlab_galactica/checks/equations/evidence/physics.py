"""What physics says of an equation beside its truth: dimensions, and the law it is."""

from __future__ import annotations

from dataclasses import dataclass

from ....answer.verdicts import Dimensions
from ..tree import Relation
from .dimensions.agreement import judge_dimensions
from .dimensions.setting import Evidence, evidence_in
from .laws.recognise import recognise

__all__ = ["Physics", "evidence_in", "physics_of"]


@dataclass(frozen=True, slots=True)
class Physics:
    """Fields of an `EquationCheck`."""

    dimensions: Dimensions
    dimension_reason: str
    law: str | None
    law_note: str


def physics_of(relation: Relation, evidence: Evidence) -> Physics:
    dimensions = judge_dimensions(relation, evidence)
    found = recognise(relation, {**evidence.stated, **evidence.declared})
    name, note = (found.law.name, found.note) if found else (None, "")
    return Physics(dimensions.verdict, dimensions.reason, name, note)
