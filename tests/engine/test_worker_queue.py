"""The worker's one lane: who waits, who is cancelled, and that a failure ends one request only."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.models.tokenizer import Tokenizer

from ..waiting import wait_until
from .scripted import scripted_model
from .served import Worker, events_of

StartWorker = Callable[[LoadedModel | None], Worker]


def test_status_says_what_runs_and_waits(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path
) -> None:
    model, engine = scripted_model(tokenizer, tiny_model, "abc", gated=True)
    worker = start_worker(model)
    assert engine.gate is not None
    with worker.client() as client:
        assert client.get("/status").json()["state"] == "ready"
        body = {"prompt": "Q", "stream": True}
        with client.stream("POST", "/v1/completions", json=body) as running:
            assert running.status_code == 200
            with client.stream("POST", "/v1/completions", json=body) as waiting:
                parts = waiting.iter_text()
                assert '"phase": "queued", "detail": "1 request ahead"' in next(parts)
                status = client.get("/status").json()
                assert (status["state"], status["queue"]) == ("reading", 2)
                engine.gate.release(100)
                assert running.read().endswith(b"[DONE]\n\n")
                assert "".join(parts).endswith("[DONE]\n\n")
        wait_until(lambda: worker.lane.length == 0)
        status = client.get("/status").json()
    assert (status["state"], status["queue"], status["model"]) == ("ready", 0, "scripted")
    assert status["tokens_per_s"] > 0
    assert status["idle_s"] >= 0


@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_leaves_stops_the_generation_within_one_token(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path, stream: bool
) -> None:
    model, engine = scripted_model(tokenizer, tiny_model, "abcdefgh" * 20, gated=True)
    worker = start_worker(model)
    gate = engine.gate
    assert gate is not None
    gate.release(2)

    def ask_and_leave() -> None:
        body = {"prompt": "Q", "stream": stream, "max_tokens": 150}
        with contextlib.suppress(httpx.ReadTimeout), worker.client() as client:
            client.post("/v1/completions", json=body, timeout=httpx.Timeout(10, read=0.2))

    if stream:
        with (
            worker.client() as client,
            client.stream(
                "POST", "/v1/completions", json={"prompt": "Q", "stream": True, "max_tokens": 150}
            ),
        ):
            wait_until(lambda: engine.yielded == 2)
    else:
        thread = threading.Thread(target=ask_and_leave)
        thread.start()
        thread.join()
    [job] = worker.lane.jobs
    wait_until(lambda: job.cancelled)
    gate.release(1)
    wait_until(engine.closed.is_set)
    assert engine.yielded == 3
    wait_until(lambda: worker.lane.length == 0)


def test_a_worker_that_is_stopped_says_so_to_those_who_wait(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path
) -> None:
    model, engine = scripted_model(tokenizer, tiny_model, "abcdefgh", gated=True)
    worker = start_worker(model)
    assert engine.gate is not None
    engine.gate.release(1)
    body = {"prompt": "Q", "stream": True}
    with worker.client() as client, client.stream("POST", "/v1/completions", json=body) as answer:
        wait_until(lambda: engine.yielded == 1)
        worker.lane.close()
        engine.gate.release(1)
        text = answer.read().decode()
    assert "The model's process is stopping" in text
    assert "[DONE]" not in text


def test_a_waiting_request_that_is_left_never_runs(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path
) -> None:
    model, engine = scripted_model(tokenizer, tiny_model, "abcdefgh", gated=True)
    worker = start_worker(model)
    assert engine.gate is not None
    body = {"prompt": "Q", "stream": True}
    with worker.client() as client:
        with client.stream("POST", "/v1/completions", json=body) as running:
            with client.stream("POST", "/v1/completions", json=body) as waiting:
                next(waiting.iter_text())
            _, left = worker.lane.jobs
            wait_until(lambda: left.cancelled)
            engine.gate.release(100)
            running.read()
        wait_until(lambda: worker.lane.length == 0)
    assert engine.yielded == len(engine.tokens) - 1


def test_a_failure_inside_the_engine_is_an_error_and_the_worker_goes_on(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path
) -> None:
    model, engine = scripted_model(tokenizer, tiny_model, "abc")
    worker = start_worker(model)
    good, engine.tokens = engine.tokens, []  # dividing by their number fails
    answer = worker.post("/v1/completions", prompt="Q")
    assert answer.status_code == 500
    assert answer.json()["error"]["type"] == "server_error"
    engine.tokens = good
    assert worker.post("/v1/completions", prompt="Q").status_code == 200


def test_a_short_request_does_not_wait_for_forty_samples(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path
) -> None:
    """It takes its turn after the sample that runs; it waited for 58 s."""
    model, engine = scripted_model(tokenizer, tiny_model, "ab", gated=True)
    worker = start_worker(model)
    assert engine.gate is not None
    many = {"prompt": "Q", "stream": True, "n": 40, "max_tokens": 2}
    with worker.client() as client, client.stream("POST", "/v1/completions", json=many) as long:
        wait_until(lambda: worker.lane.length == 1)
        with client.stream(
            "POST", "/v1/completions", json={"prompt": "Q", "stream": True, "max_tokens": 2}
        ) as short:
            wait_until(lambda: worker.lane.length == 2)
            engine.gate.release(4)  # the sample that runs, and the short request
            assert short.read().endswith(b"[DONE]\n\n")
            assert worker.lane.length == 1
        engine.gate.release(100)
        texts = events_of(long.read().decode())
    ends = [c["index"] for part in texts for c in part["choices"] if c["finish_reason"]]
    assert ends == list(range(40)), "and the forty samples are all made"


def test_requests_for_another_model_are_not_overtaken(
    start_worker: StartWorker,
    tokenizer: Tokenizer,
    tiny_model: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Models are not loaded to and fro between the samples of a request, nor does one starve."""
    model, engine = scripted_model(tokenizer, tiny_model, "ab", gated=True)
    worker = start_worker(model)
    assert engine.gate is not None

    def ask(name: str, n: int) -> None:
        worker.post("/v1/completions", model=name, prompt="Q", n=n, max_tokens=2)

    threads = []
    for name, n in (("scripted", 3), (str(tiny_model), 1), ("scripted", 2)):
        threads.append(threading.Thread(target=ask, args=(name, n)))
        threads[-1].start()
        wait_until(lambda: worker.lane.length == len(threads))
    loaded: list[tuple[str, int]] = []

    def load(name: str, precision: str | None, report: object) -> LoadedModel:
        loaded.append((name, engine.yielded))
        return model

    monkeypatch.setattr(worker.host, "load", load)
    engine.gate.release(1000)
    for thread in threads:
        thread.join()
    assert loaded == [(str(tiny_model), 3 * 2), ("scripted", 4 * 2)]
