"""Weights as int8 rows or int4 groups, and back.

int8 has a float32 scale for each row, the largest of which becomes 127. int4 has levels from 0 to
15, a scale and an offset for each 32 columns: a value is level x scale + offset. Of ranges within
that of a group the one with the least squared error is taken. Both lie in 32 bits: all of them are
the scale as float32, the low half the offset as bfloat16, so that neither takes an instruction to
get at; the high half is chosen so that the whole is nearest to the scale. 32 bytes hold 64 columns:
the first 32 in their low halves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import torch

Format: TypeAlias = Literal["int8", "int4"]

GROUP = 32
_INT8_LEVELS = 127
_INT4_LEVELS = 15
_NOTHING = 1e-30
"""No row is so small: its inverse would be no number."""
_TRIED = (1.0, 0.96, 0.92, 0.88, 0.84, 0.80)
"""Of the range from a group's least value to its largest."""


def quantize_int8(rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Float rows as int8 of the same shape, and a float32 scale each, shape (rows, 1)."""
    import torch

    exact = rows.to(torch.float32, copy=True)
    most = torch.maximum(exact.amax(1, keepdim=True), -exact.amin(1, keepdim=True))
    factor = torch.where(most < _NOTHING, 0.0, _INT8_LEVELS / most)
    return exact.mul_(factor).round_().to(torch.int8), most / _INT8_LEVELS


def quantize_int4(rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Float rows (n, k), k a multiple of 64, as uint8 (n, k/2), and int32 (n, k/32): what `_steps`
    reads scales and offsets of."""
    import torch

    groups = rows.float().reshape(rows.shape[0], -1, GROUP)
    least, most = groups.amin(-1, keepdim=True), groups.amax(-1, keepdim=True)
    middle, span = (least + most) / 2, most - least
    best = torch.full_like(span, torch.inf)
    both = torch.zeros_like(span, dtype=torch.int32)
    for share in _TRIED:
        tried = _both(span * (share / _INT4_LEVELS), middle - span * (share / 2))
        scale, offset = _steps(tried)
        values = _levels(groups, scale, offset) * scale + offset
        error = (groups - values).square_().sum(-1, keepdim=True)
        better = error < best
        best = torch.where(better, error, best)
        both = torch.where(better, tried, both)
    levels = _levels(groups, *_steps(both)).to(torch.uint8).reshape(rows.shape[0], -1, 2, GROUP)
    packed = levels[:, :, 0] | (levels[:, :, 1] << 4)
    return packed.reshape(rows.shape[0], -1), both.squeeze(-1)


def _both(scale: torch.Tensor, offset: torch.Tensor) -> torch.Tensor:
    """The int32 whose high half makes its float32 as near to `scale` as it can be."""
    import torch

    low = offset.bfloat16().view(torch.int16).to(torch.int32) & 0xFFFF
    high = (scale.view(torch.int32) - low + 0x8000) >> 16
    return (high.clamp_(0) << 16) | low


def _steps(both: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Scale and offset, float32."""
    import torch

    return both.view(torch.float32), (both << 16).view(torch.float32)


def _levels(groups: torch.Tensor, scale: torch.Tensor, offset: torch.Tensor) -> torch.Tensor:
    import torch

    divisor = torch.where(scale < _NOTHING, 1.0, scale)
    return ((groups - offset) / divisor).round_().clamp_(0, _INT4_LEVELS)


def dequantize(levels: torch.Tensor, scale: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """Rows as they are computed with, in `dtype`."""
    import torch

    if levels.dtype == torch.int8:
        return levels.to(dtype) * scale.to(dtype)
    halves = levels.reshape(levels.shape[0], -1, GROUP)
    nibbles = torch.stack((halves & 15, halves >> 4), 2)
    groups = nibbles.reshape(levels.shape[0], -1, GROUP).float()
    step, offset = (each[..., None] for each in _steps(scale))
    return groups.mul_(step).add_(offset).flatten(1).to(dtype)  # rounded once, not thrice
