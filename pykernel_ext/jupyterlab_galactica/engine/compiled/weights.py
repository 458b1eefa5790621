"""The arrays of a model as the compiled step takes them, filled from a checkpoint.

Each kind of matrix is one array over all layers: the step finds a layer by its number, and a
tensor is quantized right into its place, a block of rows at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from ...models.ahead import map_ahead
from ...models.checkpoint import Checkpoint
from ...models.decoder_shape import NAMES, UNIT, Names, Shape
from ...models.finite import check_values
from .quantize import GROUP, Format, quantize_int4, quantize_int8

if TYPE_CHECKING:
    from ...models.outline import Outline

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"

_BLOCK_BYTES = 2**20
"""Of a tensor in 32 bits: so many lie in a core's own cache while they are worked on."""

OPT_OFFSET = 2
"""Rows of the positions before the first one."""


class Matrix(NamedTuple):
    """`levels` (layers, rows, columns), int8 or two int4 a uint8; `scale` (layers, rows, groups), a
    float32 or, beside int4, an int32 that holds an offset, too; `bias` (layers, rows), float32."""

    levels: Array
    scale: Array
    bias: Array


class Norm(NamedTuple):
    """Both (layers, width), float32."""

    weight: Array
    bias: Array


class Weights(NamedTuple):
    """`positions`, `cos` and `sin` (positions, …) and the norms of heads are empty where unused."""

    embedding: Matrix
    positions: Array
    cos: Array
    sin: Array
    attention_norm: Norm
    query_key_value: Matrix
    query_norm: Array
    key_norm: Array
    out: Matrix
    inner_norm: Norm
    up: Matrix
    down: Matrix
    final_norm: Norm
    head: Matrix


def stored_bytes(weights: Weights) -> int:
    """All bytes, those that two parts share once."""
    return sum(array.nbytes for array in arrays_of(weights))


def arrays_of(weights: Weights) -> list[Array]:
    """All arrays, those that two parts share once."""
    return list({id(array): array for array in _arrays(weights)}.values())


def with_arrays(weights: Weights, arrays: Sequence[Array]) -> Weights:
    """The same with other arrays in the places of those that `arrays_of` gives."""
    instead = dict(zip(map(id, arrays_of(weights)), arrays, strict=True))
    replaced: Weights = _replaced(weights, instead)
    return replaced


def _replaced(part: Any, instead: Mapping[int, Array]) -> Any:
    if isinstance(part, np.ndarray):
        return instead[id(part)]
    return type(part)(*(_replaced(inner, instead) for inner in part))


def _arrays(part: Any) -> Iterator[Array]:
    if isinstance(part, np.ndarray):
        yield part
    else:
        for inner in part:
            yield from _arrays(inner)


def outlined_weights(outlined: Outline, shape: Shape, form: Format) -> Weights:
    """Arrays for the weights of a model, as `blank_weights` makes them."""
    names = NAMES[outlined.model.config.model_type]
    heads_normed = names.query_norm is not None and (
        f"{names.query_norm.format(0)}.weight" in outlined.sources
    )
    return blank_weights(shape, form, heads_normed=heads_normed)


def fill_weights(
    weights: Weights,
    outlined: Outline,
    checkpoint: Checkpoint,
    shape: Shape,
    report: Callable[[float], None],
) -> None:
    """Read and quantize the weights of a model.

    `report` gets the loaded fraction, 0 to 1, and may raise to end it. Raises ModelError.
    """
    names = NAMES[outlined.model.config.model_type]
    if shape.rotary:
        _fill_rotation(outlined.model, shape, weights)
    places = _places(names, shape, weights)
    sources = [(key, places[name]) for name, key in outlined.sources.items() if name in places]
    total = sum(checkpoint.tensors[key].bytes for key, _ in sources)
    done = 0

    def read(source: tuple[str, _Place]) -> str:
        key, place = source
        _read_into(checkpoint, key, place)
        return key

    for key in map_ahead(read, sources):
        done += checkpoint.tensors[key].bytes
        report(done / total)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a tensor goes: rows from `first` on of a matrix's layer, or into a plain array."""

    target: Matrix | Array
    layer: int = 0
    first: int = 0


