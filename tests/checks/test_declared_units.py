"""A project's units are declared once, and each equation is judged by them."""

from __future__ import annotations

from pathlib import Path

import pytest

import jupyterlab_galactica as jg
from jupyterlab_galactica.checks.units import (
    forget_all_units,
    forget_units,
    read_declarations,
    remember_units,
    remembered_units,
)
from jupyterlab_galactica.errors import InputError


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    (tmp_path / "paper" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "paper")
    return tmp_path / "paper"


def test_units_are_added_listed_and_taken_back(project: Path) -> None:
    remember_units(project, {"E": "V/m"})
    remember_units(project, {"rho": "C/m^3"})
    assert remembered_units(project) == {"E": "V/m", "rho": "C/m^3"}
    forget_units(project, ["E"])
    assert remembered_units(project) == {"rho": "C/m^3"}
    with pytest.raises(InputError, match="declared are: rho"):
        forget_units(project, ["E"])
    forget_all_units(project)
    assert remembered_units(project) == {}


@pytest.mark.parametrize("word", ["E", "E=", "=V/m", "E=foo", "1x=m"])
def test_a_declaration_that_is_not_understood_is_one_sentence(word: str) -> None:
    with pytest.raises(InputError) as refused:
        read_declarations([word])
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_units_given_are_used_for_one_equation_and_for_a_text() -> None:
    units = {"E": "J", "m": "kg", "c": "m/s"}
    assert jg.check_equation("E = m c^2", units=units).dimensions == "consistent"
    check = jg.check_equation("E = m c^3", units=units)
    assert check.dimensions == "inconsistent"
    assert "$M L^{2} T^{-2}$ (J)" in check.dimension_reason
    assert check.verdict == "doubtful"
    (first, second) = jg.check("$E = m c$ and $E = m c^2$", units=units).equations
    assert (first.dimensions, second.dimensions) == ("inconsistent", "consistent")


def test_units_remembered_for_the_project_are_used_where_none_are_given(project: Path) -> None:
    remember_units(project, {"E": "V/m", "rho": "C/m^3"})
    wrong = r"\nabla \cdot \vec{E} = \rho \epsilon_0"
    assert jg.check_equation(wrong).dimensions == "inconsistent"
    assert jg.check(f"$${wrong}$$").equations[0].dimensions == "inconsistent"
    assert jg.check_equation(wrong, units={}).dimensions != "inconsistent"


def test_a_unit_that_is_not_understood_stops_a_check() -> None:
    with pytest.raises(InputError, match="foo"):
        jg.check("$x = 1$", units={"x": "foo"})


def test_what_the_text_says_of_its_symbols_is_used() -> None:
    text = (
        "$$K = \\frac{1}{2} m v$$\n"
        "where $K$ is the kinetic energy, $m$ the mass and $v$ the velocity."
    )
    (check, *_) = jg.check(text).equations
    assert check.dimensions == "inconsistent"
    assert "M L T^{-1}" in check.dimension_reason
