from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models.checkpoint import FolderCheckpoint
from jupyterlab_galactica.models.pairs import open_pair
from jupyterlab_galactica.models.rotary import looks_interleaved

from .weight_pairs import Weights, change_config, change_weights, write_pair, write_weights


def _refused(base: Path, diff: Path, reason: str) -> None:
    with pytest.raises(ModelError, match=reason) as refusal:
        open_pair(base, diff)
    message = str(refusal.value)
    assert message.endswith(".")
    assert ". " not in message
    assert "; " in message or "get the" in message


def test_a_base_and_its_diff_are_opened(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path)
    opened = open_pair(base, diff)
    assert [weights.folder for weights in opened] == [base, diff]


def test_two_trained_models_differences_with_untouched_norms_are_a_diff(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path)
    change_weights(diff, lambda weights: weights["model.norm.weight"].zero_())
    open_pair(base, diff)


def test_tables_that_old_files_stored_are_no_difference(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path)
    key = "model.layers.0.self_attn.rotary_emb.inv_freq"
    change_weights(base, lambda weights: weights.update({key: torch.ones(16)}))
    open_pair(base, diff)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"max_position_embeddings": 4096}, "4096 as in Llama 2"),
        ({"num_key_value_heads": 1}, "2 heads share 1"),
        ({"rope_theta": 1e6, "rope_parameters": None}, "rope_theta is 1e"),
        ({"rope_parameters": {"rope_theta": 500000.0}}, "rope_theta is 500000"),
        ({"_name_or_path": "meta-llama/Llama-2-7b-hf"}, "Llama 2 or later"),
        ({"model_type": "opt"}, "type 'opt'.*LLaMA only"),
        ({"model_type": "mistral"}, "type 'mistral'.*LLaMA only"),
    ],
)
def test_a_base_whose_configuration_is_not_the_first_llamas_is_refused(
    tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    base, diff = write_pair(tmp_path)
    change_config(base, **changes)
    _refused(base, diff, reason)


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("Llama-2-7b-hf", True),
        ("llama2_7b", True),
        ("Meta-Llama-3-8B", True),
        ("CodeLlama-7b-hf", True),
        ("open_llama_7b", True),
        ("llama-7b", False),
        ("llama-30b", False),
        ("llama_3b_test", False),
    ],
)
def test_a_base_named_after_another_llama_is_refused(
    tmp_path: Path, name: str, refused: bool
) -> None:
    base, diff = write_pair(tmp_path)
    base = base.rename(tmp_path / name)
    if refused:
        _refused(base, diff, "not the first LLaMA")
    else:
        open_pair(base, diff)


def test_a_hub_snapshot_is_known_by_its_repository(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path)
    snapshot = tmp_path / "models--meta-llama--Llama-2-7b-hf" / "snapshots" / "0123"
    snapshot.parent.mkdir(parents=True)
    _refused(base.rename(snapshot), diff, "'meta-llama/Llama-2-7b-hf'")


def test_an_opt_base_is_refused(tmp_path: Path, tiny_model: Path) -> None:
    _, diff = write_pair(tmp_path)
    _refused(tiny_model, diff, "LLaMA only")


def test_base_and_diff_exchanged_are_told_so(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path)
    _refused(diff, base, "exchange base and diff")


def test_a_diff_as_base_of_a_diff_is_refused(tmp_path: Path) -> None:
    _, diff = write_pair(tmp_path)
    _refused(Path(shutil.copytree(diff, tmp_path / "another")), diff, "itself a weight diff")


def test_a_whole_model_as_diff_is_refused(tmp_path: Path) -> None:
    base, _ = write_pair(tmp_path, more_rows=0)
    change_weights(base, lambda weights: weights["model.norm.weight"].mul_(1.25))
    _refused(base, Path(shutil.copytree(base, tmp_path / "tuned")), "whole model")


def test_the_same_folder_twice_is_refused(tmp_path: Path) -> None:
    base, _ = write_pair(tmp_path)
    _refused(base, base, "same folder")


def _drop(key: str) -> Callable[[Weights], object]:
    return lambda weights: weights.pop(key)


