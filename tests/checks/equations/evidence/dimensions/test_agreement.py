"""Terms of unlike dimensions are told apart, and nothing is accused on a guess."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.equations.evidence.dimensions.agreement import (
    DimensionJudgement,
    Evidence,
    judge_dimensions,
)
from jupyterlab_galactica.checks.equations.reading.find import find_statements
from jupyterlab_galactica.checks.equations.reading.parse import parse_relation
from jupyterlab_galactica.checks.equations.vocabulary.declared import declared_dimensions

MECHANICS = {"E": "J", "m": "kg", "v": "m/s", "g": "m/s^2", "h": "m", "t": "s", "x": "m"}
FIELDS = {"E": "V/m", "B": "T", "rho": "C/m^3", "J": "A/m^2", "t": "s"}


def judged(latex: str, units: dict[str, str], stated: bool = False) -> DimensionJudgement:
    (statement,) = find_statements(latex)
    relation, _ = parse_relation(statement.left, statement.op, statement.right)
    known = declared_dimensions(units.items())
    return judge_dimensions(relation, Evidence(stated=known) if stated else Evidence(known))


@pytest.mark.parametrize(
    ("latex", "units"),
    [
        (r"E = \frac{1}{2} m v^2 + m g h", MECHANICS),
        (r"v = \sqrt{2 g h}", MECHANICS),
        (r"\frac{dE}{dt} = m v \frac{dv}{dt}", MECHANICS),
        (r"E = \int_0^h m g \, dx", MECHANICS),
        (r"x = v t e^{-t / T}", {**MECHANICS, "T": "s"}),
        (r"m v_1 + m v_2 = 2 m v", MECHANICS),
        (r"\nabla \cdot \vec{E} = \frac{\rho}{\epsilon_0}", FIELDS),
        (
            r"\nabla \times \vec{B} = \mu_0 \vec{J}"
            r" + \mu_0 \epsilon_0 \frac{\partial \vec{E}}{\partial t}",
            FIELDS,
        ),
        (
            r"\frac{\partial u}{\partial t} = D \frac{\partial^2 u}{\partial x^2}",
            {"D": "m^2/s", "x": "m", "t": "s"},
        ),
        (r"F = \frac{e^2}{4 \pi \epsilon_0 r^2}", {"F": "N", "e": "C", "r": "m"}),
    ],
)
def test_like_terms_are_consistent(latex: str, units: dict[str, str]) -> None:
    assert judged(latex, units) == DimensionJudgement("consistent")


@pytest.mark.parametrize(
    ("latex", "units", "told"),
    [
        (r"E = m v", MECHANICS, "$E$ is $M L^{2} T^{-2}$ (J), $m v$ is $M L T^{-1}$ (kg m/s)."),
        (r"E = \frac{1}{2} m v^2 + m g", MECHANICS, "$m g$ is $M L T^{-2}$ (N)"),
        (r"x = v t + g t", MECHANICS, "$g t$ is $L T^{-1}$ (m/s)"),
        (r"x = h \sin(g t)", MECHANICS, "must be a number here; it has $L T^{-1}$ (m/s)"),
        (r"x = h e^{-m t}", MECHANICS, "must be a number here"),
        (r"\nabla \cdot \vec{E} = \rho \epsilon_0", FIELDS, "M T^{-3} I^{-1}"),
        (
            r"\frac{\partial u}{\partial t} = D \frac{\partial u}{\partial x}",
            {"D": "m^2/s", "x": "m", "t": "s"},
            "differ by $L^{-1}$",
        ),
    ],
)
def test_unlike_terms_are_named(latex: str, units: dict[str, str], told: str) -> None:
    found = judged(latex, units)
    assert found.verdict == "inconsistent"
    assert told in found.reason


@pytest.mark.parametrize(
    ("latex", "units"),
    [
        ("v = 5", MECHANICS),
        ("v = 9.8 t", MECHANICS),
        ("x = 3 t^2 + 2 t + 1", MECHANICS),
        ("E = F x", MECHANICS),  # F is whatever it must be
        (r"x = \ln t", {"t": "s"}),
        (r"m g(h_2 - h_1) = E", MECHANICS),
        ("a b = c d", MECHANICS),
    ],
)
def test_values_put_in_and_unknown_symbols_accuse_nothing(
    latex: str, units: dict[str, str]
) -> None:
    assert judged(latex, units).verdict != "inconsistent"


def test_usual_meanings_of_letters_confirm_and_say_so() -> None:
    found = judged("P = F v", {})
    assert found.verdict == "consistent"
    assert "usual meanings" in found.reason


@pytest.mark.parametrize("latex", ["P = F v^2", "E = m c^3", "a^2 + b^2 = c^2", "y = m x + b"])
def test_usual_meanings_of_letters_never_accuse(latex: str) -> None:
    assert judged(latex, {}).verdict == "unknown"


@pytest.mark.parametrize(
    ("latex", "units"),
    [
        ("E^2 = p^2 + m^2", {"E": "J", "p": "kg m/s", "m": "kg"}),  # c = 1
        (r"E = \omega", {"E": "J", "omega": "1/s"}),  # ħ = 1
        (r"\nabla \cdot \vec{E} = 4 \pi \rho", FIELDS),  # Gaussian units
    ],
)
def test_constants_set_to_one_are_no_mistake_of_a_text(latex: str, units: dict[str, str]) -> None:
    assert judged(latex, units, stated=True).verdict == "unknown"
    assert judged(latex, units).verdict == "inconsistent"  # the user names SI units


def test_a_missing_factor_is_told_where_the_constant_is_not_one() -> None:
    units = {"E": "J", "m": "kg", "c": "m/s"}
    assert judged("E = m c", units, stated=True).verdict == "inconsistent"
    assert judged(r"E = \frac{1}{2} m v", MECHANICS, stated=True).verdict == "inconsistent"
