"""Formulas stand in sections, cases, items and paragraphs of any kind of text."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.checks.gathering import gathered
from jupyterlab_galactica.checks.places import Place


def places(text: str) -> list[Place]:
    return [around.place for _, around in gathered(lex(text)).formulas]


@pytest.mark.parametrize(
    "between",
    [
        "\n\n## Next\n\n", "\n\\section{Next} ", "\n\n**Example 2.** ", "\n\nExercise 3.1: ",
        "\n\\begin{problem} ",
    ],
)  # fmt: skip
def test_headings_and_problems_begin_a_section(between: str) -> None:
    before, after = places(f"Here $a=1$.{between}Now $b=2$.")
    assert before.section != after.section


@pytest.mark.parametrize(
    "text",
    ["(a) Take $a=1$. (b) Take $b=2$.", "Case 1: $a=1$. Case 2: $b=2$.", "(i) $a=1$ (ii) $b=2$"],
)
def test_cases_stand_apart(text: str) -> None:
    before, after = places(text)
    assert before.section == after.section
    assert before.case != after.case
    assert 0 not in (before.case, after.case)


def test_a_reference_to_a_part_begins_none() -> None:
    before, after = places("Here $a=1$, by part (a) and by (b), and $b=2$.")
    assert before == after


def test_items_of_a_list_stand_apart_until_it_ends() -> None:
    one, two, after = places("- first $a=1$\n- then $b=2$\n\nNow $c=3$.\n")
    assert one.item != two.item
    assert after.item == 0


def test_blank_lines_part_paragraphs_but_not_a_sentence_from_its_display() -> None:
    one, shown, where, other = places("We take $a=1$ and\n\n$$b=2$$\n\nwhere $c=3$.\n\nThen $d=4$.")
    assert one == shown == where
    assert other.paragraph != where.paragraph


def test_an_indented_paragraph_belongs_to_its_item() -> None:
    shown, other = places("- Add them.\n\n    $$z=u+v$$\n\n- Take them away.\n\n    $$z=u-v$$\n")
    assert 0 not in (shown.item, other.item)
    assert shown.item != other.item


def test_what_stands_in_an_environment_of_the_text_sees_what_stands_around_it() -> None:
    outer, inner, later = places("$a=1$ \\begin{eg} $b=2$ \\end{eg} $c=3$")
    assert inner.scope.startswith(outer.scope)
    assert not later.scope.startswith(inner.scope)
    assert later.scope == outer.scope


def test_environments_nested_deeper_than_are_told_apart_close_one_by_one() -> None:
    text = "\\begin{eg} $a=1$ " + "\\begin{eg} " * 20 + "\\end{eg} " * 20 + "$b=2$ \\end{eg} $c=3$"
    first, back, after = places(text)
    assert back.scope == first.scope != ""
    assert after.scope == ""
