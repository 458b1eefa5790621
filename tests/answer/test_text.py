from __future__ import annotations

from jupyterlab_galactica.answer.answer import Answer

from .examples import FULL, answered, expected


def test_a_full_answer_in_a_terminal() -> None:
    assert FULL.to_text() == expected("full.txt")


def test_nested_lists_are_indented() -> None:
    assert answered("- one\n  1. inner\n  2. inner\n- two").to_text() == (
        "• one\n  1. inner\n  2. inner\n• two"
    )


def test_the_tail_is_shown_as_it_stands() -> None:
    growing = Answer(question="", text="Let $x", tail="Let $x", status="generating")
    assert growing.to_text() == "Let $x\n\ngenerating"


def test_an_empty_answer_is_an_empty_text() -> None:
    assert answered("").to_text() == ""
