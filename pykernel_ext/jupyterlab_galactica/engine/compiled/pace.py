"""How long steps take on this machine, as they come: what reading some tokens more costs.

That differs by threefold between machines and models: where memory sets the pace a row more is
nearly free, and where weights are unpacked in a core's cache it takes nearly half a step.
"""

from __future__ import annotations

from collections import deque
from statistics import median

_REMEMBERED = 7
"""Steps of a number of rows; their median leaves out the one that the system held up."""

_UNMEASURED = 0.4
"""Of a step, for each row more, until it was measured."""


class Pace:
    def __init__(self) -> None:
        self._seconds: dict[int, deque[float]] = {}

    def add(self, rows: int, seconds: float) -> None:
        """A step of so many rows took so long."""
        self._seconds.setdefault(rows, deque(maxlen=_REMEMBERED)).append(seconds)

    def cost(self, rows: int, more: int) -> float:
        """How many steps of `rows` one takes that reads `more` beside them."""
        plain, fuller = (self._seconds.get(count) for count in (rows, rows + more))
        if plain is None or fuller is None:
            return _supposed(rows + more) / _supposed(rows)
        return median(fuller) / median(plain)


def _supposed(rows: int) -> float:
    return 1 + _UNMEASURED * (rows - 1)
