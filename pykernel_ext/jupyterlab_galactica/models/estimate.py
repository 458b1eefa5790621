"""What a model takes of a machine's memory, from its config.json alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, Literal, TypeAlias

from ..errors import ModelError
from .decoder_shape import UNIT
from .precision import PRECISIONS, Precision

_BYTES = {
    "fp32": 4.0, "bf16": 2.0, "fp16": 2.0, "int8": 1.0,
    "int4": 0.5 + 4 / 32, "nf4": 0.5 + 4 / 64,
}  # fmt: skip
"""A weight of a linear layer; int4 keeps 16 bits of scale and of offset for 32, nf4 32 for 64."""

_WORKING_BYTES = 200 * 2**20
"""Activations, logits and buffers of the libraries."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """All in bytes. `kv_cache` is that of as many sequences as long as the window as were counted.

    `peak` is the most that is in use at once: while the largest tensor is converted, or when the
    windows are full. `layer` is one decoder layer, which always lies on one device.
    """

    weights: int
    kv_cache: int
    peak: int
    layer: int


Kind: TypeAlias = Literal["linear", "words", "plain"]
"""`words` are the rows of the embedding and of an untied head."""

Holder: TypeAlias = Literal["transformers", "compiled"]
"""Whose form the weights are in: transformers quantize linear layers, the rest stays in 16 bits;
the compiled engine keeps words in int8, whatever layers are in, and what is plain in 32 bits."""


@dataclass(frozen=True, slots=True)
class _Tensor:
    shape: tuple[int, ...]
    kind: Kind = "plain"


def estimate(
    config: Mapping[str, Any],
    precision: Precision,
    holder: Holder = "transformers",
    windows: int = 1,
) -> Estimate:
    """What the model of a `config.json` takes, with so many full windows of keys and values.

    Raises ModelError for another architecture.
    """
    if precision == "int4":  # no other has it
        holder = "compiled"
    tensors = list(_tensors(config))
    weights = sum(_stored_bytes(tensor, precision, holder) for tensor in tensors)
    linear = sum(
        _stored_bytes(each, precision, holder) for each in tensors if each.kind == "linear"
    )
    largest = 4 * max(prod(tensor.shape) for tensor in tensors)
    kv_cache = windows * _kv_cache_bytes(config, precision, holder)
    return Estimate(
        weights,
        kv_cache,
        peak=weights + max(largest, kv_cache) + _WORKING_BYTES,
        layer=linear // int(config["num_hidden_layers"]),
    )


def parameter_count(config: Mapping[str, Any]) -> int:
    """The model's parameters, a tied head counted once. Raises ModelError."""
    return sum(prod(tensor.shape) for tensor in _tensors(config))


def what_fits(
    config: Mapping[str, Any], free: int, among: tuple[Precision, ...] = PRECISIONS
) -> tuple[Precision, ...]:
    """The precisions with which the model and its cache stay within `free` bytes, best first."""
    return tuple(name for name in among if estimate(config, name).peak <= free)


def largest_known_fit(free: int, among: tuple[Precision, ...] = PRECISIONS) -> str | None:
    """The hub id of the largest published Galactica that `free` bytes hold in some precision."""
    fitting = [
        name
        for name, config in KNOWN_CONFIGS.items()
        if config["model_type"] == "opt" and what_fits(config, free, among)
    ]
    return max(fitting, key=lambda name: parameter_count(KNOWN_CONFIGS[name]), default=None)


def gib(count: float) -> str:
    """Bytes as text, such as "2.5 GiB"."""
    return f"{count / 2**30:.1f} GiB" if count >= 2**30 else f"{count / 2**20:.0f} MiB"


def _stored_bytes(tensor: _Tensor, precision: Precision, holder: Holder) -> int:
    count = prod(tensor.shape)
    if holder == "compiled":
        if tensor.kind == "plain":
            return 4 * count
        rows, columns = tensor.shape
        padded = rows * (columns + -columns % UNIT)
        if tensor.kind == "words" or precision == "int8":
            return padded + 4 * rows
        return int(padded * _BYTES[precision])
    if tensor.kind != "linear":
        return count * (4 if precision == "fp32" else 2)
    scales = 2 * tensor.shape[0] if precision == "int8" else 0
    return int(count * _BYTES[precision]) + scales


def _kv_cache_bytes(config: Mapping[str, Any], precision: Precision, holder: Holder) -> int:
    """The compiled engine has a scale in 32 bits beside each head's key and value."""
    heads = config.get("num_key_value_heads") or config["num_attention_heads"]
    held = 2 * config["num_hidden_layers"] * heads * config["max_position_embeddings"]
    width = _head_width(config)
    if holder == "compiled":
        return int(held * (2 * width + 4))
    return int(held * width * (4 if precision == "fp32" else 2))


