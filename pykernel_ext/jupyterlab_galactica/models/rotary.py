"""In which order the rows of a LLaMA's query and key weights lie.

Rotary position embedding turns the rows of a head in pairs. In a head of d rows Meta's files have
the two of a pair side by side (2i and 2i + 1), Hugging Face's have them half a head apart (i and
i + d/2). The shapes are the same, so that files converted without the reordering load, and write
nonsense.

Training treats both rows of a pair alike, so their norms are close, while norms vary over a head
from its fast to its slow pairs. Hence in Hugging Face's order the rows half a head apart are
alike; in Meta's the neighbours are, and those half a head apart turn at quite different speeds and
differ. Weights that were never trained show neither.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .checkpoint import FolderCheckpoint

if TYPE_CHECKING:
    import torch

_PROJECTION = re.compile(r"model\.layers\.(\d+)\.self_attn\.[qk]_proj\.weight")
_ROWS_AT_ONCE = 256

_FEWEST_PAIRS = 256
_CLEAR_RATIO = 4.0
"""For independent norms the ratio of the two mean squares over n pairs has a logarithm of standard
deviation 2/√n: with 256 pairs 4 is eleven of them away from 1."""


def looks_interleaved(weights: FolderCheckpoint, heads: int) -> bool:
    """Whether queries and keys are, beyond doubt, in Meta's order. Reads those of two layers."""
    import torch

    keys = _of_two_layers(weights)
    if not keys or any(weights.tensors[key].shape[0] % (2 * heads) for key in keys):
        return False
    norms = torch.cat([_log_norms(weights, key).view(heads, -1) for key in keys])
    half = norms.shape[1] // 2
    neighbours = norms[:, 0::2] - norms[:, 1::2]
    halves = norms[:, :half] - norms[:, half:]
    far, near = halves.square().mean(), neighbours.square().mean()
    return halves.numel() >= _FEWEST_PAIRS and bool(far > _CLEAR_RATIO * near)


def _of_two_layers(weights: FolderCheckpoint) -> list[str]:
    """Queries and keys of a layer at a third of the depth and of one at two thirds."""
    layers: dict[int, list[str]] = {}
    for key in weights.tensors:
        if found := _PROJECTION.fullmatch(key):
            layers.setdefault(int(found[1]), []).append(key)
    chosen = {len(layers) // 3, 2 * len(layers) // 3}
    return [key for place, layer in enumerate(sorted(layers)) if place in chosen
            for key in layers[layer]]  # fmt: skip


def _log_norms(weights: FolderCheckpoint, key: str) -> torch.Tensor:
    import torch

    norms = []
    for start in range(0, weights.tensors[key].shape[0], _ROWS_AT_ONCE):
        rows = weights.read(key, start, start + _ROWS_AT_ONCE)
        norms.append(rows.float().norm(dim=1))
        weights.release(rows)
    return torch.cat(norms).clamp_min(1e-12).log()
