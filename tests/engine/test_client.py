"""The client against a worker in this process, whose engine the test holds back."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.engine.client import WorkerCompleter
from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.engine.interface import (
    Chunk,
    Completed,
    CompletionRequest,
    Progress,
    Sampling,
)
from jupyterlab_galactica.errors import InputError, ModelError
from jupyterlab_galactica.models.tokenizer import Tokenizer

from ..waiting import wait_until
from .scripted import ScriptedEngine, scripted_model
from .served import Worker

StartWorker = Callable[[LoadedModel | None], Worker]
TEXT = "E = mc^2 中é [START_REF] A, B[END_REF]\u2028End."


def _request(prompt: Any = "Question:", model: str = "scripted", **options: Any) -> Any:
    return CompletionRequest(model=model, prompt=prompt, sampling=Sampling(**options))


def _text(events: list[Any]) -> str:
    return "".join(event.text for event in events if isinstance(event, Chunk))


@pytest.fixture
def scripted(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path, runtime: Path
) -> tuple[Worker, ScriptedEngine]:
    model, engine = scripted_model(tokenizer, tiny_model, TEXT)
    worker = start_worker(model)
    worker.register()
    return worker, engine


@pytest.fixture
def gated(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path, runtime: Path
) -> tuple[Worker, ScriptedEngine]:
    model, engine = scripted_model(tokenizer, tiny_model, "abcdefgh" * 20, gated=True)
    worker = start_worker(model)
    worker.register()
    return worker, engine


def test_a_completion_streams_and_ends_with_what_it_cost(
    scripted: tuple[Worker, ScriptedEngine],
) -> None:
    worker, engine = scripted
    assert worker.host.model is not None
    events = list(WorkerCompleter().complete(_request(max_tokens=200)))
    assert _text(events) == TEXT
    assert events[-1] == Completed(
        finish_reason="stop",
        prompt_tokens=events[-1].prompt_tokens,
        completion_tokens=len(engine.tokens) - 1,
        model="scripted",
        origin=worker.host.model.origin,
    )
    phases = [event.phase for event in events if isinstance(event, Progress)]
    assert phases == ["reading", "generating"]


def test_the_stop_text_is_told(scripted: tuple[Worker, ScriptedEngine]) -> None:
    events = list(WorkerCompleter().complete(_request(max_tokens=200, stop=("[END_REF]",))))
    assert _text(events).endswith("A, B")
    assert events[-1].stop_text == "[END_REF]"


def test_a_stop_token_is_told_as_text(
    scripted: tuple[Worker, ScriptedEngine], tiny_model: Path
) -> None:
    options = {"max_tokens": 20, "ignore_eos": True}
    free = list(WorkerCompleter().complete(_request("The", str(tiny_model), logprobs=0, **options)))
    tokens = [token for event in free if isinstance(event, Chunk) for token in event.tokens]
    request = _request("The", str(tiny_model), stop_token_ids=(tokens[0].id,), **options)
    end = list(WorkerCompleter().complete(request))[-1]
    assert end.finish_reason == "stop"
    assert end.stop_text == Tokenizer.from_folder(tiny_model).decode([tokens[0].id])


def test_logprobs_come_with_token_ids(
    scripted: tuple[Worker, ScriptedEngine], tiny_model: Path
) -> None:
    request = _request(
        "The", str(tiny_model), max_tokens=5, logprobs=2, temperature=1.0, seed=1, ignore_eos=True
    )
    events = list(WorkerCompleter().complete(request))
    tokens = [token for event in events if isinstance(event, Chunk) for token in event.tokens]
    assert len(tokens) == 5
    assert all(token.logprob is not None and len(token.alternatives) == 2 for token in tokens)


def test_closing_the_iterator_stops_the_worker_within_one_token(
    gated: tuple[Worker, ScriptedEngine],
) -> None:
    worker, engine = gated
    assert engine.gate is not None
    engine.gate.release(3)
    events = WorkerCompleter().complete(_request(max_tokens=100))
    chunks = (event for event in events if isinstance(event, Chunk))
    assert [next(chunks).text for _ in range(3)] == ["a", "b", "c"]
    events.close()
    [job] = worker.lane.jobs
    wait_until(lambda: job.cancelled)
    engine.gate.release(1)
    wait_until(engine.closed.is_set)
    assert engine.yielded == 4


def test_an_interrupt_while_waiting_stops_the_worker(
    gated: tuple[Worker, ScriptedEngine],
) -> None:
    worker, engine = gated
    main = threading.main_thread().ident
    assert main is not None

    def interrupt() -> None:
        wait_until(lambda: worker.lane.length == 1)
        signal.pthread_kill(main, signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        list(WorkerCompleter().complete(_request(max_tokens=100)))
    [job] = worker.lane.jobs
    wait_until(lambda: job.cancelled)
    assert engine.gate is not None
    engine.gate.release(1)
    wait_until(engine.closed.is_set)


def test_while_nothing_comes_the_last_progress_is_repeated(
    gated: tuple[Worker, ScriptedEngine],
) -> None:
    events = WorkerCompleter().complete(_request(max_tokens=100))
    first = next(events)
    assert isinstance(first, Progress)
    assert first.phase == "reading"
    assert [next(events), next(events)] == [first, first]
    events.close()


def test_a_prompt_longer_than_the_window_is_an_input_error(
    gated: tuple[Worker, ScriptedEngine],
) -> None:
    gated[1].context_window = 10
    with pytest.raises(InputError, match="shorten the prompt"):
        list(WorkerCompleter().complete(_request([30] * 11)))


def test_an_unknown_model_is_a_model_error(scripted: tuple[Worker, ScriptedEngine]) -> None:
    with pytest.raises(ModelError, match="no-such-model"):
        list(WorkerCompleter().complete(_request(model="no-such-model")))


def test_proxies_are_not_asked_for_the_worker(
    scripted: tuple[Worker, ScriptedEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert _text(list(WorkerCompleter().complete(_request(max_tokens=200)))) == TEXT