def _head_width(config: Mapping[str, Any]) -> int:
    return int(config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"])


def _tensors(config: Mapping[str, Any]) -> Iterator[_Tensor]:
    kind = config.get("model_type")
    try:
        if kind == "opt":
            yield from _opt_tensors(config)
            return
        if kind in ("llama", "qwen2", "qwen3"):
            yield from _llama_tensors(config)
            return
    except (KeyError, TypeError) as error:
        raise ModelError(f"The model's config.json lacks {error}; get the file again.") from error
    raise ModelError(
        f"Models of the type {kind!r} cannot be loaded; name one of the Galactica (opt), Tulu "
        "(llama) or ChatML (qwen2, qwen3) families."
    )


def _opt_tensors(config: Mapping[str, Any]) -> Iterator[_Tensor]:
    """The layout of transformers' OPTForCausalLM: learned positions with an offset of 2."""
    width, inner = config["hidden_size"], config["ffn_dim"]
    embedded = config.get("word_embed_proj_dim") or width
    bias = config.get("enable_bias", True)
    norm = 2 if config.get("layer_norm_elementwise_affine", True) else 0
    yield _Tensor((config["vocab_size"], embedded), "words")
    yield _Tensor((config["max_position_embeddings"] + 2, width))
    for _ in range(config["num_hidden_layers"]):
        for shape in [(width, width)] * 4 + [(inner, width), (width, inner)]:
            yield _Tensor(shape, "linear")
            if bias:
                yield _Tensor((shape[0],))
        yield _Tensor((2 * norm, width))
    if config.get("do_layer_norm_before", True) and not config.get("_remove_final_layer_norm"):
        yield _Tensor((norm, width))
    if embedded != width:
        yield from [_Tensor((width, embedded), "linear")] * 2
    if not config.get("tie_word_embeddings", True):
        yield _Tensor((config["vocab_size"], embedded), "words")


def _llama_tensors(config: Mapping[str, Any]) -> Iterator[_Tensor]:
    """The layout of transformers' LlamaForCausalLM, Qwen2ForCausalLM and Qwen3ForCausalLM."""
    width, inner = config["hidden_size"], config["intermediate_size"]
    heads = config["num_attention_heads"]
    queries = _head_width(config) * heads
    keys = _head_width(config) * (config.get("num_key_value_heads") or heads)
    attention = [(queries, width), (keys, width), (keys, width), (width, queries)]
    feed_forward = [(inner, width), (inner, width), (width, inner)]
    yield _Tensor((config["vocab_size"], width), "words")
    for _ in range(config["num_hidden_layers"]):
        for shape in attention + feed_forward:
            yield _Tensor(shape, "linear")
        if config["model_type"] == "qwen2":
            yield _Tensor((queries + 2 * keys,))
        elif config.get("attention_bias"):
            yield from (_Tensor((rows,)) for rows, _ in attention)
        if config["model_type"] == "qwen3":
            yield _Tensor((2, _head_width(config)))
        if config.get("mlp_bias"):
            yield from (_Tensor((rows,)) for rows, _ in feed_forward)
        yield _Tensor((2, width))
    yield _Tensor((width,))
    if not config.get("tie_word_embeddings", False):
        yield _Tensor((config["vocab_size"], width), "words")


def _opt(layers: int, width: int, heads: int) -> dict[str, Any]:
    return {
        "model_type": "opt",
        "vocab_size": 50000,
        "max_position_embeddings": 2048,
        "num_hidden_layers": layers,
        "hidden_size": width,
        "ffn_dim": 4 * width,
        "num_attention_heads": heads,
    }


def _llama(layers: int, width: int, heads: int, inner: int) -> dict[str, Any]:
    return {
        "model_type": "llama",
        "vocab_size": 32001,
        "max_position_embeddings": 2048,
        "num_hidden_layers": layers,
        "hidden_size": width,
        "intermediate_size": inner,
        "num_attention_heads": heads,
    }


KNOWN_CONFIGS: Mapping[str, Mapping[str, Any]] = {
    "facebook/galactica-125m": _opt(12, 768, 12),
    "facebook/galactica-1.3b": _opt(24, 2048, 32),
    "facebook/galactica-6.7b": _opt(32, 4096, 32),
    "facebook/galactica-30b": _opt(48, 7168, 56),
    "facebook/galactica-120b": _opt(96, 10240, 80),
    "GeorgiaTechResearchInstitute/galpaca-6.7b": _opt(32, 4096, 32),
    "GeorgiaTechResearchInstitute/galpaca-30b": _opt(48, 7168, 56),
    "GeorgiaTechResearchInstitute/galactica-6.7b-evol-instruct-70k": _opt(32, 4096, 32),
    "allenai/tulu-7b": _llama(32, 4096, 32, 11008),
    "allenai/tulu-13b": _llama(40, 5120, 40, 13824),
    "allenai/tulu-30b": _llama(60, 6656, 52, 17920),
    "allenai/tulu-65b": _llama(80, 8192, 64, 22016),
    "allenai/open-instruct-code-alpaca-7b": _llama(32, 4096, 32, 11008),
}
"""What is needed of the published models' configs to estimate them before they are here."""
