"""What physics says of an equation beside its truth: dimensions, and the law it is."""

from __future__ import annotations

from dataclasses import dataclass

from ....answer.verdicts import Dimensions
from ...surroundings import Surroundings
from ..tree import Relation
from .dimensions import setting
from .dimensions.agreement import judge_dimensions
from .laws.naming import Named, laws_named
from .laws.recognise import recognise


@dataclass(frozen=True, slots=True)
class Said:
    """What the text says of physics: dimensions of symbols, and laws by their names."""

    dimensions: setting.Evidence
    laws: Named


@dataclass(frozen=True, slots=True)
class Physics:
    """Fields of an `EquationCheck`; `repair` is the law where the equation differs by a slip."""

    dimensions: Dimensions
    dimension_reason: str
    law: str | None
    law_note: str
    repair: str | None = None


def evidence_in(surroundings: Surroundings | None) -> Said:
    return Said(setting.evidence_in(surroundings), laws_named(surroundings))


def physics_of(relation: Relation, said: Said) -> Physics:
    dimensions = judge_dimensions(relation, said.dimensions)
    known = {**said.dimensions.stated, **said.dimensions.declared}
    found = recognise(relation, known, said.laws)
    if found is None:
        return Physics(dimensions.verdict, dimensions.reason, None, "")
    return Physics(dimensions.verdict, dimensions.reason, found.law.name, found.note, found.repair)
