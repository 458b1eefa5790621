"""The times of one completion, as the asker sees them."""

from __future__ import annotations

import time

from .interface import Times


class Clock:
    """Runs from the request on; `tick` when text comes."""

    def __init__(self) -> None:
        self._asked = time.monotonic()
        self._first: float | None = None
        self._last = self._asked

    def tick(self) -> None:
        self._last = time.monotonic()
        if self._first is None:
            self._first = self._last

    @property
    def ticked(self) -> bool:
        return self._first is not None

    def times(self, tokens: int) -> Times:
        """Those of a completion of so many tokens."""
        if self._first is None:
            return Times()
        seconds = self._last - self._first
        is_paced = tokens > 1 and seconds > 0
        return Times(
            ttft_s=round(self._first - self._asked, 4),
            tokens_per_s=round((tokens - 1) / seconds, 2) if is_paced else None,
        )
