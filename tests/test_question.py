"""From a question to the prompt as sent, asked with a tiny model's tokenizer and window."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import jupyterlab_galactica as jg
from jupyterlab_galactica.errors import InputError, ModelError
from jupyterlab_galactica.models import detect
from jupyterlab_galactica.models.fitting import CUT_MARK
from jupyterlab_galactica.models.tokenizer import Tokenizer
from jupyterlab_galactica.question import prompt_of, read_question, sent_prompt, unread_turns

from .conftest import TINY_WINDOW

SUM_UP = "Sum up.\n### Input:\n" + "The sky is blue. " * 40


@pytest.fixture(autouse=True)
def _own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))


@pytest.fixture
def sought(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The models whose family was looked for, which begins with what the user said of them."""
    models: list[str] = []
    override = detect.family_override

    def counted(model: str) -> str | None:
        models.append(model)
        return override(model)

    monkeypatch.setattr(detect, "family_override", counted)
    return models


def _streamed(text: str, **options: Any) -> object:
    return list(jg.stream(text, **options))


@pytest.mark.parametrize("cache", [False, True])
@pytest.mark.parametrize("ask", [jg.ask, _streamed])
def test_a_prompt_looks_for_the_model_s_family_once(
    sought: list[str], ask: Callable[..., object], cache: bool, tiny_model: Path
) -> None:
    options: dict[str, Any] = {"model": str(tiny_model), "in_kernel": True, "n": 2, "check": False}
    options["cache"] = cache
    jg.ask("Load the model.", **options)
    for text in ("Why?", "Why?"):  # asked again it comes from the cache where there is one
        sought.clear()
        ask(f"{text} {ask.__name__}", **options)
        assert sought == [str(tiny_model)]


def test_a_budget_and_a_search_look_for_it_once_too(sought: list[str]) -> None:
    jg.ask("Load the model.", model="demo", n=2, in_kernel=True)
    sought.clear()
    jg.budget("Why?", model="demo")
    assert sought == ["demo"]
    sought.clear()
    jg.cite("As shown in", n=1, model="demo", in_kernel=True, new_tokens=2)
    assert sought == ["demo"]


def test_a_task_suggests_how_it_is_sampled_where_the_user_says_nothing() -> None:
    wiki = read_question("Entropy", {"task": "wiki"})
    assert (wiki.temperature, wiki.top_p, wiki.n) == (1.0, 0.7, 400)
    assert read_question("Entropy", {"task": "latex"}).n == 200
    own = read_question("Entropy", {"task": "wiki", "temperature": 0.0, "top_p": 1.0})
    assert (own.temperature, own.top_p) == (0.0, 1.0)


def test_a_plain_question_is_sampled_as_configured() -> None:
    question = read_question("Why?", {})
    assert (question.temperature, question.top_p, question.n) == (0.0, 1.0, 400)


def test_a_long_context_is_cut_before_it_is_sent(tiny_model: Path) -> None:
    question = read_question(SUM_UP, {"model": str(tiny_model), "n": 20})
    sent = sent_prompt(question, prompt_of(question))
    assert CUT_MARK in sent.text
    assert sent.text.endswith("Sum up.\n\nAnswer:")
    tokens = len(Tokenizer.from_folder(tiny_model).encode(sent.text))
    assert sent.prompt_tokens == tokens <= TINY_WINDOW - 20
    assert sent.dropped_tokens > 0


def test_raw_text_is_sent_as_it_is_whatever_its_length(tiny_model: Path) -> None:
    text = " x\r\n" * 400
    question = read_question(text, {"model": str(tiny_model), "raw": True})
    sent = sent_prompt(question, prompt_of(question))
    assert (sent.text, sent.dropped) == (text, "")
    assert prompt_of(question).stop == prompt_of(question).stop_after == ()


def test_a_question_that_is_too_long_is_an_error_before_anything_is_loaded(
    tiny_model: Path,
) -> None:
    with pytest.raises(InputError, match=rf"holds {TINY_WINDOW} in all"):
        jg.ask("why " * 400, model=str(tiny_model), n=20)


def test_a_model_without_a_tokenizer_at_hand_gets_the_prompt_whole() -> None:
    question = read_question("word " * 2000, {"model": "unheard-of", "base_url": "http://x"})
    assert sent_prompt(question, prompt_of(question)).text.count("word") == 2000


def test_a_short_question_needs_no_tokenizer() -> None:
    code = (
        "import sys\n"
        "from jupyterlab_galactica.question import *\n"
        "question = read_question('What is entropy?', {})\n"
        "sent_prompt(question, prompt_of(question))\n"
        "print(*sys.modules)"
    )
    modules = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    heavy = {"torch", "transformers", "tokenizers", "huggingface_hub"}
    assert heavy.isdisjoint(modules)


