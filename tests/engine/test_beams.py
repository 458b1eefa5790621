"""Beam search, held against transformers' own."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_galactica.engine import transformers_engine
from jupyterlab_galactica.engine.interface import Beam, BeamSearch, BeamStep, Prefill
from jupyterlab_galactica.engine.transformers_engine import TransformersEngine
from jupyterlab_galactica.errors import InputError, ModelError

from ..tiny_models import WINDOW, load_tiny, write_tiny_llama, write_tiny_opt

PROMPT = [10, 40, 200, 33, 128]
EOS = 2


@pytest.fixture(scope="module", params=["opt", "llama"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("beams") / request.param
    if request.param == "opt":
        write_tiny_opt(folder, extra_rows=1, biases=True)
    else:
        write_tiny_llama(folder, extra_rows=1)
    return load_tiny(folder)


@pytest.fixture(scope="module")
def engine(model: Any) -> TransformersEngine:
    return TransformersEngine(model, "tiny")


def _beams(engine: TransformersEngine, prompt: list[int], **options: Any) -> list[Beam]:
    steps = engine.search(prompt, BeamSearch(**options))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            beams: list[Beam] = end.value
            return beams


def _ids(beams: list[Beam]) -> list[list[int]]:
    return [[token.id for token in beam.tokens] for beam in beams]


def _reference(
    model: Any, prompt: list[int], ends: list[int], width: int, max_tokens: int, **options: Any
) -> tuple[list[list[int]], list[float]]:
    """The new tokens of transformers' hypotheses, cut after their end, and their scores."""
    import torch

    found = model.generate(
        torch.tensor([prompt]),
        attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
        num_beams=width,
        num_return_sequences=width,
        max_new_tokens=max_tokens,
        do_sample=False,
        early_stopping=False,
        eos_token_id=ends or None,
        pad_token_id=0,
        return_dict_in_generate=True,
        output_scores=True,
        **options,
    )
    cut = []
    for row in found.sequences[:, len(prompt) :].tolist():
        lengths = [place + 1 for place, token in enumerate(row) if token in ends]
        cut.append(row[: min(lengths, default=max_tokens)])
    return cut, found.sequences_scores.tolist()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    prompt=st.lists(st.integers(3, 290), min_size=1, max_size=12),
    width=st.integers(2, 6),
    max_tokens=st.integers(1, 12),
    length_penalty=st.sampled_from([0.0, 0.5, 1.0, 2.0, -1.0]),
    stops=st.sets(st.integers(3, 290), max_size=3),
)
def test_hypotheses_and_their_order_are_those_of_transformers(
    model: Any,
    prompt: list[int],
    width: int,
    max_tokens: int,
    length_penalty: float,
    stops: set[int],
) -> None:
    # Tokens that do come up, so that beams end at different lengths.
    likely = _ids(_beams(TransformersEngine(model, "m"), prompt, width=4, max_tokens=6))
    ends = sorted({EOS, *stops, likely[-1][-1], likely[1][0]})
    expected, scores = _reference(
        model, prompt, ends, width, max_tokens, length_penalty=length_penalty
    )
    beams = _beams(
        TransformersEngine(model, "m"),
        prompt,
        width=width,
        max_tokens=max_tokens,
        stop_token_ids=tuple(ends),
        length_penalty=length_penalty,
    )
    assert _ids(beams) == expected
    for beam, score in zip(beams, scores, strict=True):
        total = sum(token.logprob or 0.0 for token in beam.tokens)
        assert total / len(beam.tokens) ** length_penalty == pytest.approx(score, abs=1e-4)
        assert beam.finished == (beam.tokens[-1].id in ends)


def test_a_prompt_read_in_slices_gives_the_same_beams(
    engine: TransformersEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _beams(engine, PROMPT * 8, width=3, max_tokens=8)
    monkeypatch.setattr(transformers_engine, "PREFILL_SLICE", 7)
    assert _ids(_beams(engine, PROMPT * 8, width=3, max_tokens=8)) == _ids(whole)


def test_one_beam_is_greedy(engine: TransformersEngine, model: Any) -> None:
    import torch

    output = model.generate(torch.tensor([PROMPT]), max_new_tokens=10, do_sample=False)
    [beam] = _beams(engine, PROMPT, width=1, max_tokens=10)
    assert _ids([beam])[0] == output[0, len(PROMPT) :].tolist()


def test_log_probabilities_are_those_of_the_model(engine: TransformersEngine, model: Any) -> None:
    import torch

    for beam in _beams(engine, PROMPT, width=4, max_tokens=6):
        ids = PROMPT + [token.id for token in beam.tokens]
        with torch.inference_mode():
            logprobs = model(torch.tensor([ids])).logits[0].log_softmax(-1)
        for position, token in enumerate(beam.tokens, start=len(PROMPT) - 1):
            assert token.logprob == pytest.approx(float(logprobs[position, token.id]), abs=1e-4)


def test_masked_tokens_are_in_no_beam_and_change_no_log_probability(
    engine: TransformersEngine, model: Any
) -> None:
    free = _beams(engine, PROMPT, width=4, max_tokens=8, ignore_eos=True)
    masked = {beam.tokens[0].id for beam in free[:2]}
    search = {"width": 4, "max_tokens": 8, "ignore_eos": True}
    beams = _beams(TransformersEngine(model, "m", masked=sorted(masked)), PROMPT, **search)
    assert not masked & {token.id for beam in beams for token in beam.tokens}
    assert _ids(beams) == _reference(model, PROMPT, [], 4, 8, suppress_tokens=sorted(masked))[0]


def test_without_an_end_every_beam_runs_out_of_tokens(engine: TransformersEngine) -> None:
    beams = _beams(engine, PROMPT, width=3, max_tokens=5, ignore_eos=True)
    assert [(len(beam.tokens), beam.finished) for beam in beams] == [(5, False)] * 3
    assert len({tuple(ids) for ids in _ids(beams)}) == 3


def test_the_prompt_is_read_once_then_each_token_can_be_the_last(
    engine: TransformersEngine,
) -> None:
    with closing(engine.search(PROMPT, BeamSearch(width=3, max_tokens=9))) as steps:
        seen = [next(steps) for _ in range(3)]
    assert seen == [Prefill(0, len(PROMPT)), BeamStep(0, 9), BeamStep(1, 9)]


def test_the_window_is_enforced_before_the_model_runs(engine: TransformersEngine) -> None:
    prompt = [30] * (WINDOW - 4)
    with pytest.raises(InputError, match="shorten the prompt"):
        next(engine.search(prompt, BeamSearch(width=2, max_tokens=5)))
    assert len(_beams(engine, prompt, width=2, max_tokens=4)) == 2


def test_output_that_is_not_a_number_is_an_error(tmp_path: Path) -> None:
    import torch

    write_tiny_opt(tmp_path / "model")
    model = load_tiny(tmp_path / "model")
    with torch.no_grad():
        model.get_input_embeddings().weight.fill_(float("nan"))
    with pytest.raises(ModelError, match="not a number"):
        _beams(TransformersEngine(model, "broken"), PROMPT, width=2, max_tokens=5)
