"""A worker that does not answer, as those who ask it see it: held, hung, or hard at work.

Its server says something every second, so silence means that the whole process is held by a signal,
or stuck in native code that lets nothing else run. (A lane that hangs alone is the worker's own to
notice: `worker.watchdog`.)
"""

from __future__ import annotations

import time

from ..processes import Work, is_stopped, kill, work_of

STOPPED_S = 2.0
"""Silence after which a worker that a signal holds is replaced."""

HANG_S = 3.5
"""Longest silence in which it does nothing at all."""

CIRCLES_S = 120.0
"""Longest silence in which it computes: importing torch from a slow disk is such a time."""


class Silence:
    """Asked about once a second while the worker `pid` is silent; ends one that will not answer."""

    def __init__(self, pid: int, created: float) -> None:
        self._pid = pid
        self._created = created
        self._work = Work()
        self.heard()

    def heard(self) -> None:
        """It said something."""
        self._heard_at = self._worked_at = time.monotonic()

    def end_if_wrong(self) -> str | None:
        """Kill the worker where it is held or hung; what was wrong with "it", else None."""
        wrong = self._wrong()
        if wrong is None:
            return None
        kill(self._pid, self._created)
        return f"{wrong} and was ended"

    def _wrong(self) -> str | None:
        now = time.monotonic()
        silent = now - self._heard_at
        if is_stopped(self._pid):
            return "was held by a signal (SIGSTOP)" if silent > STOPPED_S else None
        work = work_of(self._pid)
        if work.goes_on_after(self._work, now - self._worked_at):
            self._work, self._worked_at = work, now
        idle = now - self._worked_at
        if idle > HANG_S:
            return f"hung (for {idle:.0f} s it neither answered nor computed)"
        if silent > CIRCLES_S:
            return f"went in circles (it computed for {silent:.0f} s without an answer)"
        return None
