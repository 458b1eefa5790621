"""Worker processes that are asked about untrusted text, and killed when they take too long.

Started on first use and kept warm; what was asked once is remembered. A worker that is late or dies
is replaced by a fresh one, which goes on with the next request.
"""

from __future__ import annotations

import atexit
import os
import queue
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ..config import load_config
from .worker_client import WorkerClient

CACHE_SIZE = 2048

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")
_Pool = TypeVar("_Pool", bound="WorkerPool[Any, Any]")


@dataclass(frozen=True, slots=True)
class Errand(Generic[_Key, _Value]):
    """What a pool's workers are for.

    `module` answers in the worker process (see `worker`); `ask` puts one request to it and must
    give a value whatever happens to the process; `excuse` is the value where `ask` itself fails.
    A `passing` value is not remembered: the next caller may have more luck on a machine less busy.
    """

    module: str
    ask: Callable[[WorkerClient, _Key], _Value]
    excuse: Callable[[_Key, str], _Value]
    passing: Callable[[_Value], bool]


class WorkerPool(Generic[_Key, _Value]):
    """Answers requests in worker processes. Safe to use from several threads.

    `check_seconds` is the longest silence of a worker that was asked; None is as configured.
    """

    def __init__(
        self,
        errand: Errand[_Key, _Value],
        *,
        workers: int = 1,
        check_seconds: float | None = None,
    ) -> None:
        self._errand = errand
        self._check_seconds = check_seconds or load_config().check_seconds
        self._workers = workers
        self._jobs: queue.SimpleQueue[tuple[_Key, Future[_Value]] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._running: set[WorkerClient] = set()
        self._cache: OrderedDict[_Key, Future[_Value]] = OrderedDict()
        self._lock = threading.Lock()
        self._idle = 0
        self._closed = False

    def warm(self) -> None:
        """Start a worker in the background, so that the first request does not wait for it."""
        with self._lock:
            if not self._threads and not self._closed:
                self._add_thread()

    def ask(self, key: _Key) -> Future[_Value]:
        """One future a key: the same request is answered once."""
        with self._lock:
            if self._closed:
                raise RuntimeError("the worker pool is closed")
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
            if not self._idle and len(self._threads) < self._workers:
                self._add_thread()
            elif self._idle:
                self._idle -= 1
            # Remembered last: an interrupted caller leaves no future that nobody answers.
            result: Future[_Value] = Future()
            self._jobs.put((key, result))
            self._cache[key] = result
            if len(self._cache) > CACHE_SIZE:
                self._cache.popitem(last=False)
        return result

    def _add_thread(self) -> None:
        thread = threading.Thread(target=self._serve, name="checks", daemon=True)
        thread.start()
        self._threads.append(thread)

    def _serve(self) -> None:
        """One worker process and its jobs; the process is replaced whenever it is lost."""
        worker = WorkerClient(self._errand.module, self._check_seconds)
        with self._lock:
            self._running.add(worker)
        worker.start()
        while (job := self._jobs.get()) is not None:
            key, result = job
            try:
                value = self._errand.ask(worker, key)
            except Exception as error:  # noqa: BLE001 - a job without a result would wait forever
                value = self._errand.excuse(key, f"The checker failed: {error}.")
            if self._errand.passing(value):
                with self._lock:
                    self._cache.pop(key, None)
            with self._lock:
                self._idle += 1
            result.set_result(value)
        worker.stop()

    def close(self) -> None:
        """End the processes; requests still waiting are not answered."""
        with self._lock:
            self._closed = True
            threads, running = list(self._threads), list(self._running)
        for _ in threads:
            self._jobs.put(None)
        for worker in running:
            worker.stop()


_shared: dict[Callable[[], WorkerPool[Any, Any]], WorkerPool[Any, Any]] = {}
_shared_lock = threading.Lock()


def shared(make: Callable[[], _Pool]) -> _Pool:
    """The pool of this process that `make` gives, made on first use and closed at exit."""
    with _shared_lock:
        pool = _shared.get(make)
        if pool is None:
            pool = _shared[make] = make()
        return pool  # type: ignore[return-value]


def _close_shared() -> None:
    for pool in _shared.values():
        pool.close()


def _forget_after_fork() -> None:
    """A forked child has none of the threads; it makes pools of its own."""
    global _shared, _shared_lock
    _shared, _shared_lock = {}, threading.Lock()


atexit.register(_close_shared)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)
