"""The one thread that generates, and the jobs that wait for it.

The event loop submits a job and reads its events. A job is done in turns, one for each sample it
asks for, or one for each token where the engine makes those of several at once; jobs for the same
model take turns with each other, so that a short one need not wait for the forty samples of
another. One for another model waits until those before it are done: loading
models to and fro would cost more than waiting.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import traceback
from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Generic, TypeAlias, TypeVar

from ...errors import GalacticaError, WorkerError
from ..pulse import beat

E = TypeVar("E")
Turns: TypeAlias = Generator[None, None, None]
_GATHER_S = 0.02
_log = logging.getLogger(__name__)


class JobCancelled(BaseException):
    """Raised in the lane's thread by `emit`. Not an Exception: no library may swallow it."""


class Job(Generic[E]):
    """Work for the lane: a generator function that gets the job, calls its `emit` with each event,
    and yields between two turns.

    `model` names the model it needs; jobs of one model share turns, a job without one shares none.
    `queued` makes the event that tells how many jobs are ahead (0: the lane still prepares).
    """

    def __init__(
        self,
        work: Callable[[Job[E]], Turns],
        queued: Callable[[int], E] | None = None,
        model: str | None = None,
    ) -> None:
        self.model = model
        self._turns = work(self)
        self._queued = queued
        self._ahead: int | None = None
        self._begun = False
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._events: deque[E] = deque()
        self._error: GalacticaError | None = None
        self._ended = asyncio.Event()
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """The work ends at its next event. Callable from any thread, more than once."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    async def batches(self, heartbeat_s: float) -> AsyncGenerator[list[E], None]:
        """Events as they come, all that wait at once; an empty list after a time without any.

        Between two batches events gather for a moment: waking the event loop for each token of a
        fast model would slow it down. Raises the error the work ended with. Leaving the iteration
        early cancels the job.
        """
        try:
            while True:
                done = self._ended.is_set()
                batch = [self._events.popleft() for _ in range(len(self._events))]
                if batch:
                    yield batch
                    await _wait(self._ended, _GATHER_S)
                elif done:
                    break
                else:
                    self._news.clear()
                    nothing_new = not self._events and not self._ended.is_set()
                    if nothing_new and not await _wait(self._news, heartbeat_s):
                        yield []
        finally:
            self.cancel()
        if self._error is not None:
            raise self._error

    def take_turn(self) -> bool:
        """Do the work of one turn, in the lane's thread; whether there is more."""
        self._begun = True
        try:
            self.check_cancelled()
            next(self._turns)
            return True
        except StopIteration:
            return False
        except JobCancelled:
            self.fail("The model's process is stopping; ask again to start it anew.")
        except GalacticaError as error:
            self._error = error
        except BaseException as error:  # noqa: BLE001 - a panic of native code is no Exception
            _log_failure(error)
            self.fail(f"The model failed ({type(error).__name__}: {error}); its log says where.")
        self._turns.close()
        return False

    def fail(self, reason: str) -> None:
        """What `batches` raises when it ends, unless it has a reason already."""
        self._error = self._error or WorkerError(reason)

    def emit(self, event: E) -> None:
        """Hand an event over, in the lane's thread. Raises JobCancelled."""
        self.check_cancelled()
        self._events.append(event)
        self._wake()

    def check_cancelled(self) -> None:
        """A step of the work, in the lane's thread. Raises JobCancelled."""
        beat()
        if self.cancelled:
            raise JobCancelled

    @property
    def begun(self) -> bool:
        return self._begun

    def tell_position(self, ahead: int) -> None:
        """How many wait before it, once for each number, while it has not begun."""
        if self._queued is not None and not self._begun and ahead != self._ahead:
            self._ahead = ahead
            self._events.append(self._queued(ahead))
            self._wake()

    def finish(self) -> None:
        """Let `batches` come to its end."""
        self._tell_loop(self._end)

    def _end(self) -> None:
        self._ended.set()
        self._news.set()

    def _wake(self) -> None:
        if not self._news.is_set():
            self._tell_loop(self._news.set)

    def _tell_loop(self, callback: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(callback)
        except RuntimeError:  # the loop has closed: nobody is listening
            self.cancel()


def _log_failure(error: BaseException) -> None:
    """Where it happened. Its message may hold what was asked, which no log is to keep."""
    places = "".join(traceback.format_tb(error.__traceback__))
    _log.error("A request failed: %s\n%s", type(error).__name__, places)


async def _wait(event: asyncio.Event, timeout_s: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), timeout_s)
    except asyncio.TimeoutError:
        return False
    return True


class Lane(Generic[E]):
    """`prepare` runs first, in the lane's thread; jobs wait for it."""

    def __init__(self, prepare: Callable[[], None]) -> None:
        self._prepare = prepare
        self._prepared = False
        self._waiting: deque[Job[E]] = deque()
        self._current: Job[E] | None = None
        self._changed = threading.Condition()
        self._closed = False
        self._idle_since = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="galactica-lane", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def submit(self, job: Job[E]) -> Job[E]:
        with self._changed:
            self._waiting.append(job)
            ahead = self.length - 1
            if ahead or not self._prepared:
                job.tell_position(ahead)
            self._changed.notify()
        return job

    @property
    def jobs(self) -> list[Job[E]]:
        """The job that runs, and those that wait."""
        with self._changed:
            running = self._current
            return [*([running] if running else ()), *self._waiting]

    @property
    def length(self) -> int:
        return len(self.jobs)

    @property
    def alive(self) -> bool:
        """Whether the thread runs, or was told to end."""
        return self._closed or self._thread.is_alive()

    @property
    def busy(self) -> bool:
        """Whether the thread has something to do."""
        return self._current is not None or not self._prepared

    @property
    def idle_s(self) -> float:
        """Seconds since the last job ended; 0 while there is one."""
        return 0.0 if self.length else time.monotonic() - self._idle_since

    def close(self) -> None:
        """Cancel all jobs; the thread ends after the current one's next event."""
        with self._changed:
            self._closed = True
            for job in self.jobs:
                job.cancel()
            self._changed.notify()

    def fail(self, reason: str) -> None:
        """Tell all who wait why nothing will come; the thread itself may be stuck."""
        for job in self.jobs:
            job.fail(reason)
            job.finish()

    def join(self, timeout_s: float) -> None:
        self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            self._prepare()
        except BaseException as error:  # noqa: BLE001 - as in Job.take_turn
            _log_failure(error)
        self._prepared = True
        while (job := self._next()) is not None:
            more = job.take_turn()
            with self._changed:
                self._current = None
                self._idle_since = time.monotonic()
                if more:
                    self._put_back(job)
            # Only now: who hears that this job is done finds the lane free.
            if not more:
                job.finish()

    def _next(self) -> Job[E] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if not self._waiting:
                return None
            self._current = self._waiting.popleft()
            beat()
            for position, job in enumerate(self._waiting, start=1):
                job.tell_position(position)
            return self._current

    def _put_back(self, job: Job[E]) -> None:
        """Behind those that share its model, as long as none for another came before them."""
        place = 0
        for other in self._waiting:
            if job.model is None or other.model != job.model:
                break
            place += 1
        self._waiting.insert(place, job)
