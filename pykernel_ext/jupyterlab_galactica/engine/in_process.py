"""Completions in the calling process (`--in-kernel`): no worker, no server."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

from ..models.catalog import qualified_name
from .completion import LoadedModel, complete
from .hypotheses import search
from .interface import BeamRequest, CompletionEvent, CompletionRequest, Hypothesis, Progress
from .swap import load_into

E = TypeVar("E")
_HEARTBEAT_S = 1.0


@dataclass(slots=True)
class _Held:
    model: LoadedModel | None = None


class InProcessCompleter:
    """`Completer` that loads a model once per process and keeps it until another is asked for."""

    _lock = threading.Lock()
    _held = _Held()

    def complete(self, request: CompletionRequest) -> Generator[CompletionEvent, None, None]:
        yield from self._with_model(
            request.model, lambda model: complete(model, request.prompt, request.sampling)
        )

    def search(self, request: BeamRequest) -> Generator[Progress | Hypothesis, None, None]:
        yield from self._with_model(
            request.model, lambda model: search(model, request.prompt, request.search, request.stop)
        )

    def held_precision(self, model: str) -> str | None:
        """The precision in which this process holds the model; None where it does not."""
        held = self._held.model
        return held.precision if held and held.name == qualified_name(model) else None

    def _with_model(
        self, requested: str, work: Callable[[LoadedModel], Generator[E, None, None]]
    ) -> Generator[Progress | E, None, None]:
        """Load the model if it is not, and do the work with it, alone in this process."""
        yield from _acquire(self._lock)
        try:
            name = qualified_name(requested)
            if self._held.model is None or self._held.model.name != name:
                yield from _with_progress(lambda report: load_into(self._held, name, None, report))
            assert self._held.model is not None
            yield from work(self._held.model)
        finally:
            self._lock.release()


def _acquire(lock: threading.Lock) -> Generator[Progress, None, None]:
    while not lock.acquire(timeout=_HEARTBEAT_S):
        yield Progress("queued", "another question is being answered in this process")


def _with_progress(
    work: Callable[[Callable[[Progress], None]], object],
) -> Generator[Progress, None, None]:
    """Yield what `work` reports, until it is done. Closing ends it at its next report."""
    news: queue.SimpleQueue[Progress | None] = queue.SimpleQueue()
    failures: list[Exception] = []
    closed = threading.Event()

    def report(progress: Progress) -> None:
        if closed.is_set():
            raise _Closed
        news.put(progress)

    def run() -> None:
        try:
            work(report)
        except _Closed:
            pass
        except Exception as error:  # noqa: BLE001 - raised again in the caller's thread
            failures.append(error)
        finally:
            news.put(None)

    threading.Thread(target=run, name="galactica-load", daemon=True).start()
    latest = Progress("loading")
    try:
        while True:
            try:
                progress = news.get(timeout=_HEARTBEAT_S)
            except queue.Empty:
                yield latest
                continue
            if progress is None:
                break
            latest = progress
            yield latest
    finally:
        closed.set()
    if failures:
        raise failures[0]


class _Closed(BaseException):
    """Not an Exception: what loads a model must not take it for a failure of its own."""
