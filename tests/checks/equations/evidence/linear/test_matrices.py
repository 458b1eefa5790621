"""Equations of vectors and matrices: what they are read as, and what a reader is told."""

from __future__ import annotations

import pytest
import sympy

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula
from jupyterlab_galactica.checks.equations.reading.lexer import tokenize
from jupyterlab_galactica.checks.equations.reading.parse import parse_relation
from jupyterlab_galactica.checks.equations.tree import (
    Call,
    MatrixSym,
    Relation,
    from_data,
    to_data,
)
from jupyterlab_galactica.checks.equations.writing.latex import relation_to_latex
from jupyterlab_galactica.checks.equations.writing.sympy_form import relation_from_data


def check(latex: str) -> EquationCheck:
    return [finding.check for finding in check_formula(latex) if finding.final][-1]


def read(latex: str) -> Relation:
    left, right = latex.split("=")
    return parse_relation(tokenize(left), "=", tokenize(right))[0]


TRUE = [
    r"\mathbf{u} + \mathbf{v} = \mathbf{v} + \mathbf{u}",
    r"\vec{a} \cdot (\vec{b} + \vec{c}) = \vec{a} \cdot \vec{b} + \vec{a} \cdot \vec{c}",
    r"\vec{a} \times \vec{b} = -\vec{b} \times \vec{a}",
    r"\mathbf{a} \times (\mathbf{b} \times \mathbf{c})"
    r" = \mathbf{b} (\mathbf{a} \cdot \mathbf{c}) - \mathbf{c} (\mathbf{a} \cdot \mathbf{b})",
    r"\mathbf{a} \cdot \mathbf{b} \times \mathbf{c}"
    r" = \mathbf{c} \cdot \mathbf{a} \times \mathbf{b}",
    r"|\vec{a} \times \vec{b}|^2 = |\vec{a}|^2 |\vec{b}|^2 - (\vec{a} \cdot \vec{b})^2",
    r"\vec{u} \cdot \vec{v} = |\vec{u}| |\vec{v}| \cos\theta",
    r"\vec{v} = v_x \hat{x} + v_y \hat{y} + v_z \hat{z}",
    r"\hat{i} \times \hat{j} = \hat{k}",
    r"\overrightarrow{AB} + \overrightarrow{BC} = \overrightarrow{AC}",
    r"(\mathbf{A}\mathbf{B})^T = \mathbf{B}^T \mathbf{A}^T",
    r"(\mathbf{AB})^{-1} = \mathbf{B}^{-1}\mathbf{A}^{-1}",
    r"\mathbf{AA}^{-1} = \mathbf{I}",
    r"(AB)^\top = B^\top A^\top",
    r"(AB)^\dagger = B^\dagger A^\dagger",
    r"\det(AB) = \det(A) \det(B)",
    r"\det(cA) = c^n \det A",
    r"\operatorname{tr}(AB) = \operatorname{tr}(BA)",
    r"[A, B] = AB - BA",
    r"[A, BC] = [A, B] C + B [A, C]",
    r"[A, [B, C]] + [B, [C, A]] + [C, [A, B]] = 0",
    r"\|\mathbf{x}\|^2 = \mathbf{x}^T \mathbf{x}",
    r"\operatorname{proj}_{\mathbf{a}} \mathbf{v}"
    r" = \frac{\mathbf{v} \cdot \mathbf{a}}{\|\mathbf{a}\|^2} \mathbf{a}",
    r"3 \mathbf{u} - \mathbf{0} = \mathbf{u} + 2 \mathbf{u}",
    r"\mathbf{x}^T \mathbf{A} \mathbf{y} = \mathbf{y}^T \mathbf{A}^T \mathbf{x}",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \begin{pmatrix} 1 \\ 1 \end{pmatrix}"
    r" = \begin{pmatrix} 3 \\ 7 \end{pmatrix}",
    r"\begin{vmatrix} a & b \\ c & d \end{vmatrix} = ad - bc",
    r"\begin{bmatrix} 2 & 1 \\ 1 & 1 \end{bmatrix}^{-1}"
    r" = \begin{bmatrix} 1 & -1 \\ -1 & 2 \end{bmatrix}",
    r"\frac{d}{dt}(\mathbf{u} \cdot \mathbf{v})"
    r" = \frac{d\mathbf{u}}{dt} \cdot \mathbf{v} + \mathbf{u} \cdot \frac{d\mathbf{v}}{dt}",
    r"\frac{\partial \mathbf{x}^T \mathbf{A} \mathbf{x}}{\partial \mathbf{x}}"
    r" = (\mathbf{A} + \mathbf{A}^T) \mathbf{x}",
]

