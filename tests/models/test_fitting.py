from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_galactica.errors import InputError
from jupyterlab_galactica.models.chat import Message, fold_messages
from jupyterlab_galactica.models.families import GALACTICA, GALPACA
from jupyterlab_galactica.models.fitting import CUT_MARK, fit_prompt
from jupyterlab_galactica.models.prompt import Part, Prompt, fixed_prompt
from jupyterlab_galactica.models.templates import build_prompt


def words(text: str) -> int:
    """A word is a token here."""
    return len(text.split())


PARAGRAPH = "One two three. Four five six. Seven eight nine.\n\n"


def test_what_fits_is_left_as_it_is() -> None:
    prompt = Prompt((Part("turn", "a b "), Part("context", "c d "), Part("fixed", "e")))
    fitted = fit_prompt(prompt, words, window=10, new_tokens=5)
    assert (fitted.text, fitted.prompt_tokens) == ("a b c d e", 5)
    assert (fitted.dropped_tokens, fitted.dropped) == (0, "")


def test_the_oldest_turns_go_first_and_no_more_than_needed() -> None:
    talk = [Message("system", "Be brief.")]
    for number in range(5):
        talk += [Message("user", f"q{number} x x"), Message("assistant", f"a{number} y y")]
    prompt = fold_messages([*talk, Message("user", "last")], GALACTICA)
    fitted = fit_prompt(prompt, words, window=40, new_tokens=10)
    assert fitted.text.startswith("Be brief.\n\nQuestion: q2")
    assert fitted.text.endswith("a4 y y\n\nQuestion: last\n\nAnswer:")
    assert fitted.dropped_tokens == words(prompt.text) - words(fitted.text) == 16
    assert fitted.dropped == (
        "2 of 5 earlier turns did not fit the model's window and went unread (16 tokens)"
    )


def test_then_goes_the_middle_of_the_context_between_paragraphs() -> None:
    paragraphs = [f"Paragraph {number} ends here." for number in range(20)]
    prompt = build_prompt(
        "Sum up.\n### Input:\n" + "\n\n".join(paragraphs), GALPACA, template="alpaca"
    )
    fitted = fit_prompt(prompt, words, window=90, new_tokens=20)
    before, after = fitted.text.split(f"{CUT_MARK}\n\n")
    assert before.endswith("ends here.\n\n")
    assert after.startswith("Paragraph ")
    assert "Paragraph 0 ends" in before
    assert "Paragraph 19 ends here.\n\n### Response:" in after
    assert "### Instruction:\nSum up." in before
    assert fitted.dropped.startswith("the middle of the context did not fit")


def test_a_single_paragraph_is_cut_between_sentences_and_a_single_sentence_between_words() -> None:
    for sentence_end in (". ", " "):
        text = sentence_end.join(f"w{number}" for number in range(200))
        fitted = fit_prompt(build_prompt(text, GALACTICA, task="summarize"), words, 60, 20)
        kept = fitted.text.replace(f"{CUT_MARK} ", "").removesuffix("\n\nTLDR:")
        assert set(kept.split()) <= set(text.split())
        assert 30 <= (fitted.prompt_tokens or 0) <= 40


def test_text_without_spaces_is_cut_too() -> None:
    prompt = build_prompt("中文" * 500, GALACTICA, task="summarize")
    fitted = fit_prompt(prompt, len, window=200, new_tokens=50)
    assert 140 <= len(fitted.text) <= 150


def test_a_sequence_is_never_broken() -> None:
    protein = f"[START_AMINO]{'MIRL' * 40}[END_AMINO]"
    text = " ".join(["word"] * 30 + [protein] + ["word"] * 30)
    fitted = fit_prompt(build_prompt(text, GALACTICA, task="summarize"), len, 200, 50)
    assert "AMINO" not in fitted.text
    assert fitted.text.startswith("word word")


def test_of_a_plain_question_the_paragraphs_between_the_first_and_the_last_may_go() -> None:
    prompt = build_prompt("Here is a text:\n\n" + PARAGRAPH * 20 + "What is it?", GALACTICA)
    fitted = fit_prompt(prompt, words, window=60, new_tokens=20)
    assert fitted.text.startswith("Question: Here is a text:\n\nOne two three.")
    assert fitted.text.endswith("nine.\n\nWhat is it?\n\nAnswer:")


def test_turns_and_context_are_both_named() -> None:
    talk = [
        Message("user", "old " * 9),
        Message("assistant", "old"),
        Message("user", "Sum up.\n### Input:\n" + "word " * 90),
    ]
    fitted = fit_prompt(fold_messages(talk, GALACTICA), words, window=60, new_tokens=20)
    assert fitted.dropped.startswith("the earlier turn and the middle of the context did not fit")


def test_what_cannot_fit_is_an_error_with_the_counts_and_the_way_out() -> None:
    prompt = build_prompt("why " * 50, GALACTICA)
    with pytest.raises(InputError, match=r"has 52 tokens and 20 new.*holds 60.*at most 8 new"):
        fit_prompt(prompt, words, window=60, new_tokens=20)
    with pytest.raises(InputError, match=r"holds 40 in all; shorten the question.*### Input:"):
        fit_prompt(prompt, words, window=40, new_tokens=20)


def test_fitting_counts_a_long_text_only_a_few_times() -> None:
    counted = 0

    def count(text: str) -> int:
        nonlocal counted
        counted += len(text)
        return len(text) // 4

    text = PARAGRAPH * 20_000
    fit_prompt(build_prompt(text, GALACTICA, task="summarize"), count, 2048, 400)
    assert counted < 4 * len(text)


PARTS = st.lists(
    st.builds(
        Part,
        st.sampled_from(["fixed", "turn", "context"]),
        st.text("ab .。\n[]STARTDNE_", max_size=60),
    ),
    max_size=6,
)


@given(parts=PARTS, window=st.integers(1, 200), new_tokens=st.integers(1, 100))
def test_the_window_is_never_passed_and_the_question_stays_whole(
    parts: list[Part], window: int, new_tokens: int
) -> None:
    prompt = Prompt(tuple(parts))
    try:
        fitted = fit_prompt(prompt, len, window, new_tokens)
    except InputError:
        fixed = sum(len(part.text) for part in parts if part.kind == "fixed")
        contexts = [part.text for part in parts if part.kind == "context"]
        least = sum(map(len, contexts)) - max(map(len, contexts), default=0)
        assert fixed + least + len(CUT_MARK) + new_tokens > window
        return
    assert fitted.prompt_tokens == len(fitted.text)
    assert len(fitted.text) + new_tokens <= window
    assert fitted.dropped_tokens == len(prompt.text) - len(fitted.text)
    assert bool(fitted.dropped) == (len(prompt.text) + new_tokens > window)
    if not fitted.dropped:
        assert fitted.text == prompt.text
    position = 0
    for part in parts:
        if part.kind == "fixed":
            position = fitted.text.index(part.text, position) + len(part.text)
    again = fit_prompt(fixed_prompt(fitted.text), len, window, new_tokens)
    assert (again.text, again.dropped_tokens) == (fitted.text, 0)


def test_what_is_counted_of_a_long_context_grows_with_the_window_not_with_the_text() -> None:
    counted = []

    def count(text: str) -> int:
        counted.append(len(text))
        return len(text.split())

    prompt = Prompt((Part("fixed", "Why?\n"), Part("context", "a word. " * 200_000)))
    fitted = fit_prompt(prompt, count, window=200, new_tokens=100)
    assert fitted.prompt_tokens is not None
    assert 50 < fitted.prompt_tokens <= 100
    whole, *tried = counted
    assert sum(tried) < whole
