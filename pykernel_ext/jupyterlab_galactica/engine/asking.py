"""A question to the worker, read in a thread, so that the asker gets a say every second."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..errors import WorkerError
from .connection import Connection, http_client
from .protocol import error_of
from .silence import Silence
from .spawning import broken_off

_CONNECT_TIMEOUT_S = 10.0
_TICK_S = 1.0


class NotThereError(Exception):
    """Nobody listens there who would answer; the message says why of "it"."""


def ask(worker: Connection, path: str, body: dict[str, Any]) -> Generator[bytes, None, None]:
    """Post and yield the answer's bytes as they come, and nothing (`b""`) in a second of silence.

    Leaving the generator closes the connection, which cancels. Raises NotThereError where nothing
    was heard of the worker, which then is gone, and the question may be asked again; WorkerError
    where it breaks off or was ended because it hung; or the error it answers with.
    """
    import httpx

    silence = Silence(worker.pid, worker.created)
    question = _Question(worker, path, body)
    status: int | None = None
    try:
        while True:
            try:
                news = question.news.get(timeout=_TICK_S)
            except queue.Empty:
                wrong = silence.end_if_wrong()
                if wrong is not None and status is None:
                    raise NotThereError(f"it {wrong}") from None
                if wrong is not None:
                    raise WorkerError(
                        f"The model's process {wrong}; ask again to start it anew."
                    ) from None
                yield b""
                continue
            silence.heard()
            if isinstance(news, _Head):
                status = news.status
                if status in (401, 403):
                    raise NotThereError(f"it refuses the key, status {status}")
                if status != httpx.codes.OK:
                    raise error_of(status, news.error)
            elif isinstance(news, bytes):
                yield news
            elif news is None:
                return
            elif status is None:
                raise NotThereError("it is gone") from news
            else:
                raise WorkerError(broken_off(worker.pid)) from news
    finally:
        question.leave()


@dataclass(frozen=True, slots=True)
class _Head:
    """An answer's status, and its body where it is an error."""

    status: int
    error: bytes


class _Question:
    """One request and the thread that reads its answer. `news` ends with None or an exception."""

    def __init__(self, worker: Connection, path: str, body: dict[str, Any]) -> None:
        self.news: queue.SimpleQueue[_Head | bytes | Exception | None] = queue.SimpleQueue()
        self._worker = worker
        self._path = path
        self._body = body
        self._left = False
        self._socket: socket.socket | None = None
        threading.Thread(target=self._read, name="galactica-answer", daemon=True).start()

    def leave(self) -> None:
        """Close the connection, whatever is being read."""
        self._left = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _read(self) -> None:
        import httpx

        timeout = httpx.Timeout(None, connect=_CONNECT_TIMEOUT_S)
        try:
            with (
                http_client(self._worker, timeout=timeout) as client,
                client.stream("POST", self._path, json=self._body) as response,
            ):
                self._socket = response.extensions["network_stream"].get_extra_info("socket")
                fine = response.status_code == httpx.codes.OK
                self.news.put(_Head(response.status_code, b"" if fine else response.read()))
                for data in response.iter_bytes():
                    if self._left:
                        break
                    self.news.put(data)
            self.news.put(None)
        except Exception as error:  # noqa: BLE001 - raised again in the asker's thread
            self.news.put(error)
