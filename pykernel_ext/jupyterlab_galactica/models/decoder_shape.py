"""What of a model's config.json the compiled step needs, and which models it can run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

UNIT = 64
"""Columns of a quantized matrix are filled up with zeros to a multiple of it."""

MOST_COLUMNS = 32768
"""Products of 127 and 8191, 2 of 32 in a lane, stay within 31 bits for so many columns."""

WINDOWS = 4
"""So many full windows of keys and values are held at once, fewer where memory is scarce."""

_ACTIVATIONS = {"gelu": 0, "relu": 1, "silu": 2}


@dataclass(frozen=True, slots=True)
class Shape:
    """`heads` share `key_heads` of `head_width`; `activation` is an index into those known.

    `rotary`: positions turn queries and keys, instead of being added to the embedding; `rms`: norms
    leave the mean alone; `gated`: one half of the inner layer scales the other.
    """

    layers: int
    width: int
    inner: int
    heads: int
    key_heads: int
    head_width: int
    vocabulary: int
    window: int
    activation: int
    epsilon: float
    rotary: bool
    rms: bool
    gated: bool
    tied: bool

    @property
    def projected(self) -> int:
        """Rows of queries, keys and values together."""
        return (self.heads + 2 * self.key_heads) * self.head_width


@dataclass(frozen=True, slots=True)
class Names:
    """Where a family keeps its tensors; `{}` is the layer's number, a `.weight` follows.

    Of several tensors in one entry, the rows are put below one another.
    """

    embedding: str
    head: str
    positions: str | None
    query_key_value: tuple[str, str, str]
    out: str
    up: tuple[str, ...]
    down: str
    attention_norm: str
    inner_norm: str
    final_norm: str
    query_norm: str | None = None
    key_norm: str | None = None


_OPT = Names(
    embedding="model.decoder.embed_tokens",
    head="lm_head",
    positions="model.decoder.embed_positions",
    query_key_value=(
        "model.decoder.layers.{}.self_attn.q_proj",
        "model.decoder.layers.{}.self_attn.k_proj",
        "model.decoder.layers.{}.self_attn.v_proj",
    ),
    out="model.decoder.layers.{}.self_attn.out_proj",
    up=("model.decoder.layers.{}.fc1",),
    down="model.decoder.layers.{}.fc2",
    attention_norm="model.decoder.layers.{}.self_attn_layer_norm",
    inner_norm="model.decoder.layers.{}.final_layer_norm",
    final_norm="model.decoder.final_layer_norm",
)

_LLAMA = Names(
    embedding="model.embed_tokens",
    head="lm_head",
    positions=None,
    query_key_value=(
        "model.layers.{}.self_attn.q_proj",
        "model.layers.{}.self_attn.k_proj",
        "model.layers.{}.self_attn.v_proj",
    ),
    out="model.layers.{}.self_attn.o_proj",
    up=("model.layers.{}.mlp.gate_proj", "model.layers.{}.mlp.up_proj"),
    down="model.layers.{}.mlp.down_proj",
    attention_norm="model.layers.{}.input_layernorm",
    inner_norm="model.layers.{}.post_attention_layernorm",
    final_norm="model.norm",
    query_norm="model.layers.{}.self_attn.q_norm",
    key_norm="model.layers.{}.self_attn.k_norm",
)

NAMES: Mapping[str, Names] = {"opt": _OPT, "llama": _LLAMA, "qwen2": _LLAMA, "qwen3": _LLAMA}
"""By `model_type`. Near kin of LLaMA differ in tensors that are there or not."""


def shape_of(config: Mapping[str, Any]) -> Shape | None:
    """The shape of a config.json's model; None where the compiled step cannot run it."""
    kind = config.get("model_type")
    try:
        shape = _opt(config) if kind == "opt" else _llama(config) if kind in NAMES else None
    except (KeyError, TypeError, ValueError):
        return None
    if shape is None or max(shape.width, shape.inner) > MOST_COLUMNS or shape.head_width % 2:
        return None
    return shape


def _opt(config: Mapping[str, Any]) -> Shape | None:
    width = int(config["hidden_size"])
    usual = (
        config.get("word_embed_proj_dim", width) == width
        and config.get("do_layer_norm_before", True)
        and not config.get("_remove_final_layer_norm")
    )
    if not usual:
        return None
    heads = int(config["num_attention_heads"])
    return Shape(
        layers=int(config["num_hidden_layers"]),
        width=width,
        inner=int(config["ffn_dim"]),
        heads=heads,
        key_heads=heads,
        head_width=width // heads,
        vocabulary=int(config["vocab_size"]),
        window=int(config["max_position_embeddings"]),
        activation=_ACTIVATIONS[config.get("activation_function", "relu")],
        epsilon=1e-5,
        rotary=False,
        rms=False,
        gated=False,
        tied=bool(config.get("tie_word_embeddings", True)),
    )


def _llama(config: Mapping[str, Any]) -> Shape | None:
    """Rotation that changes with the length, and windows that slide, are left to transformers."""
    scaling = config.get("rope_scaling") or config.get("rope_parameters") or {}
    if scaling.get("rope_type", scaling.get("type", "default")) not in _STEADY_ROTATION:
        return None
    if config.get("use_sliding_window"):
        return None
    width, heads = int(config["hidden_size"]), int(config["num_attention_heads"])
    return Shape(
        layers=int(config["num_hidden_layers"]),
        width=width,
        inner=int(config["intermediate_size"]),
        heads=heads,
        key_heads=int(config.get("num_key_value_heads") or heads),
        head_width=int(config.get("head_dim") or width // heads),
        vocabulary=int(config["vocab_size"]),
        window=int(config["max_position_embeddings"]),
        activation=_ACTIVATIONS[config.get("hidden_act", "silu")],
        epsilon=float(config.get("rms_norm_eps", 1e-6)),
        rotary=True,
        rms=True,
        gated=True,
        tied=bool(config.get("tie_word_embeddings", False)),
    )


_STEADY_ROTATION = ("default", "linear", "llama3")
