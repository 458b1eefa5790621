"""What a text says is used only where it is in force."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.checks.formulas import check_formulas
from jupyterlab_galactica.checks.gathering import gathered


def last(text: str) -> str:
    return [*check_formulas(gathered(lex(text)).formulas)][-1].verdict


@pytest.mark.parametrize(
    "text",
    [
        "For $q=1,\\ldots,m$ we get $q^2=q$.",
        "For $q=0,1,2$ we get $3^q=2q+1$.",
        "Add it up over $q=1$ to $8$. Then $q^3=q$.",
    ],
)
def test_the_first_of_several_values_proves_nothing(text: str) -> None:
    assert last(text) != "holds"


@pytest.mark.parametrize(
    "text",
    [
        "The motion starts at $u=0$.\n\nWe have $\\cos u = 1 - u$.",
        "Set $n=1$ at first.\n\nNow $n^3=n$ is claimed.",
        "Here $u=0$.\n\n# More\n\nSo $\\sin 3u=\\sin u$.",
        "(a) Let $u=0$. (b) So $\\sin 3u=\\sin u$.",
        "If $u=v$, nothing happens. For all $u, v$ we have $u^2+v^2=2uv$.",
        "Roots of $u^2=u$ are wanted.\n\nWe have $u^4=u^2$ for all $u$.",
    ],
)
def test_a_value_from_elsewhere_proves_nothing(text: str) -> None:
    assert last(text) != "holds"


@pytest.mark.parametrize(
    "text",
    [
        "We know $(u+1)^3=u^3+1$. Hence $(u+2)^3=u^3+8$.",
        "We know $(u+1)^3=u^3+1$.\n\nAlso $\\sin u=u$.",
    ],
)
def test_nothing_follows_from_what_is_false(text: str) -> None:
    assert last(text) != "holds"


@pytest.mark.parametrize(
    "text",
    [
        "(a) Take $g(u)=u^3$. (b) Take $g(u)=u^4$, so $g(2)=16$.",
        "Recall $g(u)=\\cos u$. Let $g(u)$ be the height in m. So $g(1)=12$.",
        "For $0\\le u<1$ we have $g(u)=u+1$ and for $1\\le u<2$ we have $g(u)=u+3$.",
        "We solve $u(u^2-\\frac19)=0$. So $u=0$; or $u=\\pm\\frac13$.",
    ],
)
def test_another_case_or_meaning_is_no_contradiction(text: str) -> None:
    assert last(text) not in ("refuted", "doubtful")


def test_what_was_given_in_the_paragraph_before_is_concluded_from() -> None:
    assert last("A block has $m=2$ and $v=3$.\n\nHence $mv=6$.") == "holds"
    assert last("A block has $m=2$ and $v=3$.\n\nHence $mv=7$.") == "doubtful"


def test_two_premises_decide_a_line_whatever_its_form() -> None:
    given = "Let $K=\\frac12 m u^2$ and $q=mu$. "
    assert last(given + "Hence $K=\\frac{q^2}{2m}$.") == "holds"
    assert last(given + "Hence $K=\\frac{q^2}{m}$.") == "doubtful"


@pytest.mark.parametrize(
    "text",
    [
        "The sum is $z=u+v$. The difference is shown below.\n\n$$z=u-v$$",
        "The speed is $w^2=2cT$ with $c=1.5$. With these one obtains $T=10^6$.",
    ],
)
def test_a_letter_given_anew_or_a_value_contradicts_nothing(text: str) -> None:
    assert last(text) not in ("refuted", "doubtful")


@pytest.mark.parametrize(
    "text",
    [
        "So $K=\\frac32 Nw$. With rotation $U=\\frac52Nwq$, so $K=\\frac52Nw$.",
        "Thus the upper part has $g(u)=4-u$ and the lower one has $g(u)=9-u$.",
        "So $u=-\\frac13$.\n\nWe need $u^2+2v+u=0$, and since $v=0$, we have $u^2+u=0$.",
        "The growth is $N(t)=500e^t$. Before, from $3=e^{5k}$ we had $70=N(0)$, where $N(0)=500$.",
        "From the boundary condition, $a\\cos q-b\\sin q=a\\cos q+b\\sin q$.",
        "We could have defined $\\log 1=2\\pi i$.",
        "The form is odd: $\\psi(\\mathbf a,\\mathbf b)=-\\psi(\\mathbf b,\\mathbf a)$.",
        "Hence $\\ln|\\frac{1}{3}|+\\ln|u+2|+C=\\ln|u+2|+C$.",
    ],
)
def test_a_sentence_says_what_it_concludes_from(text: str) -> None:
    assert last(text) not in ("refuted", "doubtful")
