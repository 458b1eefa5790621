"""What the operating system tells of a process: alive, stopped, at work. Each floor may use it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

_SAME_PROCESS_S = 2.0
_WORKING_SHARE = 0.01
"""A process that computes gets more of a core than this, on a crowded machine too."""

_GONE_S = 5.0


def started(pid: int) -> float:
    """When a process began, to tell it from another with the same number. Raises psutil.Error.

    On Linux seconds since the machine's start: those since 1970 move when the clock is set.
    """
    import psutil

    try:
        after_name = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2]
        return int(after_name.split()[19]) / _ticks_per_second()
    except (OSError, ValueError, IndexError):
        created: float = psutil.Process(pid).create_time()
        return created


def is_alive(pid: int, began: float) -> bool:
    """Whether the process `pid` that `started` at `began` is there, and no zombie."""
    import psutil

    try:
        same = abs(started(pid) - began) < _SAME_PROCESS_S
        return bool(same and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def is_stopped(pid: int) -> bool:
    """Whether a signal (SIGSTOP, Ctrl-Z) or a debugger holds the process."""
    import psutil

    try:
        return psutil.Process(pid).status() in (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP)
    except psutil.Error:
        return False


def kill(pid: int, began: float) -> None:
    """End a process at once, held or hung as it may be, and wait until it is gone."""
    import psutil

    if not is_alive(pid, began):
        return
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        process.kill()
        process.wait(_GONE_S)


@dataclass(frozen=True, slots=True)
class Work:
    """What a process has done until now: seconds of each of its threads, bytes from and to disk."""

    cpu_s: dict[int, float] = field(default_factory=dict)
    disk: int = 0
    waits_for_disk: bool = False

    def goes_on_after(self, earlier: Work, seconds: float) -> bool:
        """Whether the process did something in the `seconds` since `earlier`."""
        spent = sum(
            max(0.0, now - earlier.cpu_s.get(thread, 0.0)) for thread, now in self.cpu_s.items()
        )
        return spent > seconds * _WORKING_SHARE or self.disk != earlier.disk or self.waits_for_disk


def work_of(pid: int, but: Collection[int] = ()) -> Work:
    """What the process has done, without its threads `but`; nothing of one that is gone."""
    import psutil

    try:
        process = psutil.Process(pid)
        cpu_s = {t.id: t.user_time + t.system_time for t in process.threads() if t.id not in but}
    except psutil.Error:
        return Work()
    disk = 0
    if hasattr(process, "io_counters"):  # not on macOS
        with contextlib.suppress(psutil.Error):
            counters = process.io_counters()
            disk = counters.read_bytes + counters.write_bytes
    return Work(cpu_s, disk, any(_waits_for_disk(pid, thread) for thread in cpu_s))


def _waits_for_disk(pid: int, thread: int) -> bool:
    """Linux tells it; a mapped file on a slow network counts neither as computing nor as bytes."""
    try:
        stat = Path(f"/proc/{pid}/task/{thread}/stat").read_text("utf-8", "replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[:1] == ["D"]


def _ticks_per_second() -> int:
    return os.sysconf("SC_CLK_TCK")
