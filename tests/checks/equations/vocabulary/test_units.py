"""Units are understood as people write them."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.equations.vocabulary.dimension import dimension, in_words
from jupyterlab_galactica.checks.equations.vocabulary.units import UnknownUnitError, read_unit


@pytest.mark.parametrize(
    ("written", "factor", "what"),
    [
        ("V/m", 1, "M L T^-3 I^-1"),
        ("kg m^2 s^-2", 1, "M L^2 T^-2"),
        ("kg·m²/s²", 1, "M L^2 T^-2"),
        ("J/(mol K)", 1, "M L^2 T^-2 Θ^-1 N^-1"),
        ("J/mol/K", 1, "M L^2 T^-2 Θ^-1 N^-1"),
        ("km/h", 1 / 3.6, "L T^-1"),
        ("m s-1", 1, "L T^-1"),
        ("cm^{1/2}", 0.1, "L^1/2"),
        ("1/s", 1, "T^-1"),
        ("Ω", 1, "M L^2 T^-3 I^-2"),
        ("mile", 1609.344, "L"),
        ("hours", 3600, "T"),
        ("h", 3600, "T"),
        ("G", 1e-4, "M T^-2 I^-1"),
        ("%", 0.01, "1"),
        ("Newtons", 1, "M L T^-2"),
        ("degC", 1, "Θ"),
    ],
)
def test_a_unit_is_read_as_factor_and_dimension(written: str, factor: float, what: str) -> None:
    unit = read_unit(written)
    assert unit.factor == pytest.approx(factor)
    assert unit.dimension == dimension(what)


@pytest.mark.parametrize(
    "written",
    ["foo", "m/(s", "", "2 m", "m^99", "m^(9^9)", "c", "__import__('os')", "m" * 100, "m;s", "dot"],
)
def test_what_is_no_unit_is_refused_in_a_sentence(written: str) -> None:
    with pytest.raises(UnknownUnitError) as refused:
        read_unit(written)
    assert str(refused.value)[0].isupper()
    assert str(refused.value).endswith(".")


def test_dimensions_are_shown_with_their_usual_unit() -> None:
    assert in_words(dimension("M L^2 T^-2")) == "$M L^{2} T^{-2}$ (J)"
    assert in_words(dimension("M L^5")) == "$M L^{5}$"
    assert in_words(dimension("1")) == "a number"
    with pytest.raises(ValueError, match="X"):
        dimension("X^2")
