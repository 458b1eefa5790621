"""Whether a base and a weight diff belong together: every refusal, each with its way out."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from ..errors import ModelError
from .checkpoint import FolderCheckpoint, TensorInfo
from .config_file import read_config
from .rotary import looks_interleaved

VOCABULARY_KEYS = ("model.embed_tokens.weight", "lm_head.weight")
"""A diff may have one more row of these than its base."""

LARGEST_NORM_OF_A_DIFF = 0.1
"""Between what the last norm's weights are in a diff (below 0.01) and in a LLaMA (about 1)."""

_NORM_OF_A_DIFF = 0.015
_LAST_NORM = "model.norm.weight"
_POSITIONS = 2048
_ROPE_THETA = 10_000.0
_META_KEY = re.compile(r"(layers\.\d+\.attention\.wq|tok_embeddings)\.weight")
_LATER_MODELS = (
    (re.compile(r"code[-_]?llama", re.I), "Code Llama"),
    (re.compile(r"open[-_]?llama", re.I), "OpenLLaMA"),
    (re.compile(r"llama[-_ ]?[2-4](?![0-9b])", re.I), "Llama 2 or later"),
)


def open_pair(base: Path, diff: Path) -> tuple[FolderCheckpoint, FolderCheckpoint]:
    """Both checkpoints, checked. Raises ModelError where `base` is not what `diff` was taken from.

    The base has to be the first LLaMA in Hugging Face's layout, of the diff's size; all that can be
    told from names, configurations, shapes and a few tensors is. Not told apart: two models of
    equal shape whose configurations say the same.
    """
    if base.resolve() == diff.resolve():
        raise ModelError(
            f"Base and diff are the same folder, {base}; name the LLaMA that the diff was taken "
            "from as base."
        )
    for folder in (base, diff):
        _check_layout(folder)
    config = read_config(base)
    _check_first_llama(config, base)
    if (diff / "config.json").is_file():
        _check_llama(read_config(diff), diff)
    base_weights, diff_weights = FolderCheckpoint(base), FolderCheckpoint(diff)
    for weights in (base_weights, diff_weights):
        _check_keys_of_meta(weights)
    _check_roles(base_weights, diff_weights)
    _check_tensors(base_weights, diff_weights)
    heads = int(config.get("num_attention_heads", 0))
    if heads and looks_interleaved(base_weights, heads):
        raise ModelError(
            f"The query and key weights in {base} are in the order of Meta's files, not in Hugging "
            "Face's; convert Meta's files again with the convert_llama_weights_to_hf.py of "
            "transformers 4."
        )
    return base_weights, diff_weights


def is_dropped(key: str) -> bool:
    """Whether a key is a table that old checkpoints stored and that is computed nowadays."""
    return key.endswith("rotary_emb.inv_freq")


def last_norm_size(weights: FolderCheckpoint) -> float | None:
    """The root mean square of the last norm's weights; None where there is no such tensor."""
    if _LAST_NORM not in weights.tensors:
        return None
    values = weights.read(_LAST_NORM).float()
    return math.sqrt(float(values.square().mean()))


def published_name(folder: Path) -> str:
    """The hub id where `folder` lies in the hub's cache, otherwise the folder's own name."""
    folder = folder.resolve()
    for parent in folder.parents[:2]:
        if parent.name.startswith("models--"):
            return parent.name.removeprefix("models--").replace("--", "/")
    return folder.name


def _check_layout(folder: Path) -> None:
    if (folder / "params.json").is_file() or any(folder.glob("consolidated.*")):
        raise _published_by_meta(folder)


def _check_keys_of_meta(weights: FolderCheckpoint) -> None:
    if any(map(_META_KEY.fullmatch, weights.tensors)):
        raise _published_by_meta(weights.folder)


def _published_by_meta(folder: Path) -> ModelError:
    return ModelError(
        f"{folder} holds LLaMA in the layout of Meta's own files; convert it with the "
        "convert_llama_weights_to_hf.py of transformers 4 and name the folder that makes."
    )


def _check_llama(config: dict[str, Any], folder: Path) -> None:
    kind = config.get("model_type")
    if kind != "llama":
        raise ModelError(
            f"{folder} holds a model of type {kind!r}, and weight diffs are for LLaMA only; name "
            "the folder of a LLaMA."
        )