def test_a_budget_says_what_a_question_takes_and_what_is_sent(tiny_model: Path) -> None:
    budget = jg.budget("Why?", model=str(tiny_model), n=20)
    assert budget.prompt == "Question: Why?\n\nAnswer:"
    assert budget.prompt_tokens == len(Tokenizer.from_folder(tiny_model).encode(budget.prompt))
    assert (budget.context_window, budget.new_tokens) == (TINY_WINDOW, 20)
    assert budget.room == TINY_WINDOW - 20 - budget.prompt_tokens
    assert budget.dropped_tokens == 0


def test_a_budget_counts_what_would_be_left_out(tiny_model: Path) -> None:
    budget = jg.budget(SUM_UP, model=str(tiny_model), n=20)
    assert CUT_MARK in budget.prompt
    assert budget.dropped_tokens > 0
    assert budget.room >= 0


def test_a_budget_of_raw_text_and_of_an_unknown_model(tiny_model: Path) -> None:
    raw = jg.budget("x" * 250, model=str(tiny_model), raw=True)
    assert (raw.prompt, raw.room) == ("x" * 250, 0)
    assert raw.new_tokens == TINY_WINDOW - raw.prompt_tokens
    with pytest.raises(ModelError, match="unheard-of"):
        jg.budget("Why?", model="unheard-of")


def test_an_answer_says_what_was_sent_and_what_was_left_out(tiny_model: Path) -> None:
    answer = jg.ask(SUM_UP, model=str(tiny_model), n=5, check=False, in_kernel=True)
    budget = jg.budget(SUM_UP, model=str(tiny_model), n=5)
    assert answer.provenance["prompt"] == budget.prompt
    assert answer.usage.prompt_tokens == budget.prompt_tokens
    assert answer.usage.dropped_tokens == budget.dropped_tokens > 0
    assert "the middle of the context did not fit" in answer.provenance["dropped"]
    assert answer.provenance["dropped"] in answer.to_text()
    assert answer.to_json()["usage"]["dropped_tokens"] == budget.dropped_tokens


def test_an_answer_to_a_prompt_that_fits_says_nothing_of_it(tiny_model: Path) -> None:
    answer = jg.ask("Why?", model=str(tiny_model), n=5, check=False, in_kernel=True)
    assert "dropped" not in answer.provenance
    assert answer.usage.dropped_tokens == 0


def test_a_pair_is_counted_with_the_tokenizer_and_window_of_its_diff(tiny_model: Path) -> None:
    pair = jg.budget("Why?", model=f"{tiny_model}+no/such-base", n=20)
    assert pair == jg.budget("Why?", model=str(tiny_model), n=20)


TURNS = (("What is DNA?", " A polymer."), ("Of what?", " Of nucleotides."))


def test_a_follow_up_is_sent_with_the_turns_before_it(tiny_model: Path) -> None:
    question = read_question("And RNA?", {"model": str(tiny_model), "n": 5, "turns": TURNS})
    assert sent_prompt(question, prompt_of(question)).text == (
        "Question: What is DNA?\n\nAnswer: A polymer.\n\n"
        "Question: Of what?\n\nAnswer: Of nucleotides.\n\nQuestion: And RNA?\n\nAnswer:"
    )


def test_a_follow_up_is_sent_as_a_template_has_turns() -> None:
    question = read_question("And RNA?", {"model": "x", "template": "tulu", "turns": TURNS[:1]})
    assert prompt_of(question).text == (
        "<|user|>\nWhat is DNA?\n<|assistant|>\nA polymer.</s>\n<|user|>\nAnd RNA?\n<|assistant|>\n"
    )


def test_turns_that_do_not_fit_the_window_are_left_out_and_told(tiny_model: Path) -> None:
    turns = (*TURNS, ("Why? " * 60, " Because."))
    asked: dict[str, Any] = {"model": str(tiny_model), "n": 5, "check": False, "in_kernel": True}
    answer = jg.ask("And RNA?", turns=turns, **asked)
    assert "earlier turn" in answer.provenance["dropped"]
    assert answer.provenance["dropped"] in answer.to_text()


@pytest.mark.parametrize(
    ("options", "told"),
    [({"model": "demo"}, "one question at a time"), ({"model": "x", "task": "wiki"}, "wiki")],
)
def test_where_earlier_turns_are_not_sent_at_all_that_is_told(
    options: dict[str, Any], told: str
) -> None:
    question = read_question("Entropy", {**options, "turns": TURNS})
    assert "DNA" not in prompt_of(question).text
    assert told in unread_turns(question)


def test_an_answer_that_was_cut_goes_on_where_it_ended() -> None:
    whole = jg.ask("What is entropy?", n=24, check=False, in_kernel=True)
    cut = jg.ask("What is entropy?", n=12, check=False, in_kernel=True)
    assert cut.finish_reason == "length"
    again = jg.ask("What is entropy?", n=12, check=False, in_kernel=True, continues=cut.text)
    assert again.text == whole.text
    assert again.provenance["prompt"] == f"Question: What is entropy?\n\nAnswer:{cut.text}"
