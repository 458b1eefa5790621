"""What physics says of an equation beside its truth: dimensions, and the law it is."""

from __future__ import annotations

from dataclasses import dataclass

from ....answer.verdicts import Dimensions
from ...surroundings import Surroundings
from ..tree import Relation
from ..vocabulary.declared import declared_dimensions
from .dimensions.agreement import Evidence, judge_dimensions
from .dimensions.meanings import stated_dimensions
from .laws.recognise import recognise


@dataclass(frozen=True, slots=True)
class Physics:
    """Fields of an `EquationCheck`."""

    dimensions: Dimensions
    dimension_reason: str
    law: str | None
    law_note: str


def evidence_in(surroundings: Surroundings | None) -> Evidence:
    """Dimensions of symbols that the user declares and the text states."""
    if surroundings is None:
        return Evidence()
    return Evidence(declared_dimensions(surroundings.units), stated_dimensions(surroundings))


def physics_of(relation: Relation, evidence: Evidence) -> Physics:
    dimensions = judge_dimensions(relation, evidence)
    found = recognise(relation, {**evidence.stated, **evidence.declared})
    name, note = (found.law.name, found.note) if found else (None, "")
    return Physics(dimensions.verdict, dimensions.reason, name, note)
