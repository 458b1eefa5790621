from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models import diffs
from jupyterlab_galactica.models.checkpoint import FolderCheckpoint
from jupyterlab_galactica.models.diffs import (
    RecoveredCheckpoint,
    is_weight_diff,
    mean_row,
)
from jupyterlab_galactica.models.manifest import MANIFEST

from .weight_pairs import (
    assert_same,
    change_weights,
    whole_model_recovery,
    write_pair,
    write_weights,
)

EMBEDDING = "model.embed_tokens.weight"


@pytest.mark.parametrize("more_rows", [0, 1])
def test_reading_gives_base_plus_diff_rounded_once(tmp_path: Path, more_rows: int) -> None:
    base, diff = write_pair(tmp_path, more_rows=more_rows)
    weights = RecoveredCheckpoint(base, diff)
    ours = {key: weights.read(key) for key in weights.tensors}
    assert_same(ours, whole_model_recovery(base, diff, torch.bfloat16))
    assert {key: tuple(value.shape) for key, value in ours.items()} == {
        key: info.shape for key, info in weights.tensors.items()
    }


def test_a_chosen_dtype_is_what_is_read(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path)
    weights = RecoveredCheckpoint(base, diff, torch.float32)
    ours = {key: weights.read(key) for key in weights.tensors}
    assert_same(ours, whole_model_recovery(base, diff, torch.float32))


@given(cuts=st.lists(st.integers(0, 400), max_size=4), chunk=st.integers(1, 5000))
@settings(max_examples=30, deadline=None)
def test_any_rows_are_those_of_the_whole_tensor(
    cuts: list[int], chunk: int, pair: tuple[Path, Path]
) -> None:
    weights = RecoveredCheckpoint(*pair)
    whole = weights.read(EMBEDDING)
    edges = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diffs, "_ELEMENTS_AT_ONCE", chunk)
        pieces = [weights.read(EMBEDDING, *bounds) for bounds in pairwise(edges)]
    assert torch.equal(torch.cat(pieces), whole)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_pair(tmp_path_factory.mktemp("pair"))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
@pytest.mark.parametrize(
    ("rows", "columns"), [(1, 64), (7, 1), (1001, 33), (777, 96), (3000, 200), (2000, 1088)]
)
@pytest.mark.parametrize("block", [1, 64 * 2**20])
def test_the_mean_row_has_the_bits_of_the_whole_matrix_mean(
    tmp_path: Path, rows: int, columns: int, dtype: torch.dtype, block: int
) -> None:
    torch.manual_seed(rows)
    matrix = (0.02 * torch.randn(rows, columns)).to(dtype)
    write_weights(tmp_path, {"matrix": matrix}, "safetensors")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diffs, "_COLUMN_BLOCK_BYTES", block)
        mean = mean_row(FolderCheckpoint(tmp_path), "matrix")
    assert torch.equal(mean, matrix.float().mean(0))


@pytest.mark.parametrize("side", ["base", "diff"])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_no_number_names_side_key_and_file(
    tmp_path: Path, side: str, value: float
) -> None:
    base, diff = write_pair(tmp_path)
    key = "model.layers.1.mlp.up_proj.weight"
    change_weights(tmp_path / side, lambda weights: weights[key][3].fill_(value))
    weights = RecoveredCheckpoint(base, diff)
    weights.read("model.layers.0.mlp.up_proj.weight")
    with pytest.raises(ModelError, match=rf"{side}'s {key} in .*{side}/model.safetensors"):
        weights.read(key)


def test_a_value_too_large_for_fp16_is_an_error_that_names_the_key(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path, base_dtype=torch.float32)
    key = "model.layers.0.mlp.up_proj.weight"
    change_weights(base, lambda weights: weights[key][0].fill_(7e4))
    assert RecoveredCheckpoint(base, diff, torch.bfloat16).read(key).isfinite().all()
    with pytest.raises(ModelError, match=f"{key} .* too large for float16; take bf16"):
        RecoveredCheckpoint(base, diff, torch.float16).read(key)


def test_a_diff_is_recognised_by_its_weights_whatever_its_name(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path)
    assert is_weight_diff(diff)
    assert not is_weight_diff(base)
    base = base.rename(tmp_path / "tulu-weight-diff")
    assert not is_weight_diff(base)


def test_the_name_tells_a_diff_where_the_weights_do_not(tmp_path: Path) -> None:
    base, _ = write_pair(tmp_path)
    change_weights(base, lambda weights: weights.pop("model.norm.weight"))
    assert not is_weight_diff(base)
    snapshot = tmp_path / "models--allenai--tulu-7b" / "snapshots" / "0123"
    snapshot.parent.mkdir(parents=True)
    assert is_weight_diff(base.rename(snapshot))


def test_a_recovered_or_galactica_model_is_no_diff(tmp_path: Path, tiny_model: Path) -> None:
    _, diff = write_pair(tmp_path)
    (diff / MANIFEST).write_text("{}")
    assert not is_weight_diff(diff)
    assert not is_weight_diff(tiny_model)
