"""Gradients, divergences, curls and Laplacians: what they are read as, and what is said of them."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula
from jupyterlab_galactica.checks.equations.numbers.linear.jets import OrderError, variable
from jupyterlab_galactica.checks.equations.reading.lexer import tokenize
from jupyterlab_galactica.checks.equations.reading.parse import parse_relation
from jupyterlab_galactica.checks.equations.tree import (
    Relation,
    to_data,
)
from jupyterlab_galactica.checks.equations.vocabulary.multiprecision import mp
from jupyterlab_galactica.checks.equations.writing.latex import relation_to_latex
from jupyterlab_galactica.checks.equations.writing.sympy_form import relation_from_data


def check(latex: str) -> EquationCheck:
    return [finding.check for finding in check_formula(latex) if finding.final][-1]


def read(latex: str) -> Relation:
    left, right = latex.split("=")
    return parse_relation(tokenize(left), "=", tokenize(right))[0]


TRUE = [
    r"\nabla(fg) = f \nabla g + g \nabla f",
    r"\nabla \left(\frac{f}{g}\right) = \frac{g \nabla f - f \nabla g}{g^2}",
    r"\nabla \sin f = \cos f \, \nabla f",
    r"\nabla \cdot (\nabla \times \mathbf{A}) = 0",
    r"\nabla \times (\nabla \phi) = \mathbf{0}",
    r"\nabla \cdot (f \mathbf{F}) = f \nabla \cdot \mathbf{F} + \mathbf{F} \cdot \nabla f",
    r"\nabla \times (\nabla \times \mathbf{E})"
    r" = \nabla(\nabla \cdot \mathbf{E}) - \nabla^2 \mathbf{E}",
    r"\nabla \cdot (\mathbf{E} \times \mathbf{H})"
    r" = \mathbf{H} \cdot (\nabla \times \mathbf{E}) - \mathbf{E} \cdot (\nabla \times \mathbf{H})",
    r"(\vec{v} \cdot \nabla) \vec{v}"
    r" = \frac{1}{2} \nabla v^2 - \vec{v} \times (\nabla \times \vec{v})",
    r"\nabla \cdot (c \mathbf{F}) = c \nabla \cdot \mathbf{F}",
    r"\nabla^2 f = \frac{\partial^2 f}{\partial x^2} + \frac{\partial^2 f}{\partial y^2}"
    r" + \frac{\partial^2 f}{\partial z^2}",
    r"\nabla \times \mathbf{F} = \begin{vmatrix} \mathbf{i} & \mathbf{j} & \mathbf{k} \\"
    r" \frac{\partial}{\partial x} & \frac{\partial}{\partial y} & \frac{\partial}{\partial z} \\"
    r" F_x & F_y & F_z \end{vmatrix}",
    r"\nabla \cdot \vec{r} = 3",
    r"\nabla \frac{1}{r} = -\frac{\vec{r}}{r^3}",
    r"\nabla r = \hat{r}",
    r"\nabla^2 (x^2 y) = 2y",
]

FALSE = [
    r"\nabla(fg) = f \nabla g - g \nabla f",
    r"\nabla \cdot (f \mathbf{F}) = f \nabla \cdot \mathbf{F} - \mathbf{F} \cdot \nabla f",
    r"\nabla \times (\nabla \times \mathbf{E})"
    r" = \nabla(\nabla \cdot \mathbf{E}) + \nabla^2 \mathbf{E}",
    r"\nabla \cdot (\mathbf{E} \times \mathbf{H})"
    r" = \mathbf{H} \cdot (\nabla \times \mathbf{E}) + \mathbf{E} \cdot (\nabla \times \mathbf{H})",
    r"\nabla \cdot \vec{r} = 4",
    r"\nabla \frac{1}{r} = \frac{\vec{r}}{r^3}",
]


@pytest.mark.parametrize("latex", TRUE)
def test_identities_hold(latex: str) -> None:
    found = check(latex)
    assert found.verdict == "holds", found.reason


@pytest.mark.parametrize("latex", FALSE)
def test_false_rules_are_refuted(latex: str) -> None:
    found = check(latex)
    assert found.verdict == "refuted", found.reason
    assert found.counterexample is not None


@pytest.mark.parametrize("latex", TRUE + FALSE)
def test_the_reading_is_read_the_same_again(latex: str) -> None:
    relation = read(latex)
    assert read(relation_to_latex(relation)) == relation


@pytest.mark.parametrize(
    "latex",
    [
        r"\nabla \cdot \mathbf{E} = \frac{\rho}{\varepsilon_0}",
        r"\nabla \cdot \mathbf{B} = 0",
        r"\nabla \times \mathbf{E} = -\frac{\partial \mathbf{B}}{\partial t}",
        r"\nabla \times \vec{B}"
        r" = \mu_0 \vec{J} + \mu_0 \epsilon_0 \frac{\partial \vec{E}}{\partial t}",
        r"\nabla \cdot E = \frac{\rho}{\epsilon_0}",
        r"\rho \left(\frac{\partial \mathbf{u}}{\partial t}"
        r" + \mathbf{u} \cdot \nabla \mathbf{u}\right) = -\nabla p + \mu \nabla^2 \mathbf{u}",
        r"\frac{\partial \rho}{\partial t} + \nabla \cdot (\rho \mathbf{v}) = 0",
        r"\frac{\partial u}{\partial t} = \alpha \nabla^2 u",
        r"i\hbar \frac{\partial \psi}{\partial t} = -\frac{\hbar^2}{2m} \nabla^2 \psi + V \psi",
        r"\nabla^2 \phi = 0",
        r"\nabla^2 u = u",
        r"\mathbf{E} = -\nabla V",
        r"\nabla \times (\nabla \times \mathbf{E}) = -\nabla^2 \mathbf{E}",
        r"\hat{p} = -i \hbar \nabla",
    ],
)
def test_laws_and_conditions_are_not_refuted(latex: str) -> None:
    assert check(latex).verdict in ("definition", "conditional", "law")


def test_what_holds_for_constant_letters_says_so() -> None:
    found = check(r"\nabla (c f + k g) = c \nabla f + k \nabla g")
    assert found.verdict == "holds"


def test_a_letter_that_is_differentiated_is_no_constant() -> None:
    latex = r"\frac{d}{dt}(c \mathbf{u}) = c \frac{d\mathbf{u}}{dt} - \frac{dc}{dt} \mathbf{u}"
    assert check(latex).verdict == "refuted"


def test_the_curl_of_a_scalar_is_no_expression() -> None:
    found = check(r"\nabla \times |\mathbf{E}| = 0")
    assert found.verdict == "unsupported"
    assert "curl" in found.reason


def test_derivatives_of_jets_are_exact() -> None:
    x, y = (variable(i, 2, mp.mpf(value), 2) for i, value in enumerate((2, 3)))
    product = x * x * y
    assert product.derivative(0).constant == 12
    assert product.derivative(0).derivative(1).constant == 4
    inverse = x.inverse().derivative(0)
    assert abs(inverse.constant + mp.mpf(1) / 4) < mp.mpf("1e-25")
    with pytest.raises(OrderError):
        x.derivative(0).derivative(0).derivative(0)


def test_sympy_gets_fields_of_the_coordinates() -> None:
    relation = relation_from_data(to_data(read(r"\nabla \cdot (\nabla \times \mathbf{A}) = 0")))
    assert relation.lhs.doit().expand() == 0