def _read_into(checkpoint: Checkpoint, key: str, place: _Place) -> None:
    import torch

    info = checkpoint.tensors[key]
    columns = info.shape[-1] if len(info.shape) > 1 else 1
    step = max(1, _BLOCK_BYTES // (4 * columns))
    for start in range(0, info.shape[0], step):
        stop = min(info.shape[0], start + step)
        block = checkpoint.read(key, start, stop)
        telling = block
        if isinstance(place.target, Matrix):
            scale = _quantize_into(place.target, place.layer, place.first + start, block)
            telling = scale if scale.is_floating_point() else block
        else:
            place.target[place.first + start : place.first + stop] = block.float().numpy()
        check_values(telling, torch.float32, key, info.file)
        checkpoint.release(block)


def _quantize_into(matrix: Matrix, layer: int, row: int, block: Any) -> Any:
    """The scale: where it is in floats, what is no number shows there."""
    import torch

    whole = -block.shape[1] % UNIT
    if whole:
        block = torch.nn.functional.pad(block, (0, whole))
    quantized = quantize_int8 if matrix.levels.dtype == np.int8 else quantize_int4
    levels, scale = quantized(block)
    rows = slice(row, row + block.shape[0])
    matrix.levels[layer, rows] = levels.numpy()
    matrix.scale[layer, rows] = scale.numpy()
    return scale


def blank_weights(shape: Shape, form: Format, *, heads_normed: bool = False) -> Weights:
    """Arrays for a model's weights: norms are 1, biases and positions 0, matrices undefined."""
    width, layers = shape.width, shape.layers
    queries = shape.heads * shape.head_width
    embedding = _matrix("int8", 1, shape.vocabulary, width)
    head_norms = (layers, shape.head_width if heads_normed else 0)
    turned = (shape.window, shape.head_width // 2) if shape.rotary else (0, 0)
    placed = (0, 0) if shape.rotary else (shape.window + OPT_OFFSET, width)
    return Weights(
        embedding=embedding,
        positions=np.zeros(placed, np.float32),
        cos=np.zeros(turned, np.float32),
        sin=np.zeros(turned, np.float32),
        attention_norm=_norm(layers, width),
        query_key_value=_matrix(form, layers, shape.projected, width),
        query_norm=np.ones(head_norms, np.float32),
        key_norm=np.ones(head_norms, np.float32),
        out=_matrix(form, layers, width, queries),
        inner_norm=_norm(layers, width),
        up=_matrix(form, layers, shape.inner * (2 if shape.gated else 1), width),
        down=_matrix(form, layers, width, shape.inner),
        final_norm=_norm(1, width),
        head=embedding if shape.tied else _matrix("int8", 1, shape.vocabulary, width),
    )


def _matrix(form: Format, layers: int, rows: int, columns: int) -> Matrix:
    """Embeddings and head are int8 in both forms: an error there is an error in a word."""
    padded = columns + -columns % UNIT
    bias = np.zeros((layers, rows), np.float32)
    if form == "int8":
        return Matrix(
            np.empty((layers, rows, padded), np.int8), np.empty((layers, rows, 1), np.float32), bias
        )
    return Matrix(
        np.empty((layers, rows, padded // 2), np.uint8),
        np.empty((layers, rows, padded // GROUP), np.int32),
        bias,
    )


def _norm(layers: int, width: int) -> Norm:
    return Norm(np.ones((layers, width), np.float32), np.zeros((layers, width), np.float32))


def _fill_rotation(model: Any, shape: Shape, weights: Weights) -> None:
    """Cosines and sines are transformers' own, whatever the scaling."""
    import torch

    positions = torch.arange(shape.window)[None]
    with torch.inference_mode():
        both = model.base_model.rotary_emb(torch.zeros((1, 1, 1)), positions)
    for target, part in zip((weights.cos, weights.sin), both, strict=True):
        target[:] = part[0, :, : target.shape[1]].float().numpy()


def _places(names: Names, shape: Shape, weights: Weights) -> Mapping[str, _Place]:
    """By the name of a parameter of the model in transformers."""
    places = {
        f"{names.embedding}.weight": _Place(weights.embedding),
        **_norm_places(names.final_norm, weights.final_norm, 0),
    }
    if names.positions is not None:
        places[f"{names.positions}.weight"] = _Place(weights.positions)
    if not shape.tied:
        places[f"{names.head}.weight"] = _Place(weights.head)
    for layer in range(shape.layers):
        first = 0
        for name, heads in zip(
            names.query_key_value, (shape.heads, shape.key_heads, shape.key_heads), strict=True
        ):
            places |= _matrix_places(name.format(layer), weights.query_key_value, layer, first)
            first += heads * shape.head_width
        for part, name in enumerate(names.up):
            places |= _matrix_places(name.format(layer), weights.up, layer, part * shape.inner)
        places |= _matrix_places(names.out.format(layer), weights.out, layer, 0)
        places |= _matrix_places(names.down.format(layer), weights.down, layer, 0)
        places |= _norm_places(names.attention_norm.format(layer), weights.attention_norm, layer)
        places |= _norm_places(names.inner_norm.format(layer), weights.inner_norm, layer)
        if names.query_norm and names.key_norm:
            places[f"{names.query_norm.format(layer)}.weight"] = _Place(weights.query_norm[layer])
            places[f"{names.key_norm.format(layer)}.weight"] = _Place(weights.key_norm[layer])
    return places


def _matrix_places(name: str, matrix: Matrix, layer: int, first: int) -> dict[str, _Place]:
    return {
        f"{name}.weight": _Place(matrix, layer, first),
        f"{name}.bias": _Place(matrix.bias[layer], 0, first),
    }


def _norm_places(name: str, norm: Norm, layer: int) -> dict[str, _Place]:
    return {
        f"{name}.weight": _Place(norm.weight[layer]),
        f"{name}.bias": _Place(norm.bias[layer]),
    }
