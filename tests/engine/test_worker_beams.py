"""Beam search over the worker's HTTP API, as vLLM's server offers it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.engine.client import WorkerCompleter
from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.engine.interface import (
    BeamRequest,
    BeamSearch,
    Hypothesis,
    Progress,
)
from jupyterlab_galactica.engine.transformers_engine import TransformersEngine
from jupyterlab_galactica.errors import InputError, ModelError
from jupyterlab_galactica.models.tokenizer import Tokenizer

from ..tiny_models import load_tiny
from ..waiting import wait_until
from .scripted import ScriptedEngine, scripted_model
from .served import Worker, events_of

StartWorker = Callable[[LoadedModel | None], Worker]
TEXT = " Attention Is All You Need, Vaswani[END_REF] and so on"
REFERENCE = TEXT.removesuffix(" and so on")


@pytest.fixture
def scripted(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path, runtime: Path
) -> tuple[Worker, ScriptedEngine]:
    model, engine = scripted_model(tokenizer, tiny_model, TEXT)
    worker = start_worker(model)
    worker.register()
    return worker, engine


@pytest.fixture
def tiny(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path, runtime: Path
) -> Worker:
    engine = TransformersEngine(load_tiny(tiny_model), "tiny")
    worker = start_worker(LoadedModel("tiny", tiny_model, engine, tokenizer))
    worker.register()
    return worker


def _post(worker: Worker, **body: Any) -> Any:
    defaults = {"prompt": "The", "max_tokens": 6, "use_beam_search": True, "n": 3}
    return worker.post("/v1/completions", **(defaults | body))


def _request(**search: Any) -> BeamRequest:
    return BeamRequest(
        model="tiny", prompt="The", search=BeamSearch(**({"width": 3, "max_tokens": 6} | search))
    )


def test_each_beam_is_a_choice_in_order_with_its_log_probabilities(tiny: Worker) -> None:
    answer = _post(tiny, logprobs=0, length_penalty=0.0, ignore_eos=True).json()
    totals = [sum(choice["logprobs"]["token_logprobs"]) for choice in answer["choices"]]
    assert [choice["index"] for choice in answer["choices"]] == [0, 1, 2]
    assert totals == sorted(totals, reverse=True)
    assert {choice["finish_reason"] for choice in answer["choices"]} == {"length"}
    assert answer["usage"]["completion_tokens"] == 18


def test_a_stream_holds_the_same_beams_as_the_whole(tiny: Worker) -> None:
    whole = _post(tiny, skip_special_tokens=False).json()["choices"]
    parts = events_of(_post(tiny, skip_special_tokens=False, stream=True).text)
    texts = {choice["index"]: "" for choice in whole}
    for part in parts:
        for choice in part["choices"]:
            texts[choice["index"]] += choice["text"]
    assert list(texts.values()) == [choice["text"] for choice in whole]


def test_several_prompts_have_their_beams_one_after_the_other(tiny: Worker) -> None:
    answer = _post(tiny, prompt=["The", "Question:"], n=2).json()
    assert [choice["index"] for choice in answer["choices"]] == [0, 1, 2, 3]
    alone = _post(tiny, prompt="Question:", n=2).json()
    assert [choice["text"] for choice in answer["choices"][2:]] == [
        choice["text"] for choice in alone["choices"]
    ]


def test_a_stop_that_is_a_token_ends_beams_and_is_left_out_or_in(
    scripted: tuple[Worker, ScriptedEngine],
) -> None:
    body = {"stop": ["[END_REF]"], "skip_special_tokens": False, "logprobs": 0}
    left_out = _post(scripted[0], **body).json()["choices"][0]
    left_in = _post(scripted[0], include_stop_str_in_output=True, **body).json()["choices"][0]
    assert (left_out["text"], left_in["text"]) == (REFERENCE.removesuffix("[END_REF]"), REFERENCE)
    assert len(left_in["logprobs"]["tokens"]) == len(left_out["logprobs"]["tokens"]) + 1
    assert left_in["finish_reason"] == "stop"
    assert left_in["stop_reason"] == "[END_REF]"


def test_a_stop_of_several_tokens_is_an_error_that_names_it(tiny: Worker) -> None:
    answer = _post(tiny, stop=["two words"])
    assert answer.status_code == 400
    assert "'two words'" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("temperature", 0.7), ("top_p", 0.9), ("min_tokens", 2), ("logprobs", 2)],
)
def test_what_beams_cannot_honour_is_an_error_that_names_it(
    tiny: Worker, field: str, value: Any
) -> None:
    answer = _post(tiny, **{field: value})
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == field


def test_a_chat_has_no_beams(tiny: Worker) -> None:
    messages = [{"role": "user", "content": "x"}]
    answer = tiny.post("/v1/chat/completions", messages=messages, use_beam_search=True)
    assert answer.json()["error"]["param"] == "use_beam_search"


def test_the_client_gets_progress_then_scored_hypotheses(tiny: Worker) -> None:
    events = list(WorkerCompleter().search(_request(length_penalty=0.0)))
    phases = [event.phase for event in events if isinstance(event, Progress)]
    assert phases == sorted(phases, key=["reading", "generating"].index)
    hypotheses = [event for event in events if isinstance(event, Hypothesis)]
    assert events[-3:] == hypotheses
    totals = [sum(token.logprob or 0 for token in found.tokens) for found in hypotheses]
    assert totals == sorted(totals, reverse=True)
    decoded = Tokenizer.from_folder(tiny.host.model.folder)  # type: ignore[union-attr]
    assert [found.text for found in hypotheses] == [
        decoded.decode(token.id for token in found.tokens) for found in hypotheses
    ]
    assert hypotheses[0].completed.prompt_tokens == len(decoded.encode("The"))


def test_closing_the_search_stops_the_worker_within_one_token(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path, runtime: Path
) -> None:
    model, engine = scripted_model(tokenizer, tiny_model, TEXT, gated=True)
    worker = start_worker(model)
    worker.register()
    assert engine.gate is not None
    engine.gate.release(2)
    request = replace(_request(max_tokens=100), model="scripted")
    with closing(WorkerCompleter().search(request)) as events:
        while (event := next(events)) != Progress("generating", "1 of at most 100 tokens", 0.01):
            assert isinstance(event, Progress)
    [job] = worker.lane.jobs
    wait_until(lambda: job.cancelled)
    engine.gate.release(1)
    wait_until(engine.closed.is_set)
    assert engine.yielded <= 3


def test_a_prompt_longer_than_the_window_is_an_input_error(tiny: Worker) -> None:
    request = BeamRequest(model="tiny", prompt=[30] * 300, search=BeamSearch(width=2, max_tokens=5))
    with pytest.raises(InputError, match="shorten the prompt"):
        list(WorkerCompleter().search(request))


def test_new_tokens_are_lowered_to_the_room_there_is(tiny: Worker) -> None:
    request = BeamRequest(
        model="tiny",
        prompt=[30] * 250,
        search=BeamSearch(width=2, max_tokens=50, ignore_eos=True),
    )
    found = [event for event in WorkerCompleter().search(request) if isinstance(event, Hypothesis)]
    assert [event.completed.completion_tokens for event in found] == [6, 6]


@pytest.mark.parametrize("beams", [False, True])
def test_running_out_of_memory_is_a_sentence_and_the_worker_goes_on(
    tiny: Worker, monkeypatch: pytest.MonkeyPatch, beams: bool
) -> None:
    import torch

    def forward(*args: Any, **kwargs: Any) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

    before = _post(tiny, use_beam_search=beams, temperature=0).json()["choices"]
    engine: Any = tiny.host.model.engine  # type: ignore[union-attr]
    with monkeypatch.context() as patched:
        patched.setattr(engine._model, "forward", forward)
        failed = _post(tiny, use_beam_search=beams)
        with pytest.raises(ModelError, match="memory ran out"):
            list(WorkerCompleter().search(_request()))
    message = failed.json()["error"]["message"]
    assert "memory ran out while generating; ask for fewer tokens" in message
    assert _post(tiny, use_beam_search=beams, temperature=0).json()["choices"] == before