@pytest.mark.parametrize("side", ["base", "diff"])
def test_a_missing_tensor_is_refused(tmp_path: Path, side: str) -> None:
    base, diff = write_pair(tmp_path)
    change_weights(tmp_path / side, _drop("model.layers.1.mlp.up_proj.weight"))
    _refused(base, diff, rf"{side} lacks model\.layers\.1\.mlp\.up_proj\.weight")


def test_a_base_of_another_size_is_refused_with_both_shapes(tmp_path: Path) -> None:
    base, _ = write_pair(tmp_path / "small")
    _, diff = write_pair(tmp_path / "large", intermediate_size=128)
    _refused(base, diff, "64 × 96 in the base and 64 × 128 in the diff")


@pytest.mark.parametrize("more_rows", [-1, 2])
def test_other_numbers_of_rows_are_refused(tmp_path: Path, more_rows: int) -> None:
    base, diff = write_pair(tmp_path, more_rows=0)

    def change(weights: Weights) -> None:
        for key in ("model.embed_tokens.weight", "lm_head.weight"):
            rows, columns = weights[key].shape
            weights[key] = torch.zeros(rows + more_rows, columns)

    change_weights(diff, change)
    _refused(base, diff, "in the base and .* in the diff")


def test_quantized_weights_are_refused(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path)
    key = "model.layers.0.mlp.up_proj.weight"
    change_weights(
        base, lambda weights: weights.update({key: weights[key].mul(100).to(torch.int8)})
    )
    _refused(base, diff, "int8, so the weights are quantized")


def test_meta_files_are_refused_with_the_way_to_convert_them(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path)
    meta = tmp_path / "meta"
    meta.mkdir()
    (meta / "params.json").write_text("{}")
    (meta / "consolidated.00.pth").write_bytes(b"")
    _refused(meta, diff, "convert_llama_weights_to_hf")
    (base / "model.safetensors").unlink()
    write_weights(base, {"layers.0.attention.wq.weight": torch.ones(4, 4)}, "bin")
    _refused(base, diff, "layout of Meta's own files")


HEADS, HEAD_ROWS = 4, 64


def _projections(layers: int) -> list[str]:
    return [
        f"model.layers.{layer}.self_attn.{name}_proj.weight"
        for layer in range(layers)
        for name in "qk"
    ]


def _with_norms_as_trained(weights: Weights) -> None:
    """Both rows of a rotating pair about alike, slow pairs with larger norms than fast ones."""
    for key in _projections(3):
        pairs = torch.linspace(-1, 1, HEAD_ROWS // 2).repeat(2).repeat(HEADS)
        norms = torch.exp(pairs + 0.1 * torch.randn(HEADS * HEAD_ROWS))
        weights[key] = (weights[key].float() * norms[:, None]).half()


def _in_metas_order(weights: Weights) -> None:
    for key in _projections(3):
        heads = weights[key].view(HEADS, 2, HEAD_ROWS // 2, -1)
        weights[key] = heads.transpose(1, 2).reshape(HEADS * HEAD_ROWS, -1)


def test_queries_and_keys_in_metas_order_are_refused(tmp_path: Path) -> None:
    base, diff = write_pair(
        tmp_path, hidden_size=256, num_attention_heads=HEADS, num_hidden_layers=3
    )
    change_weights(base, _with_norms_as_trained)
    open_pair(base, diff)
    change_weights(base, _in_metas_order)
    _refused(base, diff, "in the order of Meta's files")


@pytest.mark.parametrize("seed", range(10))
def test_untrained_weights_are_in_no_order_that_could_be_wrong(tmp_path: Path, seed: int) -> None:
    torch.manual_seed(seed)
    spread = torch.randn(256, 1).exp()  # norms that vary much, without any order
    weights = {key: spread[torch.randperm(256)] * torch.randn(256, 256) for key in _projections(2)}
    write_weights(tmp_path, weights, "safetensors")
    for heads in (2, 4, 8, 64):
        assert not looks_interleaved(FolderCheckpoint(tmp_path), heads)
