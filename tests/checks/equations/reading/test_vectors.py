"""Vectors, matrices and nabla: what they are read as."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.equations.reading.lexer import tokenize
from jupyterlab_galactica.checks.equations.reading.parse import parse_expression, parse_relation
from jupyterlab_galactica.checks.equations.reading.tokens import ParseError
from jupyterlab_galactica.checks.equations.tree import (
    Along,
    BasisVector,
    Call,
    Dot,
    MatrixSym,
    Mul,
    Nabla,
    Num,
    Sym,
    VectorSym,
    add,
)
from jupyterlab_galactica.checks.equations.tree.kinds import KindError, kind_of
from jupyterlab_galactica.checks.equations.writing.latex import to_latex

E = VectorSym(r"\mathbf{E}")
F, G, FIELD = VectorSym(r"\mathbf{F}"), VectorSym(r"\mathbf{G}"), Sym("f")


def test_a_declared_kind_is_used() -> None:
    left, right = tokenize("AB"), tokenize("BA")
    relation, _ = parse_relation(left, "=", right, kinds={"A": "matrix", "B": "matrix"})
    assert relation.left == Mul((MatrixSym("A"), MatrixSym("B")))


def test_marks_decide_what_a_letter_is() -> None:
    assert parse_expression(r"\vec{v}_1") == VectorSym(r"\vec{v}_{1}")
    assert parse_expression(r"\vec{a} \cdot \hat{i}") == Dot(
        VectorSym(r"\vec{a}"), BasisVector(r"\hat{i}", 0)
    )
    assert kind_of(parse_expression(r"\mathbf{u}^T \mathbf{v}")) == "scalar"
    assert kind_of(parse_expression(r"\mathbf{u} \mathbf{v}^T")) == "matrix"


def test_kinds_that_do_not_fit_raise() -> None:
    with pytest.raises(KindError):
        kind_of(Dot(VectorSym(r"\vec{a}"), Sym("b")))
    with pytest.raises(ParseError):
        parse_expression(r"\vec{a} + |\vec{a}|")


@pytest.mark.parametrize(
    ("latex", "tree"),
    [
        (r"\nabla f", Nabla("grad", FIELD)),
        (r"\nabla \cdot \mathbf{E}", Nabla("div", E)),
        (r"\vec{\nabla} \times \mathbf{E}", Nabla("curl", E)),
        (r"\boldsymbol{\nabla}^2 f", Nabla("laplacian", FIELD)),
        (r"\nabla \times \nabla \times \mathbf{E}", Nabla("curl", Nabla("curl", E))),
        (r"\nabla \cdot f \mathbf{F}", Nabla("div", Mul((FIELD, F)))),
        (r"f \nabla \cdot \mathbf{F}", Mul((FIELD, Nabla("div", F)))),
        (r"\nabla f \cdot \mathbf{F}", Dot(Nabla("grad", FIELD), F)),
        (r"\mathbf{F} \cdot \nabla f", Dot(F, Nabla("grad", FIELD))),
        (r"(\mathbf{F} \cdot \nabla) \mathbf{G}", Along(F, G)),
        (r"\mathbf{F} \cdot \nabla \mathbf{G}", Along(F, G)),
        (r"|\nabla f|", Call("norm", (Nabla("grad", FIELD),))),
    ],
)
def test_readings(latex: str, tree: object) -> None:
    assert parse_expression(latex) == tree
    assert parse_expression(to_latex(parse_expression(latex))) == tree


def test_operators_in_brackets_act_on_what_follows() -> None:
    material = parse_expression(
        r"\left(\frac{\partial}{\partial t} + \vec{v} \cdot \nabla\right) \vec{v}"
    )
    written_out = parse_expression(
        r"\frac{\partial \vec{v}}{\partial t} + (\vec{v} \cdot \nabla) \vec{v}"
    )
    assert material == written_out


@pytest.mark.parametrize("latex", [r"\mathbf\mathbf{}", r"\vec{\hat}", r"\mathbf{\vec}"])
def test_a_mark_without_a_letter_is_refused(latex: str) -> None:
    with pytest.raises(ParseError, match="letter is missing"):
        parse_expression(latex)


def test_the_state_of_a_ket_may_be_a_sum() -> None:
    assert parse_expression(r"|n + 1\rangle") == Call("ket", (add(Sym("n"), Num("1")),))
