"""Equations in their text: what stands around them is seen and used."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import Lexer, lex
from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula
from jupyterlab_galactica.checks.equations.claims.context import context_of
from jupyterlab_galactica.checks.formulas import check_formulas
from jupyterlab_galactica.checks.gathering import Gatherer, gathered
from jupyterlab_galactica.checks.macros import find_macros
from jupyterlab_galactica.checks.surroundings import (
    Surroundings,
    surroundings_from,
    surroundings_to_data,
)


def checks(text: str) -> list[EquationCheck]:
    return list(check_formulas(gathered(lex(text)).formulas))


def last(text: str) -> EquationCheck:
    return checks(text)[-1]


def around(text: str) -> dict[str, Surroundings]:
    return {math.latex: surroundings for math, surroundings in gathered(lex(text)).formulas}


# What is gathered


def test_the_words_before_and_after_are_kept_with_signs_for_formulas() -> None:
    found = around("Take $a = 1$ and then $b = 2$ as before.")["b = 2"]
    assert found.before == "Take $ and then "
    assert found.after == " as before."
    assert [passage.latex for passage in found.earlier] == ["a = 1"]


def test_a_displayed_formula_sees_the_sentence_go_on() -> None:
    found = around("We get\n\n$$x = y$$\n\nfor all positive numbers.")["x = y"]
    assert "We get" in found.before
    assert "for all positive numbers" in found.after


def test_a_stream_gathers_what_the_whole_text_does() -> None:
    text = "Let $a = 2$.\n\n$$b = a + 1$$\n\nSo $b = 3$. Good.\n\n- one $c = b$\n- two $d = c$\n"
    lexer, gatherer = Lexer(), Gatherer()
    streamed = []
    for character in text:
        for block in lexer.feed(character):
            streamed += gatherer.add(block).formulas
    for block in lexer.finish():
        streamed += gatherer.add(block).formulas
    assert (*streamed, *gatherer.finish().formulas) == gathered(lex(text)).formulas


def test_definitions_are_remembered_longer_than_other_formulas() -> None:
    many = " ".join(f"Then $y_{{{n}}} = {n}$ here." for n in range(60))
    found = around(f"Let $f(x) = x + 1$. {many} So $f(1) = 2$.")["f(1) = 2"]
    assert "f(x) = x + 1" in [passage.latex for passage in found.earlier]
    assert len(found.earlier) < 50


def test_surroundings_survive_the_way_to_the_worker() -> None:
    text = r"\newcommand{\R}{\mathbb{R}} Let $x > 0$, then $\sqrt{x^2} = x$ where $x \in \R$."
    for found in around(text).values():
        assert surroundings_from(surroundings_to_data(found)) == found


# Macros


def test_macros_of_the_text_are_found_with_their_arguments() -> None:
    text = (
        r"\newcommand{\half}[1]{\frac{#1}{2}} \def\eps{\varepsilon} \DeclareMathOperator{\Tr}{tr}"
    )
    assert [(macro.name, macro.arguments, macro.body) for macro in find_macros(text)] == [
        (r"\half", "m", r"\frac{#1}{2}"),
        (r"\eps", "", r"\varepsilon"),
        (r"\Tr", "", r"\operatorname{tr}"),
    ]


def test_macros_of_the_text_are_understood() -> None:
    text = r"\newcommand{\half}[1]{\frac{#1}{2}} We have $\half{6} = 3$ and $\half{8} = 5$."
    assert [check.verdict for check in checks(text)] == ["holds", "refuted"]


@pytest.mark.parametrize(
    "definitions",
    [
        r"\newcommand{\a}{\a\a}",
        r"\newcommand{\a}{\b\b} \newcommand{\b}{\a\a}",
        r"\newcommand{\a}[2]{#1}",
        r"\newcommand{\a}{#3}",
    ],
)
def test_macros_without_end_or_sense_are_refused_with_a_reason(definitions: str) -> None:
    check = last(rf"{definitions} And $1 = \a$.")
    assert check.verdict == "unparsed"
    assert "macro" in check.reason


# What is used


def test_an_assumption_before_an_equation_is_used_and_named() -> None:
    check = last(r"Let $a, b > 0$. Then $\sqrt{a^2 b^2} = ab$.")
    assert check.verdict == "holds"
    assert check.assumptions == ("a, b > 0",)


def test_a_condition_after_an_equation_is_used() -> None:
    check = checks(r"We have $\sqrt{t^2} = t$ for $t > 0$.")[0]
    assert (check.verdict, check.assumptions) == ("holds", ("t > 0",))


def test_without_the_condition_the_equation_is_not_true_everywhere() -> None:
    assert checks(r"We have $\sqrt{t^2} = t$ here.")[0].verdict == "conditional"


def test_kinds_of_symbols_stated_in_words_are_used() -> None:
    check = last(r"Here $p$ is an integer. Then $\cos(2\pi p) = 1$.")
    assert check.verdict == "holds"
    assert "p an integer" in check.assumptions


def test_a_function_defined_above_is_put_in() -> None:
    text = r"Let $f(x) = x^2 + 1$. Then $f(2) = 5$, $f'(2) = 4$ and $f(f(1)) = 5$. But $f(3) = 11$."
    verdicts = [check.verdict for check in checks(text)]
    assert verdicts == ["definition", "holds", "holds", "holds", "doubtful"]


def test_a_chain_may_go_on_in_the_next_formula() -> None:
    text = "We get $2 + 3 = 5$ $= 4 + 1$ $= 7$."
    assert [check.verdict for check in checks(text)] == ["holds", "holds", "refuted"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Let $p$ and $q$ be integers.", {"p": "integer", "q": "integer"}),
        (r"Let $\mathbf{A}$, $\mathbf{B}$ and $C$ be square matrices.",
         {r"\mathbf{A}": "matrix", r"\mathbf{B}": "matrix", "C": "matrix"}),
        ("For all real numbers $x$ and $y$ it is so.", {"x": "real", "y": "real"}),
        (r"Let $k \in \mathbb{Z}$.", {"k": "integer"}),
        (r"Let $M \in \mathbb{R}^{n \times n}$.", {"M": "matrix"}),
        ("Here $S$ is a real symmetric matrix.", {"S": "symmetric"}),
        ("Here $g$ is a real-valued function.", {"g": "function"}),
        ("Here $N$ is the number of integers.", {}),
        ("Here $L$ is the length of the vector.", {}),
        ("Here $p$ is not an integer.", {"p": "real"}),
    ],
)  # fmt: skip
def test_every_symbol_of_a_list_is_of_the_kind_the_words_say(
    text: str, kinds: dict[str, str]
) -> None:
    found = around(f"{text} So $u = v$.")["u = v"]
    assert dict(context_of(found).kinds) == kinds


def test_matrices_of_the_text_do_not_commute() -> None:
    text = r"Let $A$ and $B$ be matrices. Then $A^T = A$, $AB = BA$ and $(AB)^T = B^T A^T$."
    symmetric, commuting, product = checks(text)
    assert [symmetric.verdict, commuting.verdict] == ["conditional", "conditional"]
    assert commuting.assumptions == ("A a matrix", "B a matrix")
    assert product.verdict == "holds"


def test_a_matrix_elsewhere_in_the_text_makes_none_of_other_letters() -> None:
    text = r"Let $\mathbf{A}$ be a matrix. Then $XY = YX$ for numbers."
    assert last(text).verdict == "holds"


def test_rows_that_were_judged_before_are_read_with_the_kinds_of_the_text() -> None:
    latex = "AB = C = BA"
    found = around(f"Let $A$, $B$ and $C$ be matrices. Then ${latex}$.")[latex]
    findings = list(check_formula(latex, skip=1, surroundings=found))
    assert findings[-1].check.latex == "C = BA"
    assert findings[-1].check.verdict != "holds"


@pytest.mark.parametrize(
    "text",
    [
        r"We get $m = 9.1 \cdot 10^{-31}$. So $m = 5 \cdot 10^{-31}$.",
        r"We get $E = 10^{-20}$. So $E = 4 \cdot 10^{-20}$.",
        r"We get $f(z) = z^{2007} + 1$ and $w = 0.3$. So $w^{4014} = 0$.",
    ],
)
def test_tiny_numbers_are_not_taken_for_equal(text: str) -> None:
    assert last(text).verdict != "holds"


def test_a_value_of_a_case_that_is_past_proves_nothing() -> None:
    text = (
        r"When $x = 0$, the power is $1$. So $2^0 = 1$, $3^0 = 1$, $4^0 = 1$ and $5^0 = 1$. "
        r"We see that $(\frac{5}{8})^x = (\frac{5}{7})^x$."
    )
    assert last(text).verdict not in ("holds", "definition")


def test_a_value_that_the_text_has_changed_since_proves_nothing() -> None:
    text = r"First $x = 2$. Then we take the other root, $x = -3$. So $x^3 = 8$."
    assert last(text).verdict != "holds"


def test_a_condition_in_brackets_behind_an_equation_is_used() -> None:
    (check,) = checks(r"We have $$\sqrt{x^2} = -x \quad (x < 0).$$")
    assert check.verdict == "holds"


# What is claimed


@pytest.mark.parametrize(
    "text",
    [
        r"So $30 = 31$? I do not think so.",
        r"This would mean $1 = 3 + 4$, which is false.",
        r"Suppose $2 + 2 = 5$.",
        r"Is it true that $2 + 2 = 5$?",
        r"Our note that $9^2 = 80$ was wrong.",
        r"We ask whether $2 + 2 \stackrel{?}{=} 5$ today.",
        r"Dividing gives $17 \div 5 = 3$ with a remainder of $2$.",
    ],
)
def test_what_a_text_does_not_assert_is_not_refuted(text: str) -> None:
    assert all(check.verdict != "refuted" for check in checks(text))


def test_a_root_that_is_tried_and_fails_is_no_mistake() -> None:
    text = r"We solve $|x - 3| = 2x + 4$. Plugging in $-7$ for $x$, we get $|-7 - 3| = 2(-7) + 4$."
    assert last(text).verdict != "refuted"
    assert last(text).claim == "tried"


def test_a_slip_while_trying_a_root_is_one() -> None:
    text = r"We solve $|x - 3| = 2x + 4$. Plugging in $-7$ for $x$, we get $|-7 - 3| = 11$."
    assert last(text).verdict == "refuted"


def test_numbers_are_asserted_whatever_follows() -> None:
    assert last(r"Therefore $17 \cdot 3 = 52$.").verdict == "refuted"
    assert last(r"Therefore $17 \cdot 3 = 51$.").verdict == "holds"


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (r"3^4 \equiv 1 \pmod 5", "holds"),
        (r"2^{100} \equiv 1 \pmod{101}", "holds"),
        (r"3^4 \equiv 2 \pmod 5", "refuted"),
        (r"n^3 \equiv n \pmod 6", "holds"),
        (r"n^2 \equiv 1 \pmod 8", "conditional"),
        (r"17 \equiv 2 \ (\text{mod } 5)", "holds"),
    ],
)
def test_congruences_are_judged_by_exact_integers(latex: str, verdict: str) -> None:
    assert checks(f"We have ${latex}$.")[0].verdict == verdict
