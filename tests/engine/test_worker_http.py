"""What clients written for OpenAI's and vLLM's API see of the worker."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.models.tokenizer import Tokenizer

from .scripted import scripted_model
from .served import Worker, events_of

StartWorker = Callable[[LoadedModel | None], Worker]
TEXT = " Water, H[START_SUB]2[END_SUB]O.\n\nQuestion: why"


@pytest.fixture(scope="module")
def shared_worker() -> Iterator[Worker]:
    worker = Worker(None)
    yield worker
    worker.close()


@pytest.fixture
def worker(shared_worker: Worker, tokenizer: Tokenizer, tiny_model: Path) -> Worker:
    shared_worker.host.model = scripted_model(tokenizer, tiny_model, TEXT)[0]
    return shared_worker


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "é"}])
@pytest.mark.parametrize("path", ["/status", "/v1/models", "/nowhere"])
def test_every_path_wants_the_token(worker: Worker, header: dict[str, str], path: str) -> None:
    headers = {name.encode(): value.encode("latin-1") for name, value in header.items()}
    answer = httpx.get(worker.url + path, headers=headers, trust_env=False)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "invalid_api_key"


def test_models_lists_the_loaded_one(worker: Worker) -> None:
    with worker.client() as client:
        listing = client.get("/v1/models").json()
    assert listing["object"] == "list"
    assert [(model["id"], model["object"]) for model in listing["data"]] == [("scripted", "model")]


def test_a_completion_has_openais_shape(worker: Worker) -> None:
    answer = worker.post("/v1/completions", model="scripted", prompt="Q", max_tokens=100).json()
    assert answer["object"] == "text_completion"
    assert answer["id"].startswith("cmpl-")
    assert answer["model"] == "scripted"
    assert answer["choices"] == [
        {
            "index": 0,
            "text": " Water, H2O.\n\nQuestion: why",  # skip_special_tokens is true in vLLM
            "logprobs": None,
            "finish_reason": "stop",
            "stop_reason": None,
        }
    ]
    usage = answer["usage"]
    assert usage["prompt_tokens"] == 1
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_without_max_tokens_there_are_sixteen(worker: Worker) -> None:
    answer = worker.post("/v1/completions", prompt="Q").json()
    assert answer["usage"]["completion_tokens"] == 16
    assert answer["choices"][0]["finish_reason"] == "length"


def test_a_stream_joins_to_the_whole_and_ends_with_done(worker: Worker) -> None:
    body = {"prompt": "Q", "max_tokens": 100, "skip_special_tokens": False}
    answer = worker.post("/v1/completions", stream=True, **body)
    assert answer.headers["content-type"].startswith("text/event-stream")
    parts = events_of(answer.text)
    assert all(part["object"] == "text_completion" for part in parts)
    assert "".join(part["choices"][0]["text"] for part in parts) == TEXT
    assert parts[-1]["choices"][0]["finish_reason"] == "stop"
    assert not any("usage" in part for part in parts)


def test_usage_comes_last_when_asked_for(worker: Worker) -> None:
    answer = worker.post(
        "/v1/completions",
        prompt="Q",
        max_tokens=3,
        stream=True,
        stream_options={"include_usage": True},
    )
    last = events_of(answer.text)[-1]
    assert last["choices"] == []
    assert last["usage"] == {"prompt_tokens": 1, "completion_tokens": 3, "total_tokens": 4}


def test_progress_goes_in_comments(worker: Worker) -> None:
    answer = worker.post("/v1/completions", prompt="Q", stream=True)
    comments = [line for line in answer.text.splitlines() if line.startswith(": ")]
    assert '"phase": "reading"' in comments[0]
    assert '"phase": "generating"' in comments[1]


@pytest.mark.parametrize("stop", ["\n\nQ", ["zzz", "\n\nQ"]])
def test_a_stop_text_is_cut_and_named(worker: Worker, stop: Any) -> None:
    choice = worker.post("/v1/completions", prompt="Q", max_tokens=100, stop=stop).json()[
        "choices"
    ][0]
    assert choice["text"] == " Water, H2O."
    assert choice["stop_reason"] == "\n\nQ"


def test_a_stop_token_is_named_by_its_id(worker: Worker) -> None:
    answer = worker.post("/v1/completions", prompt="Q", max_tokens=100, stop_token_ids=[13])
    choice = answer.json()["choices"][0]
    assert choice["text"] == " Water, H"
    assert (choice["finish_reason"], choice["stop_reason"]) == ("stop", 13)


@pytest.mark.parametrize("prompt", [[70, 71], [[70, 71]], ["ab"]])
def test_a_prompt_may_be_token_ids_or_a_list_of_one(worker: Worker, prompt: Any) -> None:
    answer = worker.post("/v1/completions", prompt=prompt, max_tokens=1)
    assert answer.json()["usage"]["prompt_tokens"] == 2


def test_several_prompts_and_copies_are_choices_in_order(worker: Worker) -> None:
    answer = worker.post("/v1/completions", prompt=["a", "bc"], n=2, max_tokens=2).json()
    assert [choice["index"] for choice in answer["choices"]] == [0, 1, 2, 3]
    assert answer["usage"] == {"prompt_tokens": 3, "completion_tokens": 8, "total_tokens": 11}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("best_of", 3),
        ("presence_penalty", 0.5),
        ("frequency_penalty", 1),
        ("logit_bias", {"5": 1}),
        ("suffix", "end"),
        ("top_k", 5),
        ("length_penalty", 2.0),
        ("include_stop_str_in_output", True),
        ("prompt_logprobs", 1),
        ("response_format", {"type": "json_object"}),
        ("made_up", 1),
    ],
)
def test_a_field_that_cannot_be_honoured_is_an_error_that_names_it(
    worker: Worker, field: str, value: Any
) -> None:
    answer = worker.post("/v1/completions", prompt="Q", **{field: value})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert error["param"] == field
    assert field in error["message"]


def test_fields_at_their_defaults_are_fine(worker: Worker) -> None:
    answer = worker.post(
        "/v1/completions",
        prompt="Q",
        echo=False,
        best_of=1,
        presence_penalty=0.0,
        frequency_penalty=0,
        logit_bias=None,
        suffix=None,
        top_k=-1,
        min_p=0.0,
        repetition_penalty=1.0,
        response_format={"type": "text"},
        user="someone",
        n=1,
        logprobs=None,
        seed=None,
        stop=None,
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("max_tokens", -1),
        ("max_tokens", "many"),
        ("max_tokens", True),
        ("min_tokens", 17),
        ("temperature", -1),
        ("temperature", "hot"),
        ("top_p", 0),
        ("top_p", 1.1),
        ("seed", 0.5),
        ("n", 0),
        ("n", 1000),
        ("stop", [1]),
        ("stop", ""),
        ("stop_token_ids", ["x"]),
        ("logprobs", 100),
        ("stream", "yes"),
        ("stream_options", 1),
        ("model", 1),
        ("prompt", None),
        ("prompt", []),
        ("prompt", [1, "x"]),
        ("prompt", [-1]),
        ("prompt", 5),
    ],
)
def test_a_value_that_makes_no_sense_is_a_sentence_with_the_field(
    worker: Worker, field: str, value: Any
) -> None:
    body = json.dumps({"prompt": "Q"} | {field: value})  # half a character is written \\ud800
    with worker.client() as client:
        answer = client.post("/v1/completions", content=body)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["param"] == field
    assert error["message"].endswith(".")


@pytest.mark.parametrize("body", ["", "{", "[]", '"text"', "[" * 100_000])
def test_a_body_that_is_no_json_object_is_an_error(worker: Worker, body: str) -> None:
    with worker.client() as client:
        answer = client.post("/v1/completions", content=body)
    assert answer.status_code == 400
    assert "JSON" in answer.json()["error"]["message"]


def test_an_unknown_path_is_openais_error_too(worker: Worker) -> None:
    answer = worker.post("/v1/embeddings", input="x")
    assert answer.status_code == 404
    assert "/v1/embeddings" in answer.json()["error"]["message"]


@pytest.mark.parametrize("stream", [False, True])
def test_an_unknown_model_is_a_404_and_the_loaded_one_stays(worker: Worker, stream: bool) -> None:
    answer = worker.post("/v1/completions", model="gpt-x", prompt="Q", stream=stream)
    assert answer.status_code == 404
    assert "gpt-x" in answer.json()["error"]["message"]
    assert worker.post("/v1/completions", model="scripted", prompt="Q").status_code == 200


def test_a_folder_that_does_not_load_leaves_the_loaded_model(
    worker: Worker, tmp_path: Path
) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "opt"}')
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    answer = worker.post("/v1/completions", model=str(tmp_path), prompt="Q")
    assert answer.status_code == 404
    assert worker.post("/v1/completions", prompt="Q").json()["model"] == "scripted"


def test_a_model_that_is_named_and_not_loaded_is_loaded(worker: Worker, tiny_model: Path) -> None:
    name = str(tiny_model)
    body = {"model": name, "prompt": "The", "max_tokens": 8, "temperature": 0}
    answer = worker.post("/v1/completions", stream=True, **body)
    assert '"phase": "loading"' in answer.text
    whole = worker.post("/v1/completions", **body).json()
    streamed = "".join(part["choices"][0]["text"] for part in events_of(answer.text))
    assert whole["choices"][0]["text"] == streamed
    with worker.client() as client:
        assert client.get("/status").json()["model"] == name


def test_a_seed_repeats_a_text_and_copies_differ(worker: Worker, tiny_model: Path) -> None:
    body = {"model": str(tiny_model), "prompt": "The", "max_tokens": 20, "n": 3, "seed": 5}
    first, second = (worker.post("/v1/completions", **body).json() for _ in range(2))
    texts = [choice["text"] for choice in first["choices"]]
    assert texts == [choice["text"] for choice in second["choices"]]
    assert len(set(texts)) == 3
    alone = worker.post("/v1/completions", **(body | {"n": 1, "seed": 6})).json()
    assert alone["choices"][0]["text"] == texts[1]


def test_logprobs_have_openais_shape(worker: Worker, tiny_model: Path) -> None:
    body = {"model": str(tiny_model), "prompt": "The", "max_tokens": 6, "ignore_eos": True}
    whole = worker.post("/v1/completions", logprobs=2, temperature=0, **body).json()
    logprobs = whole["choices"][0]["logprobs"]
    assert len(logprobs["tokens"]) == len(logprobs["token_logprobs"]) == 6
    assert all(len(top) == 2 for top in logprobs["top_logprobs"])
    for token, value, top in zip(
        logprobs["tokens"], logprobs["token_logprobs"], logprobs["top_logprobs"], strict=True
    ):
        assert top[token] == value == max(top.values())


def test_a_chat_is_folded_into_the_familys_prompt(worker: Worker) -> None:
    answer = worker.post(
        "/v1/chat/completions",
        model="scripted",
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "What is H2O?"}]},
        ],
    ).json()
    assert answer["object"] == "chat.completion"
    assert answer["id"].startswith("chatcmpl-")
    choice = answer["choices"][0]
    assert choice["message"] == {"role": "assistant", "content": " Water, H2O."}
    assert choice["finish_reason"] == "stop"


def test_a_chat_streams_deltas(worker: Worker) -> None:
    answer = worker.post(
        "/v1/chat/completions",
        messages=[{"role": "user", "content": "What is H2O?"}],
        stream=True,
        max_completion_tokens=100,
    )
    parts = events_of(answer.text)
    assert all(part["object"] == "chat.completion.chunk" for part in parts)
    deltas = [part["choices"][0]["delta"] for part in parts]
    assert [delta.get("role") for delta in deltas] == ["assistant"] + [None] * (len(deltas) - 1)
    assert "".join(delta.get("content", "") for delta in deltas) == " Water, H2O."


def test_chat_logprobs_have_openais_shape(worker: Worker, tiny_model: Path) -> None:
    answer = worker.post(
        "/v1/chat/completions",
        model=str(tiny_model),
        messages=[{"role": "user", "content": "x"}],
        max_tokens=3,
        logprobs=True,
        top_logprobs=2,
        ignore_eos=True,
    ).json()
    content = answer["choices"][0]["logprobs"]["content"]
    assert len(content) == 3
    assert set(content[0]) == {"token", "logprob", "bytes", "top_logprobs"}
    assert len(content[0]["top_logprobs"]) == 2


@pytest.mark.parametrize(
    "messages",
    [None, [], [{"role": "king", "content": "x"}], [{"role": "user", "content": 1}], ["x"]],
)
def test_messages_that_make_no_sense_are_an_error(worker: Worker, messages: Any) -> None:
    answer = worker.post("/v1/chat/completions", messages=messages)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "messages"


def test_shutdown_stops_the_server(start_worker: StartWorker) -> None:
    worker = start_worker(None)
    assert worker.post("/shutdown").status_code == 200
    assert worker.server.should_exit


@pytest.mark.parametrize("role", [{}, [], 1, None, "critic"])
def test_a_role_that_is_none_is_an_error_that_says_so(worker: Worker, role: object) -> None:
    answer = worker.post("/v1/chat/completions", messages=[{"role": role, "content": "x"}])
    assert answer.status_code == 400
    assert "role" in answer.json()["error"]["message"]


@pytest.mark.parametrize("name", ["n" * 300, "~nobody_of_this_name/x", "a\0b", "x/" * 3000])
def test_a_name_that_can_be_no_path_is_an_unknown_model(worker: Worker, name: str) -> None:
    messages = [{"role": "user", "content": "x"}]
    for body in ({"prompt": "Q"}, {"messages": messages}):
        path = "/v1/chat/completions" if "messages" in body else "/v1/completions"
        answer = worker.post(path, model=name, **body)
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "model_error"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("prompt", "\ud800"),
        ("stop", "\ud800"),
        ("stop", False),
        ("stop", 0),
        ("stop_token_ids", False),
        ("stop_token_ids", [2**31]),
        ("stream_options", False),
        ("frequency_penalty", False),
        ("model", "\ud800"),
    ],
)
def test_a_value_of_another_kind_is_invalid(worker: Worker, field: str, value: Any) -> None:
    body = json.dumps({"prompt": "Q"} | {field: value})  # which escapes half of a character
    with worker.client() as client:
        answer = client.post("/v1/completions", content=body)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["param"], error["code"]) == (field, "invalid_value")


def test_an_integer_may_be_written_as_json_has_it(worker: Worker) -> None:
    answer = worker.post("/v1/completions", prompt=[70.0, 71], max_tokens=2.0, seed=1.0)
    assert answer.json()["usage"] == {
        "prompt_tokens": 2,
        "completion_tokens": 2,
        "total_tokens": 4,
    }


def test_fields_that_exclude_each_other_are_each_valid(worker: Worker) -> None:
    answer = worker.post("/v1/completions", prompt="Q", min_tokens=5, max_tokens=3)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] is None
