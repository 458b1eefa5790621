"""Many tokens read at once, by torch: a block of weights is dequantized, used and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from ...models.decoder_shape import Shape
from ..pulse import beat
from .arithmetic import LEVELS
from .cells import Cells
from .quantize import dequantize
from .weights import Array, Matrix, Norm, Weights

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLOCK_VALUES = 2**20
"""Of a matrix: so many lie in a core's cache while they are used."""

_ACTIVATIONS: tuple[Callable[[torch.Tensor], torch.Tensor], ...] = (
    functional.gelu,
    functional.relu,
    functional.silu,
)


def compute_dtype() -> torch.dtype:
    """bfloat16 where the CPU multiplies it, float32 elsewhere."""
    for name in ("_is_amx_tile_supported", "_is_avx512_bf16_supported"):
        supported = getattr(torch.cpu, name, None)
        if supported is not None and supported():
            return torch.bfloat16
    return torch.float32


def read_many(
    shape: Shape,
    weights: Weights,
    cells: Cells,
    tokens: Sequence[int],
    start: int,
    table: Array,
) -> Iterator[float]:
    """Read `tokens` at positions `start` on into the cells of `table`, all at once.

    Yields before each layer, so that others go on meanwhile, by what share is done.
    """
    dtype = compute_dtype()
    with torch.inference_mode():
        hidden = _embedded(shape, weights, tokens, start)
    for layer in range(shape.layers):
        yield layer / shape.layers
        beat()
        with torch.inference_mode():  # of the thread, which does other work between two layers
            _add_layer(shape, weights, cells, hidden, start, table, layer, dtype)


def _add_layer(
    shape: Shape,
    weights: Weights,
    cells: Cells,
    hidden: torch.Tensor,
    start: int,
    table: Array,
    layer: int,
    dtype: torch.dtype,
) -> None:
    normed = _normalized(hidden, weights.attention_norm, layer, shape)
    projected = _linear(normed, weights.query_key_value, layer, dtype)
    query, key, value = (
        part.unflatten(1, (-1, shape.head_width)).transpose(0, 1)
        for part in projected.split(
            [heads * shape.head_width for heads in (shape.heads, *[shape.key_heads] * 2)], 1
        )
    )
    query = _placed(query, weights.query_norm, layer, weights, shape, start)
    key = _placed(key, weights.key_norm, layer, weights, shape, start)
    here = torch.from_numpy(table[: start + len(hidden)].astype("int64"))
    keys = _kept(cells.keys, cells.key_scale, layer, here, start, key)
    values = _kept(cells.values, cells.value_scale, layer, here, start, value)
    attended = _attended(query.to(dtype), keys.to(dtype), values.to(dtype), start)
    hidden += _linear(attended.transpose(0, 1).flatten(1), weights.out, layer, dtype)
    normed = _normalized(hidden, weights.inner_norm, layer, shape)
    inner = _linear(normed, weights.up, layer, dtype)
    activation = _ACTIVATIONS[shape.activation]
    if shape.gated:
        gate, other = inner.chunk(2, 1)
        inner = activation(gate) * other
    else:
        inner = activation(inner)
    hidden += _linear(inner, weights.down, layer, dtype)


def _embedded(shape: Shape, weights: Weights, tokens: Sequence[int], start: int) -> torch.Tensor:
    ids = torch.tensor(tokens)
    levels, scale = (torch.from_numpy(array[0])[ids] for array in weights.embedding[:2])
    hidden = levels[:, : shape.width].float() * scale
    if len(weights.positions):
        first = start + len(weights.positions) - shape.window
        hidden += torch.from_numpy(weights.positions[first : first + len(tokens)])
    return hidden


def _normalized(values: torch.Tensor, norm: Norm, layer: int, shape: Shape) -> torch.Tensor:
    weight, bias = torch.from_numpy(norm.weight[layer]), torch.from_numpy(norm.bias[layer])
    if shape.rms:
        return functional.rms_norm(values, weight.shape, weight, shape.epsilon)
    return functional.layer_norm(values, weight.shape, weight, bias, shape.epsilon)


def _linear(values: torch.Tensor, matrix: Matrix, layer: int, dtype: torch.dtype) -> torch.Tensor:
    """float32 (tokens, rows of the matrix)."""
    levels, scale, bias = (torch.from_numpy(array[layer]) for array in matrix)
    whole = levels.dtype == torch.int8
    columns = levels.shape[1] * (1 if whole else 2)
    inputs = functional.pad(values, (0, columns - values.shape[1])).to(dtype)
    out = torch.empty((values.shape[0], levels.shape[0]))
    step = max(1, _BLOCK_VALUES // columns)
    for first in range(0, levels.shape[0], step):
        rows = slice(first, first + step)
        if whole:
            block = inputs @ levels[rows].to(dtype).T
            out[:, rows] = block * scale[rows, 0]
        else:
            out[:, rows] = inputs @ dequantize(levels[rows], scale[rows], dtype).T
    return out.add_(bias)


def _placed(
    heads: torch.Tensor, norms: Array, layer: int, weights: Weights, shape: Shape, start: int
) -> torch.Tensor:
    """Queries or keys (heads, tokens, width), normed and turned where the model does so."""
    if norms.shape[1]:
        weight = torch.from_numpy(norms[layer])
        heads = functional.rms_norm(heads, weight.shape, weight, shape.epsilon)
    if shape.rotary:
        cos, sin = (
            torch.from_numpy(table[start : start + heads.shape[1]])
            for table in (weights.cos, weights.sin)
        )
        low, high = heads.chunk(2, -1)
        heads = torch.cat((low * cos - high * sin, high * cos + low * sin), -1)
    return heads


def _kept(
    levels: Array, scale: Array, layer: int, here: torch.Tensor, start: int, new: torch.Tensor
) -> torch.Tensor:
    """Put `new` into its cells; what all cells up to there hold, (heads, tokens, width)."""
    stored, scales = torch.from_numpy(levels[layer]), torch.from_numpy(scale[layer])
    most = new.abs().amax(-1)
    factor = torch.where(most > 0, LEVELS / most, 0.0)[..., None]
    stored[:, here[start:]] = (new * factor).round_().to(torch.int16)
    scales[:, here[start:]] = most / LEVELS
    if start == 0:
        return new
    earlier = stored[:, here[:start]] * scales[:, here[:start], None]
    return torch.cat((earlier, new), 1)


def _attended(
    query: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, start: int
) -> torch.Tensor:
    """float32 (heads, tokens, width); a token sees those before it."""
    tokens, total = query.shape[1], keys.shape[1]
    shared = query.shape[0] // keys.shape[0]
    if shared > 1:
        keys, values = (part.repeat_interleave(shared, 0) for part in (keys, values))
    mask = None
    if start:
        mask = torch.ones((tokens, total), dtype=torch.bool).tril_(start)
    found = functional.scaled_dot_product_attention(
        query[None], keys[None], values[None], attn_mask=mask, is_causal=mask is None
    )
    return found[0].float()
