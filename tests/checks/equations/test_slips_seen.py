"""Slips that a reader would see are seen, whatever words and lines stand beside them."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.formulas import check_formulas
from jupyterlab_galactica.checks.gathering import gathered

ACCUSED = ("refuted", "doubtful")


def checks(text: str) -> list[EquationCheck]:
    return list(check_formulas(gathered(lex(text)).formulas))


def accused(text: str) -> list[str]:
    return [check.latex for check in checks(text) if check.verdict in ACCUSED]


@pytest.mark.parametrize(
    ("right", "slip"),
    [
        (
            r"$\int_0^{\pi} \cos(mu) \cos(nu) \, du = \begin{cases} 0 & m \ne n \\ "
            r"\frac{\pi}{2} & m = n \end{cases}$ for integers $m, n$.",
            (r"\frac{\pi}{2}", r"\frac{\pi}{4}"),
        ),
        (
            r"$(-1)^k q = \begin{cases} q & \text{if $k$ is even} \\ -q & \text{if $k$ is odd} "
            r"\end{cases}$",
            ("-q", "-2q"),
        ),
        (
            r"$\max(u, w) = \begin{cases} u & u > w \\ w & \text{otherwise} \end{cases}$",
            (r"w & \text", r"u & \text"),
        ),
    ],
)
def test_every_case_of_a_definition_by_cases_must_be_true(
    right: str, slip: tuple[str, str]
) -> None:
    assert not accused(right)
    assert accused(right.replace(*slip))


def test_an_identity_in_the_sentence_excuses_no_other_equation() -> None:
    text = "Expanding, $(u + w)^2 = u^2 + 2uw + w^2$ and $(u - w)^2 = u^2 - 2uw - w^2$."
    assert accused(text) == ["(u - w)^2 = u^2 - 2uw - w^2"]


def test_an_equation_in_the_sentence_may_excuse_another() -> None:
    assert not accused("We have $w = 0$ and $(u - w)^2 = u^2 - 2uw - w^2$.")


def test_a_characteristic_polynomial_is_no_characteristic_of_a_field() -> None:
    slip = "$(u + w)^2 = u^2 + w^2$"
    assert accused(f"For the characteristic polynomial, {slip}.")
    assert not accused(f"In characteristic two, {slip}.")


def test_what_equals_itself_is_solved_by_nothing_in_particular() -> None:
    text = r"We write $\frac{d}{dt} h = \frac{dh}{dt}$. Then $h(t) = -\cos t$."
    assert [check.verdict for check in checks(text)][-1] != "holds"
