"""The compiled engine against transformers: small random models of both shapes, in both forms."""

from __future__ import annotations

import gc
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jupyterlab_galactica.engine import loaded
from jupyterlab_galactica.engine.compiled.engine import CompiledEngine
from jupyterlab_galactica.engine.compiled.prefixes import Prefixes
from jupyterlab_galactica.engine.interface import BeamSearch, Prefill, Sampling, Token
from jupyterlab_galactica.errors import InputError, ModelError
from jupyterlab_galactica.models.machine import Machine

from ...tiny_models import WINDOW, load_tiny, write_tiny_llama, write_tiny_opt

HERE = Machine(16 * 2**30, compiler=True)
PROMPT = [10, 40, 200, 33, 128]

WRITERS: dict[str, Callable[[Path], None]] = {
    "opt": write_tiny_opt,
    "opt-biases-norms": lambda folder: write_tiny_opt(folder, biases=True, norm_weights=True),
    "llama": write_tiny_llama,
}


@pytest.fixture(scope="module", params=sorted(WRITERS))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / request.param
    WRITERS[request.param](path)
    return path


def load(folder: Path, precision: Any = "int8") -> CompiledEngine:
    candidate = loaded.prepare(str(folder), precision, HERE, lambda progress: None)
    engine = loaded.load(candidate, lambda progress: None).engine
    assert isinstance(engine, CompiledEngine)
    return engine


def dequantized(folder: Path, engine: CompiledEngine) -> Any:
    """transformers' model with the weights that the engine holds: what is left is arithmetic."""
    import torch

    from jupyterlab_galactica.engine.compiled import weights as arrays
    from jupyterlab_galactica.engine.compiled.quantize import dequantize
    from jupyterlab_galactica.models.decoder_shape import NAMES

    model = load_tiny(folder)
    held = engine._decoder.weights
    places = arrays._places(NAMES[model.config.model_type], engine._decoder.shape, held)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            place = places[name]
            if isinstance(place.target, arrays.Matrix):
                levels, scale = (torch.from_numpy(a[place.layer]) for a in place.target[:2])
                whole = dequantize(levels, scale, torch.float32)
                rows = slice(place.first, place.first + parameter.shape[0])
                parameter.copy_(whole[rows, : parameter.shape[1]])
    return model


def logits_after(model: Any, ids: list[int]) -> Any:
    import torch

    with torch.inference_mode():
        return model(torch.tensor([ids])).logits[0].float()


def ids_of(steps: Iterator[Prefill | Token]) -> list[int]:
    return [step.id for step in steps if isinstance(step, Token)]


@pytest.mark.parametrize("precision", ["int8", "int4"])
def test_logprobs_are_those_of_the_quantized_weights(folder: Path, precision: str) -> None:
    engine = load(folder, precision)
    model = dequantized(folder, engine)
    options = Sampling(max_tokens=40, logprobs=0, ignore_eos=True)
    for prompt in (PROMPT, PROMPT * 8):  # read by steps, and by torch
        tokens = [t for t in engine.generate(prompt, options) if isinstance(t, Token)]
        ids = prompt + [token.id for token in tokens]
        expected = logits_after(model, ids).log_softmax(-1)
        for place, token in enumerate(tokens, len(prompt) - 1):
            assert token.logprob == pytest.approx(float(expected[place, token.id]), abs=0.15)


@pytest.mark.parametrize("precision", ["int8", "int4"])
def test_a_text_read_token_by_token_gives_the_logits_of_the_quantized_weights(
    folder: Path, precision: str
) -> None:
    engine = load(folder, precision)
    ids = [5 + (7 * i) % 250 for i in range(60)]
    streams = _streams(engine)
    got = [advanced(streams, token)[0] for token in ids]
    expected = logits_after(dequantized(folder, engine), ids)
    for row, logits in enumerate(got):
        error = float((logits - expected[row]).norm() / expected[row].norm())
        assert error < 0.01
    streams.close()


