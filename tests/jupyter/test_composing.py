"""What the server tells of a message while it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from .serving import jupyter_server

CONTEXT = "x = 1\n" * 40


@pytest.fixture(scope="module")
def server(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    with jupyter_server(environment, tmp_path_factory.mktemp("server")) as (client, _):
        yield client


def budget(server: httpx.Client, **body: Any) -> httpx.Response:
    return server.post("galactica/api/budget", json=body)


def test_attached_context_is_told_in_tokens_of_the_window(server: httpx.Client) -> None:
    prompt = f"Why?\n### Input:\n{CONTEXT}"
    told = budget(server, prompt=prompt, attached=[CONTEXT, "y"], n=20).json()
    first, second = told["attached"]
    assert first > second > 0
    assert told["prompt"] > first
    assert told["dropped"] == 0
    assert told["window"] == told["prompt"] + told["room"] + 20


def test_what_does_not_fit_is_told_before_it_is_asked(server: httpx.Client) -> None:
    prompt = "Why?\n### Input:\n" + CONTEXT * 40
    told = budget(server, prompt=prompt, attached=[CONTEXT * 40], n=20).json()
    assert told["dropped"] > 0
    assert told["prompt"] + 20 <= told["window"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"prompt": 3}, "prompt"),
        ({"prompt": "Why?", "attached": "x"}, "list of texts"),
        ({"prompt": "Why?", "attached": [3]}, "is text"),
        ({"prompt": "Why?", "n": "many"}, "cannot be"),
        ({"prompt": "Why?", "model": "no/such-model"}, "no/such-model"),
    ],
)
def test_what_cannot_be_counted_is_a_sentence(
    server: httpx.Client, body: dict[str, Any], words: str
) -> None:
    response = budget(server, **body)
    assert response.status_code == 400
    assert words in response.json()["message"]
