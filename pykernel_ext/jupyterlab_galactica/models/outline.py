"""A model without its weights, and which tensors of a checkpoint belong where in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ModelError
from .checkpoint import Checkpoint
from .precision import Precision, dtype_of

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_NORMS = ("layer_norm.weight", "layer_norm.bias")
_BIASES = (".bias",)
"""OPT checkpoints exist with and without all of the ones or the others; 0 and 1 are put there.

Where some are stored, one that is missing was lost.
"""

_COMPARED_ROWS = 4096

_NOT_WEIGHTS = (".rotary_emb.inv_freq",)
"""Stored by older LLaMA scripts; computed from the config."""


@dataclass(frozen=True, slots=True)
class Outline:
    """`model`, from the config.json in `folder`, has its parameters on the meta device and its
    buffers as they must be.

    `sources` names the checkpoint's tensor of each parameter that is stored, in the order in which
    reading is fastest; the parameters in `filled_in` are 0 (biases) or 1 (weights of norms).
    """

    folder: Path
    model: PreTrainedModel
    sources: Mapping[str, str]
    filled_in: tuple[str, ...]


def outline(checkpoint: Checkpoint, config_folder: Path, precision: Precision) -> Outline:
    """The model of `config_folder`, matched with the tensors of `checkpoint`.

    `precision` is what is computed in; nothing is quantized yet. Raises ModelError where a tensor
    is missing, is not the model's, or has another shape than config.json says.
    """
    model = _empty_model(config_folder, precision)
    parameters = dict(model.named_parameters(remove_duplicate=False))
    tied = parameters.keys() - dict(model.named_parameters()).keys()
    sources: dict[str, str] = {}
    foreign, reshaped, stored_twice = [], [], []
    for key, info in checkpoint.tensors.items():
        name = key if key in parameters else f"{model.base_model_prefix}.{key}"
        if key.endswith(_NOT_WEIGHTS):
            continue
        if name in tied:
            stored_twice.append(key)
            continue
        if name not in parameters:
            foreign.append(key)
        elif tuple(parameters[name].shape) != info.shape:
            reshaped.append(key)
        else:
            sources[name] = key
    missing = [name for name in parameters if name not in sources and name not in tied]
    filled_in = _left_out(missing, sources)
    if reshaped:
        raise ModelError(
            f"The weights in {config_folder} have other shapes than config.json says "
            f"({_some(reshaped)}); use the config.json that belongs to them."
        )
    if len(filled_in) < len(missing):
        absent = [name for name in missing if name not in filled_in]
        raise ModelError(
            f"The weights in {config_folder} are incomplete: {_some(absent)} missing; get the "
            "files again."
        )
    if foreign:
        raise ModelError(
            f"The weights in {config_folder} hold tensors that the model of config.json has not "
            f"({_some(foreign)}); use the config.json that belongs to them."
        )
    for key in stored_twice:
        _check_tied(checkpoint, key, sources, model, config_folder)
    return Outline(config_folder, model, sources, filled_in)


def _left_out(missing: Collection[str], stored: Collection[str]) -> tuple[str, ...]:
    """Those of `missing` that are of a kind of which nothing is stored."""

    def kind(name: str) -> str | None:
        return "norm" if name.endswith(_NORMS) else "bias" if name.endswith(_BIASES) else None

    there = {kind(name) for name in stored} | {None}
    return tuple(name for name in missing if kind(name) not in there)


def _check_tied(
    checkpoint: Checkpoint,
    key: str,
    sources: Mapping[str, str],
    model: PreTrainedModel,
    config_folder: Path,
) -> None:
    """Raise ModelError where a tensor that config.json ties to another has values of its own."""
    import torch

    parameters = dict(model.named_parameters(remove_duplicate=False))
    own = parameters.get(key, parameters.get(f"{model.base_model_prefix}.{key}"))
    twin = next(source for name, source in sources.items() if parameters[name] is own)
    rows, others = checkpoint.tensors[key].shape, checkpoint.tensors[twin].shape
    same = rows == others
    for start in range(0, rows[0] if same else 0, _COMPARED_ROWS):
        one = checkpoint.read(key, start, start + _COMPARED_ROWS)
        other = checkpoint.read(twin, start, start + _COMPARED_ROWS)
        same = same and torch.equal(one, other)
        checkpoint.release(one)
        checkpoint.release(other)
    if not same:
        raise ModelError(
            f"The weights in {config_folder} hold a {key} of their own, which config.json says is "
            'the same as the embedding; put "tie_word_embeddings": false into config.json.'
        )


def _empty_model(config_folder: Path, precision: Precision) -> PreTrainedModel:
    from accelerate import init_empty_weights
    from transformers import AutoConfig, AutoModelForCausalLM, GenerationConfig

    try:
        config = AutoConfig.from_pretrained(
            config_folder, trust_remote_code=False, local_files_only=True
        )
        with init_empty_weights(include_buffers=False):
            model = AutoModelForCausalLM.from_config(
                config, dtype=dtype_of(precision), trust_remote_code=False
            )
        model.tie_weights()
        if (config_folder / "generation_config.json").is_file():
            model.generation_config = GenerationConfig.from_pretrained(
                config_folder, local_files_only=True
            )
    except Exception as error:
        raise ModelError(
            f"The model in {config_folder} cannot be loaded: {_first_sentence(error)}"
        ) from error
    model.requires_grad_(False)
    model.eval()
    return model


def _some(keys: list[str]) -> str:
    rest = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    return ", ".join(keys[:3]) + rest


def _first_sentence(error: Exception) -> str:
    line = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return line.strip()[:300].rstrip(".") + "."
