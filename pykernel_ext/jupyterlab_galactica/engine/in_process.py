"""Completions in the calling process (`--in-kernel`): no worker, no server."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator

from ..models.catalog import qualified_name
from .completion import LoadedModel, complete
from .interface import CompletionEvent, CompletionRequest, Progress
from .loaded import load

_HEARTBEAT_S = 1.0


class InProcessCompleter:
    """`Completer` that loads a model once per process and keeps it until another is asked for."""

    _lock = threading.Lock()
    _model: LoadedModel | None = None

    def complete(self, request: CompletionRequest) -> Generator[CompletionEvent, None, None]:
        yield from _acquire(self._lock)
        try:
            name = qualified_name(request.model)
            model = InProcessCompleter._model
            if model is None or model.name != name:
                model = yield from _with_progress(lambda report: load(name, report))
                InProcessCompleter._model = model
            yield from complete(model, request.prompt, request.sampling)
        finally:
            self._lock.release()


def _acquire(lock: threading.Lock) -> Generator[Progress, None, None]:
    while not lock.acquire(timeout=_HEARTBEAT_S):
        yield Progress("queued", "another question is being answered in this process")


def _with_progress(
    work: Callable[[Callable[[Progress], None]], LoadedModel],
) -> Generator[Progress, None, LoadedModel]:
    """Yield what `work` reports; return what it returns. Closing ends it at its next report."""
    news: queue.SimpleQueue[Progress | None] = queue.SimpleQueue()
    outcome: list[LoadedModel | Exception] = []
    closed = threading.Event()

    def report(progress: Progress) -> None:
        if closed.is_set():
            raise _Closed
        news.put(progress)

    def run() -> None:
        try:
            outcome.append(work(report))
        except _Closed:
            pass
        except Exception as error:  # noqa: BLE001 - raised again in the caller's thread
            outcome.append(error)
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
    result = outcome[0]
    if isinstance(result, Exception):
        raise result
    return result


class _Closed(BaseException):
    """Not an Exception: what loads a model must not take it for a failure of its own."""