def _streams(engine: CompiledEngine) -> Any:
    from jupyterlab_galactica.engine.compiled.streams import Streams

    return Streams(engine._decoder, engine._batch, engine._prefixes)


def advanced(streams: Any, token: int) -> Any:
    streams.put([token])
    return streams.take()


def test_one_thread_and_more_threads_than_cores_give_the_same(folder: Path) -> None:
    from jupyterlab_galactica.engine.compiled.decoder import Decoder

    weights = load(folder)._decoder
    texts = []
    for threads in (1, 2, 7):
        decoder = Decoder(weights.shape, weights.weights, 4 * WINDOW, threads)
        engine = CompiledEngine(decoder, "tiny", frozenset())
        texts.append(ids_of(engine.generate(PROMPT * 4, Sampling(max_tokens=60))))
    assert texts[0] == texts[1] == texts[2]


def test_a_prompt_in_slices_gives_what_it_gives_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyterlab_galactica.engine.compiled import engine as module

    write_tiny_opt(tmp_path / "opt")
    engine = load(tmp_path / "opt")
    prompt = [5 + (7 * i) % 250 for i in range(100)]
    options = Sampling(max_tokens=1, logprobs=0, ignore_eos=True)
    whole = next(t for t in engine.generate(prompt, options) if isinstance(t, Token))
    engine._prefixes = Prefixes(engine._decoder.pool, 0)
    monkeypatch.setattr(module, "PREFILL_SLICE", 30)
    steps = list(engine.generate(prompt, options))
    # Between two of its two layers others have their turn; the last nine are read by a step.
    done = [s.done for s in steps if isinstance(s, Prefill)]
    assert done == [0, 15, 30, 45, 60, 75, 90, 99]
    sliced = next(t for t in steps if isinstance(t, Token))
    assert sliced.id == whole.id
    assert sliced.logprob == pytest.approx(whole.logprob, abs=0.1)


def test_an_empty_prompt_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="The prompt is empty"):
        next(load(folder).generate([], Sampling()))


def test_prompt_and_answer_fill_the_window_exactly_and_no_more(folder: Path) -> None:
    engine = load(folder)
    full = [5] * (WINDOW - 3)
    assert len(ids_of(engine.generate(full, Sampling(max_tokens=3, ignore_eos=True)))) == 3
    with pytest.raises(InputError, match="at most 3 new tokens"):
        next(engine.generate(full, Sampling(max_tokens=4)))
    with pytest.raises(InputError, match="holds 256 in all"):
        next(engine.generate([5] * WINDOW, Sampling(max_tokens=1)))


def test_an_id_outside_of_the_vocabulary_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="Token 100000 is not among"):
        next(load(folder).generate([100_000], Sampling(max_tokens=1)))


def test_cancelled_at_any_token_it_gives_its_cells_back_and_goes_on(folder: Path) -> None:
    engine = load(folder)
    options = Sampling(max_tokens=12, ignore_eos=True)
    expected = ids_of(engine.generate(PROMPT * 3, options))
    for stop in range(14):
        with closing(engine.generate(PROMPT * 3, options)) as steps:
            for _ in range(stop):
                if next(steps, None) is None:
                    break
        assert engine._decoder.pool.used == engine._prefixes.cells
    assert ids_of(engine.generate(PROMPT * 3, options)) == expected


def test_beams_are_those_of_a_search_over_the_same_weights(folder: Path) -> None:
    engine = load(folder)
    beams = _beams(engine, width=4, max_tokens=8)
    assert len(beams) == 4
    expected = logits_after(dequantized(folder, engine), PROMPT)
    for beam in beams:
        text = PROMPT + [token.id for token in beam.tokens]
        expected = logits_after(dequantized(folder, engine), text).log_softmax(-1)
        total = sum(
            float(expected[place, token.id])
            for place, token in enumerate(beam.tokens, len(PROMPT) - 1)
        )
        assert sum(token.logprob or 0.0 for token in beam.tokens) == pytest.approx(total, abs=0.2)
    assert engine._decoder.pool.used == engine._prefixes.cells == len(PROMPT)


