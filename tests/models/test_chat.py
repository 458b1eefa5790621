from __future__ import annotations

import pytest

from jupyterlab_galactica.errors import InputError
from jupyterlab_galactica.models.chat import Message, fold_messages
from jupyterlab_galactica.models.families import CHATML, GALACTICA, GALPACA, SMOLLM2, TULU
from jupyterlab_galactica.models.templates import build_prompt

TALK = [
    Message("system", "Be brief."),
    Message("user", "What is DNA?"),
    Message("assistant", "A polymer."),
    Message("user", "Of what?"),
]


def test_galactica_gets_earlier_turns_as_questions_and_answers() -> None:
    assert fold_messages(TALK, GALACTICA).text == (
        "Be brief.\n\nQuestion: What is DNA?\n\nAnswer: A polymer.\n\nQuestion: Of what?\n\nAnswer:"
    )


def test_tulu_gets_its_tags_and_an_end_of_text_after_an_answer() -> None:
    assert fold_messages(TALK, TULU).text == (
        "<|system|>\nBe brief.\n<|user|>\nWhat is DNA?\n<|assistant|>\nA polymer.</s>\n"
        "<|user|>\nOf what?\n<|assistant|>\n"
    )


def test_chatml_gets_its_tokens_for_turns() -> None:
    assert fold_messages(TALK, CHATML).text == (
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nWhat is DNA?<|im_end|>\n"
        "<|im_start|>assistant\nA polymer.<|im_end|>\n<|im_start|>user\nOf what?<|im_end|>\n"
        "<|im_start|>assistant\n"
    )


def test_smollm2_is_told_who_it_is_once_and_only_where_the_user_says_nothing_else() -> None:
    assert fold_messages(TALK, SMOLLM2).text == fold_messages(TALK, CHATML).text
    text = fold_messages(TALK[1:], SMOLLM2).text
    assert text.startswith("<|im_start|>system\nYou are a helpful AI assistant named SmolLM, ")
    assert text.count("<|im_start|>system") == 1
    assert build_prompt("Hi", SMOLLM2).text.startswith("<|im_start|>system\nYou are a helpful")


def test_the_next_question_is_a_stop() -> None:
    assert fold_messages(TALK, GALACTICA).stop == ("\n\nQuestion:",)


def test_a_conversation_ends_with_the_user() -> None:
    with pytest.raises(InputError, match="user"):
        fold_messages(TALK[:3], GALACTICA)


def test_a_turn_goes_as_a_whole_and_the_system_message_stays() -> None:
    kinds = [part.kind for part in fold_messages(TALK, GALACTICA).parts]
    assert kinds[:2] == ["fixed", "turn"]
    assert set(kinds[2:]) == {"fixed"}


def test_instruction_templates_are_repeated_for_each_turn() -> None:
    prompt = fold_messages(TALK[1:], GALPACA).text
    assert prompt.count("### Instruction:") == 2
    assert "### Markdown and LaTeX Response: A polymer.\n\nBelow is" in prompt
