from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.engine.interface import Prefill, Sampling, Token
from jupyterlab_galactica.engine.transformers_engine import PREFILL_SLICE, TransformersEngine
from jupyterlab_galactica.errors import InputError, ModelError

from ..tiny_models import WINDOW, load_tiny, write_tiny_opt

PROMPT = [10, 40, 200, 33, 128]
LONG_WINDOW = PREFILL_SLICE * 2 + 200


@pytest.fixture(scope="module")
def model(tiny_model: Path) -> Any:
    return load_tiny(tiny_model)


@pytest.fixture(scope="module")
def engine(model: Any) -> TransformersEngine:
    return TransformersEngine(model, "tiny")


@pytest.fixture(scope="module")
def long_model(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("long") / "model"
    write_tiny_opt(folder, window=LONG_WINDOW)
    return load_tiny(folder)


def _run(
    engine: TransformersEngine, prompt: list[int], **options: Any
) -> tuple[list[Token], Token | None]:
    tokens = []
    steps = engine.generate(prompt, Sampling(**options))
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return tokens, end.value
        if isinstance(step, Token):
            tokens.append(step)


def _ids(engine: TransformersEngine, prompt: list[int], **options: Any) -> list[int]:
    return [token.id for token in _run(engine, prompt, **options)[0]]


def _reference(model: Any, prompt: list[int], count: int) -> list[int]:
    import torch

    output = model.generate(torch.tensor([prompt]), max_new_tokens=count, do_sample=False)
    ids: list[int] = output[0, len(prompt) :].tolist()
    return ids[:-1] if ids[-1] == 2 else ids


@pytest.mark.parametrize("prompt", [[5], PROMPT, PROMPT * 30])
def test_greedy_tokens_are_those_of_transformers(
    engine: TransformersEngine, model: Any, prompt: list[int]
) -> None:
    assert _ids(engine, prompt, max_tokens=60) == _reference(model, prompt, 60)


def test_a_prompt_read_in_slices_gives_the_same_tokens(long_model: Any) -> None:
    prompt = [23 + (7 * i) % 250 for i in range(PREFILL_SLICE * 2 + 17)]
    engine = TransformersEngine(long_model, "long")
    assert _ids(engine, prompt, max_tokens=30) == _reference(long_model, prompt, 30)


def test_a_long_prompt_can_be_left_between_slices(long_model: Any) -> None:
    prompt = [23 + (7 * i) % 250 for i in range(PREFILL_SLICE * 2 + 17)]
    total = len(prompt)
    with closing(
        TransformersEngine(long_model, "long").generate(prompt, Sampling(max_tokens=5))
    ) as steps:
        seen = [next(steps), next(steps)]
    assert seen == [Prefill(0, total), Prefill(PREFILL_SLICE, total)]


def test_a_seed_gives_the_same_tokens_whatever_else_draws(engine: TransformersEngine) -> None:
    import torch

    options = {"max_tokens": 40, "temperature": 1.0, "ignore_eos": True}
    first = _ids(engine, PROMPT, seed=7, **options)
    torch.manual_seed(99)
    torch.rand(1000)
    assert _ids(engine, PROMPT, seed=7, **options) == first
    assert _ids(engine, PROMPT, seed=8, **options) != first


def test_two_interleaved_runs_do_not_disturb_each_other(engine: TransformersEngine) -> None:
    sampling = Sampling(max_tokens=20, temperature=1.0, seed=1, ignore_eos=True)
    alone = list(engine.generate(PROMPT, sampling))
    a, b = engine.generate(PROMPT, sampling), engine.generate(PROMPT, sampling)
    pairs = list(zip(a, b, strict=True))
    assert [x for x, _ in pairs] == [y for _, y in pairs] == alone


def test_a_small_nucleus_is_greedy(engine: TransformersEngine) -> None:
    greedy = _ids(engine, PROMPT, max_tokens=20)
    assert _ids(engine, PROMPT, max_tokens=20, temperature=1.0, top_p=1e-6, seed=0) == greedy


def test_sampling_follows_the_tempered_nucleus(engine: TransformersEngine, model: Any) -> None:
    import torch

    with torch.inference_mode():
        logits = model(torch.tensor([PROMPT])).logits[0, -1]
    probabilities, order = (logits / 0.8).softmax(-1).sort(descending=True)
    size = int((probabilities.cumsum(-1) < 0.6).sum()) + 1
    nucleus = dict(
        zip(
            order[:size].tolist(),
            (probabilities[:size] / probabilities[:size].sum()).tolist(),
            strict=True,
        )
    )
    draws = 400
    counts = dict.fromkeys(nucleus, 0)
    for seed in range(draws):
        [token] = _ids(
            engine, PROMPT, max_tokens=1, temperature=0.8, top_p=0.6, seed=seed, ignore_eos=True
        )
        counts[token] += 1
    for token, probability in nucleus.items():
        deviation = (probability * (1 - probability) / draws) ** 0.5
        assert abs(counts[token] / draws - probability) < 5 * deviation + 1e-9


def test_a_stop_token_ends_without_being_yielded(engine: TransformersEngine) -> None:
    free = _ids(engine, PROMPT, max_tokens=20, ignore_eos=True)
    stop = free[5]
    tokens, ending = _run(engine, PROMPT, max_tokens=20, ignore_eos=True, stop_token_ids=(stop,))
    assert [token.id for token in tokens] == free[: free.index(stop)]
    assert ending is not None
    assert ending.id == stop


def test_min_tokens_keeps_the_end_away(engine: TransformersEngine) -> None:
    free = _ids(engine, PROMPT, max_tokens=20, ignore_eos=True)
    tokens, _ = _run(engine, PROMPT, max_tokens=20, min_tokens=12, stop_token_ids=(free[0],))
    assert len(tokens) >= 12
    assert free[0] not in [token.id for token in tokens[:12]]


def test_logprobs_are_those_of_the_model(engine: TransformersEngine, model: Any) -> None:
    import torch

    tokens, _ = _run(
        engine, PROMPT, max_tokens=5, temperature=1.5, seed=3, logprobs=3, ignore_eos=True
    )
    ids = PROMPT + [token.id for token in tokens]
    with torch.inference_mode():
        logprobs = model(torch.tensor([ids])).logits[0].log_softmax(-1)
    for position, token in enumerate(tokens, start=len(PROMPT) - 1):
        assert token.logprob == pytest.approx(float(logprobs[position, token.id]), abs=1e-4)
        top = logprobs[position].topk(3)
        assert [other for other, _ in token.alternatives] == top.indices.tolist()
        assert [p for _, p in token.alternatives] == pytest.approx(top.values.tolist(), abs=1e-4)


def test_a_masked_token_is_never_generated(model: Any) -> None:
    free = TransformersEngine(model, "free")
    greedy = _ids(free, PROMPT, max_tokens=20, ignore_eos=True)
    masked = sorted({greedy[0], greedy[-1]})
    engine = TransformersEngine(model, "masked", masked)
    drawn = _ids(engine, PROMPT, max_tokens=150, temperature=2.0, seed=0, ignore_eos=True)
    early = _ids(engine, PROMPT, max_tokens=20, min_tokens=20)
    assert not set(masked) & {*_ids(engine, PROMPT, max_tokens=20, ignore_eos=True), *drawn, *early}
    assert set(masked) & set(
        _ids(free, PROMPT, max_tokens=150, temperature=2.0, seed=0, ignore_eos=True)
    )


def test_a_mask_that_hides_nothing_likely_changes_nothing(model: Any) -> None:
    options = {"max_tokens": 20, "ignore_eos": True, "logprobs": 3}
    free = _run(TransformersEngine(model, "free"), PROMPT, **options)[0]
    seen = {token.id for token in free}
    seen |= {other for token in free for other, _ in token.alternatives}
    masked = [token for token in range(3, 300) if token not in seen]
    assert _run(TransformersEngine(model, "masked", masked), PROMPT, **options)[0] == free


def test_masked_tokens_are_no_alternatives_and_leave_log_probabilities_alone(model: Any) -> None:
    options = {"max_tokens": 1, "ignore_eos": True, "logprobs": 4}
    [free] = _run(TransformersEngine(model, "free"), PROMPT, **options)[0]
    engine = TransformersEngine(model, "masked", [free.id])
    [token] = _run(engine, PROMPT, **options)[0]
    assert token.alternatives[:3] == free.alternatives[1:]
    assert (token.id, token.logprob) == free.alternatives[1]


def test_the_window_is_enforced_before_the_model_runs(engine: TransformersEngine) -> None:
    prompt = [30] * (WINDOW - 10)
    with pytest.raises(InputError, match=rf"{WINDOW} in all; ask for at most 10 new tokens"):
        next(engine.generate(prompt, Sampling(max_tokens=11)))
    assert len(_ids(engine, prompt, max_tokens=10, ignore_eos=True)) == 10


@pytest.mark.parametrize("token", [-1, 10**6])
def test_a_token_outside_the_vocabulary_is_refused(engine: TransformersEngine, token: int) -> None:
    with pytest.raises(InputError, match="tokenizer"):
        next(engine.generate([token], Sampling(max_tokens=5)))


def test_output_that_is_not_a_number_is_an_error(tmp_path: Path) -> None:
    import torch

    write_tiny_opt(tmp_path / "model")
    model = load_tiny(tmp_path / "model")
    with torch.no_grad():
        model.get_input_embeddings().weight.fill_(float("nan"))
    with pytest.raises(ModelError, match="not a number"):
        _run(TransformersEngine(model, "broken"), PROMPT, max_tokens=5)
