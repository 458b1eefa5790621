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


@pytest.mark.parametrize(
    ("line", "words", "right", "slip"),
    [
        (
            r"y = \frac{6 \pm 2\sqrt{7}}{2}",
            "Dividing by 2, I get",
            r"y = 3 \pm \sqrt{7}",
            ("7", "6"),
        ),
        ("g(u) = (u+2)^2 - 3u + 1", "Simplifying,", "g(u) = u^2 + u + 5", ("5", "4")),
        (r"r = \sqrt{(-2)^2+(-3)^2}", "Evaluating, we have", r"r = \sqrt{13}", ("13", "15")),
        ("4(u^2 - w^2) = 8", "That simplifies to", "u^2 - w^2 = 2", ("2 = 2", "2 = 3")),
    ],
)
def test_a_line_worked_out_from_the_one_before_must_agree_with_it(
    line: str, words: str, right: str, slip: tuple[str, str]
) -> None:
    for beginning in ("We have", "Suppose that", "Let us try the case"):
        assert not accused(f"{beginning} ${line}$. {words} ${right}$.")
        wrong = right.replace(*slip)
        assert accused(f"{beginning} ${line}$. {words} ${wrong}$.") == [wrong]


@pytest.mark.parametrize(
    "text",
    [
        "We have $y = (u + 1) e^u$. For small $u$ this simplifies to $y = 1 + u$.",
        "The sum is $y = 3u^2 + 4u$. Adding one more, $y = 3u^2 + 4u + 1$.",
        "One side is $r = 12$. Dividing by two gives $r = 6$.",
        "We have $f(u) = (u + 1)^2 + 3$. Squaring, $f(u) = (u + 1)^4 + 3$.",
        "We have $y = u^2 + 2u$. Differentiating and simplifying, $y = 2u + 2$.",
    ],
)
def test_what_is_said_to_become_another_is_not_held_against_the_line_before(text: str) -> None:
    assert not accused(text)


@pytest.mark.parametrize(
    ("question", "slip"),
    [
        (r"What number $q$ makes the equation $2^3 \cdot 3^q = 72$ true?", "8 \\cdot 4^q = 72"),
        ("For which $q$ is $3q + 4 = 19$?", "3q = 14"),
    ],
)
def test_what_a_question_gives_may_be_used(question: str, slip: str) -> None:
    assert accused(f"{question} So ${slip}$.") == [slip]


def test_what_a_question_doubts_may_not_be_used() -> None:
    assert not accused("Is $3q + 4 = 19$ true? Then $3q = 14$.")


def test_a_number_ends_a_sentence_before_a_capital_letter() -> None:
    text = "If we try what is less than 4, we get 2. So $q + 3 = 8$. Subtracting 3 gives $q = 4$."
    assert accused(text) == ["q = 4"]


def test_a_definition_by_cases_of_which_none_is_true_of_numbers_is_not_accused() -> None:
    text = r"In it $v^{q-1} = \begin{cases} 1 & v \ne 0 \\ 0 & v = 0 \end{cases}$."
    assert not accused(text)


def test_a_value_of_a_known_function_is_not_given_anew() -> None:
    text = "We have $f(x) = 5x^2 + 3x + 4$. Then $f(-2) = 5(-2)^2 + 3(-2) + 4$. As $5(4)$ is $20$, "
    assert not accused(text + "and $3(-2)$ is $-6$, so $f(-2) = 20 - 6 + 4$.")
    assert accused(text + "and $3(-2)$ is $-6$, so $f(-2) = 19 - 6 + 4$.") == ["f(-2) = 19 - 6 + 4"]


def test_a_cosine_is_an_unknown_like_another_where_its_angle_stands_nowhere_else() -> None:
    text = r"From $2 - 3\cos^2 B = 7\cos^2 B$ we get "
    assert not accused(text + r"$\cos^2 B = \frac{1}{5}$. So $\cos B = \frac{1}{\sqrt{5}}$.")
    wrong = r"\cos B = \frac{2}{\sqrt{5}}"
    assert accused(rf"{text}$\cos^2 B = \frac{{1}}{{5}}$. So ${wrong}$.") == [wrong]


def test_a_value_worked_out_in_the_same_case_has_one_value() -> None:
    text = r"Suppose that it is real. Here $s = \sqrt{(-3)^2 + (-\sqrt{7})^2}$."
    assert not accused(rf"{text} Inside is $9 + 7$. Then $s = \sqrt{{16}}$.")
    assert accused(rf"{text} Inside is $9 + 7$. Then $s = \sqrt{{15}}$.") == [r"s = \sqrt{15}"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (
            r"We get $\frac{h(c)}{c - 2} = c^2 + 3c + 7$. This means that $h(c) = (c - 2)(W)$.",
            "c^2 + 3c + 8",
        ),
        (
            "Here $h(c) = (c + 1)(c + 2)(c - 5)$. Look at the product first. We get $h(c) = W$.",
            "c^3 - 2c^2 - 13c + 10",
        ),
    ],
)
def test_a_function_is_not_given_anew_where_one_slip_makes_it_the_known_one(
    text: str, wrong: str
) -> None:
    right = wrong.replace("8", "7").replace("+ 10", "- 10")
    assert not accused(text.replace("W", right))
    assert len(accused(text.replace("W", wrong))) == 1


def test_a_function_may_be_given_anew() -> None:
    first = "We take $h(c) = c^3 - 2c^2 - 13c - 10$. "
    assert not accused(first + "With another sign we get $h(c) = c^3 - 2c^2 - 13c + 10$.")
    assert not accused(first + "Next we get $h(c) = c^2$.")


def test_a_solution_may_have_values_for_the_constants_of_its_equation() -> None:
    text = r"The rate is $\frac{dq}{dt} = k q^2$. With these values, the solution is "
    assert not accused(text + r"$q(t) = \frac{1}{t/4 + 3}$.")
