"""A target fed with many inputs in this process: what it raises, its time, its memory."""

from __future__ import annotations

import random
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from .mutating import mutated
from .targets import Target

CPU_SECONDS = 1.0
_SHOWN = 5


class HangError(BaseException):
    """It takes longer than it may. No Exception, so that nothing swallows it."""


@dataclass(slots=True)
class Outcome:
    """`faults` are inputs each with what went wrong, the first few; `grown_mb` is the memory's."""

    inputs: int = 0
    crashes: int = 0
    hangs: int = 0
    slowest_s: float = 0.0
    grown_mb: float = 0.0
    faults: list[tuple[str, str]] = field(default_factory=list)

    def note(self, text: str, trouble: str) -> None:
        if len(self.faults) < _SHOWN:
            self.faults.append((text, trouble))


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises HangError within after so many seconds of CPU, where Python gets to it."""

    def stop(_: int, frame: FrameType | None) -> None:
        place = f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame else ""
        raise HangError(place)

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def run(target: Target, count: int, seed: str, tell: Callable[[int], object]) -> Outcome:
    """Feed `target` with `count` inputs, the same for the same seed."""
    dice = random.Random(seed)
    outcome = Outcome()
    target.read(target.seeds[0])  # imports what it needs
    memory = _memory_mb()
    for number in range(count):
        text = mutated(target.seeds, dice)
        began = time.process_time()
        try:
            with limited(2 * CPU_SECONDS):
                target.read(text)
        except target.errors:
            pass
        except HangError as hang:
            outcome.note(text, f"hangs at {hang}")
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            outcome.crashes += 1
            outcome.note(text, f"{type(error).__name__}: {error}"[:200])
        spent = time.process_time() - began
        if spent > CPU_SECONDS:
            outcome.hangs += 1
            outcome.note(text, f"takes {spent:.1f} s")
        outcome.inputs += 1
        outcome.slowest_s = max(outcome.slowest_s, spent)
        tell(number)
    outcome.grown_mb = _memory_mb() - memory
    return outcome


def _memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
