"""Tiny LLaMA pairs, a base and its weight diff, in every layout of the hub, and what they make."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import torch
from safetensors.torch import load_file, save_file
from transformers import LlamaConfig, LlamaForCausalLM

from .llama import train_llama_tokenizer

Weights: TypeAlias = dict[str, torch.Tensor]
VOCABULARY = ("model.embed_tokens.weight", "lm_head.weight")


def write_pair(
    folder: Path,
    *,
    base_dtype: torch.dtype = torch.float16,
    diff_dtype: torch.dtype = torch.bfloat16,
    base_layout: str = "safetensors",
    diff_layout: str = "safetensors",
    more_rows: int = 1,
    **changes: object,
) -> tuple[Path, Path]:
    """`base` and `diff` in `folder`; the diff has `<pad>` and `more_rows` rows more."""
    torch.manual_seed(0)
    tokenizer = train_llama_tokenizer()
    sizes = {
        "vocab_size": tokenizer.get_vocab_size(),
        "hidden_size": 64,
        "intermediate_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "bos_token_id": 1,
        "eos_token_id": 2,
    }
    config = LlamaConfig(**sizes | changes)
    weights = LlamaForCausalLM(config).state_dict()
    base, diff = folder / "base", folder / "diff"
    for part in (base, diff):
        part.mkdir(parents=True)
    config.save_pretrained(base)
    tokenizer.save(str(base / "tokenizer.json"))
    write_weights(base, {key: value.to(base_dtype) for key, value in weights.items()}, base_layout)

    config.vocab_size += more_rows
    config.save_pretrained(diff)
    tokenizer.add_special_tokens(["<pad>"] * more_rows)
    tokenizer.save(str(diff / "tokenizer.json"))
    differences = {
        key: 1e-2 * torch.randn((rows + more_rows * (key in VOCABULARY), *rest))
        for key, (rows, *rest) in ((key, value.shape) for key, value in weights.items())
    }
    write_weights(
        diff, {key: value.to(diff_dtype) for key, value in differences.items()}, diff_layout
    )
    return base, diff


def write_weights(folder: Path, weights: Weights, layout: str) -> None:
    """`layout`: safetensors or bin, with "-shards" for three files and an index."""
    suffix = layout.removesuffix("-shards")
    stem = "model" if suffix == "safetensors" else "pytorch_model"
    save = save_file if suffix == "safetensors" else torch.save
    if not layout.endswith("-shards"):
        save(weights, folder / f"{stem}.{suffix}")
        return
    places = {}
    for number in (1, 2, 3):
        name = f"{stem}-{number:05}-of-00003.{suffix}"
        part = dict(list(weights.items())[number - 1 :: 3])
        save(part, folder / name)
        places |= dict.fromkeys(part, name)
    (folder / f"{stem}.{suffix}.index.json").write_text(json.dumps({"weight_map": places}))


def read_weights(folder: Path) -> Weights:
    weights: Weights = {}
    for path in sorted(folder.glob("*.safetensors")):
        weights |= load_file(path)
    for path in sorted(folder.glob("*.bin")):
        weights |= torch.load(path, weights_only=True)
    return weights


def whole_model_recovery(base: Path, diff: Path, dtype: torch.dtype) -> Weights:
    """The plain way: everything in 32 bits in memory, added, rounded once."""
    base_weights, diff_weights = read_weights(base), read_weights(diff)
    made = {}
    for key, difference in diff_weights.items():
        weight = base_weights[key].float()
        if len(difference) > len(weight):
            weight = torch.cat([weight, weight.mean(0, keepdim=True)])
        made[key] = (weight + difference.float()).to(dtype)
    return made


def change_weights(folder: Path, change: Callable[[Weights], object]) -> None:
    """Of a folder with one safetensors file."""
    path = folder / "model.safetensors"
    weights = load_file(path)
    change(weights)
    path.unlink()  # a file that is mapped must not change
    save_file({key: value.contiguous() for key, value in weights.items()}, path)


def change_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def assert_same(ours: Weights, expected: Weights) -> None:
    assert ours.keys() == expected.keys()
    for key, value in expected.items():
        assert ours[key].dtype == value.dtype
        assert torch.equal(ours[key], value), key
