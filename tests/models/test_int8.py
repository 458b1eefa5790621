from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_galactica.models import int8, loading
from jupyterlab_galactica.models.checkpoint import FolderCheckpoint
from jupyterlab_galactica.models.config_file import read_config
from jupyterlab_galactica.models.estimate import estimate
from jupyterlab_galactica.models.loading import load_model
from jupyterlab_galactica.models.placement import CPU

from ..tiny_models import write_tiny_llama, write_tiny_opt


def _load(folder: Path, precision: Any = "int8") -> Any:
    return load_model(FolderCheckpoint(folder), folder, precision, CPU, lambda fraction: None)


@given(
    rows=st.integers(1, 5),
    columns=st.integers(1, 70),
    size=st.floats(1e-6, 1e4),
    seed=st.integers(0, 2**31),
)
def test_each_weight_is_within_half_a_step_of_its_row(
    rows: int, columns: int, size: float, seed: int
) -> None:
    import torch

    weight = size * torch.randn(rows, columns, generator=torch.Generator().manual_seed(seed))
    levels, scale = int8.quantize_rows(weight)
    assert levels.dtype == torch.int8
    error = (levels.float() * scale.float()[:, None] - weight).abs()
    # The scale is rounded to bf16, so that the largest of a row may be cut a little.
    step = weight.abs().amax(1, keepdim=True) / 127
    assert (error <= step * 1.01).all()
    assert (error.mean(1) <= step[:, 0] * 0.6).all()


def test_a_row_of_zeros_stays_one() -> None:
    import torch

    levels, scale = int8.quantize_rows(torch.zeros(2, 8))
    assert not levels.any()
    assert not scale.any()


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("tokens", [1, 7, 100])
def test_the_product_is_that_of_the_dequantized_weights(
    packed: bool, tokens: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setattr(int8, "_has_packed_product", lambda: packed)
    levels, scale = int8.quantize_rows(torch.randn(96, 64))
    bias = torch.randn(96).bfloat16()
    layer = int8.Int8Linear(96, 64, bias)
    layer.weight = torch.nn.Parameter(levels, requires_grad=False)
    layer.scale = torch.nn.Parameter(scale, requires_grad=False)
    inputs = torch.randn(2, tokens, 64).bfloat16()
    exact = inputs.float() @ (levels.float() * scale.float()[:, None]).T + bias.float()
    found = layer(inputs)
    assert found.shape == (2, tokens, 96)
    assert found.dtype == torch.bfloat16
    assert (found.float() - exact).abs().max() <= 0.02 * exact.abs().max()


@pytest.mark.parametrize("write", [write_tiny_opt, write_tiny_llama])
def test_a_model_in_int8_answers_nearly_as_in_full_precision(write: Any, tmp_path: Path) -> None:
    import torch

    write(tmp_path / "model")
    ids = torch.tensor([[5, 40, 200, 33, 128, 7]])
    with torch.inference_mode():
        quantized = _load(tmp_path / "model")(input_ids=ids).logits.float()
        exact = _load(tmp_path / "model", "fp32")(input_ids=ids).logits
    cosine = torch.nn.functional.cosine_similarity(quantized, exact, dim=-1)
    assert cosine.min() > 0.99


def test_rows_quantized_in_blocks_are_those_quantized_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    write_tiny_opt(tmp_path / "model", biases=True, norm_weights=True)
    whole = _load(tmp_path / "model").state_dict()
    monkeypatch.setattr(loading, "_BLOCK_BYTES", 1000)
    blocks = _load(tmp_path / "model").state_dict()
    assert all(torch.equal(blocks[name], tensor) for name, tensor in whole.items())


def test_it_takes_the_memory_that_was_estimated(tmp_path: Path) -> None:
    write_tiny_opt(tmp_path / "model", biases=True, norm_weights=True)
    taken = sum(parameter.nbytes for parameter in _load(tmp_path / "model").parameters())
    assert taken == estimate(read_config(tmp_path / "model"), "int8").weights
