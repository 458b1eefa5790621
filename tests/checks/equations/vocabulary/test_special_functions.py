"""Special functions, number sequences and functions of integers: read, evaluated and printed."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula


def check(latex: str) -> EquationCheck:
    return [finding.check for finding in check_formula(latex) if finding.final][-1]


@pytest.mark.parametrize(
    "latex",
    [
        r"\Gamma(z+1) = z \Gamma(z)",
        r"\Gamma'(1) = -\gamma",
        r"\zeta(2) = \frac{\pi^2}{6}",
        r"\zeta(s, 1) = \zeta(s)",
        r"\mathrm{B}(x, y) = \frac{\Gamma(x) \Gamma(y)}{\Gamma(x+y)}",
        r"J_{\nu-1}(x) + J_{\nu+1}(x) = \frac{2\nu}{x} J_\nu(x)",
        r"(2n+1) x P_n(x) = (n+1) P_{n+1}(x) + n P_{n-1}(x)",
        r"H_{n+1}(x) = 2x H_n(x) - 2n H_{n-1}(x)",
        r"T_n(\cos\theta) = \cos n\theta",
        r"\operatorname{erf}(x) + \operatorname{erfc}(x) = 1",
        r"{}_2F_1(1, 1; 2; z) = -\frac{\ln(1-z)}{z}",
        r"\operatorname{Li}_1(z) = -\ln(1-z)",
        r"(x)_{n+1} = (x+n) (x)_n",
        r"x^{\underline{3}} = x(x-1)(x-2)",
        r"(2n)!! = 2^n n!",
        r"\sum_{d \mid n} \varphi(d) = n",
        r"\gcd(12, 18) = 6",
        r"17 \bmod 5 = 2",
        r"F_{n+1} F_{n-1} - F_n^2 = (-1)^n",
        r"\genfrac{(}{)}{0pt}{}{n}{k} = \frac{n!}{k! (n-k)!}",
    ],
)
def test_true_formulas_hold(latex: str) -> None:
    found = check(latex)
    assert found.verdict == "holds", found.reason


@pytest.mark.parametrize(
    "latex",
    [r"\zeta(2) = \frac{\pi^2}{8}", r"\gcd(12, 18) = 4", r"\Gamma(z+1) = (z+1) \Gamma(z)"],
)
def test_false_formulas_are_refuted(latex: str) -> None:
    assert check(latex).verdict == "refuted"


def test_either_convention_for_hermite_polynomials_is_accepted() -> None:
    assert check("H_n'(x) = 2n H_{n-1}(x)").verdict == "holds"
    assert check("H_n'(x) = n H_{n-1}(x)").verdict == "holds"
    assert check("H_n'(x) = 3n H_{n-1}(x)").verdict != "holds"


@pytest.mark.parametrize(
    "latex",
    [
        r"L_{n+1} = L_n + 2 L_{n-1}",
        r"\phi(x) = A \sin k x",
        r"\psi(x, t) = \psi(x) e^{-i \omega t}",
        r"C_n = C_{n-1} + 3",
        r"E_{n+1} - E_n = \hbar \omega",
        r"\mu(n) = \mu_0 + n",
    ],
)
def test_letters_that_may_be_anything_are_not_refuted(latex: str) -> None:
    assert check(latex).verdict != "refuted"


def test_an_upright_name_that_is_unknown_is_an_operator_of_its_own() -> None:
    found = check(r"\operatorname{divs}(m) = 4")
    assert found.reading == r"\mathrm{divs}\left(m\right) = 4"
    assert found.verdict in ("definition", "conditional", "law")
