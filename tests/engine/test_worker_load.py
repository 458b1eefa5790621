"""Loading and unloading over HTTP, and that a failing load leaves the model that was there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import jupyterlab_galactica as jg
from jupyterlab_galactica import assistant
from jupyterlab_galactica.engine import loaded, swap, worker_control
from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.engine.interface import Progress
from jupyterlab_galactica.errors import InputError, ModelError
from jupyterlab_galactica.models import loading
from jupyterlab_galactica.models.machine import Machine

from ..tiny_models import write_tiny_opt
from .served import Worker, events_of

StartWorker = Callable[[LoadedModel | None], Worker]


@pytest.fixture(autouse=True)
def folders_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def worker(runtime: Path, start_worker: StartWorker) -> Worker:
    worker = start_worker(None)
    worker.register()
    return worker


@pytest.fixture
def opt(tmp_path: Path) -> Path:
    write_tiny_opt(tmp_path / "opt")
    return tmp_path / "opt"


def _status(worker: Worker) -> dict[str, Any]:
    with worker.client() as client:
        found: dict[str, Any] = client.get("/status").json()
    return found


def _answer(worker: Worker, model: Path) -> str:
    answer = worker.post(
        "/v1/completions",
        model=str(model),
        prompt="The",
        max_tokens=5,
        temperature=0,
        ignore_eos=True,
    )
    assert answer.status_code == 200, answer.text
    text: str = answer.json()["choices"][0]["text"]
    return text


def test_load_streams_progress_and_ends_with_what_was_loaded(worker: Worker, opt: Path) -> None:
    answer = worker.post("/load", model=str(opt), precision="bf16")
    assert answer.status_code == 200
    comments = [line[2:] for line in answer.text.splitlines() if line.startswith(": {")]
    phases = [json.loads(comment) for comment in comments]
    [*_, last] = phases
    assert (last["phase"], last["fraction"]) == ("loading", 1.0)
    assert last["detail"].startswith("opt, bf16 on CPU")
    [done] = events_of(answer.text)
    assert done.pop("seconds") >= 0
    assert done == {
        "name": str(opt),
        "family": "galactica",
        "precision": "bf16",
        "placement": "CPU",
        "bytes": worker.host.model.bytes if worker.host.model else None,
    }
    status = _status(worker)
    assert (status["state"], status["model"], status["precision"], status["placement"]) == (
        "ready",
        str(opt),
        "bf16",
        "CPU",
    )


def test_a_completion_uses_the_loaded_model_whatever_its_precision(
    worker: Worker, opt: Path
) -> None:
    worker.post("/load", model=str(opt), precision="int8")
    held = worker.host.model
    _answer(worker, opt)
    assert worker.host.model is held
    worker.post("/load", model=str(opt))
    assert worker.host.model is held
    worker.post("/load", model=str(opt), precision="auto")
    assert worker.host.model is not held
    assert _status(worker)["precision"] == "fp32"


def test_unload_frees_the_model_and_the_next_question_loads_again(
    worker: Worker, opt: Path
) -> None:
    before = _answer(worker, opt)
    assert events_of(worker.post("/unload").text) == [{"unloaded": str(opt)}]
    assert _status(worker)["model"] is None
    assert events_of(worker.post("/unload").text) == [{"unloaded": None}]
    assert _answer(worker, opt) == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "model"),
        ({"model": 3}, "model"),
        ({"model": "demo", "precision": 16}, "precision"),
        ({"model": "demo", "quantize": True}, "quantize"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(
    worker: Worker, body: dict[str, Any], field: str
) -> None:
    answer = worker.post("/load", **body)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == field


def test_a_load_that_fails_leaves_the_old_model_answering(
    worker: Worker, opt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _answer(worker, opt)
    write_tiny_opt(tmp_path / "other", seed=1)
    answer = worker.post("/load", model=str(tmp_path / "nowhere"))
    assert answer.status_code == 404
    monkeypatch.setattr(swap, "this_machine", lambda: Machine(2**20))
    monkeypatch.setattr(swap, "with_model_dropped", lambda machine, size: machine)
    answer = worker.post("/load", model=str(tmp_path / "other"))
    assert answer.status_code == 404
    assert "1 MiB of memory is free" in answer.json()["error"]["message"]
    assert _answer(worker, opt) == before
    assert _status(worker)["state"] == "ready"


def test_damage_found_after_the_old_model_made_room_brings_it_back(
    worker: Worker, opt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safetensors.torch import load_file, save_file

    before = _answer(worker, opt)
    write_tiny_opt(tmp_path / "other", seed=1)
    path = tmp_path / "other/model.safetensors"
    tensors = load_file(path)
    tensors["model.decoder.layers.1.fc2.weight"][3, 3] = float("nan")
    path.unlink()
    save_file(tensors, path)
    machines = [Machine(0), Machine(2**34)]
    monkeypatch.setattr(swap, "this_machine", lambda: machines.pop(0))
    monkeypatch.setattr(swap, "with_model_dropped", lambda machine, size: Machine(2**34))
    answer = worker.post("/load", model=str(tmp_path / "other"))
    assert "opt makes room for it" in answer.text
    assert "opt again: the other model failed" in answer.text
    assert "layers.1.fc2.weight in model.safetensors holds NaN" in answer.text
    assert not machines
    assert worker.host.model is not None
    assert _answer(worker, opt) == before


def test_python_loads_and_unloads_through_the_worker(worker: Worker, opt: Path) -> None:
    states = list(assistant.load(str(opt), precision="int8"))
    assert states[-1].state == "loading"
    assert states[-1].detail == f"{opt} in int8, 0 MiB on CPU"
    assert {state.state for state in states[:-1]} <= {"starting", "loading"}
    assert assistant.unload() == str(opt)
    assert assistant.unload() is None
    with pytest.raises(InputError, match="no precision 'int3'"):
        list(assistant.load(str(opt), precision="int3"))
    with pytest.raises(ModelError, match="no model"):
        list(assistant.load("nothing-of-this-name"))


def test_closing_the_loading_cancels_it(
    worker: Worker, opt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ..waiting import wait_until

    started: list[bool] = []

    def endless(*arguments: Any) -> None:
        started.append(True)
        while True:
            arguments[-1](0.5)

    monkeypatch.setattr(loading, "fill", endless)
    steps = worker_control.load(str(opt), None)
    for step in steps:
        if isinstance(step, Progress) and step.fraction == 0.5:
            break
    steps.close()
    wait_until(lambda: worker.lane.length == 0)
    assert started
    assert worker.host.model is None


def test_unloading_where_no_worker_runs_says_that_nothing_was_loaded(runtime: Path) -> None:
    assert worker_control.unload() is None
    assert loaded.label_of("/a/b/diff+/c/base") == "diff+base"
    assert callable(jg.ask)
