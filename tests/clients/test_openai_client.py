"""OpenAI's own Python client against `serve`."""

from __future__ import annotations

import openai
import pytest

from conftest import Server

CHAT = [{"role": "user", "content": "What is entropy?"}]


@pytest.fixture(scope="module")
def client(server: Server) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{server.url}/v1", api_key=server.token, max_retries=0)


def test_models_are_listed_and_retrieved(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["demo"]
    assert client.models.retrieve("demo").id == "demo"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("another/model")


def test_a_text_is_completed(client: openai.OpenAI) -> None:
    answer = client.completions.create(model="demo", prompt="Entropy is", max_tokens=5)
    assert answer.choices[0].finish_reason == "length"
    assert answer.usage.completion_tokens == 5


def test_max_tokens_0_scores_the_prompt(client: openai.OpenAI) -> None:
    answer = client.completions.create(
        model="demo", prompt="Entropy is", max_tokens=0, echo=True, logprobs=1
    )
    [choice] = answer.choices
    assert choice.text == "Entropy is"
    assert answer.usage.completion_tokens == 0
    assert choice.logprobs.token_logprobs[0] is None
    assert all(value < 0 for value in choice.logprobs.token_logprobs[1:])
    for name, offset in zip(choice.logprobs.tokens, choice.logprobs.text_offset, strict=True):
        assert choice.text[offset:].startswith(name)


def test_a_stream_joins_to_the_whole(client: openai.OpenAI) -> None:
    body = {
        "model": "demo",
        "prompt": ["Entropy is", "Water is"],
        "max_tokens": 8,
        "temperature": 0,
    }
    whole = client.completions.create(**body)
    parts = list(
        client.completions.create(stream=True, stream_options={"include_usage": True}, **body)
    )
    texts = ["", ""]
    for part in parts:
        for choice in part.choices:
            texts[choice.index] += choice.text
    assert texts == [choice.text for choice in whole.choices]
    assert parts[-1].usage == whole.usage


def test_a_chat_is_answered_and_streamed(client: openai.OpenAI) -> None:
    body = {"model": "demo", "messages": CHAT, "max_completion_tokens": 8, "temperature": 0}
    whole = client.chat.completions.create(**body)
    parts = client.chat.completions.create(stream=True, **body)
    text = "".join(part.choices[0].delta.content or "" for part in parts)
    assert text == whole.choices[0].message.content


def test_what_is_wrong_is_the_clients_own_error(client: openai.OpenAI, server: Server) -> None:
    with pytest.raises(openai.BadRequestError, match="temperature"):
        client.completions.create(model="demo", prompt="x", temperature=-1)
    with pytest.raises(openai.NotFoundError, match="no model"):
        client.completions.create(model="nonsense", prompt="x")
    stranger = openai.OpenAI(base_url=f"{server.url}/v1", api_key="wrong", max_retries=0)
    with pytest.raises(openai.AuthenticationError):
        stranger.models.list()
