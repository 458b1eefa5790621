"""A GGUF file's metadata as a config.json and a generation_config.json of transformers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .header import Header

ENDS_OF_TURNS = (
    "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>", "<|end|>", "</s>",
)  # fmt: skip
"""Tokens that end an answer, whichever of them the file names."""

CONTROL = 3
"""The type of a token that is no text."""


@dataclass(frozen=True, slots=True)
class Make:
    """An architecture of llama.cpp: `model_type` is transformers' name for it.

    `interleaved`: the rows of queries and keys are stored so that those which are turned together
    lie beside one another; transformers has them half a head apart.
    """

    model_type: str
    interleaved: bool


MAKES: Mapping[str, Make] = {
    "llama": Make("llama", interleaved=True),
    "qwen2": Make("qwen2", interleaved=False),
    "qwen3": Make("qwen3", interleaved=False),
}

_SIZES = {
    "max_position_embeddings": "context_length",
    "hidden_size": "embedding_length",
    "intermediate_size": "feed_forward_length",
    "num_hidden_layers": "block_count",
    "num_attention_heads": "attention.head_count",
}
_ROPE_TENSOR = "rope_freqs.weight"
_EPSILON = "attention.layer_norm_rms_epsilon"


def make_of(header: Header) -> Make:
    """Raises ValueError for an architecture that is not LLaMA's or near it."""
    name = str(header.metadata.get("general.architecture"))
    if name not in MAKES:
        raise ValueError(
            f"its architecture is {name[:40]!r}, and those known are {', '.join(MAKES)}"
        )
    return MAKES[name]


def config_of(header: Header) -> dict[str, Any]:
    """Raises ValueError for a model that is described in part, or has parts that are not known."""
    make, values = make_of(header), _of_architecture(header)
    sizes = {ours: _size(values, theirs) for ours, theirs in _SIZES.items()}
    if values.get("expert_count"):
        raise ValueError("it is a mixture of experts, which cannot be loaded")
    heads = sizes["num_attention_heads"]
    head_width = int(values.get("attention.key_length") or sizes["hidden_size"] // heads)
    if values.get("rope.dimension_count", head_width) != head_width:
        raise ValueError("it turns a part of each head only, which cannot be loaded")
    tokens = header.metadata
    ids = {
        f"{name}_token_id": tokens[f"tokenizer.ggml.{name}_token_id"]
        for name in ("bos", "eos")
        if isinstance(tokens.get(f"tokenizer.ggml.{name}_token_id"), int)
    }
    return {
        "model_type": make.model_type,
        "architectures": [f"{make.model_type.capitalize()}ForCausalLM"],
        "_name_or_path": str(tokens.get("general.name", ""))[:200],
        **sizes,
        "num_key_value_heads": int(values.get("attention.head_count_kv") or heads),
        "head_dim": head_width,
        "hidden_act": "silu",
        "rms_norm_eps": float(values.get(_EPSILON, 1e-6)),
        "rope_parameters": _rotation(header, values),
        "vocab_size": _rows(header, "token_embd.weight"),
        "tie_word_embeddings": "output.weight" not in header.tensors,
        "attention_bias": "blk.0.attn_q.bias" in header.tensors,
        "use_sliding_window": False,
        "dtype": "float32",
        **ids,
    }


def generation_config_of(header: Header) -> dict[str, Any]:
    """Which tokens end an answer."""
    return {"eos_token_id": sorted(set(_ends(header.metadata)))}


def _ends(metadata: Mapping[str, Any]) -> Iterator[int]:
    for name in ("eos", "eot"):
        found = metadata.get(f"tokenizer.ggml.{name}_token_id")
        if isinstance(found, int):
            yield found
    tokens = metadata.get("tokenizer.ggml.tokens", ())
    kinds = metadata.get("tokenizer.ggml.token_type", ())
    for token_id, (token, kind) in enumerate(zip(tokens, kinds, strict=False)):
        if kind == CONTROL and token in ENDS_OF_TURNS:
            yield token_id


def _of_architecture(header: Header) -> dict[str, Any]:
    prefix = f"{header.metadata['general.architecture']}."
    return {
        key.removeprefix(prefix): value
        for key, value in header.metadata.items()
        if key.startswith(prefix)
    }


def _size(values: Mapping[str, Any], name: str) -> int:
    value = values.get(name)
    if not isinstance(value, int) or value < 1:
        raise ValueError(f"its {name} is {str(value)[:40]}")
    return value


def _rows(header: Header, tensor: str) -> int:
    if tensor not in header.tensors:
        raise ValueError(f"it has no {tensor}")
    return header.tensors[tensor].shape[0]


def _rotation(header: Header, values: Mapping[str, Any]) -> dict[str, Any]:
    base = {"rope_type": "default", "rope_theta": float(values.get("rope.freq_base", 10000.0))}
    kind = values.get("rope.scaling.type", "none")
    if _ROPE_TENSOR in header.tensors or kind not in ("none", "linear"):
        raise ValueError("its rotation of positions changes with their distance, which is not read")
    factor = float(values.get("rope.scaling.factor", 1.0))
    if kind == "linear" and factor != 1.0:
        return base | {"rope_type": "linear", "factor": factor}
    return base
