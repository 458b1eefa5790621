"""A stated solution is put into the equation and the initial values that the text gave before."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.formulas import check_formulas
from jupyterlab_galactica.checks.gathering import gathered


def last(text: str) -> EquationCheck:
    return list(check_formulas(gathered(lex(text)).formulas))[-1]


RIGHT = (
    r"Consider $\frac{dN}{ds} = -cN$ with $N(0) = 4$. The solution is $N(s) = 4e^{-cs}$.",
    r"Consider $y' = 5y$ with $y(0) = 2$. Hence $y = 2e^{5x}$.",
    r"The equation $y'' + 9y = 0$ has the general solution $y = A\cos 3x + B\sin 3x$.",
    r"For $\ddot{x} = -g$ the solution is $x(t) = h + vt - \frac12 g t^2$.",
    r"The equation $u'(x) = 2x u(x)$ is solved by $u(x) = Ce^{x^2}$.",
    r"The recurrence $b_{n+1} = 3b_n$ with $b_0 = 2$ is solved by $b_n = 2\cdot 3^n$.",
)


@pytest.mark.parametrize("text", RIGHT)
def test_a_right_solution_holds_and_names_what_it_solves(text: str) -> None:
    found = last(text)
    assert found.verdict == "holds", found.reason
    assert found.reason.startswith("Solves $")
    assert found.assumptions


WRONG = (
    r"Consider $\frac{dN}{ds} = -cN$ with $N(0) = 4$. The solution is $N(s) = 4e^{cs}$.",
    r"Consider $y' = 5y$ with $y(0) = 2$. Hence $y = 2e^{x}$.",
    r"The equation $y'' + 9y = 0$ has the general solution $y = A\cos 9x + B\sin 9x$.",
    r"The recurrence $b_{n+1} = 3b_n$ with $b_0 = 2$ is solved by $b_n = 2\cdot 3^n + 1$.",
)


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_solution_is_accused_with_values(text: str) -> None:
    found = last(text)
    assert found.verdict not in ("holds", "definition", "conditional")
    assert found.reason.startswith("Does not solve $")
    assert found.counterexample is not None


def test_a_solution_with_another_initial_value_is_accused_of_that() -> None:
    found = last("Consider $y' = 5y$ with $y(0) = 2$. Hence $y = 3e^{5x}$.")
    assert found.verdict not in ("holds", "definition", "conditional")
    assert "but not with $y(0) = 2$" in found.reason


@pytest.mark.parametrize(
    "text",
    [
        r"For $y' = 5y$ we try $y = x^2$.",
        r"For $y' = 5y + x$ the homogeneous solution is $y = Ce^{5x}$.",
        r"For $y' = 5y$ assume a solution of the form $y = e^{rx}$.",
        r"For $y' = 5y$ an approximate solution for small arguments is $y = 1 + 5x$.",
        r"The function $y = x^2$ is nice. Later, $y' = 5y$ is solved.",
        r"We have $y' = 5y$. Let $y = x^3$.",
        r"For $y'' + p(x)y' = 0$ the solution is $y(x) = x^3$.",
        r"With $y(7) = 9$, $y' = 5y$ and $y(0) = 2$ the solution is $y = 2e^{5x}$.",
    ],
)
def test_what_is_not_offered_as_the_solution_is_not_accused(text: str) -> None:
    assert last(text).verdict in ("definition", "conditional")
