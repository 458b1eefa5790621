"""Stop texts, found while the text is still growing."""

from __future__ import annotations

from collections.abc import Sequence


class StopTexts:
    """Lets text through up to the first stop text, however it is split over pieces.

    Of the text seen, only what may still become a stop text is held back: never more than the
    longest of them, so that the work is linear in the text.
    """

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = [stop for stop in stops if stop]
        self._held = ""
        self.found: str | None = None

    def feed(self, text: str) -> str:
        """The text that is safe to show now. After a stop text is found there is none."""
        if self.found is not None or not text:
            return ""
        pending = self._held + text
        ends = [
            (position + len(stop), position, stop)
            for stop in self._stops
            if (position := pending.find(stop)) >= 0
        ]
        if ends:
            _, position, self.found = min(ends)
            self._held = ""
            return pending[:position]
        keep = max((_overlap(pending, stop) for stop in self._stops), default=0)
        self._held = pending[len(pending) - keep :]
        return pending[: len(pending) - keep]

    def finish(self) -> str:
        """What was held back and became no stop text."""
        held, self._held = self._held, ""
        return held


def _overlap(text: str, stop: str) -> int:
    """The length of the longest end of `text` with which `stop` begins."""
    for length in range(min(len(stop) - 1, len(text)), 0, -1):
        if text.endswith(stop[:length]):
            return length
    return 0
