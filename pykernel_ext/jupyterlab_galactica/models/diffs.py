"""Models published as a weight diff (Tulu, code-alpaca): `base + diff`, made while it is read.

A tensor of the model is the diff's plus the base's, added in 32 bits and rounded once: adding in 16
bits rounds twice and changes a part of the weights. Where the diff has one more vocabulary row, the
row it was taken against is the mean of the base's rows, as Stanford Alpaca's training script made
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ModelError
from .checkpoint import FolderCheckpoint, TensorInfo
from .config_file import read_config
from .manifest import is_recovered
from .pairs import (
    LARGEST_NORM_OF_A_DIFF,
    is_dropped,
    last_norm_size,
    open_pair,
    published_name,
)

if TYPE_CHECKING:
    import torch

_DIFF_NAME = re.compile(
    r"allenai/(tulu-\d+b|open-instruct-[\w.-]+)$|[-_](weight[-_])?w?diff$", re.I
)

_ELEMENTS_AT_ONCE = 2**19
_COLUMN_BLOCK_BYTES = 64 * 2**20
_COLUMN_STEP = 64


def is_weight_diff(folder: Path) -> bool:
    """Whether a folder holds a weight diff, which by itself is no model.

    The weights of the last norm tell: they lie near or above 1 in a LLaMA, near 0 in a diff. Where
    there is no such tensor the name decides. Reads one small tensor. Raises ModelError where the
    folder's files are missing or damaged.
    """
    if is_recovered(folder) or read_config(folder).get("model_type") != "llama":
        return False
    size = last_norm_size(FolderCheckpoint(folder))
    if size is None:
        return _DIFF_NAME.search(published_name(folder)) is not None
    return size < LARGEST_NORM_OF_A_DIFF


class RecoveredCheckpoint:
    """`Checkpoint` of the model that a base and a diff make, in `dtype` (None: the diff's own).

    `base` and `diff` are those folders' checkpoints. Raises ModelError where the two do not belong
    together, see `pairs.open_pair`. No more than a chunk of either is in memory beside what `read`
    gives.
    """

    def __init__(self, base: Path, diff: Path, dtype: torch.dtype | None = None) -> None:
        self.base, self.diff = open_pair(base, diff)
        self._base_tensors = self.base.tensors
        self._tensors = {
            key: TensorInfo(info.shape, dtype or info.dtype, info.file)
            for key, info in self.diff.tensors.items()
            if not is_dropped(key)
        }
        self._means: dict[str, torch.Tensor] = {}

    @property
    def tensors(self) -> Mapping[str, TensorInfo]:
        return self._tensors

    def read(self, key: str, start: int = 0, stop: int | None = None) -> torch.Tensor:
        """Rows `start` to `stop`. Raises ModelError where a value is NaN, infinite or too large."""
        import torch

        info = self._tensors[key]
        rows = range(info.shape[0])[start:stop]
        made = torch.empty((len(rows), *info.shape[1:]), dtype=info.dtype)
        for first, last in row_chunks(info.shape, rows):
            total = self._sum(key, first, last)
            self._check_finite(total, key, first, last)
            made[first - rows.start : last - rows.start] = total
        return made

    def release(self, tensor: torch.Tensor) -> None:
        """Nothing to do: what `read` gives is memory of its own, freed with its last reference."""

    def _sum(self, key: str, start: int, stop: int) -> torch.Tensor:
        import torch

        diff = self.diff.read(key, start, stop)
        total = torch.empty(diff.shape, dtype=torch.float32)
        known = max(start, min(stop, self._base_tensors[key].shape[0]))
        if start < known:
            base = self.base.read(key, start, known)
            total[: known - start] = base
            self.base.release(base)
        if known < stop:
            total[known - start :] = self._mean_row(key)
        total += diff.float()
        self.diff.release(diff)
        return total

    def _mean_row(self, key: str) -> torch.Tensor:
        if key not in self._means:
            self._means[key] = mean_row(self.base, key)
        return self._means[key]

    def _check_finite(self, total: torch.Tensor, key: str, start: int, stop: int) -> None:
        import torch

        dtype = self._tensors[key].dtype
        ends = torch.stack(torch.aminmax(total)).to(dtype)  # rounding keeps the order: ends suffice
        if torch.isfinite(ends).all():
            return
        known = min(stop, self._base_tensors[key].shape[0])
        for side, checkpoint, end in (("diff", self.diff, stop), ("base", self.base, known)):
            if not torch.isfinite(checkpoint.read(key, start, end)).all():
                path = checkpoint.folder / checkpoint.tensors[key].file
                raise ModelError(
                    f"The {side}'s {key} in {path} holds NaN or infinite values; get the file "
                    "again."
                )
        raise ModelError(
            f"{key} has values up to {total.abs().max():.3g}, too large for "
            f"{str(dtype).removeprefix('torch.')}; take bf16 or fp32 instead."
        )


def row_chunks(shape: tuple[int, ...], rows: range) -> Iterator[tuple[int, int]]:
    """Bounds of pieces of `rows` small enough to stay in a processor's cache while being added."""
    row = 1
    for length in shape[1:]:
        row *= length
    step = max(1, _ELEMENTS_AT_ONCE // max(1, row))
    for start in range(rows.start, rows.stop, step):
        yield start, min(start + step, rows.stop)


def mean_row(checkpoint: FolderCheckpoint, key: str) -> torch.Tensor:
    """The 32-bit mean of a matrix' rows, bit for bit that of `matrix.float().mean(0)`.

    In what order torch adds up a column depends on the column's place among the vector lanes, not
    on other columns; so blocks of whole lanes give the same bits, and the matrix need not be in
    memory. The last block takes the rest too: a single column would be added in another order.
    """
    import torch

    rows, columns = checkpoint.tensors[key].shape
    wanted = _COLUMN_BLOCK_BYTES // (4 * rows)
    width = max(_COLUMN_STEP, wanted // _COLUMN_STEP * _COLUMN_STEP)
    edges = [*range(0, max(1, columns - _COLUMN_STEP), width), columns]
    means = []
    for left, right in pairwise(edges):
        block = torch.empty((rows, right - left), dtype=torch.float32)
        for start, stop in row_chunks((rows, columns), range(rows)):
            piece = checkpoint.read(key, start, stop)
            block[start:stop] = piece[:, left:right]
            checkpoint.release(piece)
        means.append(block.mean(0))
    return torch.cat(means)
