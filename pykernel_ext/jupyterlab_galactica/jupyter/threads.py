"""Work beside the Jupyter server's event loop, in threads of its own.

The loop's shared pool has few threads, and joins them when the server ends: some requests to a
process that hangs would hold up every other extension, and the server's end.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import TypeVar, cast

from ..errors import BusyError

T = TypeVar("T")


class Threads:
    """Threads with one purpose, told by `busy` where there are too many at once."""

    def __init__(self, name: str, busy: str) -> None:
        self._name = name
        self._busy = busy
        self._running = 0

    def start(self, work: Callable[[], T], most: int) -> asyncio.Future[T]:
        """What `work` will return. Raises BusyError where `most` are at it already."""
        if self._running >= most:
            raise BusyError(self._busy.format(most))
        self._running += 1
        loop = asyncio.get_running_loop()
        result: asyncio.Future[T] = loop.create_future()

        def end(settle: Callable[[], None]) -> None:
            self._running -= 1
            if not result.done():
                settle()

        def run() -> None:
            try:
                value = work()
            except BaseException as error:  # noqa: BLE001 - belongs to whoever awaits the result
                settle = _raising(result, error)
            else:
                settle = _giving(result, value)
            with contextlib.suppress(RuntimeError):  # the server has ended meanwhile
                loop.call_soon_threadsafe(end, settle)

        threading.Thread(target=run, name=self._name, daemon=True).start()
        return result

    async def each(self, items: Iterator[T], most: int) -> AsyncIterator[T]:
        """What an iterator gives, each item made in a thread. Raises BusyError as `start` does."""
        end = object()
        while (item := await self.start(partial(next, items, end), most)) is not end:
            yield cast("T", item)


def _raising(result: asyncio.Future[T], error: BaseException) -> Callable[[], None]:
    return lambda: result.set_exception(error)


def _giving(result: asyncio.Future[T], value: T) -> Callable[[], None]:
    return lambda: result.set_result(value)
