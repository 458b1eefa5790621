"""Where equations stand in a formula."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.equations.reading.find import find_statements, last_side
from jupyterlab_galactica.checks.equations.reading.tokens import ParseError
from jupyterlab_galactica.checks.macros import Macro


def found(latex: str) -> list[str]:
    return [
        " ".join("".join(token.text for token in side) for side in (s.left, s.right))
        for s in find_statements(latex)
    ]


def test_chains_are_taken_apart() -> None:
    assert found("a = b = c") == ["a b", "b c"]


def test_rows_of_an_aligned_environment_continue_the_chain() -> None:
    assert found(r"\begin{aligned} a &= b \\ &= c \\ d &= e \end{aligned}") == ["a b", "b c", "d e"]


def test_a_row_that_begins_with_a_plus_continues_the_sum() -> None:
    assert found(r"\begin{align} a &= b \\ &+ c \end{align}") == ["a b+c"]


@pytest.mark.parametrize(
    "separator", [",", r"\quad", r"\implies", r"\iff", r"\text{ and }", r"\Rightarrow"]
)
def test_lists_and_implications_separate_equations(separator: str) -> None:
    assert found(rf"a = b {separator} c = d") == ["a b", "c d"]


@pytest.mark.parametrize("connective", [r"\land", r"\wedge", r"\lor", "∧", "∨"])
def test_a_connective_separates_relations(connective: str) -> None:
    assert found(rf"a = b {connective} c = d") == ["a b", "c d"]
    assert found(rf"x \in A {connective} y = 1") == ["y 1"]


def test_a_wedge_between_what_relates_nothing_is_an_operation() -> None:
    assert found(r"2 \wedge 3 = 4") == [r"2\wedge3 4"]
    assert found(r"a \wedge b = - b \wedge a") == [r"a\wedgeb -b\wedgea"]


def test_relations_in_subscripts_and_brackets_are_none() -> None:
    assert found(r"\sum_{n=1}^{3} n") == []
    assert found(r"P(X = 1) = p") == ["P(X=1) p"]


def test_trailing_inequalities_are_conditions() -> None:
    (statement,) = find_statements(r"\sqrt{x^2} = x, \quad x > 0")
    assert ["".join(t.text for t in condition) for condition in statement.conditions] == ["x>0"]


def test_what_follows_from_an_arrow_is_not_asserted_on_its_own() -> None:
    first, second = find_statements(r"x = y \implies \sin x = \cos x")
    assert (first.vague, second.vague) == (False, True)


def test_tags_labels_boxes_and_punctuation_are_no_part_of_an_equation() -> None:
    assert found(r"\boxed{a = b}. \tag{3} \label{eq:1}") == ["a b"]
    assert found(r"\fbox{a = b}") == found(r"\framebox{a = b}") == ["a b"]


def test_words_that_name_a_quantity_stay() -> None:
    assert found(r"\text{speed} = \frac{\text{distance}}{\text{time}}") != []


def test_units_do_not_cut_an_equation() -> None:
    assert found(r"5\text{ cm} = 50\text{ mm}") == ["5cm 50mm"]


def test_an_overlong_formula_is_refused() -> None:
    with pytest.raises(ParseError, match="longer than"):
        find_statements("x" * 1_000_000)


@pytest.mark.parametrize(
    ("latex", "op", "sign"),
    [
        (r"a \stackrel{!}{=} b", "=", "!"),
        (r"a \overset{?}{=} b", "=", "?"),
        (r"a \overset{\text{def}}{=} b", ":=", ""),
        (r"a \overset{\triangle}{=} b", ":=", ""),
        (r"a \stackrel{(1)}{=} b", "=", ""),
        (r"a \triangleq b", ":=", ""),
        (r"a := b", ":=", ""),
    ],
)
def test_what_stands_over_a_relation_is_read(latex: str, op: str, sign: str) -> None:
    (statement,) = find_statements(latex)
    assert (statement.op, statement.sign) == (op, sign)
    assert (statement.start, statement.end) == (0, len(latex))


@pytest.mark.parametrize(
    "modulus", [r"\pmod{7}", r"\pmod 7", r"\mod 7", r"(\text{mod } 7)", r"\ (\mathrm{mod}\ 7)"]
)
def test_the_modulus_of_a_congruence_is_taken_off(modulus: str) -> None:
    (statement,) = find_statements(rf"a \equiv b {modulus}")
    assert "".join(token.text for token in statement.right) == "b"
    assert "".join(token.text for token in statement.modulus) == "7"


def test_a_number_behind_an_equation_is_no_condition() -> None:
    (statement,) = find_statements(r"a = b \qquad (3)")
    assert not statement.vague


def test_macros_with_arguments_are_put_in() -> None:
    macros = [Macro(r"\half", "m", r"\frac{#1}{2}"), Macro(r"\two", "", r"\half{4}")]
    (statement,) = find_statements(r"\two = 2", macros)
    assert "".join(token.text for token in statement.left) == r"\frac{4}{2}"
    assert (statement.start, statement.end) == (0, 8)


def test_macros_that_never_end_are_refused() -> None:
    with pytest.raises(ParseError, match="never ends"):
        find_statements(r"\a = 1", [Macro(r"\a", "", r"\b"), Macro(r"\b", "", r"\a")])


def test_macros_that_grow_too_long_are_refused() -> None:
    macros = [Macro("\\" + "abcdefgh"[n], "", ("\\" + "bcdefghi"[n]) * 9) for n in range(8)]
    with pytest.raises(ParseError, match="too long"):
        find_statements(r"\a = 1", [*macros, Macro(r"\i", "", "x")])


def test_a_formula_may_go_on_from_the_one_before() -> None:
    carried = find_statements("a = b + c")[0].right
    (statement,) = find_statements("= d", carried=carried)
    assert "".join(token.text for token in statement.left) == "b+c"
    assert (statement.start, statement.end) == (0, 3)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("(x>0)", ["x>0"]),
        (r"\quad (a \neq 0)", [r"a\ne0"]),
        (r"\; (a, b > 0)", ["a>0", "b>0"]),
        (r"\qquad \left(\operatorname{Re}(z) > 0\right)", ["Re(z)>0"]),
        (r"(n \in \mathbb{Z})", [r"n\in\mathbb{Z}"]),
        (r"\quad (x > 0, n \in \mathbb{N})", ["x>0", r"n\in\mathbb{N}"]),
        (r"(\forall s, t)", []),
        (r"(\forall s > 0)", ["s>0"]),
        (r"\text{ for } (x \ge 0)", [r"x\ge0"]),
    ],
)
def test_conditions_in_brackets_are_taken_off(condition: str, found: list[str]) -> None:
    (statement,) = find_statements(rf"u = v^2 {condition}")
    assert "".join(token.text for token in statement.right) == "v^2"
    assert ["".join(t.text for t in tokens) for tokens in statement.conditions] == found
    assert not statement.vague


@pytest.mark.parametrize(
    "side", ["P(X > 0)", r"\mathbb{P}(X > 0)", r"1 - \Pr(X > 0)", "P_a(X > 0)"]
)
def test_what_a_function_is_applied_to_is_no_condition(side: str) -> None:
    (statement,) = find_statements(f"q = {side}")
    assert not statement.conditions
    assert statement.right[-1].text == ")"


def test_a_line_break_alone_has_no_last_side() -> None:
    assert last_side(r"\\") == ()


def test_cells_beside_a_relation_are_one_statement() -> None:
    assert found(r"\begin{array}{lcl} p &=& 4 \\ p + q &=& 9 \end{array}") == ["p 4", "p+q 9"]
    assert found(r"\begin{array}{ccc} p &+& q &=& 9 \\ p &-& q &=& 1 \end{array}") == [
        "p+q 9", "p-q 1",
    ]  # fmt: skip
    assert found(r"\begin{array}{cc} p = 4 & q = 5 \end{array}") == ["p 4", "q 5"]


def test_a_row_that_ends_with_a_sign_goes_on_in_the_next() -> None:
    assert found(r"\begin{aligned} a + b &+ \\ c &= d \end{aligned}") == ["a+b+c d"]


def test_only_a_length_in_brackets_belongs_to_the_end_of_a_row() -> None:
    assert found(r"\begin{align} a &= b \\[2ex] c &= d \end{align}") == ["a b", "c d"]
    assert found(r"\begin{align} [11] &= b \\ [10] &= d \end{align}") == ["[11] b", "[10] d"]


def test_where_an_environment_is_placed_is_no_part_of_it() -> None:
    assert found(r"\begin{aligned}[t] a &= b \end{aligned}") == ["a b"]


def test_columns_that_line_up_terms_make_one_statement_a_row() -> None:
    rows = r"a u &+ v &+ w &= 4 \\ -u &+ 3v & &= 2 \\ 5u &+ &+ w &= 7"
    stated = ["au+v+w 4", "-u+3v 2", "5u+w 7"]
    assert found(rf"\begin{{alignat*}}{{3}} {rows} \end{{alignat*}}") == stated
    assert found(rf"\begin{{alignedat}}{{3}} {rows} \end{{alignedat}}") == stated
    assert found(rf"\begin{{array}}{{rrrr}} {rows} \end{{array}}") == stated


def test_an_empty_first_column_leaves_a_sign_that_continues_nothing() -> None:
    rows = r"u &+ v &+ w &= 4 \\ &+ 3v &+ w &= 2 \\ &- 2v &- w &= -7"
    assert found(rf"\begin{{alignat}}{{4}} {rows} \end{{alignat}}") == [
        "u+v+w 4", "3v+w 2", "-2v-w -7",
    ]  # fmt: skip


def test_a_sign_raised_at_the_end_of_a_cell_stays() -> None:
    assert found(r"\begin{align} L^+ &= a \\ L^- &= b \end{align}") == ["L^+ a", "L^- b"]
    assert found(r"\begin{align} a &= b \\ &+ c \\ &= d \end{align}") == ["a b+c", "b+c d"]


def test_columns_that_hold_a_relation_each_are_statements() -> None:
    assert found(r"\begin{align} u &= 1 & -v &= 2 \end{align}") == ["u 1", "-v 2"]
    assert found(r"\begin{array}{cc} u = 1 & -v = 2 \end{array}") == ["u 1", "-v 2"]
