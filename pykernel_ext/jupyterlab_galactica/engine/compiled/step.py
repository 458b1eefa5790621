"""One token read for each of some streams, by all threads that call `step` with the same counters.

The matrices are read once for all streams. Each product is a phase (`turns`); what stands before it
and is small (norm, activation, quantizing) every thread does for itself, in its own `Scratch`,
which costs no waiting.
"""

from __future__ import annotations

from math import sqrt
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from .arithmetic import FAST, activate, attend, normalize, quantize, rotate
from .cache import jit_cached
from .dots import dot, dots2, dots4
from .quantize import GROUP
from .turns import any_left, claim, done, wait

_BLOCK_BYTES = 32768
"""Of weights in a block: a few microseconds."""

_FEWEST_ROWS = 8


PHASES_A_LAYER = 5


def phases(layers: int) -> int:
    return PHASES_A_LAYER * layers + 2


class Rules(NamedTuple):
    """What of a `Shape` decides how to compute."""

    heads: int
    key_heads: int
    head_width: int
    activation: int
    epsilon: float
    rms: bool
    gated: bool


class Rows(NamedTuple):
    """For each row of a step, in order of position where they are of one stream.

    `tokens` and `positions`; `which` row of `tables`, (streams, window), names the stream's cells,
    the new token's included.
    """

    tokens: Any
    positions: Any
    which: Any
    tables: Any


class Shared(NamedTuple):
    """What all threads read and write, float32: `hidden` (rows, width), and so on."""

    hidden: Any
    projected: Any
    attended: Any
    inner: Any
    logits: Any


class Scratch(NamedTuple):
    """A thread's own: a float row, int16 activations (rows, columns) with their scales, their sums
    over each group of weights (rows, 0 where these are in none), scores."""

    row: Any
    levels: Any
    scale: Any
    sums: Any
    scores: Any
    query: Any


@jit_cached(nogil=True, fastmath=FAST)
def step(
    work: Any, rules: Any, weights: Any, cells: Any, rows: Any, shared: Any, scratch: Any
) -> None:
    """Read `rows` into their cells; `shared.logits` are those after each."""
    _embed(work, 0, weights, rows, shared)
    phase = 1
    for layer in range(weights.query_key_value.levels.shape[0]):
        matrix = weights.query_key_value
        norm = weights.attention_norm
        if any_left(work, phase, _blocks(matrix)):
            _take_normed(rules, norm, layer, shared.hidden, scratch)
        _product(work, phase, matrix, layer, scratch, shared.projected, False)
        _attention(work, phase + 1, rules, weights, layer, cells, rows, shared, scratch)
        matrix = weights.out
        if any_left(work, phase + 2, _blocks(matrix)):
            _take(shared.attended, scratch)
        _product(work, phase + 2, matrix, layer, scratch, shared.hidden, True)
        matrix = weights.up
        norm = weights.inner_norm
        if any_left(work, phase + 3, _blocks(matrix)):
            _take_normed(rules, norm, layer, shared.hidden, scratch)
        _product(work, phase + 3, matrix, layer, scratch, shared.inner, False)
        matrix = weights.down
        if any_left(work, phase + 4, _blocks(matrix)):
            _take_activated(rules, shared.inner, scratch)
        _product(work, phase + 4, matrix, layer, scratch, shared.hidden, True)
        phase += PHASES_A_LAYER
    if any_left(work, phase, _blocks(weights.head)):
        _take_normed(rules, weights.final_norm, 0, shared.hidden, scratch)
    _product(work, phase, weights.head, 0, scratch, shared.logits, False)


@njit(fastmath=FAST)  # type: ignore[untyped-decorator]
def _embed(work: Any, phase: int, weights: Any, rows: Any, shared: Any) -> None:
    if claim(work, phase) == 0:
        width = shared.hidden.shape[1]
        offset = weights.positions.shape[0] - rows.tables.shape[1]
        for row in range(len(rows.tokens)):
            token = rows.tokens[row]
            levels = weights.embedding.levels[0, token]
            scale = weights.embedding.scale[0, token, 0]
            hidden = shared.hidden[row]
            for i in range(width):
                hidden[i] = np.float32(levels[i]) * scale
            if weights.positions.shape[1] > 0:
                place = weights.positions[rows.positions[row] + offset]
                for i in range(width):
                    hidden[i] += place[i]
        done(work, phase)
    wait(work, phase, 1)