def _check_first_llama(config: dict[str, Any], folder: Path) -> None:
    """Its successors have the same shapes at some sizes: 7b and 13b of Llama 2."""
    _check_llama(config, folder)
    for name in (published_name(folder), str(config.get("_name_or_path", ""))):
        for pattern, model in _LATER_MODELS:
            if pattern.search(name):
                raise _another_base(folder, f"it is called {name!r}, which is {model}")
    positions = config.get("max_position_embeddings", _POSITIONS)
    if positions > _POSITIONS:
        raise _another_base(
            folder, f"its max_position_embeddings is {positions} as in Llama 2, not {_POSITIONS}"
        )
    heads = config.get("num_attention_heads")
    groups = config.get("num_key_value_heads") or heads
    if groups != heads:
        raise _another_base(
            folder, f"its {heads} heads share {groups} keys and values as in Llama 2's 70b"
        )
    theta = (config.get("rope_parameters") or config).get("rope_theta", _ROPE_THETA)
    if theta != _ROPE_THETA:
        raise _another_base(folder, f"its rope_theta is {theta:g} as in Code Llama, not 10000")


def _another_base(folder: Path, reason: str) -> ModelError:
    return ModelError(
        f"{folder} is not the first LLaMA, which the diff was taken from: {reason}; name the "
        "LLaMA of the diff's size as base."
    )


def _check_roles(base: FolderCheckpoint, diff: FolderCheckpoint) -> None:
    base_norm, diff_norm = last_norm_size(base), last_norm_size(diff)
    if base_norm is None or diff_norm is None:
        return  # a missing key, told of with the others
    whole = diff_norm >= LARGEST_NORM_OF_A_DIFF
    if base_norm < (LARGEST_NORM_OF_A_DIFF if whole else _NORM_OF_A_DIFF):
        raise ModelError(
            f"The base {base.folder} is itself a weight diff (its last norm is near 0); "
            + ("exchange base and diff." if whole else "name the LLaMA it was taken from as base.")
        )
    if whole and diff_norm >= base_norm / 2 and not _is_untrained(diff):
        raise ModelError(
            f"{diff.folder} is a whole model, not a weight diff (its last norm is far from 0); use "
            "it as it is, or name the folder of the diff."
        )


def _is_untrained(weights: FolderCheckpoint) -> bool:
    """Norms begin as ones: such weights tell nothing about their role."""
    return bool((weights.read(_LAST_NORM) == 1).all())


def _check_tensors(base: FolderCheckpoint, diff: FolderCheckpoint) -> None:
    ours = {key: info for key, info in base.tensors.items() if not is_dropped(key)}
    theirs = {key: info for key, info in diff.tensors.items() if not is_dropped(key)}
    for one, other, lacking in ((theirs, ours, base), (ours, theirs, diff)):
        missing = sorted(one.keys() - other.keys())
        if missing:
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            raise ModelError(
                f"{lacking.folder} lacks {missing[0]}{more}, so base and diff are not of one "
                "model; name the LLaMA of the diff's size as base, with all its files."
            )
    for key, info in theirs.items():
        _check_shapes(key, ours[key].shape, info.shape)
        for weights, tensor in ((base, ours[key]), (diff, info)):
            _check_kind(weights.folder, key, tensor)


def _check_shapes(key: str, base: tuple[int, ...], diff: tuple[int, ...]) -> None:
    one_row_more = (base[0] + 1, *base[1:])
    if diff != base and not (key in VOCABULARY_KEYS and diff == one_row_more):
        raise ModelError(
            f"{key} is {_by(base)} in the base and {_by(diff)} in the diff; name the LLaMA of the "
            "diff's own size as base, without rows added to it."
        )


def _check_kind(folder: Path, key: str, info: TensorInfo) -> None:
    if not info.dtype.is_floating_point or info.dtype.itemsize < 2:
        raise ModelError(
            f"{key} in {folder} is stored as {str(info.dtype).removeprefix('torch.')}, so the "
            "weights are quantized; get them in 16 or 32 bits."
        )


def _by(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))
