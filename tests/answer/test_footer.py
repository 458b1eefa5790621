from __future__ import annotations

from dataclasses import replace

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


def test_the_footer_says_that_an_answer_comes_from_the_cache_and_tells_no_speed() -> None:
    usage = Usage(completion_tokens=7, ttft_s=1.0, tokens_per_s=30.0)
    fresh = Answer(question="q", text="a", usage=usage, provenance={"model": "demo"})
    kept = replace(fresh, provenance={"model": "demo", "cached": True})
    assert footer(fresh) == "demo · 7 tokens · 30.0 tokens/s"
    assert footer(kept) == "demo · 7 tokens · from the answer cache"


def test_without_a_word_on_it_the_footer_says_how_much_was_left_out() -> None:
    answer = Answer(question="q", text="a", usage=Usage(dropped_tokens=1))
    assert footer(answer) == "1 token of the prompt did not fit the model's window"
