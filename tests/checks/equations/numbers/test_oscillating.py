"""Integrals of what oscillates without end, and sums over all integers."""

from __future__ import annotations

import math

import pytest

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula
from jupyterlab_galactica.checks.equations.numbers.oscillating import oscillating


def check(latex: str) -> EquationCheck:
    return [finding.check for finding in check_formula(latex) if finding.final][-1]


@pytest.mark.parametrize(
    "latex",
    [
        r"\int_0^\infty \frac{\sin x}{x} \, dx = \frac{\pi}{2}",
        r"\int_{-\infty}^\infty \frac{\sin x}{x} \, dx = \pi",
        r"\int_\infty^0 \frac{\sin x}{x} \, dx = -\frac{\pi}{2}",
        r"\int_0^{-\infty} \frac{\sin x}{x} \, dx = -\frac{\pi}{2}",
        r"\int_0^\infty \cos(x^2) \, dx = \frac12 \sqrt{\frac{\pi}{2}}",
        r"\int_0^\infty \frac{\cos x}{\sqrt{x}} \, dx = \sqrt{\frac{\pi}{2}}",
        r"\sum_{n=-\infty}^\infty \frac{1}{n^2 + 1} = \pi \coth \pi",
        r"\sum_{n=-\infty}^{\infty} 2^{-|n|} = 3",
    ],
)
def test_they_are_evaluated(latex: str) -> None:
    found = check(latex)
    assert found.verdict == "holds", found.reason


@pytest.mark.parametrize(
    "latex",
    [
        r"\int_{-\infty}^\infty \frac{\sin x}{x} \, dx = 2\pi",
        r"\int_\infty^0 \frac{\sin x}{x} \, dx = \pi",
        r"\sum_{n=-\infty}^\infty \frac{1}{n^2 + 1} = 2 \pi \coth \pi",
    ],
)
def test_a_wrong_factor_is_refuted(latex: str) -> None:
    assert check(latex).verdict == "refuted"


@pytest.mark.parametrize(
    "latex",
    [
        r"\int_0^\infty \sin x \, dx = 1",
        r"\int_0^\infty x \sin x \, dx = 0",
        r"\sum_{n=-\infty}^\infty \frac{1}{n + 1/2} = 0",
    ],
)
def test_what_does_not_converge_has_no_value(latex: str) -> None:
    assert check(latex).verdict == "unsupported"


def test_the_value_is_right_within_its_bound() -> None:
    found = oscillating(lambda x: math.cos(x) / (1 + x * x), lambda x: x, 0.0)
    assert found is not None
    value, error = found
    assert abs(value - math.pi / (2 * math.e)) <= error < 1e-8


def test_beta_functions_that_end_early_are_known() -> None:
    assert check("I_1(a, b) = 1").verdict == "holds"
    assert check("I_x(a, b) = 1 - I_{1-x}(b, a)").verdict == "holds"
