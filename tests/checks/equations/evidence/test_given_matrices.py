"""What a text computes of a matrix that it gave is computed again."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.formulas import check_formulas
from jupyterlab_galactica.checks.gathering import gathered

GIVEN = (
    r"Let $M = \begin{pmatrix} 3 & 1 \\ 1 & 3 \end{pmatrix}$ "
    r"and $N = \begin{pmatrix} 1 & 2 \\ 0 & 1 \end{pmatrix}$. "
)
ONE = r"Let $M = \begin{pmatrix} 3 & 1 \\ 1 & 3 \end{pmatrix}$. "


def last(text: str) -> EquationCheck:
    return list(check_formulas(gathered(lex(text)).formulas))[-1]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\det M = 8", r"\det M = 10"),
        (r"\operatorname{tr}(M) = 6", r"\operatorname{tr}(M) = 9"),
        (
            r"M^{-1} = \frac18\begin{pmatrix} 3 & -1 \\ -1 & 3 \end{pmatrix}",
            r"M^{-1} = \frac18\begin{pmatrix} -3 & 1 \\ 1 & -3 \end{pmatrix}",
        ),
        (
            r"MN = \begin{pmatrix} 3 & 7 \\ 1 & 5 \end{pmatrix}",
            r"MN = \begin{pmatrix} 3 & 2 \\ 0 & 3 \end{pmatrix}",
        ),
        (
            r"N^2 = \begin{pmatrix} 1 & 4 \\ 0 & 1 \end{pmatrix}",
            r"N^2 = \begin{pmatrix} 1 & 4 \\ 0 & 2 \end{pmatrix}",
        ),
        (r"\det(M - \lambda I) = \lambda^2 - 6\lambda + 8", r"\det(M - \lambda I) = \lambda^2 + 8"),
    ],
)
def test_a_computation_is_judged_by_the_matrix_given(right: str, wrong: str) -> None:
    found = last(f"{GIVEN}Then ${right}$.")
    assert found.verdict == "holds", found.reason
    assert found.assumptions
    found = last(f"{GIVEN}Then ${wrong}$.")
    assert found.verdict not in ("holds", "definition", "conditional"), found.reason
    assert found.reason.startswith("Not so with $")


def test_eigenvalues_and_eigenvectors_are_tried() -> None:
    column = r"\begin{pmatrix} 1 \\ %d \end{pmatrix}"
    assert last(rf"{ONE}Its eigenvalues are $\lambda_1 = 4$.").verdict == "holds"
    assert last(rf"{ONE}Its eigenvalues are $\lambda_1 = 3$.").reason.startswith("It is not an")
    assert last(rf"{ONE}An eigenvector is $v = {column % 1}$.").verdict == "holds"
    assert last(rf"{ONE}An eigenvector is $v = {column % 2}$.").reason.startswith("It is not an")


def test_an_equation_to_be_solved_is_no_computation() -> None:
    assert last(rf"{ONE}We solve $\det(M - \lambda I) = 0$.").verdict in (
        "definition",
        "conditional",
    )


def test_a_matrix_given_anew_is_another_one() -> None:
    again = r"Now let $M = \begin{pmatrix} 1 & 0 \\ 0 & 2 \end{pmatrix}$. "
    assert last(rf"{ONE}{again}Then $\det M = 2$.").verdict == "holds"
    assert last(rf"{ONE}{again}Then $\det M = 8$.").verdict in ("definition", "conditional")


def test_rounded_entries_are_not_accused() -> None:
    inverse = r"M^{-1} = \begin{pmatrix} 0.37 & -0.12 \\ -0.12 & 0.37 \end{pmatrix}"
    assert last(f"{ONE}Then ${inverse}$.").verdict in ("holds", "definition", "conditional")


def test_a_wrong_formula_for_the_inverse_is_no_condition() -> None:
    matrix = r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}^{-1}"
    inverse = r"\frac{1}{ad - bc}\begin{pmatrix} d & %s \\ %s & a \end{pmatrix}"
    assert last(f"Here ${matrix} = {inverse % ('-b', '-c')}$.").verdict == "holds"
    assert last(f"Here ${matrix} = {inverse % ('-c', '-b')}$.").verdict == "refuted"
