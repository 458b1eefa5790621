"""A lane that is stuck, panics or dies is noticed, named, and ended; long work is left alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.engine import connection, pulse
from jupyterlab_galactica.engine.client import WorkerCompleter
from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.engine.interface import (
    Chunk,
    Completed,
    CompletionRequest,
    Phase,
    Prefill,
    Progress,
    Sampling,
    Token,
)
from jupyterlab_galactica.engine.loaded import load, prepare
from jupyterlab_galactica.engine.worker.watchdog import CIRCLES_S, HANG_S, Watchdog, complaint
from jupyterlab_galactica.errors import WorkerError
from jupyterlab_galactica.models.machine import this_machine
from jupyterlab_galactica.models.tokenizer import Tokenizer

from ..conftest import write_tiny_model
from ..waiting import DEADLINE_S, wait_until
from .scripted import ScriptedEngine, scripted_model
from .served import Worker

StartWorker = Callable[[LoadedModel | None], Worker]


class PanicException(BaseException):
    """What a panic in a tokenizer becomes: no Exception."""


class _Panics(ScriptedEngine):
    def generate(
        self, prompt: Sequence[int], sampling: Sampling
    ) -> Generator[Prefill | Token, None, int | None]:
        raise PanicException("index out of bounds")
        yield Prefill(0, 1)


def test_a_panic_of_native_code_ends_one_request_and_the_lane_goes_on(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path
) -> None:
    panics = LoadedModel("scripted", tiny_model, _Panics([5]), tokenizer)
    worker = start_worker(panics)
    answer = worker.post("/v1/completions", prompt="Q")
    assert answer.status_code == 500
    assert "PanicException" in answer.json()["error"]["message"]
    assert worker.lane.alive
    worker.host.model, _ = scripted_model(tokenizer, tiny_model, "abc")
    assert worker.post("/v1/completions", prompt="Q").json()["choices"][0]["text"] == "abc"


@pytest.fixture
def watched(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path
) -> Iterator[tuple[Worker, ScriptedEngine, list[str]]]:
    """A worker whose watchdog tells the test, instead of ending the process."""
    model, engine = scripted_model(tokenizer, tiny_model, "abcdefgh" * 20, gated=True)
    worker = start_worker(model)
    wrong: list[str] = []

    def end(reason: str) -> None:
        wrong.append(reason)
        worker.lane.fail(reason)

    watchdog = Watchdog(worker.lane, lambda: worker.host.doing, end)
    watchdog.start()
    yield worker, engine, wrong
    watchdog.close()
    assert engine.gate is not None
    engine.gate.release(1000)


def test_a_lane_stuck_in_native_code_is_noticed_and_all_who_wait_are_told(
    watched: tuple[Worker, ScriptedEngine, list[str]],
) -> None:
    worker, engine, wrong = watched
    assert engine.gate is not None
    engine.gate.release(2)
    answers: list[str] = []

    def ask() -> None:
        body = {"prompt": "Q", "stream": True, "max_tokens": 100}
        answers.append(worker.post("/v1/completions", **body).text)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE_S)
    [reason] = wrong
    assert "hung while generating" in reason
    assert "ask again to start it anew" in reason
    assert len(answers) == 2
    assert all(reason in text for text in answers)
    assert any('"text": "a' in text for text in answers), "what was generated before is kept"


@pytest.mark.parametrize("phase", ["starting", "loading", "reading", "generating"])
def test_no_step_and_no_computing_is_a_hang(phase: Phase) -> None:
    hung = complaint(Progress(phase), HANG_S + 0.1, HANG_S + 0.1)
    assert hung is not None
    assert "hung" in hung


def test_a_long_prefill_that_computes_is_no_hang() -> None:
    """A layer of a large model may take half a minute on a laptop."""
    assert complaint(Progress("reading"), 30.0, 0.2) is None


def test_computing_for_minutes_without_a_layer_is_going_in_circles() -> None:
    circles = complaint(Progress("reading"), CIRCLES_S + 1, 0.2)
    assert circles is not None
    assert "went in circles while reading the prompt" in circles


def test_a_silent_network_is_no_hang_of_the_lane() -> None:
    assert complaint(Progress("downloading"), 30.0, 30.0) is None
    assert complaint(None, 30.0, 30.0) is None


def test_importing_from_a_slow_disk_is_no_circle() -> None:
    assert complaint(Progress("starting"), 10 * CIRCLES_S, 0.2) is None


def test_a_step_that_takes_long_is_told_while_it_takes(
    start_worker: StartWorker,
    tokenizer: Tokenizer,
    tiny_model: Path,
    runtime: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model, engine = scripted_model(tokenizer, tiny_model, "abc", gated=True)
    worker = start_worker(model)
    worker.register()
    events = WorkerCompleter().complete(
        CompletionRequest(model="scripted", prompt="Q", sampling=Sampling(max_tokens=3))
    )
    assert next(events) == Progress("reading", "1 tokens", 0.0)
    monkeypatch.setattr("jupyterlab_galactica.engine.worker.watchdog.seconds_since_step", lambda: 7)
    told = next(event for event in events if "still" in getattr(event, "detail", ""))
    assert told == Progress("reading", "1 tokens; no step for 7 s, still computing", 0.0)
    assert engine.gate is not None
    engine.gate.release(10)
    assert isinstance(list(events)[-1], Completed)


def test_each_layer_of_a_model_is_a_step_from_its_first_pass_on(
    tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    monkeypatch.setattr(pulse, "beat", lambda: steps.append("step"))
    heard: list[Progress] = []
    model = load(prepare(str(tiny_model), None, this_machine(), heard.append), heard.append)
    layers = json.loads((tiny_model / "config.json").read_text())["num_hidden_layers"]
    assert len(steps) >= layers
    steps.clear()
    list(model.engine.generate([5, 6], Sampling(max_tokens=1)))
    assert len(steps) == layers


HANGS = """
import threading
from jupyterlab_galactica.engine.transformers_engine import TransformersEngine
generate = TransformersEngine.generate
def hangs_after_three(self, prompt, sampling):
    steps = generate(self, prompt, sampling)
    for _ in range(4):
        yield next(steps)
    threading.Event().wait()
TransformersEngine.generate = hangs_after_three
from jupyterlab_galactica.engine.worker.__main__ import main
main()
"""


def test_a_hung_worker_ends_and_the_next_request_starts_another(
    runtime: Path, tmp_path: Path
) -> None:
    write_tiny_model(tmp_path / "model", window=400)
    hung = subprocess.Popen([sys.executable, "-c", textwrap.dedent(HANGS)])
    wait_until(lambda: connection.find() is not None)
    request = CompletionRequest(
        model=str(tmp_path / "model"),
        prompt="The",
        sampling=Sampling(max_tokens=300, ignore_eos=True),
    )
    events: list[Any] = []
    with pytest.raises(WorkerError, match=r"hung while generating.*ask again"):
        events.extend(_kept(WorkerCompleter().complete(request), events))
    assert any(isinstance(event, Chunk) for event in events), "the text before it is kept"
    assert hung.wait(DEADLINE_S) == 70
    assert connection.read() is None
    again = list(WorkerCompleter().complete(request))
    assert isinstance(again[-1], Completed)
    found = connection.read()
    assert found is not None
    assert found.pid not in (hung.pid, os.getpid())


def _kept(events: Iterator[Any], kept: list[Any]) -> Iterator[Any]:
    for event in events:
        kept.append(event)
        yield event
