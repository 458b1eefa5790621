"""How long the completions of a request take, from their events."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ..interface import Completed, CompletionEvent, Progress

_CLOCK_S = 1e-3
"""Some clocks stand still for a short completion."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Tokens of one completion, and the seconds for reading the prompt and for writing.

    `prompt_tokens` is 0 where the prompt was read for another one already, as in a beam search.
    """

    prompt_tokens: int
    completion_tokens: int
    prefill_s: float
    decode_s: float

    @property
    def tokens_per_s(self) -> float | None:
        """From the first token on; None where there is no second one."""
        if self.completion_tokens < 2:
            return None
        return round((self.completion_tokens - 1) / max(self.decode_s, _CLOCK_S), 1)


class Stopwatch:
    """Runs while `note` is given the events; to be `restart`ed where other work came between."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self._began = time.monotonic()
        self._first: float | None = None
        self._read = False

    def note(self, event: CompletionEvent) -> Pace | None:
        """What a completion took, at its end."""
        now = time.monotonic()
        if isinstance(event, Progress):
            self._read = self._read or event.phase == "reading"
            if event.phase == "generating" and self._first is None:
                self._first = now
        if not isinstance(event, Completed):
            return None
        first = self._first or now
        return Pace(
            event.prompt_tokens if self._read else 0,
            event.completion_tokens,
            prefill_s=first - self._began,
            decode_s=now - first,
        )
