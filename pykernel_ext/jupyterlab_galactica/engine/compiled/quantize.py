"""Weights as int8 rows or int4 groups, and back.

int8 has a float32 scale for each row, the largest of which becomes 127. int4 has levels from -8 to
7 and a bfloat16 scale for each 32 columns; of the scales around the group's largest value the one
with the least squared error is taken. 32 bytes hold 64 columns: the first 32 in their low halves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import torch

Format: TypeAlias = Literal["int8", "int4"]

GROUP = 32
_INT8_LEVELS = 127
_NOTHING = 1e-30
"""No row is so small: its inverse would be no number."""
_TRIED = (1.0, 0.96, 0.92, 0.88, 0.84, 0.80)
"""Of the scale at which the group's largest value is just reached."""


def quantize_int8(rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Float rows as int8 of the same shape, and a float32 scale each, shape (rows, 1)."""
    import torch

    exact = rows.to(torch.float32, copy=True)
    most = torch.maximum(exact.amax(1, keepdim=True), -exact.amin(1, keepdim=True))
    factor = torch.where(most < _NOTHING, 0.0, _INT8_LEVELS / most)
    return exact.mul_(factor).round_().to(torch.int8), most / _INT8_LEVELS


def quantize_int4(rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Float rows (n, k), k a multiple of 64, as uint8 (n, k/2); int16 bits of the scales (n, k/32).

    A scale's sign is that of the group's largest value, which so gets the level -8.
    """
    import torch

    groups = rows.float().reshape(rows.shape[0], -1, GROUP)
    places = groups.abs().argmax(-1, keepdim=True)
    limits = groups.gather(-1, places) / -8
    best_error = torch.full_like(limits, torch.inf)
    best_scale = torch.zeros_like(limits)
    for factor in _TRIED:
        scale = (limits * factor).bfloat16().float()
        error = (groups - _levels(groups, scale) * scale).square_().sum(-1, keepdim=True)
        better = error < best_error
        best_error = torch.where(better, error, best_error)
        best_scale = torch.where(better, scale, best_scale)
    levels = (_levels(groups, best_scale) + 8).to(torch.uint8).reshape(rows.shape[0], -1, 2, GROUP)
    packed = levels[:, :, 0] | (levels[:, :, 1] << 4)
    scales = best_scale.squeeze(-1).bfloat16().view(torch.int16)
    return packed.reshape(rows.shape[0], -1), scales


def _levels(groups: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    import torch

    divisor = torch.where(scale == 0, torch.ones_like(scale), scale)
    return (groups / divisor).round_().clamp_(-8, 7)


def dequantize(levels: torch.Tensor, scale: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """Rows as they are computed with, in `dtype`."""
    import torch

    if levels.dtype == torch.int8:
        return levels.to(dtype) * scale.to(dtype)
    halves = levels.reshape(levels.shape[0], -1, GROUP)
    nibbles = torch.stack((halves & 15, halves >> 4), 2).view(torch.int8) - 8
    groups = nibbles.reshape(levels.shape[0], -1, GROUP).to(dtype)
    return (groups * scale.view(torch.bfloat16).to(dtype)[..., None]).flatten(1)
