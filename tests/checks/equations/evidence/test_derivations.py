"""Derivations: does a line follow from what stands before it?"""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.formulas import check_formulas
from jupyterlab_galactica.checks.gathering import gathered


def checks(text: str) -> list[EquationCheck]:
    return list(check_formulas(gathered(lex(text)).formulas))


def verdicts(text: str) -> list[str]:
    return [check.verdict for check in checks(text)]


def accused(text: str) -> list[EquationCheck]:
    return [check for check in checks(text) if check.verdict in ("refuted", "doubtful")]


def test_a_right_derivation_is_followed_line_by_line() -> None:
    found = checks("We solve $5x + 2 = 17$. Subtracting 2 gives $5x = 15$, so $x = 3$.")
    assert [check.verdict for check in found] == ["conditional", "holds", "holds"]
    assert [check.claim for check in found] == ["to solve", "derived", "derived"]
    assert found[1].assumptions == ("5x + 2 = 17",)
    assert "5x + 2 = 17" in found[1].reason


def test_a_wrong_step_is_doubted_and_named() -> None:
    found = checks("We solve $5x + 2 = 17$. Subtracting 2 gives $5x = 14$.")[-1]
    assert found.verdict == "doubtful"
    assert found.repair == "5 x = 15"
    assert found.counterexample is not None
    assert found.counterexample.values == {"x": "3"}
    assert (found.counterexample.left, found.counterexample.right) == ("15", "14")


def test_rows_of_an_aligned_derivation_are_steps() -> None:
    rows = r"3(t + 2) &= 12 \\ 3t + 6 &= 12 \\ 3t &= 5"
    assert verdicts(rf"$$\begin{{aligned}} {rows} \end{{aligned}}$$") == [
        "conditional", "holds", "doubtful",
    ]  # fmt: skip


def test_either_solution_may_be_taken() -> None:
    text = "From $x^2 - 5x + 6 = 0$ we get $(x - 2)(x - 3) = 0$, so $x = 2$ or $x = 3$."
    assert not accused(text)
    assert verdicts("From $x^2 - 5x + 6 = 0$ we get $x = 4$.")[-1] == "doubtful"


def test_a_sign_left_open_stands_for_both_solutions() -> None:
    assert verdicts(r"From $x^2 = 7$ we get $x = \pm\sqrt{7}$.")[-1] == "holds"


def test_several_unknowns_are_rearranged() -> None:
    assert verdicts("We have $2x + y = 3$, hence $y = 3 - 2x$.")[-1] == "holds"
    assert verdicts("We have $2x + y = 3$, hence $y = 3 + 2x$.")[-1] == "doubtful"


def test_a_system_is_used_as_a_whole() -> None:
    text = "We have $x + y = 10$ and $x - y = 4$. Adding both gives $2x = 14$, so $x = 7$."
    assert verdicts(text)[2:] == ["holds", "holds"]


def test_values_known_from_the_text_are_put_in() -> None:
    assert verdicts("With $u = 3$ and $v = 4$ we get $u^2 + v^2 = 25$.")[-1] == "holds"
    assert verdicts("If $u = 3$, then $2u + 1 = 8$.")[-1] == "doubtful"


def test_a_new_equation_is_not_a_contradiction() -> None:
    text = "The sum is $a + b = 20$. The product is $ab = 91$."
    assert not accused(text)


def test_cases_do_not_contradict_each_other() -> None:
    text = "Case 1: $x = 2$. Then $x + 1 = 3$. Case 2: $x = 5$. Then $x + 1 = 6$."
    assert not accused(text)


@pytest.mark.parametrize(
    "text",
    [
        "Let $n = 10$. That is too small. Let $n = 20$.",
        "The first root is $x = 1$. The second root is $x = 4$.",
        r"A circle is $x^2 + y^2 = 25$. Its upper half is $y = \sqrt{25 - x^2}$.",
        "We made a mistake: $2x = 6$ is wrong, it should be $2x = 8$.",
        r"Suppose $\sqrt{2} = p/q$. Then $p^2 = 2q^2$.",
        "The lines are $y = 2x + 1$ and $y = 3x + 1$.",
        r"We get $b(1) + 1 = 4$, so $b = 3$.",
    ],
)
def test_texts_that_are_right_are_left_alone(text: str) -> None:
    assert not accused(text)


def test_a_value_that_is_worked_out_must_stay_the_same() -> None:
    text = r"The length is $r = \sqrt{9 + 16}$. That simplifies to $r = {}$."
    assert not accused(text.replace("{}", "5"))
    assert verdicts(text.replace("{}", "6"))[-1] == "doubtful"


def test_expansions_are_held_against_the_lines_before() -> None:
    text = "The parabola is $y = (x - 3)^2 + 2$, so $y = x^2 - 6x + {}$."
    assert verdicts(text.replace("{}", "11"))[-1] == "holds"
    check = checks(text.replace("{}", "12"))[-1]
    assert (check.verdict, check.repair) == ("doubtful", "y = x^{2} - 6 x + 11")


