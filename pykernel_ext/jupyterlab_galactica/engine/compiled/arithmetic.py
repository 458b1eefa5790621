"""What a step computes beside products: norms, activations, rotation, attention.

Loops that LLVM turns into vectors; elementary functions are polynomials for the same reason. NaN
goes through all of it, so that the logits tell of it.
"""

from __future__ import annotations

from math import floor, sqrt
from typing import Any

import numpy as np
from numba import njit

from .dots import float_of_bits

FAST = {"reassoc", "contract", "nsz", "arcp"}
"""Sums may be reordered; NaN and infinity keep their meaning."""

LEVELS = 8191
"""Of activations as int16; see `decoder_shape.MOST_COLUMNS`."""

_INFINITE_BITS = 0x7F800000
_F = np.float32


@njit(fastmath=FAST, inline="always")  # type: ignore[untyped-decorator]
def exp(x: Any) -> Any:
    """e to the x, within 2e-7 of it; Cephes' polynomial after taking out powers of 2."""
    x = _F(-87.0) if x < _F(-87.0) else x
    x = _F(87.0) if x > _F(87.0) else x
    twos = _F(floor(x * _F(1.44269504) + _F(0.5)))
    r = x - twos * _F(0.693359375) + twos * _F(2.12194440e-4)
    p = _F(1.9875691500e-4)
    p = p * r + _F(1.3981999507e-3)
    p = p * r + _F(8.3334519073e-3)
    p = p * r + _F(4.1665795894e-2)
    p = p * r + _F(1.6666665459e-1)
    p = p * r + _F(5.0000001201e-1)
    p = p * r * r + r + _F(1.0)
    return p * float_of_bits(np.int32((np.int32(twos) + np.int32(127)) << np.int32(23)))


@njit(fastmath=FAST, inline="always")  # type: ignore[untyped-decorator]
def gelu(x: Any) -> Any:
    """By the error function, within 3e-7 (Abramowitz and Stegun 7.1.28)."""
    z = abs(x) * _F(0.70710678)
    p = _F(4.30638e-5)
    p = p * z + _F(2.765672e-4)
    p = p * z + _F(1.520143e-4)
    p = p * z + _F(9.2705272e-3)
    p = p * z + _F(4.22820123e-2)
    p = p * z + _F(7.05230784e-2)
    p = p * z + _F(1.0)
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    erf = _F(1.0) - _F(1.0) / p
    return _F(0.5) * (x + abs(x) * erf)


@njit(fastmath=FAST)  # type: ignore[untyped-decorator]
def activate(inner: Any, out: Any, activation: int, gated: bool) -> None:
    """One row of the inner layer, in `out`: its activation, times the second half where gated."""
    n = len(out)
    if activation == 0:
        for i in range(n):
            out[i] = gelu(inner[i])
    elif activation == 1:
        for i in range(n):
            out[i] = _F(0.0) if inner[i] < _F(0.0) else inner[i]
    else:
        for i in range(n):
            out[i] = inner[i] / (_F(1.0) + exp(-inner[i]))
    if gated:
        other = inner[n:]
        for i in range(n):
            out[i] *= other[i]


@njit(fastmath=FAST)  # type: ignore[untyped-decorator]
def normalize(row: Any, weight: Any, bias: Any, epsilon: float, rms: bool, out: Any) -> None:
    """A layer norm, or where `rms` one that takes no mean off."""
    n = len(row)
    mean = _F(0.0)
    if not rms:
        for i in range(n):
            mean += row[i]
        mean /= _F(n)
    squares = _F(0.0)
    for i in range(n):
        squares += (row[i] - mean) * (row[i] - mean)
    factor = _F(1.0 / sqrt(squares / n + epsilon))
    for i in range(n):
        out[i] = (row[i] - mean) * factor * weight[i] + bias[i]


@njit(fastmath=FAST)  # type: ignore[untyped-decorator]
def quantize(row: Any, out: Any) -> Any:
    """A row as int16 of one scale, which is returned; NaN where a value is not finite."""
    bits = row.view(np.int32)
    largest = np.int32(0)
    for i in range(len(row)):
        magnitude = np.int32(bits[i] & np.int32(0x7FFFFFFF))
        largest = magnitude if magnitude > largest else largest
    if largest >= np.int32(_INFINITE_BITS):
        out[:] = 0
        return _F(np.nan)
    most = float_of_bits(largest)
    if most < _F(1e-30):
        out[:] = 0
        return _F(0.0)
    factor = _F(LEVELS) / most
    for i in range(len(row)):
        out[i] = np.int16(np.rint(row[i] * factor))
    return most / _F(LEVELS)


@njit(fastmath=FAST)  # type: ignore[untyped-decorator]
def rotate(head: Any, cos: Any, sin: Any) -> None:
    """Turn a head by its position, in pairs half a head apart."""
    half = len(cos)
    for i in range(half):
        low, high = head[i], head[i + half]
        head[i] = low * cos[i] - high * sin[i]
        head[i + half] = high * cos[i] + low * sin[i]


@njit(fastmath=FAST)  # type: ignore[untyped-decorator]
def attend(
    query: Any, keys: Any, key_scale: Any, values: Any, value_scale: Any,
    cells: Any, count: int, scores: Any, out: Any,
) -> None:  # fmt: skip
    """The values in `count` of `cells`, weighed by how their keys agree with `query`."""
    width = len(query)
    largest = _F(-np.inf)
    for place in range(count):
        cell = cells[place]
        key = keys[cell]
        total = _F(0.0)
        for i in range(width):
            total += query[i] * _F(key[i])
        total *= key_scale[cell]
        scores[place] = total
        largest = total if total > largest else largest
    for place in range(count):
        scores[place] = exp(scores[place] - largest)
    total = _F(0.0)
    for place in range(count):
        total += scores[place]
    for place in range(count):
        scores[place] *= value_scale[cells[place]]
    out[:] = _F(0.0)
    for place in range(count):
        share = scores[place]
        value = values[cells[place]]
        for i in range(width):
            out[i] += share * _F(value[i])
    for i in range(width):
        out[i] /= total