FALSE = [
    r"\vec{a} \times \vec{b} = \vec{b} \times \vec{a}",
    r"\vec{a} \cdot (\vec{b} + \vec{c}) = \vec{a} \cdot \vec{b} - \vec{a} \cdot \vec{c}",
    r"\mathbf{a} \times (\mathbf{b} \times \mathbf{c})"
    r" = \mathbf{b} (\mathbf{a} \cdot \mathbf{c}) + \mathbf{c} (\mathbf{a} \cdot \mathbf{b})",
    r"(AB)^T = A^T B^T",
    "(AB)^{-1} = A^{-1} B^{-1}",
    r"(\mathbf{AB})^{-1} = \mathbf{A}^{-1}\mathbf{B}^{-1}",
    r"\det(A + B) = \det(A) + \det(B)",
    r"[A, BC] = [A, B] C - B [A, C]",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \begin{pmatrix} 1 \\ 1 \end{pmatrix}"
    r" = \begin{pmatrix} 3 \\ 8 \end{pmatrix}",
    r"\frac{d}{dt}(\mathbf{u} \times \mathbf{v})"
    r" = \frac{d\mathbf{u}}{dt} \times \mathbf{v} - \mathbf{u} \times \frac{d\mathbf{v}}{dt}",
]


@pytest.mark.parametrize("latex", TRUE)
def test_identities_hold(latex: str) -> None:
    found = check(latex)
    assert found.verdict == "holds", found.reason


@pytest.mark.parametrize("latex", FALSE)
def test_false_rules_are_refuted_with_values_to_put_in(latex: str) -> None:
    found = check(latex)
    assert found.verdict == "refuted", found.reason
    assert found.counterexample is not None
    assert found.counterexample.left != found.counterexample.right


@pytest.mark.parametrize(
    "latex",
    [
        r"\vec{F} = m \vec{a}",
        r"\vec{L} = \vec{r} \times \vec{p}",
        r"\mathbf{A} \mathbf{x} = \mathbf{b}",
        r"\mathbf{A} \mathbf{v} = \lambda \mathbf{v}",
        r"\vec{a} \cdot \vec{b} = 0",
        r"|\vec{a} + \vec{b}| = |\vec{a} - \vec{b}|",
        r"\mathbf{A}^T = \mathbf{A}",
        r"\mathbf{Q}^T \mathbf{Q} = \mathbf{I}",
        r"AB = BA, \quad \det A = 1",
        r"\hat{H} \psi = E \psi",
        r"[\hat{x}, \hat{p}] = i \hbar",
        r"\frac{d\vec{L}}{dt} = \vec{r} \times \vec{F}",
        r"e^{\mathbf{A} + \mathbf{B}} = e^{\mathbf{A}} e^{\mathbf{B}}",
        r"\begin{pmatrix} x \\ y \end{pmatrix} = \begin{pmatrix} 1 \\ 2 \end{pmatrix}",
        r"\begin{vmatrix} x & 1 \\ 1 & x \end{vmatrix} = 0",
        r"(\mathbf{A} + \mathbf{A}^T) \mathbf{x} = 2 \mathbf{A} \mathbf{x}",
    ],
)
def test_laws_and_conditions_are_not_refuted(latex: str) -> None:
    assert check(latex).verdict in ("definition", "conditional", "law")


@pytest.mark.parametrize(
    ("latex", "what"),
    [
        (r"\vec{a} + 1 = \vec{b}", "added"),
        (r"\vec{a} = |\vec{b}|", "left side"),
        (r"\vec{a} \times (\vec{b} \cdot \vec{c}) = 0", "scalar"),
        (r"\frac{\vec{a}}{\vec{b}} = 2", "divided"),
    ],
)
def test_what_cannot_be_put_together_is_said(latex: str, what: str) -> None:
    found = check(latex)
    if latex.startswith(r"\vec{a} \times"):
        # A scalar before or behind a cross is a product sign.
        assert found.verdict != "refuted"
    else:
        assert found.verdict == "unsupported"
        assert what in found.reason.lower()


def test_the_dimension_is_the_one_the_components_have() -> None:
    assert check(r"\vec{u} \cdot \vec{v} = u_1 v_1 + u_2 v_2").verdict == "holds"
    assert check(r"\vec{u} \cdot \vec{v} = u_1 v_1 + u_2 v_2 + u_3 v_3").verdict == "holds"
    assert check(r"\vec{u} \cdot \vec{v} = u_1 v_1 - u_2 v_2").verdict != "holds"


