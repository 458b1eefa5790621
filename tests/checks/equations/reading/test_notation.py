"""Notation of every kind: what it is read as, and that it is read the same way when printed."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula
from jupyterlab_galactica.checks.equations.reading.find import find_statements
from jupyterlab_galactica.checks.equations.reading.parse import parse_expression, parse_relation
from jupyterlab_galactica.checks.equations.tree import Expr, Relation
from jupyterlab_galactica.checks.equations.writing.latex import relation_to_latex


def check(latex: str) -> EquationCheck:
    return [finding.check for finding in check_formula(latex) if finding.final][-1]


def relation(latex: str) -> Relation:
    statement = find_statements(latex)[-1]
    return parse_relation(statement.left, statement.op, statement.right)[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"x⁻¹", r"x^{-1}"),
        (r"a₁ + ½", r"a_1 + \frac12"),
        (r"{y}_{1}", r"y_1"),
        (r"x^{2}_{n}", r"x_n^{2}"),
        (r"F_{\rm spring}", r"F_{\mathrm{spring}}"),
        (r"\SI{9.8}{m/s^2}", r"9.8\,\mathrm{m/s^2}"),
        (r"\num{1.5e3}", r"1.5 \cdot 10^{3}"),
        (r"3.1 \ 10^8", r"3.1 \cdot 10^8"),
        (r"\partial F/\partial x", r"\frac{\partial F}{\partial x}"),
        (r"\partial_x f", r"\frac{\partial}{\partial x} f"),
        (r"d^2y/dx^2", r"\frac{d^2 y}{dx^2}"),
        (r"\dot{x}", r"\frac{dx}{dt}"),
        (r"\Gamma'(z)", r"\frac{d}{dz} \Gamma(z)"),
        (r"f''(x)", r"f^{(2)}(x)"),
        (r"(f \circ g)(x)", r"f(g(x))"),
        (r"\left. x^2 \right|_0^1", r"\left[ x^2 \right]_0^1"),
        (r"E[X^2]", r"\mathbb{E}[X^2]"),
        (r"\text{Var}(X)", r"\operatorname{Var}(X)"),
        (r"{}_nC_k", r"\binom{n}{k}"),
        (r"0.1\overline{6}", r"0.1 + \frac{6}{90}"),
        (r"(+)(x) + (-)(y)", r"1 \cdot x + (-1) y"),
    ],
)
def test_spellings_of_one_thing_are_read_alike(one: str, other: str) -> None:
    assert _read(one) == _read(other)


def _read(latex: str) -> Expr | str:
    from jupyterlab_galactica.checks.equations.reading.tokens import ParseError

    try:
        return parse_expression(latex)
    except ParseError as error:
        return error.reason


@pytest.mark.parametrize(
    "latex",
    [
        r"P(A|B) = \frac{s P(A)}{P(B)}",
        r"P(X = k) = \binom{n}{k} p^k (1-p)^{n-k}",
        r"p(\theta|x) = \frac{p(x|\theta) p(\theta)}{\int p(x|\theta) p(\theta) d\theta}",
        r"\gamma = \mathbb{E}[(X-\mu)^3]",
        r"A \cup B = \{x \mid x \in A\}",
        r"\max_{x} f(x) = 3",
        r"dU = T \, dS - p \, dV",
        r"\oint_C (P\,dx + Q\,dy) = \iint_D f\,dA",
        r"\kappa = -\frac{1}{V} \left(\frac{\partial V}{\partial p}\right)_T",
        r"\mathcal{L}\{f\} = F(s)",
        r"\ddot{\theta} + \frac{g}{l} \sin \theta = 0",
        r"s_n = \sum_{k=1}^{n} a_k",
        r"L = \lim_{n \to \infty} \frac{a_{n+1}}{a_n}",
        r"f(x_1, \ldots, x_n) = 0",
        r"f(x) = \begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}",
        r"\angle ABC = 90^\circ",
        r"v = 3\text{ km/h}",
        r"\hat{\beta} = \bar{y} - \alpha",
        r"\overline{AB} = 5",
        r"\langle x^2 \rangle - \langle x \rangle^2 = s",
        r"S = \sum_{p} \frac{1}{p^s}",
        r"y' = y'' + \Delta x",
    ],
)
def test_what_cannot_be_tried_is_a_law_and_printed_as_it_is_read(latex: str) -> None:
    found = check(latex)
    assert found.verdict in ("definition", "conditional", "law"), found.reason
    read = relation(latex)
    assert relation(relation_to_latex(read)) == read


@pytest.mark.parametrize(
    "latex",
    [
        r"d(uv) = u\,dv + v\,du",
        r"(fg)' = f'g + fg'",
        r"(f \circ g)'(x) = f'(g(x)) g'(x)",
        r"\left[\frac{x^3}{3}\right]_0^1 = \frac13",
        r"|x| = \begin{cases} x & x \ge 0 \\ -x & x < 0 \end{cases}",
        r"\frac{d^n}{dx^n} e^{2x} = 2^n e^{2x}",
        r"\int f'(x) \, d(x) = f(x) + C",
        r"\int \sin^2 x \, d(\sin x) = \frac{\sin^3 x}{3} + C",
        r"3\text{ m/s} \cdot 2\text{ s} = 6\text{ m}",
        r"5\,\mathrm{km} = 5000\,\mathrm{m}",
        r"1011_2 = 11",
        r"0.\overline{3} = \frac13",
    ],
)
def test_what_can_be_tried_holds(latex: str) -> None:
    found = check(latex)
    assert found.verdict == "holds", found.reason


@pytest.mark.parametrize(
    "latex", [r"(fg)' = f'g'", r"3\text{ m/s} \cdot 2\text{ s} = 7\text{ m}", r"1011_2 = 12"]
)
def test_what_is_wrong_is_refuted(latex: str) -> None:
    assert check(latex).verdict == "refuted"


def test_d_is_a_quantity_where_it_stands_alone() -> None:
    assert check(r"\frac{ad+bc}{bd} = \frac{a}{b} + \frac{c}{d}").verdict == "holds"
    assert check(r"d(n-1) = dn - d").verdict == "holds"


@pytest.mark.parametrize(
    "latex", [r"\{x", r"\langle x", r"P(A|", r"\sum_{", r"x^{\underline", "|_0"]
)
def test_what_is_broken_is_refused(latex: str) -> None:
    assert isinstance(_read(latex), str)


def test_a_star_is_a_conjugate_only_beside_complex_numbers() -> None:
    assert check(r"z z^* = |z|^2").verdict == "holds"
    assert check(r"x^* = 1").verdict == "definition"
