"""Some generators at a time, an event of each in turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from typing import TypeVar

E = TypeVar("E")


def in_turns(
    works: Iterable[Generator[E, None, None]], at_once: int
) -> Generator[tuple[int, E], None, None]:
    """The number of a generator and its event; the next begins where one of `at_once` ends."""
    begun = enumerate(works)
    running: deque[tuple[int, Generator[E, None, None]]] = deque()
    try:
        while True:
            if len(running) < at_once and (new := next(begun, None)) is not None:
                running.appendleft(new)
            if not running:
                return
            number, work = running[0]
            try:
                event = next(work)
            except StopIteration:
                running.popleft()
                continue
            running.rotate(-1)
            yield number, event
    finally:
        for _, work in running:
            work.close()
