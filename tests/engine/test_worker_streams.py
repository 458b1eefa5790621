"""Requests of several notebooks at once, over the compiled engine of the bundled model."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from jupyterlab_galactica.engine import loaded
from jupyterlab_galactica.engine.compiled.engine import CompiledEngine
from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.models.machine import Machine

from ..waiting import DEADLINE_S, wait_until
from .served import Worker, events_of

StartWorker = Callable[[LoadedModel | None], Worker]

PROMPTS = ["Question: What is a prime number?\n\nAnswer:", "The derivative of", "Title: ", "x = "]


@pytest.fixture(scope="module")
def model() -> LoadedModel:
    candidate = loaded.prepare(
        "demo", "int8", Machine(16 * 2**30, compiler=True), lambda progress: None
    )
    return loaded.load(candidate, lambda progress: None)


@pytest.fixture
def rows(model: LoadedModel, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tokens each step has read."""
    found: list[int] = []
    engine = model.engine
    assert isinstance(engine, CompiledEngine)
    engine._prefixes.forget()
    step = engine._decoder.step

    def counted(tokens: Any, *rest: Any) -> Any:
        found.append(len(tokens))
        return step(tokens, *rest)

    monkeypatch.setattr(engine._decoder, "step", counted)
    monkeypatch.setattr(engine, "most_guesses", 0)
    return found


def asked(worker: Worker, number: int, **more: Any) -> dict[str, Any]:
    body = {"prompt": PROMPTS[number], "max_tokens": 40, "temperature": 0.7, "seed": number}
    answer = worker.post("/v1/completions", ignore_eos=True, **body, **more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_notebooks_that_ask_at_once_get_what_each_gets_alone_in_fewer_steps(
    start_worker: StartWorker, model: LoadedModel, rows: list[int]
) -> None:
    worker = start_worker(model)
    alone = [asked(worker, number)["choices"] for number in range(4)]
    one_by_one = len(rows)
    rows.clear()
    together: dict[int, Any] = {}
    held = threading.Event()
    # While one job holds the lane the others arrive, so that all begin together.
    worker.lane.submit(_holding(worker, held))
    threads = [
        threading.Thread(target=lambda n=n: together.update({n: asked(worker, n)["choices"]}))
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    wait_until(lambda: worker.lane.length == 5)
    held.set()
    for thread in threads:
        thread.join()
    assert [together[n] for n in range(4)] == alone
    assert max(rows) >= 4
    assert len(rows) < one_by_one / 2


def _holding(worker: Worker, until: threading.Event) -> Any:
    """A job, made in the server's loop, that takes one long turn."""
    import asyncio

    from jupyterlab_galactica.engine.worker.lane import Job, Turns

    def turn(job: Job[bytes]) -> Turns:
        assert until.wait(DEADLINE_S)
        yield

    made: list[Any] = []

    async def make() -> None:
        made.append(Job(turn))

    asyncio.run(make())
    return made[0]


def test_samples_of_one_request_are_made_together_and_are_those_of_their_seeds(
    start_worker: StartWorker, model: LoadedModel, rows: list[int]
) -> None:
    worker = start_worker(model)
    body = {"prompt": PROMPTS[0], "max_tokens": 30, "temperature": 0.9, "ignore_eos": True}
    alone = [
        worker.post("/v1/completions", seed=7 + copy, **body).json()["choices"][0]["text"]
        for copy in range(3)
    ]
    rows.clear()
    answer = worker.post("/v1/completions", seed=7, n=3, **body).json()
    assert [choice["text"] for choice in answer["choices"]] == alone
    assert [choice["index"] for choice in answer["choices"]] == [0, 1, 2]
    assert answer["usage"]["completion_tokens"] == 90
    assert max(rows) >= 3
    assert len(rows) < 45


def test_more_samples_than_places_are_all_made(
    start_worker: StartWorker, model: LoadedModel, rows: list[int]
) -> None:
    worker = start_worker(model)
    body = {"prompt": "x", "n": 20, "max_tokens": 4, "stream": True, "ignore_eos": True}
    with worker.client() as client, client.stream("POST", "/v1/completions", json=body) as answer:
        parts = events_of(answer.read().decode())
    ends = [c["index"] for part in parts for c in part["choices"] if c["finish_reason"]]
    assert sorted(ends) == list(range(20))
    assert max(rows) == 8


def test_who_asks_for_a_word_does_not_wait_for_a_long_answer(
    start_worker: StartWorker, model: LoadedModel, rows: list[int]
) -> None:
    worker = start_worker(model)
    long = {"prompt": "x", "max_tokens": 400, "stream": True, "ignore_eos": True}
    with worker.client() as client, client.stream("POST", "/v1/completions", json=long) as answer:
        parts = answer.iter_text()
        next(parts)
        assert asked(worker, 1)["choices"][0]["finish_reason"] == "length"
        assert worker.lane.length == 1, "the long one goes on"
    wait_until(lambda: worker.lane.length == 0)


def test_one_that_is_left_frees_its_cells_at_once(
    start_worker: StartWorker, model: LoadedModel, rows: list[int]
) -> None:
    worker = start_worker(model)
    engine = model.engine
    assert isinstance(engine, CompiledEngine)
    long = {"prompt": "x", "max_tokens": 400, "stream": True, "ignore_eos": True}
    with worker.client() as client, client.stream("POST", "/v1/completions", json=long) as answer:
        next(answer.iter_text())
    wait_until(lambda: worker.lane.length == 0)
    assert engine._places.held == 0
    assert engine._decoder.pool.used == engine._prefixes.cells
