from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.engine.completion import LoadedModel, complete
from jupyterlab_galactica.engine.interface import Chunk, Completed, Sampling
from jupyterlab_galactica.engine.window import check_window, fit_window
from jupyterlab_galactica.errors import InputError
from jupyterlab_galactica.models.prompt import Part, Prompt
from jupyterlab_galactica.models.tokenizer import Tokenizer

from .scripted import scripted_model
from .served import Worker


def test_new_tokens_are_lowered_to_the_room_after_the_prompt() -> None:
    assert fit_window([1] * 2040, Sampling(max_tokens=20), 2048).max_tokens == 8
    assert fit_window([1] * 100, Sampling(max_tokens=20), 2048).max_tokens == 20


@pytest.mark.parametrize("tokens", [2048, 3000])
def test_a_prompt_that_fills_the_window_is_refused_with_the_numbers(tokens: int) -> None:
    with pytest.raises(InputError, match=rf"has {tokens} tokens.*holds 2048.*shorten"):
        fit_window([1] * tokens, Sampling(max_tokens=20), 2048)


def test_tokens_that_have_to_come_need_room() -> None:
    with pytest.raises(InputError, match="shorten"):
        fit_window([1] * 2040, Sampling(max_tokens=20, min_tokens=9), 2048)


def test_an_empty_prompt_is_refused() -> None:
    with pytest.raises(InputError, match="empty"):
        fit_window([], Sampling(), 2048)


def test_an_engine_is_never_asked_to_pass_the_window() -> None:
    check_window([1] * 2028, Sampling(max_tokens=20), 2048)
    with pytest.raises(InputError, match="at most 19"):
        check_window([1] * 2029, Sampling(max_tokens=20), 2048)


TALK = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "What was first?"},
    {"role": "assistant", "content": "The first. " * 30},
    {"role": "user", "content": "What is last?"},
]


@pytest.fixture
def model(tokenizer: Tokenizer, tiny_model: Path) -> LoadedModel:
    model, engine = scripted_model(tokenizer, tiny_model, "abc" * 100)
    engine.context_window = 200
    return model


def _end(model: LoadedModel, prompt: Prompt, max_tokens: int) -> Completed:
    *_, last = complete(model, prompt, Sampling(max_tokens=max_tokens))
    assert isinstance(last, Completed)
    return last


def test_a_loaded_model_leaves_out_old_turns_to_make_room(model: LoadedModel) -> None:
    prompt = Prompt((Part("turn", "old " * 100), Part("fixed", "Question: why?")))
    end = _end(model, prompt, max_tokens=50)
    assert end.prompt_tokens == len(model.tokenizer.encode("Question: why?"))
    assert end.dropped_tokens == len(model.tokenizer.encode("old " * 100))
    assert end.completion_tokens == 50


def test_who_sets_no_limit_gets_a_quarter_of_the_window_or_more(model: LoadedModel) -> None:
    prompt = Prompt((Part("context", "a b " * 200), Part("fixed", "why?")))
    end = _end(model, prompt, max_tokens=2**31 - 1)
    assert end.prompt_tokens <= 150
    assert end.completion_tokens == 200 - end.prompt_tokens


def test_a_chat_that_fits_goes_whole(model: LoadedModel) -> None:
    prompt = Prompt((Part("turn", "old "), Part("fixed", "why?")))
    assert _end(model, prompt, max_tokens=50).dropped_tokens == 0
    events = complete(model, prompt, Sampling(max_tokens=3))
    assert "".join(e.text for e in events if isinstance(e, Chunk)) == "abc"


def test_a_chat_over_http_says_how_much_of_it_was_left_out(
    start_worker: Callable[[LoadedModel | None], Worker], model: LoadedModel
) -> None:
    worker = start_worker(model)

    def usage(messages: list[dict[str, str]]) -> dict[str, Any]:
        answer = worker.post("/v1/chat/completions", messages=messages, max_tokens=20).json()
        found: dict[str, Any] = answer["usage"]
        return found

    assert usage(TALK[-1:])["dropped_tokens"] == 0
    long = usage(TALK)
    assert long["dropped_tokens"] > 0
    assert long["prompt_tokens"] <= 180


def test_a_question_of_a_chat_that_is_too_long_is_an_error(
    start_worker: Callable[[LoadedModel | None], Worker], model: LoadedModel
) -> None:
    messages = [{"role": "user", "content": "why " * 100}]
    response = start_worker(model).post("/v1/chat/completions", messages=messages, max_tokens=20)
    assert response.status_code == 400
    assert "holds 200 in all" in response.json()["error"]["message"]
