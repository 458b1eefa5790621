"""A thread that does one job after another, and that nothing waits for when the process ends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

_T = TypeVar("_T")


class Background:
    """Jobs are done in the order they came. The thread starts with the first one, and stays."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._guard = threading.Lock()
        self._started = False

    def submit(self, job: Callable[[], _T]) -> Future[_T]:
        """What `job` will return or raise; until its turn comes it may be cancelled."""
        future: Future[_T] = Future()
        self._jobs.put((future, job))
        with self._guard:
            if not self._started:
                threading.Thread(target=self._work, name=self._name, daemon=True).start()
                self._started = True
        return future

    def _work(self) -> None:
        while True:
            future, job = self._jobs.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(job())
            except Exception as error:  # noqa: BLE001 - belongs to whoever reads the result
                future.set_exception(error)
            del future, job  # not kept while the thread waits for the next one
