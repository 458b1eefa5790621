"""The catalogue of laws is sound: it is read, and each law agrees with its own table of units."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.equations.algebra.equation_form import normal_form
from jupyterlab_galactica.checks.equations.evidence.dimensions.agreement import (
    Evidence,
    judge_dimensions,
)
from jupyterlab_galactica.checks.equations.evidence.laws.catalogue import (
    Law,
    known_laws,
    relation_of,
)
from jupyterlab_galactica.checks.equations.tree import Num, free_symbols, functions
from jupyterlab_galactica.checks.equations.vocabulary.dimension import Dimension
from jupyterlab_galactica.checks.equations.vocabulary.names import CHANGE, plain_name
from jupyterlab_galactica.checks.equations.vocabulary.units import read_unit

LAWS = known_laws()
FIELDS = {"mechanics", "electromagnetism", "thermodynamics", "quantum mechanics", "relativity",
          "statistics", "chemistry", "optics", "fluids", "waves", "geometry"}  # fmt: skip


def test_there_are_laws_of_every_field() -> None:
    assert len(LAWS) >= 150
    assert {law.field for law in LAWS} == FIELDS


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.name}: {law.latex}")
def test_a_law_is_understood_and_its_units_agree(law: Law) -> None:
    relation = relation_of(law)
    names = {
        plain_name(name).removeprefix(CHANGE)
        for name in free_symbols(relation) | functions(relation)
    }
    assert names == set(law.meanings) == set(law.units)
    dimensions: dict[str, Dimension] = {
        name: read_unit(unit).dimension for name, unit in law.units.items()
    }
    if law.in_other_units:
        return
    found = judge_dimensions(relation, Evidence(dimensions))
    says_nothing = relation.right == Num("0") or not any(dimensions.values())
    assert found.verdict in ("consistent", "unknown" if says_nothing else "consistent"), found
    if relation.op == "=":
        assert len(normal_form(relation)) >= 1


def test_no_law_stands_there_twice() -> None:
    forms = [(law.name, normal_form(relation_of(law))) for law in LAWS
             if relation_of(law).op == "="]  # fmt: skip
    assert [row for row in forms if forms.count(row) > 1] == []
