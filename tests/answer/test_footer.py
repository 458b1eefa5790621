from __future__ import annotations

from jupyterlab_galactica.answer.answer import Answer, Usage
from jupyterlab_galactica.answer.labels import footer


def test_the_footer_says_what_was_left_out_of_the_prompt() -> None:
    dropped = "the earlier turn did not fit the model's window and went unread (812 tokens)"
    answer = Answer(
        question="q",
        text="a",
        usage=Usage(dropped_tokens=812),
        provenance={"model": "demo", "dropped": dropped},
    )
    assert dropped in footer(answer)


def test_without_a_word_on_it_the_footer_says_how_much_was_left_out() -> None:
    answer = Answer(question="q", text="a", usage=Usage(dropped_tokens=1))
    assert footer(answer) == "1 token of the prompt did not fit the model's window"
