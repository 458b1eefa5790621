"""Worker processes that judge formulas, and are killed when they take too long.

At most two processes, started on first use and kept warm; formulas judged once are remembered. A
formula whose equation is not judged within the limit costs its worker: the process is killed, that
equation gets the verdict `timeout`, and a fresh worker goes on with the next one.
"""

from __future__ import annotations

import atexit
import os
import queue
import threading
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass, replace

from ..answer.verdicts import EquationCheck
from .worker_client import WorkerClient, unjudged

MAX_WORKERS = 2
CHECK_SECONDS = 3.0
"""Longest silence of a worker while it judges one equation."""

CACHE_SIZE = 2048


class EquationPool:
    """Judges formulas in worker processes. Safe to use from several threads."""

    def __init__(self, workers: int = MAX_WORKERS, check_seconds: float = CHECK_SECONDS) -> None:
        self._check_seconds = check_seconds
        self._workers = workers
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._running: set[WorkerClient] = set()
        self._cache: OrderedDict[str, Future[tuple[EquationCheck, ...]]] = OrderedDict()
        self._lock = threading.Lock()
        self._idle = 0
        self._closed = False

    def warm(self) -> None:
        """Start a worker in the background, so that the first formula does not wait for it."""
        with self._lock:
            if not self._threads and not self._closed:
                self._add_thread()

    def submit(
        self, latex: str, *, math: int = 0, offset: int = 0
    ) -> Future[tuple[EquationCheck, ...]]:
        """The checks of all equations in a formula without its delimiters, in order.

        `math` is the formula's id and `offset` its place in the text; both are passed through.
        """
        shared = self._shared(latex)
        placed: Future[tuple[EquationCheck, ...]] = Future()
        placed.set_running_or_notify_cancel()

        def place(done: Future[tuple[EquationCheck, ...]]) -> None:
            placed.set_result(
                tuple(
                    replace(c, math=math, start=c.start + offset, end=c.end + offset)
                    for c in done.result()
                )
            )

        shared.add_done_callback(place)
        return placed

    def _shared(self, latex: str) -> Future[tuple[EquationCheck, ...]]:
        """One future a formula: the same content is judged once."""
        with self._lock:
            if self._closed:
                raise RuntimeError("the equation pool is closed")
            if latex in self._cache:
                self._cache.move_to_end(latex)
                return self._cache[latex]
            result: Future[tuple[EquationCheck, ...]] = Future()
            self._cache[latex] = result
            if len(self._cache) > CACHE_SIZE:
                self._cache.popitem(last=False)
            if not self._idle and len(self._threads) < self._workers:
                self._add_thread()
            elif self._idle:
                self._idle -= 1
        self._jobs.put(_Job(latex, result))
        return result

    def _add_thread(self) -> None:
        thread = threading.Thread(target=self._serve, name="equation-checks", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        """One worker process and its jobs; the process is replaced whenever it is lost."""
        worker = WorkerClient(self._check_seconds)
        with self._lock:
            self._running.add(worker)
        worker.start()
        while (job := self._jobs.get()) is not None:
            try:
                checks = worker.judge(job.latex)
            except Exception as error:  # noqa: BLE001 - a job without a result would wait forever
                checks = [unjudged(job.latex, "unsupported", f"The checker failed: {error}.")]
            if any(check.verdict == "timeout" for check in checks):
                with self._lock:  # the next caller may have more luck on a machine less busy
                    self._cache.pop(job.latex, None)
            with self._lock:
                self._idle += 1
            job.result.set_result(tuple(checks))
        worker.stop()

    def close(self) -> None:
        """End the processes; formulas still waiting are not judged."""
        with self._lock:
            self._closed = True
            threads, running = list(self._threads), list(self._running)
        for _ in threads:
            self._jobs.put(None)
        for worker in running:
            worker.stop()


@dataclass(frozen=True, slots=True)
class _Job:
    latex: str
    result: Future[tuple[EquationCheck, ...]]


_shared_pool: EquationPool | None = None
_shared_lock = threading.Lock()


def shared_pool() -> EquationPool:
    """The pool of this process, made on first use and closed at exit."""
    global _shared_pool
    with _shared_lock:
        if _shared_pool is None:
            _shared_pool = EquationPool()
        return _shared_pool


def _close_shared() -> None:
    if _shared_pool is not None:
        _shared_pool.close()


def _forget_after_fork() -> None:
    """A forked child has none of the threads; it makes a pool of its own."""
    global _shared_pool, _shared_lock
    _shared_pool, _shared_lock = None, threading.Lock()


atexit.register(_close_shared)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)
