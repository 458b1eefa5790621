"""Beam search run from here, over servers that tell the most probable next tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.engine.hypotheses import search as search_locally
from jupyterlab_galactica.engine.interface import BeamSearch, Hypothesis
from jupyterlab_galactica.engine.transformers_engine import TransformersEngine
from jupyterlab_galactica.errors import InputError, WorkerError
from jupyterlab_galactica.models.tokenizer import Tokenizer

from ...tiny_models import load_tiny
from .asking import beams_of
from .conftest import Serve
from .fakes import Reply, models, sse, vllm


@pytest.fixture(scope="module")
def local(tiny_model: Path) -> LoadedModel:
    engine = TransformersEngine(load_tiny(tiny_model), "tiny")
    return LoadedModel("tiny", tiny_model, engine, Tokenizer.from_folder(tiny_model))


@pytest.fixture
def completions(local: LoadedModel) -> Callable[[Any], Reply]:
    """vLLM's `/v1/completions` of one token for each of several prompts, by the local model."""

    def answer(body: Any) -> Reply:
        assert body["logprobs"] <= 20
        choices = []
        for index, prompt in enumerate(body["prompt"]):
            best = _best(local, prompt, body["logprobs"])
            logprobs = {
                "tokens": [best[0][0]],
                "token_logprobs": [best[0][1]],
                "top_logprobs": [dict(best)],
            }
            choices.append({"index": index, "text": "", "logprobs": logprobs})
        return Reply({"choices": choices})

    return answer


def _best(local: LoadedModel, prompt: Sequence[int], count: int) -> list[tuple[str, float]]:
    engine: Any = local.engine
    steps = engine._read(prompt)
    try:
        while True:
            next(steps)
    except StopIteration as end:
        logits, _ = end.value
    top = logits[0].float().log_softmax(-1).topk(count)
    pairs = zip(top.indices.tolist(), top.values.tolist(), strict=True)
    return [(f"token_id:{token}", value) for token, value in pairs]


@pytest.mark.parametrize("search", [{}, {"width": 10, "max_tokens": 4}, {"length_penalty": 1.0}])
def test_a_servers_beams_are_those_of_the_local_engine(
    serve: Serve,
    local: LoadedModel,
    completions: Callable[[Any], Reply],
    tiny_model: Path,
    search: dict[str, Any],
) -> None:
    found = beams_of(serve(vllm(str(tiny_model), completions)), str(tiny_model), **search)
    options = {"width": 4, "max_tokens": 6, "length_penalty": 0.0} | search
    events = search_locally(local, "As in [START_REF]", BeamSearch(**options), ["[END_REF]"])
    wanted = [event for event in events if isinstance(event, Hypothesis)]
    assert [beam.text for beam in found] == [beam.text for beam in wanted]
    for ours, theirs in zip(found, wanted, strict=True):
        assert [token.id for token in ours.tokens] == [token.id for token in theirs.tokens]
        assert [token.logprob for token in ours.tokens] == pytest.approx(
            [token.logprob for token in theirs.tokens], abs=1e-3
        )
        assert ours.completed.stop_text == theirs.completed.stop_text
        assert ours.completed.finish_reason == theirs.completed.finish_reason
        assert ours.completed.completion_tokens == theirs.completed.completion_tokens


def _ending(body: Any) -> Reply:
    """Every beam ends at once: by `[END_REF]` (5), or by the end of the text (2)."""
    best = {"token_id:5": -0.1, "token_id:2": -0.5, "token_id:40": -9.0, "token_id:41": -9999.0}
    logprobs = {"tokens": ["token_id:5"], "token_logprobs": [-0.1], "top_logprobs": [best]}
    rows = range(len(body["prompt"]))
    return Reply({"choices": [{"index": row, "logprobs": logprobs} for row in rows]})


def test_beams_end_at_a_stop_and_at_the_end_of_the_text_though_the_tokenizer_is_elsewhere(
    serve: Serve,
) -> None:
    server = serve(
        vllm("some/model", _ending)
        | {
            "/tokenize": Reply({"tokens": [7, 8, 4]}),
            "/detokenize": lambda body: Reply({"prompt": f"{body['tokens']}"}),
        }
    )
    first, second = beams_of(server, "some/model", width=2)
    assert [beam.text for beam in (first, second)] == ["[5]", "[2]"]
    assert [beam.completed.stop_text for beam in (first, second)] == ["[END_REF]", None]
    assert {beam.completed.finish_reason for beam in (first, second)} == {"stop"}
    [body] = server.bodies()
    assert body["prompt"] == [[7, 8, 4]]
    assert (body["max_tokens"], body["logprobs"]) == (1, 4)


def test_beams_of_a_server_that_tells_no_token_ids_are_refused(
    serve: Serve, tiny_model: Path
) -> None:
    with pytest.raises(InputError, match="ask a vLLM server"):
        beams_of(serve({}), "allenai/tulu-7b")
    words = {"tokens": ["the"], "token_logprobs": [-0.1], "top_logprobs": [{"the": -0.1}]}
    answer = Reply({"choices": [{"index": 0, "logprobs": words}]})
    with pytest.raises(WorkerError, match="protocol"):
        beams_of(serve({"/v1/completions": answer}), str(tiny_model))


def test_our_own_server_searches_by_itself(
    serve: Serve, tiny_model: Path, tokenizer: Tokenizer
) -> None:
    logprobs = {"tokens": ["token_id:40", "token_id:5"], "token_logprobs": [-0.1, -0.2]}
    found = {"index": 0, "text": " A[END_REF]", "logprobs": logprobs, "finish_reason": "stop"}
    server = serve(
        {
            "/v1/models": models("jupyterlab-galactica", str(tiny_model), max_model_len=256),
            "/v1/completions": sse({"choices": [found | {"stop_reason": 5}]}),
        }
    )
    [beam] = beams_of(server, str(tiny_model))
    assert (beam.text, beam.completed.stop_text) == (" A[END_REF]", "[END_REF]")
    [body] = server.bodies()
    assert (body["use_beam_search"], body["n"]) == (True, 4)
    assert body["prompt"] == tokenizer.encode("As in [START_REF]")
