"""Keys and values of tokens that were read, each token in a cell.

A stream is a list of cells, so that streams share the cells of a beginning they share. Keys and
values are int16 with a scale for each head of a token: half the bytes of float32, and as good.
"""

from __future__ import annotations

import mmap
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from heapq import heapify, heappop, heappush
from math import prod
from typing import NamedTuple

import numpy as np

from ...models.decoder_shape import Shape
from .weights import Array


class Cells(NamedTuple):
    """`keys` and `values` (layers, heads, cells, head width), their scales without the last."""

    keys: Array
    key_scale: Array
    values: Array
    value_scale: Array


def _set_aside(shape: tuple[int, ...], kind: type[np.generic]) -> Array:
    """An array that takes memory where it is written to, in the system's small pages.

    numpy asks for large ones, of which the first token of all layers and heads would fill all.
    """
    if sys.platform != "linux":
        return np.empty(shape, kind)
    size = max(1, prod(shape)) * np.dtype(kind).itemsize
    memory = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with suppress(OSError):  # a system that knows no large ones
        memory.madvise(mmap.MADV_NOHUGEPAGE)
    return np.frombuffer(memory, kind, prod(shape)).reshape(shape)


class CellPool:
    """A number of cells, and how many streams use each. Lowest first: others take no memory."""

    def __init__(self, shape: Shape, count: int) -> None:
        self.count = count
        held = (shape.layers, shape.key_heads, count)
        self.cells = Cells(
            _set_aside((*held, shape.head_width), np.int16),
            _set_aside(held, np.float32),
            _set_aside((*held, shape.head_width), np.int16),
            _set_aside(held, np.float32),
        )
        self._free = list(range(count))
        self._uses: Counter[int] = Counter()
        heapify(self._free)

    def take(self, count: int) -> list[int]:
        """New cells. Raises IndexError, and takes none, where so many are not left."""
        if count > len(self._free):
            raise IndexError(f"{count} cells are wanted and {len(self._free)} are free")
        taken = [heappop(self._free) for _ in range(count)]
        self._uses.update(taken)
        return taken

    def share(self, cells: Sequence[int]) -> None:
        """One more stream uses them."""
        self._uses.update(cells)

    def give_back(self, cells: Sequence[int]) -> None:
        for cell in cells:
            self._uses[cell] -= 1
            if not self._uses[cell]:
                del self._uses[cell]
                heappush(self._free, cell)

    @property
    def free(self) -> int:
        return len(self._free)

    @property
    def used(self) -> int:
        return len(self._uses)
