"""Noticing that the lane hangs or has died, which its server would never tell.

A large model may take long for a step and a stuck one takes for ever, so two things are looked at:
steps (`engine.pulse`: a token, a layer, a tensor), and whether the process does anything at all
(computing outside the server's thread, reading from disk). No step and no work is a hang. Work
without a step is told after a moment, and taken for going in circles after minutes: no layer takes
so long.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from ...processes import Work, work_of
from ..interface import Progress
from ..pulse import seconds_since_step
from .lane import Lane

HANG_S = 3.5
"""Longest time with neither a step nor work, while nothing waits for a network."""

NETWORK_S = 60.0
"""The same while files are looked for on a hub and downloaded, which has time limits of its own."""

CIRCLES_S = 120.0
"""Longest time of work without a step."""

_TICK_S = 0.5
_TELL_S = 5.0
_STEPPING = frozenset({"loading", "reading", "generating"})
_OFFLINE = _STEPPING | {"starting"}
"""While it starts, modules are imported: that has no steps."""

_WORDS = {
    "starting": "starting",
    "downloading": "downloading",
    "loading": "loading the model",
    "reading": "reading the prompt",
    "generating": "generating",
}


def complaint(doing: Progress | None, without_step_s: float, without_work_s: float) -> str | None:
    """What is wrong with a lane that has a job, as a sentence; None where nothing is."""
    phase = doing.phase if doing else None
    words = _WORDS.get(phase or "", "preparing")
    patience = HANG_S if phase in _OFFLINE else NETWORK_S
    if min(without_step_s, without_work_s) > patience:
        return (
            f"The model's process hung while {words} (for {without_work_s:.0f} s it neither made "
            "a step nor computed) and was ended; ask again to start it anew."
        )
    if without_step_s > CIRCLES_S and phase in _STEPPING:
        return (
            f"The model's process went in circles while {words} (it computed for "
            f"{without_step_s:.0f} s without a step) and was ended; ask again to start it anew."
        )
    return None


def slow_step(doing: Progress) -> Progress:
    """`doing`, with a word on how long it has been without a step where that is long."""
    seconds = seconds_since_step()
    if seconds < _TELL_S:
        return doing
    word = f"no step for {seconds:.0f} s, still computing"
    return Progress(doing.phase, f"{doing.detail}; {word}".lstrip("; "), doing.fraction)


class Watchdog:
    """Looks at the lane twice a second; `end` hears once what is wrong with it, if it is.

    To be started from the thread of the server, whose work does not count.
    """

    def __init__(
        self, lane: Lane[bytes], doing: Callable[[], Progress | None], end: Callable[[str], None]
    ) -> None:
        self._lane = lane
        self._doing = doing
        self._end = end
        self._closed = threading.Event()
        self._server = threading.get_native_id()
        self._worked_at = time.monotonic()
        self._work = Work()
        self._thread = threading.Thread(target=self._run, name="galactica-watchdog", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closed.set()

    def _run(self) -> None:
        while not self._closed.wait(_TICK_S):
            wrong = self._look()
            if wrong is not None and not self._closed.is_set():
                self._end(wrong)
                return

    def _look(self) -> str | None:
        if not self._lane.alive:
            return "The model's thread ended; ask again to start the model's process anew."
        if not self._lane.busy:
            self._worked_at = time.monotonic()
            return None
        self._note_work()
        return complaint(self._doing(), seconds_since_step(), time.monotonic() - self._worked_at)

    def _note_work(self) -> None:
        work = work_of(os.getpid(), but=(self._server, threading.get_native_id()))
        now = time.monotonic()
        if work.goes_on_after(self._work, now - self._worked_at):
            self._work, self._worked_at = work, now
