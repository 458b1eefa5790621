from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.engine.in_process import InProcessCompleter
from jupyterlab_galactica.engine.interface import (
    BeamRequest,
    BeamSearch,
    Chunk,
    Completed,
    CompletionRequest,
    Hypothesis,
    Progress,
    Sampling,
)
from jupyterlab_galactica.errors import ModelError

from ..conftest import write_tiny_model


def _request(model: Path | str, **options: Any) -> CompletionRequest:
    sampling = Sampling(**({"max_tokens": 10, "ignore_eos": True} | options))
    return CompletionRequest(model=str(model), prompt="The", sampling=sampling)


def _phases(events: list[Any]) -> set[str]:
    return {event.phase for event in events if isinstance(event, Progress)}


def test_a_model_is_loaded_once_and_kept(tmp_path: Path) -> None:
    write_tiny_model(tmp_path / "model")
    first = list(InProcessCompleter().complete(_request(tmp_path / "model")))
    second = list(InProcessCompleter().complete(_request(tmp_path / "model")))
    assert "loading" in _phases(first)
    assert "loading" not in _phases(second)
    assert isinstance(first[-1], Completed)
    chunks = [[event for event in run if isinstance(event, Chunk)] for run in (first, second)]
    assert chunks[0] == chunks[1]


def test_completions_are_searched_for_in_this_process_too(tiny_model: Path) -> None:
    search = BeamSearch(width=3, max_tokens=4, ignore_eos=True)
    request = BeamRequest(model=str(tiny_model), prompt="The", search=search)
    events = list(InProcessCompleter().search(request))
    assert "generating" in _phases(events)
    assert [len(event.tokens) for event in events if isinstance(event, Hypothesis)] == [4, 4, 4]


def test_a_model_that_cannot_be_loaded_leaves_the_one_before(tiny_model: Path) -> None:
    list(InProcessCompleter().complete(_request(tiny_model)))
    with pytest.raises(ModelError):
        list(InProcessCompleter().complete(_request("no-such-model")))
    again = list(InProcessCompleter().complete(_request(tiny_model)))
    assert "loading" not in _phases(again)


def test_a_second_question_waits_for_the_first(tiny_model: Path) -> None:
    list(InProcessCompleter().complete(_request(tiny_model)))
    first = InProcessCompleter().complete(_request(tiny_model))
    next(first)
    second: list[Any] = []
    queued = threading.Event()

    def ask() -> None:
        for event in InProcessCompleter().complete(_request(tiny_model)):
            second.append(event)
            queued.set()

    thread = threading.Thread(target=ask)
    thread.start()
    assert queued.wait(30)
    assert second[0].phase == "queued"
    first.close()
    thread.join(30)
    assert isinstance(second[-1], Completed)
