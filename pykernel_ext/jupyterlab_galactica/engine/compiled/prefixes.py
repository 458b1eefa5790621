"""Texts that were read stay in their cells, so that the next one reads only what is new.

A conversation's next turn, a cell asked again, a preamble that many questions share. What was used
least recently goes first, where cells are needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .cells import CellPool


@dataclass(frozen=True, slots=True)
class _Text:
    tokens: tuple[int, ...]
    cells: tuple[int, ...]


class Prefixes:
    """Texts in cells of `pool`, of which they hold no more than `limit`."""

    def __init__(self, pool: CellPool, limit: int) -> None:
        self._pool = pool
        self._limit = limit
        self._texts: list[_Text] = []  # the most recently used last

    def begin(self, tokens: Sequence[int]) -> tuple[int, ...]:
        """Cells with the longest beginning of `tokens` that was read; the caller shares them."""
        best, length = None, 0
        for text in self._texts:
            same = _common(text.tokens, tokens)
            if same > length:
                best, length = text, same
        if best is None:
            return ()
        self._texts.remove(best)
        self._texts.append(best)
        cells = best.cells[:length]
        self._pool.share(cells)
        return cells

    def keep(self, tokens: Sequence[int], cells: Sequence[int]) -> None:
        """Take over the caller's share of the cells in which `tokens` were read."""
        if not tokens:
            return
        kept = _Text(tuple(tokens), tuple(cells))
        for text in list(self._texts):
            if _common(text.tokens, kept.tokens) == len(text.tokens):
                self._drop(text)
        self._texts.append(kept)
        while self.cells > self._limit:
            self._drop(self._texts[0])

    def make_room(self, count: int) -> None:
        """Forget texts until `count` more cells can be taken, or all are."""
        while self._texts and self._pool.free < count:
            self._drop(self._texts[0])

    def forget(self) -> None:
        """All texts."""
        while self._texts:
            self._drop(self._texts[0])

    @property
    def cells(self) -> int:
        """How many the texts hold, those they share once."""
        return len({cell for text in self._texts for cell in text.cells})

    def _drop(self, text: _Text) -> None:
        self._texts.remove(text)
        self._pool.give_back(text.cells)


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens both begin with."""
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))
