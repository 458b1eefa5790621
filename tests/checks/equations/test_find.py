"""Where equations stand in a formula."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.equations.find import find_statements
from jupyterlab_galactica.checks.equations.tokens import ParseError


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
