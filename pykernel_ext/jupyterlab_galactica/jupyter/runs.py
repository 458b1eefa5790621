"""Answers being written into conversations: they go on whoever looks, and anyone can join.

The server writes what is generated to disk each second, and shows an answer as finished only when
it is stored.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ..answer.events import Event, Finished, Kept, Restarted, TextAdded
from ..conversations.store import Store
from ..errors import BusyError, GalacticaError
from .asking import event_line, produce, writing
from .threads import Threads

if TYPE_CHECKING:
    from ..answering import AnswerStream

KEEP_SECONDS = 1.0
"""How much of an answer the end of the server may cost."""
_RETRY_SECONDS = 5.0
_KEEP_ALIVE_SECONDS = 5.0
_FAULT = GalacticaError(
    "The answer broke off by a fault of this program; the Jupyter server's log has it. Ask again."
)

keeping = Threads(
    "galactica-conversations", "The disk that keeps the conversations is too slow; wait."
)
MOST_KEEPING = 64

logger = logging.getLogger(__name__)


class Run:
    """One answer in the making: all its events so far, for whoever joins."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.ended = asyncio.Event()
        self.end: Finished | GalacticaError = _FAULT
        self._pieces: list[str] = []
        self._lines: list[str] = []
        self._closed = False
        self._more = asyncio.Event()

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def take(self, item: Event | GalacticaError) -> None:
        """Send an event on; the last one waits until the answer is stored."""
        match item:
            case Finished() | GalacticaError():
                self.end = item
                return
            case TextAdded(text):
                self._pieces.append(text)
            case Restarted() | Kept():
                self._pieces.clear()
        self._lines.append(event_line(item))
        self._wake()

    def close(self, end: Finished | GalacticaError) -> None:
        """Send the last event."""
        self._lines.append(event_line(end))
        self._closed = True
        self._wake()

    async def follow(self) -> AsyncIterator[str | None]:
        """All events from the first on, as they come; None where it is long since the last."""
        sent = 0
        while True:
            more = self._more
            for line in self._lines[sent:]:
                yield line
                sent += 1
            if self._closed and sent == len(self._lines):
                return
            if sent == len(self._lines):
                try:
                    await asyncio.wait_for(more.wait(), _KEEP_ALIVE_SECONDS)
                except asyncio.TimeoutError:
                    yield None

    def _wake(self) -> None:
        self._more.set()
        self._more = asyncio.Event()


class Runs:
    """The answers that this server is writing, by the number of their turn."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._running: dict[int, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def get(self, turn: int) -> Run | None:
        return self._running.get(turn)

    def stop(self, turn: int) -> bool:
        """End an answer; what came is kept. False where it is not being written here."""
        run = self._running.get(turn)
        if run is not None:
            run.stopped.set()
        return run is not None

    def start(self, turn: int, events: AnswerStream, most: int) -> None:
        """Write an answer into a turn; where `most` are being written, that is said in it."""
        run = self._running[turn] = Run()
        task = asyncio.create_task(self._write(turn, run, events, most))
        self._tasks.add(task)  # the loop alone would forget it
        task.add_done_callback(self._tasks.discard)

    async def _write(self, turn: int, run: Run, events: AnswerStream, most: int) -> None:
        loop = asyncio.get_running_loop()

        def send(item: Event | GalacticaError) -> None:
            loop.call_soon_threadsafe(run.take, item)

        try:
            producer = writing.start(partial(produce, events, run.stopped, send), most)
            producer.add_done_callback(lambda _: run.ended.set())
            await self._keep_text(turn, run)
            await producer
        except BusyError as error:
            run.end = error
        except Exception:
            logger.exception("An answer broke off.")
        try:
            await self._store_end(turn, run.end)
        except GalacticaError as error:
            run.close(_unkept(run.end, error))
            await self._store_later(turn, run.end)
        else:
            run.close(run.end)
        del self._running[turn]

    async def _keep_text(self, turn: int, run: Run) -> None:
        while True:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(run.ended.wait(), KEEP_SECONDS)
                return
            with contextlib.suppress(GalacticaError):  # told at the end if it still fails then
                await keeping.start(partial(self._store.keep_text, turn, run.text), MOST_KEEPING)

    async def _store_end(self, turn: int, end: Finished | GalacticaError) -> None:
        if isinstance(end, Finished):
            kept = partial(self._store.finish, turn, _json(end))
        else:
            kept = partial(self._store.fail, turn, str(end))
        await keeping.start(kept, MOST_KEEPING)

    async def _store_later(self, turn: int, end: Finished | GalacticaError) -> None:
        """Until there is room on the disk again."""
        while True:
            await asyncio.sleep(_RETRY_SECONDS)
            with contextlib.suppress(GalacticaError):
                return await self._store_end(turn, end)


def _json(end: Finished) -> dict[str, object]:
    data: dict[str, object] = json.loads(event_line(end))["answer"]
    return data


def _unkept(end: Finished | GalacticaError, error: GalacticaError) -> Finished | GalacticaError:
    """The end as it is shown where it is not stored yet."""
    if isinstance(end, Finished):
        return Finished(replace(end.answer, error=str(error)))
    return GalacticaError(f"{end} {error}")
