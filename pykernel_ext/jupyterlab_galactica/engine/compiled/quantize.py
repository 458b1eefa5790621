"""Weights as int8 rows or int4 groups, and back.

int8 has a float32 scale for each row, the largest of which becomes 127. int4 has levels from 0 to
15, a scale and an offset for each 32 columns, as bfloat16: a value is level x scale + offset. Of
ranges within that of a group the one with the least squared error is taken. 32 bytes hold 64
columns: the first 32 in their low halves.
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
    """Float rows (n, k), k a multiple of 64, as uint8 (n, k/2); int32 (n, k/32), each the bits of
    a scale, in the low half, and of an offset."""
    import torch

    groups = rows.float().reshape(rows.shape[0], -1, GROUP)
    least, most = groups.amin(-1, keepdim=True), groups.amax(-1, keepdim=True)
    middle, span = (least + most) / 2, most - least
    best = torch.full_like(span, torch.inf)
    scale, offset = torch.zeros_like(span), torch.zeros_like(span)
    for share in _TRIED:
        tried_scale = _as_stored(span * (share / _INT4_LEVELS))
        tried_offset = _as_stored(middle - span * (share / 2))
        levels = _levels(groups, tried_scale, tried_offset)
        error = (groups - (levels * tried_scale + tried_offset)).square_().sum(-1, keepdim=True)
        better = error < best
        best = torch.where(better, error, best)
        scale = torch.where(better, tried_scale, scale)
        offset = torch.where(better, tried_offset, offset)
    levels = _levels(groups, scale, offset).to(torch.uint8).reshape(rows.shape[0], -1, 2, GROUP)
    packed = levels[:, :, 0] | (levels[:, :, 1] << 4)
    both = torch.cat((scale, offset), -1).bfloat16().view(torch.int32).squeeze(-1)
    return packed.reshape(rows.shape[0], -1), both


def _as_stored(values: torch.Tensor) -> torch.Tensor:
    return values.bfloat16().float()


def _levels(groups: torch.Tensor, scale: torch.Tensor, offset: torch.Tensor) -> torch.Tensor:
    import torch

    divisor = torch.where(scale == 0, torch.ones_like(scale), scale)
    return ((groups - offset) / divisor).round_().clamp_(0, _INT4_LEVELS)


def dequantize(levels: torch.Tensor, scale: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """Rows as they are computed with, in `dtype`."""
    import torch

    if levels.dtype == torch.int8:
        return levels.to(dtype) * scale.to(dtype)
    halves = levels.reshape(levels.shape[0], -1, GROUP)
    nibbles = torch.stack((halves & 15, halves >> 4), 2)
    groups = nibbles.reshape(levels.shape[0], -1, GROUP).to(dtype)
    both = scale[..., None].view(torch.bfloat16).to(dtype)
    return (groups * both[..., :1] + both[..., 1:]).flatten(1)
