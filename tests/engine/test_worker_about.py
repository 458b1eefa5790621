"""What others' tools ask the worker beside text: models, tokens, figures, its description."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from prometheus_client.parser import text_string_to_metric_families

from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.models.tokenizer import Tokenizer

from ..models.llama import train_llama_tokenizer
from ..waiting import wait_until
from .scripted import scripted_model
from .served import Worker

StartWorker = Callable[[LoadedModel | None], Worker]


@pytest.fixture
def worker(start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path) -> Worker:
    return start_worker(scripted_model(tokenizer, tiny_model, "abc")[0])


def got(worker: Worker, path: str) -> httpx.Response:
    with worker.client() as client:
        return client.get(path)


def figures(worker: Worker) -> dict[str, float]:
    """Each sample by its name and the values of its labels."""
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(got(worker, "/metrics").text)
        for sample in family.samples
    }


def test_a_model_is_retrieved_by_its_name(worker: Worker) -> None:
    assert got(worker, "/v1/models/scripted").json() == got(worker, "/v1/models").json()["data"][0]


def test_a_name_with_a_slash_is_retrieved_in_either_spelling(worker: Worker) -> None:
    assert worker.host.model is not None
    worker.host.model = replace(worker.host.model, name="facebook/g-1b")
    for name in ("facebook/g-1b", "facebook%2Fg-1b"):
        assert got(worker, f"/v1/models/{name}").json()["id"] == "facebook/g-1b"


def test_a_model_that_is_not_loaded_is_a_404(worker: Worker) -> None:
    answer = got(worker, "/v1/models/other")
    assert answer.status_code == 404
    assert "'other' is not loaded" in answer.json()["error"]["message"]


def test_a_text_is_tokenized_as_the_model_reads_it(worker: Worker, tokenizer: Tokenizer) -> None:
    text = "H₂O [START_SMILES]CCO[END_SMILES]"
    answer = worker.post("/tokenize", prompt=text, add_special_tokens=False).json()
    assert answer["tokens"] == tokenizer.encode(text)
    assert answer["count"] == len(answer["tokens"])
    back = worker.post("/detokenize", tokens=answer["tokens"]).json()
    assert back == {"prompt": tokenizer.decode(answer["tokens"])}


def test_a_llamas_start_token_can_be_left_out(start_worker: StartWorker, tiny_model: Path) -> None:
    llama = Tokenizer(train_llama_tokenizer())
    worker = start_worker(scripted_model(llama, tiny_model, "The")[0])
    whole = worker.post("/tokenize", prompt="The x").json()["tokens"]
    bare = worker.post("/tokenize", prompt="The x", add_special_tokens=False).json()["tokens"]
    assert whole == [llama.bos, *bare]


def test_the_tokenizer_names_its_special_tokens(worker: Worker) -> None:
    assert got(worker, "/tokenizer_info").json() == {
        "bos_token": "<s>",
        "pad_token": "<pad>",
        "eos_token": "</s>",
        "unk_token": "<unk>",
    }


def test_the_tokenizer_of_a_model_that_still_loads_is_known(start_worker: StartWorker) -> None:
    worker = start_worker(None)
    worker.host.default = "demo"
    answer = worker.post("/tokenize", prompt="Entropy", model="demo").json()
    assert (answer["count"] > 0, answer["max_model_len"]) == (True, None)
    assert worker.post("/tokenize", prompt="x", model="other").status_code == 404


def test_a_text_too_long_to_be_tokenized_at_once_is_413(worker: Worker) -> None:
    answer = worker.post("/tokenize", prompt="a" * 200_001)
    assert answer.status_code == 413
    assert "200000 can be tokenized at once" in answer.json()["error"]["message"]


def test_metrics_count_requests_tokens_and_seconds(worker: Worker) -> None:
    worker.post("/v1/completions", prompt=["a", "bc"], max_tokens=2)
    worker.post("/v1/completions", prompt="a", max_tokens="many")
    httpx.get(worker.url + "/metrics", trust_env=False)
    found = figures(worker)
    assert found["galactica_requests_total /v1/completions 200"] == 1
    assert found["galactica_requests_total /v1/completions 400"] == 1
    assert found["galactica_requests_total /metrics 401"] == 1
    assert found["galactica_prompt_tokens_total"] == 3
    assert found["galactica_generated_tokens_total"] == 4
    assert found["galactica_completions_total length"] == 2
    assert found["galactica_prefill_seconds_count"] == 2
    assert found["galactica_decode_seconds_count"] == 2
    assert found["galactica_queue"] == 0
    assert found["process_resident_memory_bytes"] > 1e6


def test_metrics_hold_no_prompt_and_no_path_that_a_stranger_chose(worker: Worker) -> None:
    worker.post("/v1/completions", prompt="my secret", max_tokens=1)
    httpx.get(worker.url + "/secret", trust_env=False)
    assert "secret" not in got(worker, "/metrics").text


def test_metrics_tell_of_what_waits_and_of_what_was_cancelled(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path
) -> None:
    model, engine = scripted_model(tokenizer, tiny_model, "abc", gated=True)
    worker = start_worker(model)
    assert engine.gate is not None
    with worker.client() as client:
        body = {"prompt": "Q", "stream": True}
        with client.stream("POST", "/v1/completions", json=body) as answer:
            next(answer.iter_lines())
            assert figures(worker)["galactica_queue"] == 1
    engine.gate.release(100)
    wait_until(lambda: figures(worker).get("galactica_completions_total cancelled") == 1)


@pytest.fixture
def description(worker: Worker) -> dict[str, Any]:
    answer: dict[str, Any] = got(worker, "/openapi.json").json()
    return answer


def schema_of(description: dict[str, Any], name: str) -> dict[str, Any]:
    parts: dict[str, Any] = description["components"]
    return {**parts["schemas"][name], "components": parts}


def test_answers_are_as_described(worker: Worker, description: dict[str, Any]) -> None:
    completion = worker.post("/v1/completions", prompt="Q", logprobs=1, stop="c").json()
    jsonschema.validate(completion, schema_of(description, "Completion"))
    messages = [{"role": "user", "content": "x"}]
    chat = worker.post("/v1/chat/completions", messages=messages, logprobs=True).json()
    jsonschema.validate(chat, schema_of(description, "ChatCompletion"))
    refusal = worker.post("/v1/completions", prompt=1).json()
    jsonschema.validate(refusal, schema_of(description, "Error"))
    jsonschema.validate(got(worker, "/v1/models/scripted").json(), schema_of(description, "Model"))


@pytest.mark.parametrize(
    ("path", "name", "least"),
    [
        ("/v1/completions", "CompletionRequest", {"prompt": "Q"}),
        ("/v1/chat/completions", "ChatRequest", {"messages": [{"role": "user", "content": "x"}]}),
    ],
)
def test_each_described_field_is_known_and_may_be_null(
    worker: Worker, description: dict[str, Any], path: str, name: str, least: dict[str, Any]
) -> None:
    request = schema_of(description, name)
    body = dict.fromkeys(request["properties"]) | least
    jsonschema.validate(body, request)
    assert worker.post(path, **body).status_code == 200
    assert worker.post(path, **body, made_up=None).status_code == 200
    assert worker.post(path, **body, made_up=1).status_code == 400


def test_every_path_of_the_protocol_is_described(description: dict[str, Any]) -> None:
    ours = {"/load", "/unload", "/shutdown"}
    served = {route.path.replace(":path", "") for route in _routes()}
    assert set(description["paths"]) == served - ours


def _routes() -> list[Any]:
    from jupyterlab_galactica.engine.worker.app import routes_of
    from jupyterlab_galactica.engine.worker.host import ModelHost
    from jupyterlab_galactica.engine.worker.lane import Lane

    return list(routes_of(ModelHost(None), Lane(prepare=lambda: None), lambda: None))


def test_a_wrong_method_is_told_the_right_one(worker: Worker) -> None:
    answer = got(worker, "/v1/completions")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
