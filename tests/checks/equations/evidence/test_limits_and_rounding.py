"""Limits that do not exist, whole parts of exact values, and numbers given to some digits."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula


def check(latex: str) -> EquationCheck:
    return [finding.check for finding in check_formula(latex) if finding.final][-1]


@pytest.mark.parametrize(
    "latex",
    [
        r"\lim_{n\to\infty} (-1)^{n+1} = -1",
        r"\lim_{n\to\infty} \sin\frac{n\pi}{2} = 0",
        r"\lim_{n\to\infty} \frac{(-1)^n (n+2)}{n} = 1",
        r"\lim_{x\to\infty} \cos x = 1",
        r"\lim_{x\to 3} \frac{|x-3|}{x-3} = 1",
        r"\lim_{x\to 1} \lfloor x \rfloor = 1",
    ],
)
def test_a_limit_that_does_not_exist_equals_nothing(latex: str) -> None:
    found = check(latex)
    assert found.verdict != "holds"
    assert "does not exist" in found.reason


@pytest.mark.parametrize(
    "latex",
    [
        r"\lim_{n\to\infty} \frac{(-1)^n}{n^2} = 0",
        r"\lim_{n\to\infty} \sin(2 n \pi) = 0",
        r"\lim_{x\to 3^+} \frac{|x-3|}{x-3} = 1",
        r"\lim_{x\to\infty} \frac{\cos x}{x} = 0",
        r"\lfloor 27^{2/3} \rfloor = 9",
        r"\lceil \log_{10} 10000 \rceil = 4",
        r"\left\lfloor \frac{\ln 32}{\ln 2} \right\rfloor = 5",
        r"\prod_{n=2}^\infty \left(1 - \frac{1}{n^2}\right) = \frac12",
        r"\prod_{n=1}^\infty \left(1 + \frac{1}{n(n+2)}\right) = 2",
        r"\begin{pmatrix} 2/3 \\ 1/7 \end{pmatrix} = \begin{pmatrix} 0.67 \\ 0.143 \end{pmatrix}",
        r"e^x = 1 + x + O(x^2)",
        r"\int_0^\infty \frac{x^3}{e^x - 1} \, dx = \frac{\pi^4}{15}",
        r"\int_0^\infty \frac{x}{\sinh x} \, dx = \frac{\pi^2}{4}",
        r"\int_0^\infty \frac{x^{s-1}}{e^x + 1} \, dx = (1 - 2^{1-s}) \Gamma(s) \zeta(s)",
    ],
)
def test_what_exists_holds(latex: str) -> None:
    found = check(latex)
    assert found.verdict == "holds", found.reason


@pytest.mark.parametrize(
    "latex",
    [
        r"\lfloor \sqrt{5} \rfloor = 3",
        r"\prod_{n=2}^\infty \left(1 - \frac{1}{n^2}\right) = \frac13",
        r"\begin{pmatrix} 2/3 \\ 1/7 \end{pmatrix} = \begin{pmatrix} 0.67 \\ 0.134 \end{pmatrix}",
        r"e^x = 1 + O(x^2)",
        r"\frac{1.2 + 0.85 + 0.9}{3} \approx 0.938",
        r"\frac{4321}{7} = 671",
        r"7/2 = 3",
    ],
)
def test_digits_and_orders_that_are_off_are_refuted(latex: str) -> None:
    found = check(latex)
    assert found.verdict == "refuted", found.reason


@pytest.mark.parametrize(
    "latex", [r"\frac{4321}{7} = 617", r"1000\sqrt{3} = 1732", r"911^{3/2} = 27{,}500"]
)
def test_a_whole_number_may_be_rounded(latex: str) -> None:
    assert check(latex).reason == "Equal only after rounding."
