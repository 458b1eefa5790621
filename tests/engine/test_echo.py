"""The prompt given back and scored: what lm-evaluation-harness and others measure models by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.engine.interface import Prefill, Sampling, Scored, Token
from jupyterlab_galactica.engine.token_loop import SCORED_SLICE
from jupyterlab_galactica.engine.transformers_engine import TransformersEngine
from jupyterlab_galactica.models.tokenizer import Tokenizer

from ..tiny_models import load_tiny, write_tiny_opt
from .scripted import scripted_model
from .served import Worker, events_of

PROMPT = "The Transformer [START_REF] x²\r\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scored") / "model"
    write_tiny_opt(folder, window=SCORED_SLICE * 3)
    return folder


@pytest.fixture(scope="module")
def model(folder: Path) -> LoadedModel:
    engine = TransformersEngine(load_tiny(folder), "tiny")
    return LoadedModel("tiny", folder, engine, Tokenizer.from_folder(folder))


@pytest.fixture(scope="module")
def worker(model: LoadedModel) -> Iterator[Worker]:
    worker = Worker(model)
    yield worker
    worker.close()


def reference(folder: Path, ids: Sequence[int]) -> list[float]:
    """The log-probabilities of all tokens but the first, from one pass of transformers."""
    import torch

    with torch.inference_mode():
        logits = load_tiny(folder)(input_ids=torch.tensor([list(ids)])).logits[0]
    logprobs = logits.log_softmax(-1)
    return [float(logprobs[place, token]) for place, token in enumerate(ids[1:])]


def asked(worker: Worker, **body: Any) -> list[dict[str, Any]]:
    answer = worker.post("/v1/completions", **({"temperature": 0} | body))
    assert answer.status_code == 200, answer.text
    choices: list[dict[str, Any]] = answer.json()["choices"]
    return choices


@pytest.mark.parametrize(
    "length", [1, 2, SCORED_SLICE, SCORED_SLICE + 1, SCORED_SLICE * 2 + 9, SCORED_SLICE * 3]
)
def test_a_prompt_of_any_length_is_scored_as_by_transformers(
    model: LoadedModel, folder: Path, length: int
) -> None:
    ids = [23 + (7 * place) % 250 for place in range(length)]
    sampling = Sampling(max_tokens=0, logprobs=1, echo=True)
    tokens = [
        token
        for step in model.engine.generate(ids, sampling)
        if isinstance(step, Scored)
        for token in step.tokens
    ]
    assert [token.id for token in tokens] == ids
    assert tokens[0] == Token(ids[0])
    scores = [token.logprob for token in tokens[1:]]
    assert scores == pytest.approx(reference(folder, ids), abs=1e-4)


def test_a_scored_prompt_goes_on_as_an_unscored_one(model: LoadedModel) -> None:
    ids = [23 + (7 * place) % 250 for place in range(SCORED_SLICE + 20)]
    steps = [
        [
            step.id
            for step in model.engine.generate(ids, Sampling(max_tokens=20, logprobs=1, echo=echo))
            if isinstance(step, Token)
        ]
        for echo in (False, True)
    ]
    assert len(steps[0]) > 0
    assert steps[0] == steps[1]


def test_a_scored_prompt_can_be_left_between_slices(model: LoadedModel) -> None:
    sampling = Sampling(max_tokens=1, logprobs=1, echo=True)
    steps = model.engine.generate([30] * SCORED_SLICE * 2, sampling)
    kinds = [type(next(steps)) for _ in range(3)]
    steps.close()
    assert kinds == [Prefill, Scored, Prefill]


def test_echo_gives_the_prompt_back_as_it_was_sent(worker: Worker) -> None:
    [alone] = asked(worker, prompt=PROMPT, max_tokens=5)
    [echoed] = asked(worker, prompt=PROMPT, max_tokens=5, echo=True)
    assert echoed["text"] == PROMPT + alone["text"]
    assert echoed["logprobs"] is None


def test_max_tokens_0_scores_the_prompt_only(worker: Worker, model: LoadedModel) -> None:
    ids = model.tokenizer.encode(PROMPT)
    body = {"prompt": PROMPT, "max_tokens": 0, "echo": True, "logprobs": 1}
    answer = worker.post("/v1/completions", **body).json()
    assert answer["usage"] == {
        "prompt_tokens": len(ids),
        "completion_tokens": 0,
        "total_tokens": len(ids),
    }
    [choice] = answer["choices"]
    assert (choice["text"], choice["finish_reason"]) == (PROMPT, "length")
    assert len(choice["logprobs"]["tokens"]) == len(ids)


def test_max_tokens_0_needs_no_room_in_the_window(worker: Worker) -> None:
    window = SCORED_SLICE * 3
    [choice] = asked(worker, prompt=[30] * window, max_tokens=0, echo=True, logprobs=0)
    assert len(choice["logprobs"]["tokens"]) == window
    assert asked(worker, prompt=[30] * window, max_tokens=0)[0]["text"] == ""


def test_offsets_lead_to_the_tokens_in_the_text(worker: Worker, model: LoadedModel) -> None:
    body = {"prompt": PROMPT, "max_tokens": 6, "ignore_eos": True, "skip_special_tokens": False}
    [choice] = asked(worker, echo=True, logprobs=0, **body)
    prompt_tokens = len(model.tokenizer.encode(PROMPT))
    offsets = choice["logprobs"]["text_offset"]
    assert offsets[:prompt_tokens] == model.tokenizer.starts(PROMPT)
    assert offsets[prompt_tokens] == len(PROMPT)
    whole = choice["text"].split("\ufffd")[0]  # bytes that are no character begin with the next
    for name, offset in zip(choice["logprobs"]["tokens"], offsets, strict=True):
        if len(PROMPT) <= offset < len(whole):
            assert whole[offset:].startswith(name)


def test_offsets_of_token_ids_count_the_text_they_stand_for(
    worker: Worker, model: LoadedModel
) -> None:
    ids = model.tokenizer.encode("The [START_REF] é x")
    [choice] = asked(
        worker, prompt=ids, max_tokens=0, echo=True, logprobs=0, return_tokens_as_token_ids=True
    )
    assert choice["text"] == "The [START_REF] é x"
    assert choice["logprobs"]["tokens"] == [f"token_id:{token}" for token in ids]
    assert choice["logprobs"]["text_offset"] == model.tokenizer.starts("The [START_REF] é x")


def test_lm_evaluation_harness_scores_a_batch_of_continuations(
    worker: Worker, folder: Path
) -> None:
    """The body that its `local-completions` sends, and how it reads the answer."""
    contexts, continuation = ([30, 40, 50], [60, 61]), [70, 71, 72]
    prompts = [[*context, *continuation] for context in contexts]
    answer = worker.post(
        "/v1/completions",
        model="tiny",
        prompt=prompts,
        temperature=0,
        max_tokens=1,
        logprobs=1,
        seed=1234,
        echo=True,
    ).json()
    for choice, context, prompt in zip(answer["choices"], contexts, prompts, strict=True):
        scores = choice["logprobs"]["token_logprobs"][len(context) : -1]
        tops = choice["logprobs"]["top_logprobs"][len(context) : -1]
        assert scores == pytest.approx(reference(folder, prompt)[-3:], abs=1e-4)
        assert all(max(top.values()) >= score for top, score in zip(tops, scores, strict=True))


def test_a_model_that_ends_at_once_still_gives_one_score_after_the_prompt(
    tokenizer: Tokenizer, tiny_model: Path
) -> None:
    """The harness takes the last score for that of a new token, and drops it."""
    import torch

    model = load_tiny(tiny_model)
    with torch.no_grad():
        model.lm_head.weight.zero_()  # all are equally likely, and so the first is chosen
    model.generation_config.eos_token_id = 0
    worker = Worker(LoadedModel("ends", tiny_model, TransformersEngine(model, "ends"), tokenizer))
    try:
        [choice] = asked(worker, prompt=[30, 31], max_tokens=1, logprobs=1, echo=True)
    finally:
        worker.close()
    assert choice["finish_reason"] == "stop"
    assert len(choice["logprobs"]["token_logprobs"]) == 3


def test_a_token_that_is_no_surprise_is_the_best_of_its_alternatives(worker: Worker) -> None:
    [new] = asked(worker, prompt=[30, 31], max_tokens=1, logprobs=1, ignore_eos=True)
    [greedy] = list(new["logprobs"]["top_logprobs"][0].values())
    assert new["logprobs"]["token_logprobs"] == [greedy]


def test_an_echo_streams_to_the_same_as_the_whole(worker: Worker) -> None:
    body = {"prompt": PROMPT, "max_tokens": 4, "echo": True, "logprobs": 1, "temperature": 0}
    [whole] = asked(worker, **body)
    parts = events_of(worker.post("/v1/completions", stream=True, **body).text)
    choices = [choice for part in parts for choice in part["choices"]]
    assert "".join(choice["text"] for choice in choices) == whole["text"]
    for field in ("tokens", "token_logprobs", "top_logprobs", "text_offset"):
        joined = [
            value for choice in choices for value in (choice["logprobs"] or {field: ()})[field]
        ]
        assert joined == whole["logprobs"][field]


def test_a_search_for_beams_echoes_nothing(worker: Worker) -> None:
    answer = worker.post(
        "/v1/completions", prompt="x", use_beam_search=True, temperature=0, echo=True
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "echo"


def test_an_engine_that_scores_nothing_still_echoes(tokenizer: Tokenizer, tiny_model: Path) -> None:
    worker = Worker(scripted_model(tokenizer, tiny_model, "abc")[0])
    try:
        [choice] = asked(worker, prompt="Q", echo=True)
    finally:
        worker.close()
    assert choice["text"] == "Qabc"
