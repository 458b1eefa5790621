"""Equations between numbers with units are judged, to the digits given."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula


def judged(latex: str) -> EquationCheck:
    *_, last = check_formula(latex)
    return last.check


@pytest.mark.parametrize(
    "latex",
    [
        r"1\,\mathrm{km} = 1000\,\mathrm{m}",
        r"1\ \text{mile} = 1.609\ \text{km}",
        r"1\,\mathrm{in} = 2.54\,\mathrm{cm}",
        r"36\,\mathrm{km/h} = 10\,\mathrm{m/s}",
        r"60\,\mathrm{km/h} = 16.7\,\mathrm{m/s}",
        r"5\,\mathrm{kg} \cdot 2\,\mathrm{m/s^2} = 10\,\mathrm{N}",
        r"1\,\mathrm{eV} = 1.602 \times 10^{-19}\,\mathrm{J}",
        r"3\,\text{hours} = 180\,\text{minutes}",
        r"1 \text{ mile} \approx 1.6 \text{ km}",
        r"5 \text{ km} + 200 \text{ m} = 5.2 \text{ km}",
        r"1\,\mathrm{mi} = 1609\,\mathrm{m}",
        r"1609\,\mathrm{m} = 1\,\mathrm{mi}",
        r"60\,\mathrm{mi/h} = 27\,\mathrm{m/s}",
        r"1\ \text{N} = 1\ \text{kg}\cdot\text{m}/\text{s}^2",
        r"9.8\,\mathrm{m}/\mathrm{s}^2 \cdot 2\,\mathrm{s} = 19.6\,\mathrm{m}/\mathrm{s}",
    ],
)
def test_right_conversions_hold(latex: str) -> None:
    check = judged(latex)
    assert check.verdict == "holds", check.reason
    assert check.dimensions == "consistent"


@pytest.mark.parametrize(
    ("latex", "left", "right"),
    [
        (r"1 \text{ mile} = 1.5 \text{ km}", r"1.609344\text{ km}", r"1.5\text{ km}"),
        (r"1\,\mathrm{h} = 360\,\mathrm{s}", r"3600\text{ s}", r"360\text{ s}"),
        (r"1\,\mathrm{mi} = 1608\,\mathrm{m}", r"1609.344\text{ m}", r"1608\text{ m}"),
        (r"1\,\mathrm{km} = 999\,\mathrm{m}", r"1000\text{ m}", r"999\text{ m}"),
        (r"1\,\mathrm{h} = 4000\,\mathrm{s}", r"3600\text{ s}", r"4000\text{ s}"),
        (r"3\,\mathrm{m} + 4\,\mathrm{m} = 8\,\mathrm{m}", r"7\text{ m}", r"8\text{ m}"),
        (r"2\,\mathrm{kg} \cdot 3\,\mathrm{m/s^2} = 5\,\mathrm{N}", r"6\text{ N}", r"5\text{ N}"),
    ],
)
def test_wrong_conversions_are_refuted_in_the_unit_written(
    latex: str, left: str, right: str
) -> None:
    check = judged(latex)
    assert check.verdict == "refuted"
    assert check.counterexample is not None
    assert (check.counterexample.left, check.counterexample.right) == (left, right)


@pytest.mark.parametrize(
    "latex", [r"1\,\mathrm{mi} = 1600\,\mathrm{m}", r"1\,\mathrm{m} = 3\,\mathrm{ft}"]
)
def test_how_far_a_number_of_few_digits_is_rounded_stays_open(latex: str) -> None:
    check = judged(latex)
    assert check.verdict == "conditional"
    assert "rounding" in check.reason


def test_sides_that_measure_different_things_are_not_compared() -> None:
    check = judged(r"2\,\mathrm{m} = 2\,\mathrm{s}")
    assert check.verdict == "doubtful", check.reason
    assert check.dimensions == "inconsistent"
    assert "$L$ (m)" in check.dimension_reason
    assert "$T$ (s)" in check.dimension_reason


@pytest.mark.parametrize(
    "latex",
    [
        r"7 \cdot 8 = 56\text{ ft}",
        r"\int_0^4 3x \, dx = 24\ \text{J}",
        r"4 \cdot 5 = \SI{20}{\newton}",
        r"2 \cdot 6 = 12\text{ m/s}^2",
        r"40\text{ km} / 5 = 8",
        r"\frac{12\text{ m}}{3\text{ m}} = 4",
        r"0.4 = 40\text{\%}",
        r"\sin 30° = \frac{1}{2}",
    ],
)
def test_a_number_may_stand_beside_its_value_with_a_unit(latex: str) -> None:
    check = judged(latex)
    assert check.verdict == "holds", check.reason


def test_a_number_that_is_not_the_one_with_the_unit_is_shown_as_it_is() -> None:
    check = judged(r"\frac{7}{2} = 4.5\,\text{m/s}")
    assert check.verdict == "refuted"
    assert check.counterexample is not None
    assert (check.counterexample.left, check.counterexample.right) == ("3.5", "4.5")


def test_a_bare_number_may_be_one_of_another_unit_of_the_kind() -> None:
    assert judged(r"3 \cdot 1000 = 3\text{ km}").verdict == "unsupported"
