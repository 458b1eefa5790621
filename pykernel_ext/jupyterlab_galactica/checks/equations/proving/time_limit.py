"""A limit of CPU time on work in pure Python, such as SymPy's.

It arms an interval timer, which belongs to the whole process.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_A_MOMENT = 0.005  # seconds between two attempts to interrupt
_DELICATE_MODULES = ("importlib._bootstrap", "_weakrefset", "weakref")
_FINALIZERS = ("__del__", "gc_callback")


class OutOfTimeError(Exception):
    """SymPy needed longer than allowed."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupt pure-Python work; what the interpreter cannot interrupt, the parent kills."""
    if not hasattr(signal, "SIGVTALRM"):
        yield
        return

    def stop(_: int, frame: FrameType | None) -> None:
        if not _is_delicate(frame):
            raise OutOfTimeError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _A_MOMENT)  # again, until it gets through
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _is_delicate(frame: FrameType | None) -> bool:
    """Whether an exception would leave a module half made, or be lost in a finalizer."""
    while frame is not None:
        if frame.f_globals.get("__name__") in _DELICATE_MODULES:
            return True
        if frame.f_code.co_name in _FINALIZERS:
            return True
        frame = frame.f_back
    return False