def _beams(engine: CompiledEngine, **options: int) -> Any:
    search = engine.search(PROMPT, BeamSearch(ignore_eos=True, **options))
    while True:
        try:
            next(search)
        except StopIteration as end:
            return end.value


def test_nan_logits_are_told_and_not_answered(folder: Path) -> None:
    engine = load(folder)
    weights = engine._decoder.weights
    for damaged in (weights.down.scale, weights.final_norm.weight, weights.attention_norm.bias):
        before = damaged.copy()
        damaged[:] = math.nan
        for prompt in (PROMPT, PROMPT * 5):
            with pytest.raises(ModelError, match="not a number"):
                list(engine.generate(prompt, Sampling(max_tokens=3)))
        damaged[:] = before
    assert len(ids_of(engine.generate(PROMPT, Sampling(max_tokens=3, ignore_eos=True)))) == 3


def test_memory_is_given_back_when_the_model_is_unloaded(folder: Path) -> None:
    import weakref

    engine = load(folder)
    list(engine.generate(PROMPT * 4, Sampling(max_tokens=5)))
    weights = weakref.ref(engine._decoder.weights.down.levels)
    cells = weakref.ref(engine._decoder.pool.cells.keys)
    helpers = [t for t in threading.enumerate() if t.name.startswith("galactica-step")]
    del engine
    gc.collect()
    for helper in helpers:
        helper.join(10)
    assert not any(helper.is_alive() for helper in helpers)
    assert weights() is None
    assert cells() is None


def test_equal_streams_in_one_step_get_equal_logits(folder: Path) -> None:
    engine = load(folder)
    decoder, window = engine._decoder, engine.context_window
    streams = 7
    tables = np.zeros((streams, window), np.int32)
    alone = _streams(engine)
    for position, token in enumerate(PROMPT * 3):
        one = advanced(alone, token)
        tables[:, position] = decoder.pool.take(streams)
        all_of_them = decoder.step([token] * streams, [position] * streams, range(streams), tables)
        assert float((all_of_them - one).abs().max()) < 1e-3 * float(one.abs().max())
    alone.close()


def _read_by(engine: CompiledEngine, prompt: list[int], count: int) -> tuple[int, list[int]]:
    """How many tokens of the prompt were there already, and the new ones."""
    steps = list(engine.generate(prompt, Sampling(max_tokens=count, ignore_eos=True)))
    first = next(step for step in steps if isinstance(step, Prefill))
    return first.done, ids_of(iter(steps))


def test_a_retried_cell_reads_nothing_but_the_last_token_and_answers_the_same(folder: Path) -> None:
    engine = load(folder)
    prompt = PROMPT * 5
    known, answer = _read_by(engine, prompt, 10)
    assert known == 0
    assert _read_by(engine, prompt, 10) == (len(prompt) - 1, answer)


def test_the_next_turn_of_a_conversation_reads_only_what_is_new(folder: Path) -> None:
    engine = load(folder)
    prompt = PROMPT * 5
    for _ in range(5):
        _, answer = _read_by(engine, prompt, 4)
        turn = [*prompt, *answer, 7, 9, 11]
        known, _ = _read_by(engine, turn, 1)
        assert known == len(prompt) + len(answer) - 1  # the last token was not read back
        prompt = turn


def test_texts_take_no_more_cells_than_a_window_and_the_least_used_goes_first(
    folder: Path,
) -> None:
    engine = load(folder)
    preamble = [5 + (7 * i) % 250 for i in range(120)]
    for question in range(6):
        known, _ = _read_by(engine, [*preamble, *[question + 20] * 50], 5)
        assert known == (120 if question else 0)
        assert engine._decoder.pool.used <= WINDOW
    other = [9] * 230
    assert _read_by(engine, other, 20)[0] == 0
    assert engine._decoder.pool.used <= WINDOW
    assert _read_by(engine, preamble, 1)[0] == 0
