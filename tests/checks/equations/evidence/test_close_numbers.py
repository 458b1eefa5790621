"""Numbers that agree to many digits are told from numbers that are the same."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula


def check(latex: str) -> EquationCheck:
    return [finding.check for finding in check_formula(latex) if finding.final][-1]


@pytest.mark.parametrize(
    "latex",
    [
        r"\cosh 900 = \sinh 900",
        r"e^{300} = 2 \sinh 300",
        r"\tanh 100 = 1",
        r"\tanh 9000 = 1",
        r"\operatorname{erf}(30) = 1",
        r"e^{-1000} = 0",
        r"\sqrt{1 + 10^{-9}} = 1",
        r"e^{\pi \sqrt{163}} = 262537412640768744",
    ],
)
def test_a_small_difference_is_a_difference(latex: str) -> None:
    found = check(latex)
    assert found.verdict == "refuted", found.reason


@pytest.mark.parametrize(
    "latex",
    [
        r"\sin 3\pi = \sin 5\pi",
        r"\sin(10^{10} \pi) = 0",
        r"\cosh 900 + \sinh 900 = e^{900}",
        r"\arctan 1 + \arctan 2 + \arctan 3 = \pi",
        r"2^{1000} = 4^{500}",
    ],
)
def test_what_rounding_leaves_is_none(latex: str) -> None:
    found = check(latex)
    assert found.verdict == "holds", found.reason


@pytest.mark.parametrize(
    ("latex", "verdict"), [("2 : 4 = 1 : 2", "holds"), ("2:4 = 1:3", "refuted")]
)
def test_ratios_are_compared(latex: str, verdict: str) -> None:
    assert check(latex).verdict == verdict
