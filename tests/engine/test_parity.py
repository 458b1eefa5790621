"""The engine over models loaded by us, held against transformers' own loading and generation.

In 32 bits, for every shape and file layout the family comes in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_galactica.engine import transformers_engine
from jupyterlab_galactica.engine.interface import Sampling, Token
from jupyterlab_galactica.engine.transformers_engine import TransformersEngine
from jupyterlab_galactica.models.tokenizer import Tokenizer

from ..tiny_models import load_tiny, write_tiny_llama, write_tiny_opt

FORMS: dict[str, Callable[[Path], None]] = {
    "opt": write_tiny_opt,
    "opt, sharded": partial(write_tiny_opt, shards=True),
    "opt, bin": partial(write_tiny_opt, files="bin"),
    "opt, bin, sharded": partial(write_tiny_opt, files="bin", shards=True),
    "opt, biases": partial(write_tiny_opt, biases=True),
    "opt, norm weights": partial(write_tiny_opt, norm_weights=True),
    "opt, biases and norm weights, bin, sharded": partial(
        write_tiny_opt, biases=True, norm_weights=True, files="bin", shards=True
    ),
    "opt, one row more": partial(write_tiny_opt, extra_rows=1),
    "llama": write_tiny_llama,
    "llama, bin": partial(write_tiny_llama, files="bin"),
    "llama, one row more": partial(write_tiny_llama, extra_rows=1),
    "llama, one row more, bin, sharded": partial(
        write_tiny_llama, extra_rows=1, files="bin", shards=True
    ),
}
PROMPTS = [[5], [10, 40, 200, 33, 128], [20 + (7 * i) % 270 for i in range(67)]]
TEXTS = [
    "The Transformer architecture",
    "x^2",
    "Attention Is All You Need, and it is all one needs",
]
EOS = 2


@pytest.fixture(scope="module", params=FORMS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parity") / "model"
    FORMS[request.param](path)
    return path


@pytest.fixture(scope="module")
def engine(folder: Path) -> TransformersEngine:
    return TransformersEngine(load_tiny(folder), "tiny")


@pytest.fixture(scope="module")
def reference(folder: Path) -> Any:
    import torch
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


def _ids(engine: TransformersEngine, prompt: list[int], count: int = 30) -> list[int]:
    steps = engine.generate(prompt, Sampling(max_tokens=count))
    return [step.id for step in steps if isinstance(step, Token)]


def _generated(reference: Any, prompts: list[list[int]], masks: Any = None) -> list[list[int]]:
    """What transformers writes after each prompt, up to its end."""
    import torch

    output = reference.generate(
        torch.tensor(prompts),
        attention_mask=torch.tensor(masks or [[1] * len(prompt) for prompt in prompts]),
        max_new_tokens=30,
        do_sample=False,
        pad_token_id=0,
    )
    rows = output[:, len(prompts[0]) :].tolist()
    return [row[: row.index(EOS)] if EOS in row else row for row in rows]


@pytest.mark.parametrize("prompt", PROMPTS, ids=len)
def test_greedy_tokens_are_those_of_transformers(
    engine: TransformersEngine, reference: Any, prompt: list[int]
) -> None:
    assert _ids(engine, prompt) == _generated(reference, [prompt])[0]


def test_a_prompt_read_in_slices_gives_the_tokens_of_transformers(
    engine: TransformersEngine, reference: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transformers_engine, "PREFILL_SLICE", 16)
    assert _ids(engine, PROMPTS[-1]) == _generated(reference, [PROMPTS[-1]])[0]


def test_logits_of_slices_and_steps_are_those_of_one_pass(
    engine: TransformersEngine, reference: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    logits = []
    read = transformers_engine._Streams.read

    def recorded(streams: Any, rows: Any, positions: int = 1) -> Any:
        logits.append(read(streams, rows, positions)[0])
        return logits[-1][None]

    prompt = PROMPTS[-1]
    monkeypatch.setattr(transformers_engine, "PREFILL_SLICE", 16)
    monkeypatch.setattr(transformers_engine._Streams, "read", recorded)
    steps = engine.generate(prompt, Sampling(max_tokens=20, ignore_eos=True))
    new = [step.id for step in steps if isinstance(step, Token)]
    with torch.inference_mode():
        whole = reference(torch.tensor([prompt + new[:-1]])).logits[0]
    ends = [*range(15, len(prompt) - 1, 16), *range(len(prompt) - 1, len(whole))]
    assert len(logits) == len(ends)
    assert torch.allclose(torch.stack(logits), whole[ends], rtol=0, atol=1e-4)


def test_neither_batch_nor_padding_changes_a_sequences_tokens(
    engine: TransformersEngine, reference: Any, folder: Path
) -> None:
    tokenizer = Tokenizer.from_folder(folder)
    batch = tokenizer.encode_batch(TEXTS, limit=100)
    assert len({sum(row) for row in batch.mask}) == len(TEXTS)
    together = _generated(reference, [*map(list, batch.ids)], [*map(list, batch.mask)])
    assert [_ids(engine, tokenizer.encode(text)) for text in TEXTS] == together


def test_a_row_that_was_added_can_be_kept_from_being_written(
    engine: TransformersEngine, reference: Any, folder: Path
) -> None:
    import torch

    masked = [_ids(engine, PROMPTS[1])[0], reference.config.vocab_size - 1]
    output = reference.generate(
        torch.tensor([PROMPTS[1]]), max_new_tokens=30, do_sample=False, suppress_tokens=masked
    )
    expected = output[0, len(PROMPTS[1]) :].tolist()
    guarded = TransformersEngine(engine._model, "guarded", masked)
    assert _ids(guarded, PROMPTS[1]) == [token for token in expected if token != EOS]


@settings(max_examples=5, deadline=None, derandomize=True)
@given(
    prompt=st.lists(st.integers(3, 299), min_size=1, max_size=80),
    cut=st.integers(1, 40),
)
def test_any_prompt_cut_anywhere_gives_the_tokens_of_transformers(
    engine: TransformersEngine, reference: Any, prompt: list[int], cut: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(transformers_engine, "PREFILL_SLICE", cut)
        assert _ids(engine, prompt) == _generated(reference, [prompt])[0]
