"""The model dialog's side of the server: what there is, load with progress, cancel, unload."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from jupyterlab_galactica import assistant
from jupyterlab_galactica.answer.events import StateChanged
from jupyterlab_galactica.jupyter import model_handlers

from .serving import events, jupyter_server


@pytest.fixture(scope="module")
def server(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    with jupyter_server(environment, tmp_path_factory.mktemp("server")) as (client, _):
        yield client


def test_models_and_the_machine_are_told(server: httpx.Client) -> None:
    told = server.get("galactica/api/offers").json()
    demo = next(model for model in told["models"] if model["name"] == "demo")
    assert {"licence", "local", "download", "needs", "suits", "remark", "refusal"} <= demo.keys()
    assert told["memory"] > 0
    assert server.get("galactica/api/download?model=demo").json() == {"bytes": 0}


def test_a_model_is_loaded_with_progress_and_unloaded(server: httpx.Client) -> None:
    body = {"model": "demo", "precision": "fp32"}
    with server.stream("POST", "galactica/api/load", json=body) as response:
        assert response.status_code == 200
        *states, last = events(response)
    assert all(state["type"] == "state" for state in states)
    assert any(state["words"].startswith("loading") for state in states)
    assert last["type"] == "loaded"
    assert last["detail"].startswith("demo in fp32")
    assert server.get("galactica/api/status").json()["model"] == "demo"
    assert server.post("galactica/api/unload").json() == {"unloaded": "demo"}
    assert server.post("galactica/api/unload").json() == {"unloaded": None}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"model": "galactca"}, "There is no model 'galactca'"),
        ({"model": "demo", "precision": "fp7"}, "no precision 'fp7'"),
    ],
)
def test_what_cannot_be_loaded_says_why(
    server: httpx.Client, body: dict[str, str], sentence: str
) -> None:
    with server.stream("POST", "galactica/api/load", json=body) as response:
        *_, last = events(response)
    assert last["type"] == "failed"
    assert sentence in last["message"]


def test_a_request_for_no_model_is_refused(server: httpx.Client) -> None:
    assert server.post("galactica/api/load", json={}).status_code == 400


def test_the_welcome_tells_what_to_ask_the_configured_model(server: httpx.Client) -> None:
    told = server.get("galactica/api/welcome").json()
    assert len(told["questions"]) == 5
    assert "demonstration" in told["notice"]
    assert told["is_here"] is True
    other = server.get("galactica/api/welcome?model=facebook/galactica-120b").json()
    assert other["notice"] == ""
    assert other["is_here"] is False
    assert other["questions"] != told["questions"]


def test_a_closed_connection_ends_the_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped, ended = threading.Event(), threading.Event()

    def load(model: str, precision: str | None) -> Iterator[StateChanged]:
        try:
            for step in range(100):
                yield StateChanged("loading", model, step / 100)
        finally:
            ended.set()

    sent: list[dict[str, Any]] = []

    def send(event: dict[str, Any]) -> None:
        sent.append(event)
        if len(sent) == 3:
            stopped.set()

    monkeypatch.setattr(assistant, "load", load)
    model_handlers._load("demo", None, stopped, send)
    assert ended.is_set()
    assert [event["type"] for event in sent] == ["state"] * 3
