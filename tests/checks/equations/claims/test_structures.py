"""What does not commute: matrices, operators and elements of groups and rings, as the text says."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.formulas import check_formulas
from jupyterlab_galactica.checks.gathering import gathered


def last(text: str) -> EquationCheck:
    return list(check_formulas(gathered(lex(text)).formulas))[-1]


@pytest.mark.parametrize(
    "text",
    [
        "For square matrices, $(X-Y)^2=X^2-2XY+Y^2$.",
        "For all matrices, $e^{P+Q}=e^Pe^Q$.",
        "In any ring, $(x-y)(x+y)=x^2-y^2$.",
        "In any finite group we have $uv=vu$.",
        "Let $H$ be a group and let $s,t\\in H$. Then $(st)^3=s^3t^3$.",
        "For operators, $e^Pe^Q=e^{P+Q}$.",
        "Here $\\hat P\\hat Q=\\hat Q\\hat P$.",
        "For words over two letters, $vw=wv$.",
        "Let $Q$ be orthogonal. Then $\\det Q=1$.",
    ],
)
def test_factors_that_need_not_commute_are_not_exchanged(text: str) -> None:
    assert last(text).verdict not in ("holds", "definition")


@pytest.mark.parametrize(
    "text",
    [
        "For square matrices, $(X-Y)^2=X^2-XY-YX+Y^2$.",
        "In any ring, $(x-y)(x+y)=x^2+xy-yx-y^2$.",
        "In a ring, $(1+x)(1-x)=1-x^2$.",
        "In any commutative ring, $(x-y)(x+y)=x^2-y^2$.",
        "Let $H$ be a group and let $s,t\\in H$. Then $(st)^{-1}=t^{-1}s^{-1}$.",
        "For operators, $[P,QR]=[P,Q]R+Q[P,R]$.",
        "With a matrix $M$, $\\frac{d}{dt}e^{tM}=Me^{tM}$.",
        "Since $Q$ is orthogonal, $(QMQ^T)^{-1}=QM^{-1}Q^T$.",
        "Let $S$ be symmetric. Then $S^T=S$.",
        "Let $U$ be unitary. Then $U^\\dagger U=I$.",
    ],
)
def test_what_is_true_of_them_holds(text: str) -> None:
    found = last(text)
    assert found.verdict == "holds", found.reason


@pytest.mark.parametrize(
    "text",
    [
        "The reflection obeys $ts=s^{-1}t$.",
        "We have $\\gamma^\\alpha\\gamma^\\beta=-\\gamma^\\beta\\gamma^\\alpha$.",
        "The current is odd, $\\hat{P}J_k(x)\\hat{P}^{-1}=-J_k(x)$.",
        "In the dihedral group $s^k t=ts^{-k}$.",
        "They anticommute: $pq=-qp$.",
    ],
)
def test_how_they_multiply_is_a_property_and_no_mistake(text: str) -> None:
    assert last(text).verdict in ("definition", "conditional")


def test_matrices_that_show_a_mistake_are_small() -> None:
    example = last("For square matrices, $(XY)^2=X^2Y^2$.").counterexample
    assert example is not None
    assert dict(example.values) == {
        "X": r"\begin{pmatrix} 1 & 1 \\ 0 & 1 \end{pmatrix}",
        "Y": r"\begin{pmatrix} 1 & 0 \\ 1 & 1 \end{pmatrix}",
    }


def test_square_brackets_take_the_integer_part_where_the_text_says_so() -> None:
    said = "Let $[u]$ denote the integer part of $u$. "
    assert last(said + "Then $[u+v]=[u]+[v]$.").verdict != "holds"
    assert last(said + "Then $[u+2]=[u]+2$.").verdict == "holds"
    assert last("We have $[u+v]=[u]+[v]$.").verdict == "holds"


def test_bars_that_may_be_averages_are_no_conjugates() -> None:
    assert last("With bars for averages, $\\overline{y^2}=\\bar{y}^2$.").verdict != "holds"
    assert last("We have $\\overline{z^2}=\\bar{z}^2$.").verdict == "holds"


@pytest.mark.parametrize(
    "text",
    [
        "Let $y=x^3$. Then $\\frac{d}{dx}(x^2y)=2xy$.",
        "We have $w=t^2$, so $\\frac{d}{dt}(t+w)=1$.",
    ],
)
def test_what_the_text_gives_as_a_function_is_no_constant(text: str) -> None:
    assert last(text).verdict not in ("holds", "definition")


@pytest.mark.parametrize(
    "text",
    [
        "$\\frac{d}{dt}\\cos w=-\\sin w\\frac{dw}{dt}$",
        "$\\frac{d}{dx}\\left(u^2v\\right)=2uv\\frac{du}{dx}+u^2\\frac{dv}{dx}$",
        "$\\int\\cos px\\cos qx\\,dx=\\frac{\\sin(p-q)x}{2(p-q)}+\\frac{\\sin(p+q)x}{2(p+q)}+C$",
        "$\\gcd(p,q)\\operatorname{lcm}(p,q)=|pq|$",
        "$\\zeta(2m)=\\frac{(-1)^{m+1}B_{2m}(2\\pi)^{2m}}{2(2m)!}$",
    ],
)
def test_rules_as_formula_collections_write_them_hold(text: str) -> None:
    found = last(text)
    assert found.verdict == "holds", found.reason


def test_a_symmetry_that_is_supposed_is_used() -> None:
    said = "If $b_{jk}=b_{kj}$, then "
    assert last(said + "$\\varepsilon_{ijk}b_{jk}=0$.").verdict == "holds"
    assert last("$\\varepsilon_{ijk}b_{jk}=0$").verdict != "holds"


def test_bars_around_a_matrix_are_its_determinant() -> None:
    assert last("For any matrix, $|2M|=2|M|$.").verdict == "refuted"


def test_numbers_with_a_common_divisor_are_tried() -> None:
    assert last("We have $\\gcd(p,q,r,s)=1$.").verdict != "holds"
