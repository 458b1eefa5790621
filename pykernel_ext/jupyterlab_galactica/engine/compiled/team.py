"""The threads that take a step together: the one that asks, and helpers that wait for it."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import TypeAlias

_Job: TypeAlias = "Callable[[], object] | None"


class Team:
    """`helpers` threads beside the caller's; they end with the team."""

    def __init__(self, helpers: int) -> None:
        self._queues: list[SimpleQueue[_Job]] = [SimpleQueue() for _ in range(helpers)]
        for number, queue in enumerate(self._queues, start=1):
            threading.Thread(
                target=_help, args=(queue,), name=f"galactica-step-{number}", daemon=True
            ).start()
        weakref.finalize(self, _end, self._queues)

    @property
    def size(self) -> int:
        return 1 + len(self._queues)

    def run(self, jobs: Sequence[Callable[[], object]]) -> None:
        """All `jobs` at once, one a thread; returns after the first, which is the caller's.

        So a job must know by itself what the others still do (`turns`).
        """
        for queue, job in zip(self._queues, jobs[1:], strict=False):
            queue.put(job)
        jobs[0]()


def _help(queue: SimpleQueue[_Job]) -> None:
    while (job := queue.get()) is not None:
        job()
        del job  # what it holds may be a model that is being unloaded


def _end(queues: Sequence[SimpleQueue[_Job]]) -> None:
    for queue in queues:
        queue.put(None)