def test_a_wrong_sign_is_repaired() -> None:
    found = check(r"\vec{a} \times \vec{b} = \vec{b} \times \vec{a}")
    assert found.repair == r"\vec{a} \times \vec{b} = -\vec{b} \times \vec{a}" or (
        found.repair is not None and check(found.repair).verdict == "holds"
    )


def test_letters_are_matrices_only_where_something_says_so() -> None:
    assert read(r"A^T = B").left == Call("transpose", (MatrixSym("A"),))
    assert read(r"(AB)^2 = A^2 B^2").left != read(r"(AB)^T = C").left
    assert check(r"(AB)^2 = A^2 B^2").verdict == "holds"
    assert check(r"\mathbf{A}^T(\mathbf{AB})^2 = \mathbf{A}^T\mathbf{A}^2\mathbf{B}^2").verdict == (
        "refuted"
    )


@pytest.mark.parametrize("latex", TRUE + FALSE)
def test_the_reading_is_read_the_same_again(latex: str) -> None:
    relation = read(latex)
    assert read(relation_to_latex(relation)) == relation
    assert from_data(to_data(relation)) == relation


@pytest.mark.parametrize(
    "latex",
    [
        r"\begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix} = \mathbf{A}",
        r"\begin{pmatrix} 1 & 2 \end{bmatrix} = \mathbf{A}",
        r"\mathbf{} = \vec{a}",
        r"\|\vec{a} = 1",
    ],
)
def test_broken_notation_is_refused_with_a_reason(latex: str) -> None:
    found = check(latex)
    assert found.verdict in ("unparsed", "unsupported")
    assert found.reason


def test_sympy_gets_components() -> None:
    relation = relation_from_data(to_data(read(r"\vec{a} \cdot \vec{b} = \vec{b} \cdot \vec{a}")))
    assert relation.lhs == relation.rhs
    assert {str(symbol) for symbol in relation.lhs.free_symbols} >= {"a_1", "b_3"}
    matrices = relation_from_data(to_data(read(r"(AB)^T = B^T A^T")))
    assert sympy.simplify(matrices.lhs - matrices.rhs) == sympy.zeros(3, 3)


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (r"\epsilon_{ijk} \epsilon_{imn} = \delta_{jm} \delta_{kn} - \delta_{jn} \delta_{km}",
         "holds"),
        (r"\epsilon_{ijk} \epsilon_{imn} = \delta_{jm} \delta_{kn} + \delta_{jn} \delta_{km}",
         "refuted"),
        (r"\delta_{ij} a_j = a_i", "holds"),
        (r"\delta_{ii} = 3", "holds"),
        (r"(\mathbf{a} \times \mathbf{b})_i = \varepsilon_{ijk} a_j b_k", "holds"),
        (r"(\mathbf{AB})_{ij} = \sum_k A_{ik} B_{kj}", "holds"),
        (r"(\mathbf{AB})_{ij} = \sum_{k=1}^{n} A_{ik} B_{kj}", "holds"),
        (r"\operatorname{tr}(\mathbf{A}) = \sum_{i=1}^{n} \lambda_i", "holds"),
        (r"\det(\mathbf{A}) = \prod_i \lambda_i", "holds"),
        (r"\operatorname{tr}(\mathbf{A}) = \sum_i A_{ii}", "holds"),
        (r"\sigma_{ij} = \lambda \delta_{ij} \varepsilon_{kk} + 2 \mu \varepsilon_{ij}",
         "conditional"),
    ],
)  # fmt: skip
def test_components_with_indices(latex: str, verdict: str) -> None:
    found = check(latex)
    assert found.verdict == verdict, found.reason


def test_a_wrong_rule_of_indices_is_shown_at_one_place() -> None:
    found = check(r"\epsilon_{ijk} a_j b_k = \epsilon_{ijk} a_k b_j")
    assert found.verdict == "refuted"
    assert found.counterexample is not None
    assert set(found.counterexample.values) == {"i"}


def test_conditions_on_numbers_are_used() -> None:
    assert check(r"|c \vec{v}| = c |\vec{v}|, \quad c > 0").verdict == "holds"
    assert check(r"|c \vec{v}| = c |\vec{v}|").verdict == "conditional"


def test_of_numbers_the_inverse_of_a_product_has_no_order() -> None:
    assert check("(RC)^{-1} = R^{-1} C^{-1}").verdict == "holds"