@pytest.mark.parametrize(
    "text",
    [
        "Plugging in gives $y = -8 + 6$, so $y = -1$.",
        r"So $r = \sqrt{4 + 12}$. That simplifies to $\sqrt{16}$. And then $r = \sqrt{17}$.",
    ],
)
def test_a_value_that_is_worked_out_wrongly_is_doubted(text: str) -> None:
    assert checks(text)[-1].verdict == "doubtful"


def test_another_value_is_no_slip_of_the_first() -> None:
    text = r"So $x = \frac{1}{2}$. And then $x = 3$."
    assert checks(text)[-1].verdict == "definition"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("We have $a = 2$, $b = 5$. Hence $a + b = 8$.", "doubtful"),
        ("We have $a = 2$, $b = 5$. Hence $a + b = 7$.", "holds"),
        ("Driving $d = 120$ km in $t = 2$ h we get $d/t = 70$.", "doubtful"),
        ("If $a = 2$ and $b = 5$, what if $a + b = 8$?", "conditional"),
    ],
)
def test_what_is_worked_out_from_values_given_right_before(text: str, verdict: str) -> None:
    assert verdicts(text)[-1] == verdict


def test_the_derivative_of_a_known_function_is_no_choice() -> None:
    text = "Let $g(u) = u^3$. The derivative is $g'(u) = 3u^{}$."
    assert verdicts(text.replace("{}", "2"))[-1] == "holds"
    assert verdicts(text.replace("{}", "3"))[-1] == "doubtful"


def test_premises_that_contradict_each_other_prove_nothing() -> None:
    text = "One has $u = 2vw$. Another has $u = 4vw$. Hence $vw = 0$."
    assert verdicts(text)[-1] != "holds"


def test_arithmetic_is_asserted_however_its_sentence_begins() -> None:
    assert verdicts("If that is so, then at $\\frac{2}{100} = 0.01$ it stops.")[-1] == "refuted"


def test_a_wrong_step_is_doubted_though_earlier_lines_repeat_its_premises() -> None:
    """Lines of a calculation say the same again and again; each is no news beside the others."""
    text = (
        "We have $(u - 2)^2 + (w - 5)^2 = 30 + 6$. We multiply out, and get "
        "$u^2 - 4u + 4 + w^2 - 10w + 25 = 36$. We go back to $(u - 2)^2 + (w - 5)^2 = 36$. "
        "Hence $(u - 2)^2 + (w - 5)^2 = 35$."
    )
    assert verdicts(text)[-1] == "doubtful"


def test_what_is_older_than_a_line_and_at_odds_with_it_excuses_no_step_from_it() -> None:
    text = r"Start with $2q = 8$. For the other root we have $-6q = 3$, so $q = -\frac{1}{4}$."
    assert verdicts(text)[-1] == "doubtful"


def test_a_number_that_earlier_lines_do_not_fix_is_news() -> None:
    text = "The sides are $AB = u$ and $CD = w$, and $AB = CD$. So we know that $u + w + 20 = 90$."
    assert not accused(text)


def test_a_function_that_its_definition_makes_wrong_is_doubted() -> None:
    text = r"Take $h(x) = \frac{3}{2x^6 - 5}$. Hence $h(-x) = \frac{3}{2(-x)^6 - 4}$."
    assert verdicts(text)[-1] == "doubtful"


def test_multiples_of_one_product_are_no_equation_to_solve() -> None:
    assert verdicts(r"We get $\frac{1}{4}(8 s_0 r_0) = 3 s_0 r_0$.") == ["doubtful"]
    assert verdicts(r"Solve $s^2 = 4s$.") == ["conditional"]
    assert not accused(r"They do not commute: $(pq)(qs) = -(qs)(pq)$.")


def test_a_sum_that_the_text_gives_as_known_is_doubted_where_it_is_wrong() -> None:
    text = r"The sum is given by $$\sum_{k=0}^{n-1} x^k = 3\frac{1-x^n}{1-x}.$$"
    assert verdicts(text) == ["doubtful"]
    assert not accused(r"Given $(x + 1)^2 = x^2 + 3x + 1$, what is $x$?")


def test_what_a_question_supposes_is_given_for_its_answer() -> None:
    text = "If $4^6=8^n$, what is $n$? It is $2^{12}=2^{3n}$, so $n=4$. Hence $3n={}$."
    assert verdicts(text.replace("{}", "12"))[-1] == "holds"
    assert verdicts(text.replace("{}", "15"))[-1] == "doubtful"


def test_terms_that_were_rounded_leave_their_sum_open() -> None:
    assert not accused("The mean is $78.5475 + (-4.9122) = 73.635263$.")
    assert accused("The mean is $78.5475 + (-4.9122) = 73.645263$.")


def test_a_contradiction_is_shown_with_small_numbers() -> None:
    example = checks("With $K=\\frac12 mu^2$ and $q=mu$, hence $K=q^2/m$.")[-1].counterexample
    assert example is not None
    assert dict(example.values) == {"K": "9", "m": "2", "q": "6"}
    assert (example.left, example.right) == ("9", "18")
