"""What the words of a text say of its notation is heard."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula
from jupyterlab_galactica.checks.gathering import gathered


def checks(text: str) -> list[EquationCheck]:
    return [
        finding.check
        for math, around in gathered(lex(text)).formulas
        for finding in check_formula(math.latex, surroundings=around)
        if finding.final
    ]


@pytest.mark.parametrize(
    "text",
    [
        r"If $q=11$, then $2^{10} \equiv 1$ modulo $q$.",
        r"Working modulo 13, we find $5^2 \equiv -1$.",
        r"In $\mathbb{Z}_6$ we have $[4]+[5]=[3]$.",
    ],
)
def test_what_is_counted_by_may_stand_in_the_text(text: str) -> None:
    assert checks(text)[-1].verdict == "holds"


def test_a_wrong_congruence_by_a_number_of_the_text_is_refuted() -> None:
    assert checks(r"Working modulo 13, we find $5^2 \equiv 1$.")[-1].verdict == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        r"It is clear that $5^2 \equiv 3$.",
        r"The Jacobi symbol is $\left(\frac{3}{7}\right) = -1$.",
        r"As ideals of the ring, $(3) = (-3)$.",
        r"With Einstein's convention, $\frac{\partial y_j}{\partial y_j} = 3$.",
        r"The code has $[110] = 4$.",
    ],
)
def test_what_is_not_the_number_it_looks_like_is_not_accused(text: str) -> None:
    assert checks(text)[-1].verdict in ("unsupported", "conditional", "definition")


def test_the_letters_i_and_e_mean_what_the_text_says() -> None:
    said = checks(r"Here $e$ is the charge of the electron. Then $F = \frac{e^2}{r^2}$.")
    assert said[-1].reading == r"F = \frac{e^{2}}{r^{2}}"
    said = checks(r"With interest $i$ we get $C = c(1+i)^2$.")
    assert said[-1].reading == r"C = c \cdot \left(1 + i\right)^{2}"
    said = checks(r"Here $e$ is the charge. Then $N = e^{-kt}$.")
    assert r"\mathrm{e}" in said[-1].reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"Temos $3 \cdot 0,5 = 1,5$.", "holds"),
        (r"Es gilt $2{,}5 + 0{,}25 = 2{,}75$.", "holds"),
        (r"We have $\sqrt{3} \approx 1,7320$.", "holds"),
        (r"Donc $(0,5)^2 = 0,25$ et $\frac{1,5}{3} = 0,6$.", "refuted"),
        (r"We have $2,000 = 2 \cdot 10^3$.", "holds"),
        (r"We have $30{,}000 = 3 \cdot 10^4$.", "holds"),
        (r"Es gilt $g(1,2) = 3$.", "definition"),
    ],
)
def test_a_comma_is_decimal_where_the_text_writes_it_so(text: str, expected: str) -> None:
    assert checks(text)[-1].verdict == expected


def test_a_list_of_numbers_stays_a_list() -> None:
    assert checks(r"Let $k = 0,1$ and $A = \{0,1\}$ and $b_{1,2} = 3$.")[0].reading == "k = 0"
