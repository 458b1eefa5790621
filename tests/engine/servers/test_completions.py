"""Completions of servers: what they are sent, how their answers are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.engine.interface import Chunk, Completed, ServerOrigin
from jupyterlab_galactica.engine.servers.completer import ServerCompleter
from jupyterlab_galactica.errors import InputError, ModelError, WorkerError
from jupyterlab_galactica.models.rewriting import as_read
from jupyterlab_galactica.models.tokenizer import Tokenizer

from ...tiny_models import write_tiny_llama
from .asking import ending_of, events_of, request_of, text_of
from .conftest import Serve
from .fakes import TEXT, Reply, llama_cpp, models, sse, tgi, vllm


@pytest.mark.parametrize("suffix", ["", "/", "/v1", "/v1/"])
def test_vllm_is_asked_for_special_tokens_and_usage_and_named(
    serve: Serve, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(vllm("some/model"))
    monkeypatch.setenv("GALACTICA_API_KEY", "key")
    events = list(ServerCompleter(server.url + suffix).complete(request_of()))
    assert text_of(events) == " A\u2028B"
    assert events[-1] == Completed(
        finish_reason="stop",
        prompt_tokens=7,
        completion_tokens=2,
        model="some/model",
        stop_text="\n",
        server=ServerOrigin(
            url=server.url, software="vLLM 0.32.0", root="/models/m", context_window=256
        ),
    )
    assert {asked.headers["Authorization"] for asked in server.seen} == {"Bearer key"}
    [body] = server.bodies()
    assert body["skip_special_tokens"] is False
    assert body["spaces_between_special_tokens"] is False
    assert body["stream_options"] == {"include_usage": True}
    assert body["prompt"] == "Question:"


def test_vllm_gets_token_ids_where_the_tokenizer_is_here(
    serve: Serve, tiny_model: Path, tokenizer: Tokenizer
) -> None:
    server = serve(vllm(str(tiny_model)))
    events_of(server, "[START_SMILES]CCO", str(tiny_model), stop_token_ids=(5,))
    [body] = server.bodies()
    assert body["prompt"] == tokenizer.encode("[START_SMILES]CCO")
    assert body["stop_token_ids"] == [5]


def test_new_tokens_are_as_many_as_the_servers_window_has_room_for(
    serve: Serve, tiny_model: Path, tokenizer: Tokenizer
) -> None:
    server = serve(vllm(str(tiny_model), window=40))
    events_of(server, "Question:", str(tiny_model), max_tokens=400)
    ids = tokenizer.encode("Question:")
    assert server.bodies()[0]["max_tokens"] == 40 - len(ids)
    with pytest.raises(InputError, match="window holds 40 in all"):
        events_of(server, "why " * 100, str(tiny_model))


def _tokenizing(tokenizer: Tokenizer, *, marks: bool) -> Any:
    """vLLM's `/tokenize`, with Galactica's pre-tokenizer or, as some versions build it, without."""

    def answer(body: Any) -> Reply:
        assert body["add_special_tokens"] is False
        text = body["prompt"] if marks else body["prompt"].replace("SPL1T", "split")
        ids = tokenizer._backend.encode(text, add_special_tokens=False).ids
        return Reply({"count": len(ids), "max_model_len": 256, "tokens": ids})

    return answer


SEQUENCE = "[START_DNA]ACGT[END_DNA] x²"


def test_a_sequence_for_a_model_whose_tokenizer_is_elsewhere_goes_by_the_servers_ids(
    serve: Serve, tokenizer: Tokenizer
) -> None:
    server = serve(vllm("some/model") | {"/tokenize": _tokenizing(tokenizer, marks=True)})
    events_of(server, SEQUENCE)
    assert server.bodies()[0]["prompt"] == tokenizer.encode(SEQUENCE)
    assert as_read("[START_DNA]AC[END_DNA]") in [
        body["prompt"] for body in server.bodies("/tokenize")
    ]


def test_a_sequence_that_no_tokenizer_splits_is_refused_with_what_to_do(
    serve: Serve, tokenizer: Tokenizer
) -> None:
    splitless = {"/tokenize": _tokenizing(tokenizer, marks=False)}
    for answers in (vllm("some/model"), vllm("some/model") | splitless):
        server = serve(answers)
        with pytest.raises(InputError, match=r"hf download .* tokenizer\.json"):
            events_of(server, SEQUENCE)
        assert not server.bodies()
        events_of(server, "No sequence.")
        assert server.bodies()


def test_a_model_that_the_server_does_not_serve_is_told_with_those_it_does(serve: Serve) -> None:
    server = serve(vllm("galactica-30b"))
    with pytest.raises(ModelError, match=r"serves galactica-30b, not some/model"):
        events_of(server)
    assert not server.bodies()


def test_llama_cpp_gets_the_ids_of_a_llama_and_stops_at_texts(serve: Serve, tmp_path: Path) -> None:
    write_tiny_llama(tmp_path / "tulu")
    answer = sse(
        {"choices": [{"index": 0, "text": "Yes", "logprobs": None, "finish_reason": None}]},
        {
            "choices": [{"index": 0, "text": "", "logprobs": None, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 9, "completion_tokens": 1},
        },
    )
    server = serve(llama_cpp(answer))
    prompt = "<|user|>\nA proof\n<|assistant|>\n"
    model = str(tmp_path / "tulu")
    events = events_of(server, prompt, model, stop=("<|user|>",), max_tokens=5000)
    assert text_of(events) == "Yes"
    assert ending_of(events).server == ServerOrigin(
        url=server.url, software="llama.cpp b6000", root="", context_window=2048
    )
    [body] = server.bodies()
    ids = Tokenizer.from_folder(tmp_path / "tulu").encode(prompt)
    assert body["prompt"] == ids
    assert (body["stop"], body["max_tokens"]) == (["<|user|>"], 2048 - len(ids))


def test_tgi_gets_text_and_no_field_at_a_value_that_it_refuses(
    serve: Serve, tmp_path: Path
) -> None:
    """TGI takes no ids, refuses `top_p` 1, and leaves the stop text at the end."""
    write_tiny_llama(tmp_path / "tulu")

    def answer(body: Any) -> Reply:
        if not isinstance(body["prompt"], str) or body.get("top_p", 0.5) >= 1:
            return Reply(b"Failed to deserialize the JSON body into the target type", 422)
        return sse(
            {"choices": [{"index": 0, "text": "Yes<|us", "logprobs": None, "finish_reason": ""}]},
            {"choices": [{"index": 0, "text": "er|>", "finish_reason": "stop_sequence"}]},
        )

    server = serve(tgi(answer))
    events = events_of(server, "<|user|>\nWhy?\n", str(tmp_path / "tulu"), stop=("<|user|>",))
    assert text_of(events) == "Yes"
    ending = ending_of(events)
    assert (ending.finish_reason, ending.stop_text) == ("stop", "<|user|>")
    assert ending.server is not None
    assert ending.server.software == "TGI 3.3"


def test_galactica_is_refused_where_its_special_tokens_would_be_lost(serve: Serve) -> None:
    for answers in (tgi(TEXT), llama_cpp(TEXT)):
        with pytest.raises(InputError, match=r"special tokens.*vLLM"):
            events_of(serve(answers), "Why?", "facebook/galactica-1.3b")


def test_a_server_that_only_chats_gets_turns(serve: Serve, tmp_path: Path) -> None:
    write_tiny_llama(tmp_path / "tulu")
    answer = sse(
        {"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]},
        {"choices": [{"index": 0, "delta": {"content": "Yes."}, "finish_reason": None}]},
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]},
    )
    server = serve({"/v1/models": models("me", "tulu"), "/v1/chat/completions": answer})
    prompt = "<|system|>\nBe brief.\n<|user|>\nWhy?\n<|assistant|>\n"
    events = events_of(server, prompt, str(tmp_path / "tulu"))
    assert (text_of(events), ending_of(events).finish_reason) == ("Yes.", "length")
    [body] = server.bodies("/v1/chat/completions")
    assert body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Why?"},
    ]
    events_of(server, "Question: Why?\n\nAnswer:")
    assert server.bodies("/v1/chat/completions")[1]["messages"] == [
        {"role": "user", "content": "Question: Why?\n\nAnswer:"}
    ]


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (400, {"error": {"message": "Too long.", "type": "BadRequestError"}}, InputError),
        (404, {"error": {"message": "No model.", "type": "NotFoundError"}}, ModelError),
        (400, {"object": "error", "message": "Too long.", "code": 400}, InputError),
        (500, {"detail": "oh"}, WorkerError),
        (500, b"<html>", WorkerError),
        (500, b"[" * 100_000, WorkerError),
    ],
)
def test_a_servers_errors_become_ours(
    serve: Serve, status: int, answer: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        events_of(serve(vllm("some/model", Reply(answer, status))))


def test_a_server_that_breaks_off_is_an_error_after_what_came(serve: Serve) -> None:
    server = serve(vllm("some/model", TEXT.cut_before(b'"B"')))
    events = ServerCompleter(server.url).complete(request_of())
    came: list[Any] = []
    with pytest.raises(WorkerError, match="broke off"):
        came.extend(events)
    assert Chunk(" A\u2028") in came


@pytest.mark.parametrize(
    "part",
    [
        {"choices": [{"finish_reason": "stop", "text": 7}]},
        {"choices": [{"text": "A", "logprobs": {"tokens": ["A"]}, "finish_reason": "stop"}]},
        {"choices": ["A"]},
        {"choices": 7},
        {"error": "overloaded"},
        {"error": {"message": None, "code": []}},
    ],
)
def test_an_answer_that_no_protocol_has_is_one_clear_error(serve: Serve, part: Any) -> None:
    with pytest.raises(WorkerError):
        events_of(serve(vllm("some/model", sse(part))))


@pytest.mark.parametrize("page", [b"<html>", b"[]", b'"x"', b'{"data": 7}', b'{"data": [7]}'])
def test_a_page_that_is_no_server_is_one_clear_error(serve: Serve, page: bytes) -> None:
    everything = dict.fromkeys(("/v1/models", "/info", "/v1/completions"), Reply(page))
    with pytest.raises(WorkerError, match="http://localhost"):
        events_of(serve(everything))
