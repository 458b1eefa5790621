"""The tensors of a GGUF file, under transformers' names and in its order, a few rows at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import ModelError
from .config import make_of
from .header import Entry, Header, read_header

if TYPE_CHECKING:
    import torch

INSTALL = "pip install gguf"

_LAYER = re.compile(r"blk\.(\d+)\.(\w+)\.(weight|bias)")
_IN_LAYERS = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_OUTSIDE = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output_norm.weight": "model.norm.weight",
    "output.weight": "lm_head.weight",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A tensor of `shape`; `read(start, stop)` gives those of its rows, in 32 bits."""

    shape: tuple[int, ...]
    read: Callable[[int, int | None], torch.Tensor]


def open_gguf(path: Path) -> Mapping[str, Stored]:
    """The file's tensors by transformers' names; those without one keep theirs.

    Nothing of them is read yet. Raises ModelError where the file is cut short or hostile, or has a
    type that cannot be read, and where the package that reads types is missing.
    """
    header = read_header(path)
    try:
        content = np.memmap(path, np.uint8, "r")
        return {
            _name(key): _stored(key, entry, content, header)
            for key, entry in header.tensors.items()
        }
    except ImportError as error:
        raise ModelError(
            f"{path} can be read only where the package gguf is; install it with `{INSTALL}`."
        ) from error
    except (OSError, ValueError, NotImplementedError) as error:
        raise ModelError(f"{path} cannot be loaded: {error}; get another file.") from error


def _name(key: str) -> str:
    inside = _LAYER.fullmatch(key)
    if inside and inside[2] in _IN_LAYERS:
        return f"model.layers.{inside[1]}.{_IN_LAYERS[inside[2]]}.{inside[3]}"
    return _OUTSIDE.get(key, key)


def _stored(key: str, entry: Entry, content: Any, header: Header) -> Stored:
    from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
    from gguf.quants import dequantize

    kind = GGMLQuantizationType(entry.type)
    block, block_bytes = GGML_QUANT_SIZES[kind]
    columns, rows = entry.shape[-1], prod(entry.shape[:-1])
    if columns % block:
        raise ValueError(f"its tensor {key[:40]} has no whole number of blocks a row")
    row_bytes = columns // block * block_bytes
    stop = entry.start + rows * row_bytes
    if stop > len(content):
        raise ValueError(f"it is cut short: {key[:40]} should end at byte {stop:,}")
    dequantize(np.zeros((1, block_bytes), np.uint8), kind)  # says whether it can
    stored = content[entry.start : stop].reshape(rows, row_bytes)
    order = _order(key, rows, header)

    def read(start: int, stop: int | None) -> torch.Tensor:
        import torch

        if len(entry.shape) == 1:
            return torch.from_numpy(np.array(dequantize(stored, kind)[0, start:stop], np.float32))
        some = stored[start:stop] if order is None else stored[order[start:stop]]
        return torch.from_numpy(np.array(dequantize(some, kind), np.float32))

    return Stored(entry.shape, read)


def _order(key: str, rows: int, header: Header) -> Any:
    """Which stored row is each of transformers' rows; None where they are the same."""
    inside = _LAYER.fullmatch(key)
    if not inside or inside[2] not in ("attn_q", "attn_k") or not make_of(header).interleaved:
        return None
    name = header.metadata["general.architecture"]
    heads = header.metadata[f"{name}.attention.head_count"]
    if inside[2] == "attn_k":
        heads = header.metadata.get(f"{name}.attention.head_count_kv") or heads
    if not isinstance(heads, int) or rows % (2 * heads):
        raise ValueError(f"its tensor {key[:40]} has not the rows of its heads")
    return np.arange(rows).reshape(heads, -1, 2).swapaxes(1, 2).reshape(-1)
