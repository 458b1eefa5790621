"""Hostile or odd checkpoints are refused by name: not run, hung on, or silently changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models.catalog import find_model
from jupyterlab_galactica.models.checkpoint import FolderCheckpoint
from jupyterlab_galactica.models.config_file import read_config
from jupyterlab_galactica.models.outline import outline
from jupyterlab_galactica.models.tokenizer import Tokenizer

from ..tiny_models import write_tiny_opt


@pytest.fixture
def opt(tmp_path: Path) -> Path:
    write_tiny_opt(tmp_path / "opt", biases=True, norm_weights=True)
    return tmp_path / "opt"


def _change(path: Path, change: Callable[[Any], None]) -> None:
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def _change_weights(folder: Path, change: Callable[[dict[str, torch.Tensor]], None]) -> None:
    path = folder / "model.safetensors"
    tensors = {key: tensor.clone() for key, tensor in load_file(path).items()}
    change(tensors)
    save_file(tensors, path, metadata={"format": "pt"})


def _outline(folder: Path) -> Any:
    return outline(FolderCheckpoint(folder), folder, "fp32")


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("num_hidden_layers", 10**12),
        ("num_hidden_layers", -1),
        ("num_hidden_layers", 0),
        ("num_hidden_layers", 2.5),
        ("num_hidden_layers", True),
        ("num_hidden_layers", "12"),
        ("vocab_size", 10**30),
        ("hidden_size", 2**40),
        ("max_position_embeddings", 10**12),
    ],
)
def test_a_config_of_sizes_that_no_model_has_is_refused(opt: Path, name: str, size: Any) -> None:
    """A worker was busy and growing with 10^12 layers after its client had gone."""
    _change(opt / "config.json", lambda config: config.update({name: size}))
    with pytest.raises(ModelError, match=f"{name} .*which no model has"):
        read_config(opt)


def test_a_config_that_is_nested_without_end_is_refused(opt: Path) -> None:
    (opt / "config.json").write_text('{"a":' * 100_000)
    with pytest.raises(ModelError, match="cannot be read"):
        read_config(opt)


def _doubling(described: Any) -> None:
    step = {"type": "Replace", "pattern": {"String": "a"}, "content": "aa"}
    described["normalizer"] = {"type": "Sequence", "normalizers": [step] * 16}


def _backtracking(described: Any) -> None:
    described["pre_tokenizer"] = {
        "type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Isolated", "invert": False,
    }  # fmt: skip


def _replacing_by_expression(described: Any) -> None:
    step = {"type": "Replace", "pattern": {"Regex": "(a|a)*b"}, "content": ""}
    described["normalizer"] = step


def _compiled_for_ever(described: Any) -> None:
    bomb = {"Regex": "(?:(?:a{1000}){1000}){1000}"}
    described["decoder"] = {"type": "Replace", "pattern": bomb, "content": ""}


def _nested(described: Any) -> None:
    for _ in range(50):
        described["normalizer"] = {"type": "Sequence", "normalizers": [described["normalizer"]]}


def _precompiled(described: Any) -> None:
    described["normalizer"] = {"type": "Precompiled", "precompiled_charsmap": "AAAA"}


@pytest.mark.parametrize(
    "bomb",
    [_doubling, _backtracking, _replacing_by_expression, _compiled_for_ever, _nested, _precompiled],
)
def test_a_tokenizer_that_would_run_for_ever_is_refused(
    opt: Path, bomb: Callable[[Any], None]
) -> None:
    """It hung the kernel, before a model was loaded."""
    _change(opt / "tokenizer.json", bomb)
    with pytest.raises(ModelError, match="that is not known here"):
        Tokenizer.from_folder(opt)


def test_a_padding_to_a_billion_tokens_is_left_out(opt: Path) -> None:
    padding = {
        "strategy": {"Fixed": 10**9}, "direction": "Left", "pad_to_multiple_of": None,
        "pad_id": 1, "pad_type_id": 0, "pad_token": "<pad>",
    }  # fmt: skip
    _change(opt / "tokenizer.json", lambda described: described.update(padding=padding))
    assert len(Tokenizer.from_folder(opt).encode("a b")) < 10


@pytest.mark.parametrize("content", ["[" * 100_000, "[]", "{}", '{"model": 1}', "\x00"])
def test_what_is_no_tokenizer_is_said_to_be_none(opt: Path, content: str) -> None:
    (opt / "tokenizer.json").write_text(content)
    with pytest.raises(ModelError, match="is not a readable tokenizer"):
        Tokenizer.from_folder(opt)


def test_a_stored_head_of_its_own_is_not_dropped(opt: Path) -> None:
    def untie(tensors: dict[str, torch.Tensor]) -> None:
        [embedding] = [key for key in tensors if key.endswith("embed_tokens.weight")]
        tensors["lm_head.weight"] = tensors[embedding] + 1

    _change_weights(opt, untie)
    with pytest.raises(ModelError, match=r'lm_head\.weight of their own.*"tie_word_embeddings": f'):
        _outline(opt)


def test_a_head_stored_a_second_time_is_fine(opt: Path) -> None:
    def repeat(tensors: dict[str, torch.Tensor]) -> None:
        [embedding] = [key for key in tensors if key.endswith("embed_tokens.weight")]
        tensors["lm_head.weight"] = tensors[embedding].clone()

    _change_weights(opt, repeat)
    assert _outline(opt).filled_in == ()


@pytest.mark.parametrize(
    "lost",
    ["layers.1.fc1.bias", "layers.0.self_attn_layer_norm.weight", "layers.0.final_layer_norm.bias"],
)
def test_one_lost_bias_is_missing_and_not_zero(opt: Path, lost: str) -> None:
    def lose(tensors: dict[str, torch.Tensor]) -> None:
        [key] = [key for key in tensors if key.endswith(lost)]
        del tensors[key]

    _change_weights(opt, lose)
    with pytest.raises(ModelError, match=f"incomplete: .*{lost} missing"):
        _outline(opt)


@pytest.mark.parametrize(
    "shard", ["../secret.safetensors", "/etc/passwd", "a/b.safetensors", "..", "a\\b", 7, "", None]
)
def test_a_shard_outside_the_folder_is_not_read(opt: Path, shard: Any) -> None:
    (opt / "model.safetensors").rename(opt.parent / "secret.safetensors")
    index = {"metadata": {}, "weight_map": {"model.decoder.embed_tokens.weight": shard}}
    (opt / "model.safetensors.index.json").write_text(json.dumps(index))
    for read in (find_model, lambda name: FolderCheckpoint(Path(name))):
        with pytest.raises(ModelError, match="no file beside it"):
            read(str(opt))
