"""What a user sees of the meaning that a letter has by itself."""

from __future__ import annotations

from collections import Counter

import pytest

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula
from jupyterlab_galactica.checks.equations.claims.form import classify
from jupyterlab_galactica.checks.equations.evidence.laws.match import are_alike
from jupyterlab_galactica.checks.equations.reading.find import find_statements
from jupyterlab_galactica.checks.equations.reading.parse import parse_expression, parse_relation
from jupyterlab_galactica.checks.equations.tree import Apply, Call, Mul
from jupyterlab_galactica.checks.equations.vocabulary.letters import LETTERS
from jupyterlab_galactica.checks.equations.vocabulary.names import canonical_name
from jupyterlab_galactica.checks.equations.vocabulary.quantities import QUANTITIES


def check(latex: str) -> EquationCheck:
    *_, last = check_formula(latex)
    return last.check


@pytest.mark.parametrize(
    "latex",
    [
        r"\cos(2 \pi n) = 1",  # n counts
        r"\delta_{ij} \delta_{jk} = \delta_{ik}",  # i, j and k are indices
        r"\int 2x \, dx = x^2 + C",  # C is a constant of integration
        r"e^{i \pi} = -1",  # e and i are numbers
        r"(f y)' = f' y + f y'",  # y is a function of x beside one with a prime
        r"\left[ a t^2 \right]_0^1 = a",  # bounds are values of t
        r"\frac{\partial}{\partial x} (x y) = y",  # y does not depend on x
        r"\mathbf{i} \times \mathbf{j} = \mathbf{k}",  # unit vectors
        r"\hat{x} \times \hat{y} = \hat{z}",
        r"\nabla \cdot \vec{r} = 3",  # r is the place
        r"\vec{a} \cdot \vec{b} = a b \cos \theta",  # θ is the angle between the vectors
        r"\nabla \cdot (\rho \vec{v}) = \rho \nabla \cdot \vec{v}",  # ρ is constant
        r"\nabla \cdot (\nabla \times u) = 0",  # u is a vector field
        r"(c A)^T = c A^T",  # c is a number
        r"(AB)^{-1} = B^{-1} A^{-1}",  # A and B are matrices
        r"\delta_{ii} = n",  # n is the number of dimensions
    ],
)
def test_an_equation_holds_as_its_letters_are_usually_meant(latex: str) -> None:
    assert check(latex).verdict == "holds"


@pytest.mark.parametrize(
    "latex",
    [
        r"\cos(2 \pi x) = 1",
        r"|z|^2 = z^2",  # z is complex
        r"\vec{a} \cdot \vec{b} = a b \cos \chi",
        r"\nabla \cdot (\chi \vec{v}) = \chi \nabla \cdot \vec{v}",
        r"\nabla^2 f = \frac{\partial^2 f}{\partial r^2}",  # r is no axis
        r"\delta_{ii} = q",
    ],
)
def test_it_need_not_hold_with_letters_that_are_meant_otherwise(latex: str) -> None:
    assert check(latex).verdict != "holds"


def test_letters_of_functions_are_applied_and_others_multiplied() -> None:
    assert isinstance(parse_expression("f(x + 1)"), Apply)
    assert isinstance(parse_expression("a(x + 1)"), Mul)


def test_a_function_of_integers_is_one_of_letters_for_integers() -> None:
    assert parse_expression(r"\phi(p)") == Call("totient", (parse_expression("p"),))
    assert isinstance(parse_expression(r"\phi(x)"), Apply)


@pytest.mark.parametrize(("angles", "claim"), [("ABC", "law"), ("XYZ", "question")])
def test_angles_of_a_triangle_are_bound_to_one_another(angles: str, claim: str) -> None:
    a, b, c = angles
    (statement,) = find_statements(rf"\tan {a} + \tan {b} + \tan {c} = \tan {a} \tan {b} \tan {c}")
    relation, _ = parse_relation(statement.left, statement.op, statement.right)
    assert classify(relation) == claim


def test_a_law_is_known_with_letters_that_are_used_for_one_another() -> None:
    assert check(r"U = \frac{1}{2} k x^2").law == check(r"V = \frac{1}{2} k x^2").law != ""
    assert are_alike("m_{1}", "M")
    assert not are_alike("m", "n")


def test_an_equation_has_dimensions_by_the_usual_meanings_of_its_letters() -> None:
    assert check("F = m a").dimensions == "consistent"


def test_every_role_is_that_of_several_letters() -> None:
    counts = Counter(role for row in LETTERS.values() for role in row.roles.split())
    assert min(counts.values()) > 1  # one that stands once is misspelt


def test_the_meanings_of_letters_are_quantities() -> None:
    meanings = {what for row in LETTERS.values() if row.means for what in row.means.split("|")}
    assert meanings <= QUANTITIES.keys()


@pytest.mark.parametrize(
    ("written", "name"), [("ϑ", r"\vartheta"), ("Ξ", r"\Xi"), ("ℏ", r"\hbar"), ("π", "π")]
)
def test_a_letter_in_unicode_has_the_name_that_formulas_give_it(written: str, name: str) -> None:
    assert canonical_name(written) == name