@njit(inline="always")  # type: ignore[untyped-decorator]
def _rows_a_block(matrix: Any) -> Any:
    return max(_FEWEST_ROWS, _BLOCK_BYTES // matrix.levels.shape[2])


@njit(inline="always")  # type: ignore[untyped-decorator]
def _blocks(matrix: Any) -> Any:
    size = _rows_a_block(matrix)
    return (matrix.levels.shape[1] + size - 1) // size


@njit(fastmath=False, inline="always")  # type: ignore[untyped-decorator]
def _put(
    matrix: Any, layer: int, row: int, found: Any, scale: Any, stream: int, out: Any, add: bool
) -> None:
    before = out[stream, row] if add else np.float32(0.0)
    value = found * scale[stream] + matrix.bias[layer, row]
    out[stream, row] = before + value


@njit(fastmath=False)  # type: ignore[untyped-decorator]
def _product(
    work: Any, phase: int, matrix: Any, layer: int, scratch: Any, out: Any, add: bool
) -> None:
    """The matrix times the activations taken, put into `out` or added to it.

    Sums keep their order here (False, since who inlines it would hand its own freedom down): a
    stream's values do not depend on how many are beside it.
    """
    size = _rows_a_block(matrix)
    blocks = _blocks(matrix)
    count = matrix.levels.shape[1]
    streams = out.shape[0]
    levels = scratch.levels
    scale = scratch.scale
    sums = scratch.sums
    while True:
        block = claim(work, phase)
        if block >= blocks:
            break
        first, last = block * size, min(count, (block + 1) * size)
        stream = 0
        while stream + 4 <= streams:  # the block stays in the core's cache meanwhile
            for i in range(first, last):
                found = dots4(matrix, layer, i, levels, sums, stream)
                for place in range(4):
                    _put(matrix, layer, i, found[place], scale, stream + place, out, add)
            stream += 4
        if stream + 2 <= streams:
            for i in range(first, last):
                pair = dots2(matrix, layer, i, levels, sums, stream)
                for place in range(2):
                    _put(matrix, layer, i, pair[place], scale, stream + place, out, add)
            stream += 2
        if stream < streams:
            for i in range(first, last):
                one = dot(matrix, layer, i, levels, sums, stream)
                _put(matrix, layer, i, one, scale, stream, out, add)
        done(work, phase)
    wait(work, phase, blocks)


@njit(fastmath=FAST)  # type: ignore[untyped-decorator]
def _quantize_row(values: Any, row: int, scratch: Any) -> None:
    """The columns that fill a matrix up to its unit are zero."""
    columns = len(values)
    levels = scratch.levels[row]
    scratch.scale[row] = quantize(values, levels[:columns])
    for i in range(columns, min(len(levels), columns + 64)):
        levels[i] = 0
    sums = scratch.sums[row]
    for group in range(min(len(sums), (columns + GROUP - 1) // GROUP + 1)):
        total = np.int32(0)
        for level in levels[group * GROUP : (group + 1) * GROUP]:
            total = np.int32(total + np.int32(level))
        sums[group] = np.float32(total)


@njit(fastmath=FAST)  # type: ignore[untyped-decorator]
def _take(values: Any, scratch: Any) -> None:
    for row in range(values.shape[0]):
        _quantize_row(values[row], row, scratch)


@njit(fastmath=FAST)  # type: ignore[untyped-decorator]
def _take_normed(rules: Any, norm: Any, layer: int, values: Any, scratch: Any) -> None:
    normed = scratch.row[: values.shape[1]]
    for row in range(values.shape[0]):
        normalize(
            values[row], norm.weight[layer], norm.bias[layer], rules.epsilon, rules.rms, normed
        )
        _quantize_row(normed, row, scratch)


@njit(fastmath=FAST)  # type: ignore[untyped-decorator]
def _take_activated(rules: Any, values: Any, scratch: Any) -> None:
    width = values.shape[1] // 2 if rules.gated else values.shape[1]
    activated = scratch.row[:width]
    for row in range(values.shape[0]):
        activate(values[row], activated, rules.activation, rules.gated)
        _quantize_row(activated, row, scratch)


@njit(fastmath=FAST)  # type: ignore[untyped-decorator]
def _attention(
    work: Any, phase: int, rules: Any, weights: Any, layer: int, cells: Any, rows: Any,
    shared: Any, scratch: Any,
) -> None:  # fmt: skip
    """A block is a head of keys: its new ones are written, then its queries look at all."""
    width = rules.head_width
    group = rules.heads // rules.key_heads
    first_key = rules.heads * width
    first_value = first_key + rules.key_heads * width
    while True:
        head = claim(work, phase)
        if head >= rules.key_heads:
            break
        keys, values = cells.keys[layer, head], cells.values[layer, head]
        key_scale, value_scale = cells.key_scale[layer, head], cells.value_scale[layer, head]
        for row in range(len(rows.tokens)):
            position = rows.positions[row]
            cell = rows.tables[rows.which[row], position]
            start = first_key + head * width
            key = shared.projected[row, start : start + width]
            _place_head(rules, weights, weights.key_norm, layer, position, key, scratch)
            key_scale[cell] = quantize(key, keys[cell])
            start = first_value + head * width
            value = shared.projected[row, start : start + width]
            value_scale[cell] = quantize(value, values[cell])
        for row in range(len(rows.tokens)):
            position = rows.positions[row]
            table = rows.tables[rows.which[row]]
            for member in range(group):
                start = (head * group + member) * width
                query = shared.projected[row, start : start + width]
                _place_head(rules, weights, weights.query_norm, layer, position, query, scratch)
                factor = np.float32(1.0 / sqrt(width))
                for i in range(width):
                    query[i] *= factor
                out = shared.attended[row, start : start + width]
                attend(
                    query, keys, key_scale, values, value_scale,
                    table, position + 1, scratch.scores, out,
                )  # fmt: skip
        done(work, phase)
    wait(work, phase, rules.key_heads)


@njit(fastmath=FAST)  # type: ignore[untyped-decorator]
def _place_head(
    rules: Any, weights: Any, norms: Any, layer: int, position: int, head: Any, scratch: Any
) -> None:
    """Norm and turn a query or key, where the model does so."""
    if norms.shape[1] > 0:
        plain = scratch.query[: len(head)]
        plain[:] = head
        normalize(plain, norms[layer], scratch.query[len(head) :], rules.epsilon, True, head)
    if weights.cos.shape[1] > 0:
        rotate(head, weights.cos[position], weights.sin[position])
