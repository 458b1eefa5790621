"""The client against a worker in this process, whose engine the test holds back."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.engine.client import ServerCompleter, WorkerCompleter
from jupyterlab_galactica.engine.completion import LoadedModel
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
from jupyterlab_galactica.errors import InputError, ModelError, WorkerError
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


class _Server(BaseHTTPRequestHandler):
    """A server that answers with what a test gave it, and keeps what it was sent."""

    status = 200
    answer = b""
    seen: list[Any]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((self.path, dict(self.headers), body))
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[tuple[str, type[_Server]]]:
    handler = type("Handler", (_Server,), {"seen": []})
    http = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{http.server_port}", handler
    http.shutdown()
    http.server_close()


def _sse(*parts: dict[str, Any]) -> bytes:
    lines = [f"data: {json.dumps(part, ensure_ascii=False)}\n\n" for part in parts]
    return ("".join(lines) + "data: [DONE]\n\n").encode()


VLLM = _sse(
    {"choices": [{"index": 0, "text": " A\u2028"}]},
    {"choices": [{"index": 0, "text": "B", "finish_reason": "stop", "stop_reason": "\n"}]},
    {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2}},
)


@pytest.mark.parametrize("suffix", ["", "/", "/v1", "/v1/"])
def test_a_vllm_server_is_asked_for_special_tokens_and_usage(
    server: tuple[str, type[_Server]], suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, handler = server
    handler.answer = VLLM
    monkeypatch.setenv("GALACTICA_API_KEY", "key")
    events = list(ServerCompleter(url + suffix).complete(_request(model="some/model")))
    assert _text(events) == " A\u2028B"
    assert events[-1] == Completed(
        finish_reason="stop",
        prompt_tokens=7,
        completion_tokens=2,
        model="some/model",
        stop_text="\n",
    )
    [(path, headers, body)] = handler.seen
    assert path == "/v1/completions"
    assert headers["Authorization"] == "Bearer key"
    assert body["skip_special_tokens"] is False
    assert body["spaces_between_special_tokens"] is False
    assert body["stream_options"] == {"include_usage": True}
    assert body["prompt"] == "Question:"


def test_a_server_gets_token_ids_where_the_tokenizer_is_here(
    server: tuple[str, type[_Server]], tiny_model: Path, tokenizer: Tokenizer
) -> None:
    url, handler = server
    handler.answer = VLLM
    list(ServerCompleter(url).complete(_request("[START_SMILES]CCO", model=str(tiny_model))))
    assert handler.seen[0][2]["prompt"] == tokenizer.encode("[START_SMILES]CCO")


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (400, {"error": {"message": "Too long.", "type": "BadRequestError"}}, InputError),
        (404, {"error": {"message": "No model.", "type": "NotFoundError"}}, ModelError),
        (400, {"object": "error", "message": "Too long.", "code": 400}, InputError),
        (500, {"detail": "oh"}, WorkerError),
        (401, {"error": "Unauthorized"}, WorkerError),
        (503, None, WorkerError),
    ],
)
def test_a_servers_errors_become_ours(
    server: tuple[str, type[_Server]], status: int, answer: Any, error: type[Exception]
) -> None:
    url, handler = server
    handler.status = status
    handler.answer = json.dumps(answer).encode() if answer else b"<html>"
    with pytest.raises(error):
        list(ServerCompleter(url).complete(_request()))


def test_a_server_that_breaks_off_is_an_error_after_what_came(
    server: tuple[str, type[_Server]],
) -> None:
    url, handler = server
    handler.answer = VLLM[: VLLM.index(b'"B"')]
    events = ServerCompleter(url).complete(_request())
    assert next(events) == Chunk(" A\u2028")
    with pytest.raises(WorkerError, match="broke off"):
        next(events)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "nonsense", "ftp://host"])
def test_a_server_that_cannot_be_reached_is_named(url: str) -> None:
    with pytest.raises((WorkerError, InputError), match=url):
        list(ServerCompleter(url).complete(_request()))


def _beam(index: int, text: str, tokens: dict[int, float], **ending: Any) -> dict[str, Any]:
    logprobs = {
        "tokens": [f"token_id:{token}" for token in tokens],
        "token_logprobs": list(tokens.values()),
        "top_logprobs": [{} for _ in tokens],
        "text_offset": [0] * len(tokens),
    }
    ending = {"finish_reason": "length", "stop_reason": None} | ending
    return {"index": index, "text": text, "logprobs": logprobs, **ending}


# vLLM answers a search that streams with its whole answer as one part.
VLLM_BEAMS = _sse(
    {
        "choices": [
            _beam(0, " A, B[END_REF] and", {40: -0.5, 41: -1.0, 5: -0.5, 50: -0.1}),
            _beam(1, " C[END_REF]", {42: -0.25, 5: -0.25}),
            _beam(2, " D, E</s>", {43: -2.0, 2: -1.0}, finish_reason="stop", stop_reason=2),
            _beam(3, " on and on", {44: -1.0, 45: -1.0, 46: -1.5, 47: -1.0}),
        ],
        "usage": {"prompt_tokens": 7, "completion_tokens": 12},
    }
)


def _search(url: str, model: str, **search: Any) -> list[Hypothesis]:
    request = BeamRequest(
        model=model,
        prompt="As in [START_REF]",
        search=BeamSearch(**({"width": 4, "max_tokens": 4, "length_penalty": 0.0} | search)),
        stop=("[END_REF]",),
    )
    return [
        found for found in ServerCompleter(url).search(request) if isinstance(found, Hypothesis)
    ]


def test_a_vllm_server_is_asked_for_beams_with_their_log_probabilities(
    server: tuple[str, type[_Server]],
) -> None:
    url, handler = server
    handler.answer = VLLM_BEAMS
    _search(url, "some/model")
    body = handler.seen[0][2]
    assert body["use_beam_search"] is True
    assert (body["n"], body["length_penalty"], body["max_tokens"]) == (4, 0.0, 4)
    assert body["include_stop_str_in_output"] is True
    assert (body["logprobs"], body["return_tokens_as_token_ids"]) == (0, True)


def test_beams_that_a_server_let_pass_a_stop_are_cut_there_and_ranked_anew(
    server: tuple[str, type[_Server]], tiny_model: Path
) -> None:
    url, handler = server
    handler.answer = VLLM_BEAMS
    for model in ("some/model", str(tiny_model)):  # its tokenizer elsewhere, and here
        found = _search(url, model)
        assert [hypothesis.text for hypothesis in found] == [
            " C[END_REF]",
            " A, B[END_REF]",
            " D, E</s>",
            " on and on",
        ]
        assert [token.logprob for token in found[1].tokens] == [-0.5, -1.0, -0.5]
        assert [hypothesis.completed.finish_reason for hypothesis in found] == [
            "stop",
            "stop",
            "stop",
            "length",
        ]
        assert [hypothesis.completed.stop_text for hypothesis in found[:2]] == ["[END_REF]"] * 2
        assert found[1].completed.prompt_tokens == 7


def test_a_servers_beams_are_ranked_by_the_length_penalty(
    server: tuple[str, type[_Server]],
) -> None:
    url, handler = server
    handler.answer = VLLM_BEAMS
    texts = [found.text for found in _search(url, "some/model", length_penalty=2.0)]
    assert texts == [" C[END_REF]", " A, B[END_REF]", " on and on", " D, E</s>"]
