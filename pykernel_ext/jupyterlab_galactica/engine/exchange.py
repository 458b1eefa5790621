"""One HTTP exchange, read in a thread, so that who waits for it gets a say every second."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import WorkerError

if TYPE_CHECKING:
    import httpx

CONNECT_TIMEOUT_S = 10.0
_TICK_S = 1.0
_MOST_BYTES = 256_000_000
"""Far above any answer: 128 completions of 2,048 tokens, each with its log-probabilities."""
_MOST_ERROR_BYTES = 64 * 1024
"""What is read of an answer that is an error."""


@dataclass(frozen=True, slots=True)
class Head:
    """An answer's status and headers, and its body where it is an error."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    error: bytes = b""


News: TypeAlias = "Head | bytes | Exception | None"
"""The head, the body's bytes as they come, and at the end None or what broke it off. `b""` means
that a second went by in silence."""


def exchange(
    open_client: Callable[[], httpx.Client], url: str, body: dict[str, Any] | None
) -> Generator[News, None, None]:
    """POST `body` to a URL, or path of the client, or GET where it is None; yield what comes.

    Leaving the generator closes the connection, also one that is still silent, which cancels.
    """
    with closing(_Reader(open_client, url, body)) as reader:
        while True:
            try:
                news = reader.news.get(timeout=_TICK_S)
            except queue.Empty:
                yield b""
                continue
            yield news
            if news is None or isinstance(news, Exception):
                return


class _Reader:
    """The thread that reads. `news` ends with None or an exception."""

    def __init__(
        self, open_client: Callable[[], httpx.Client], url: str, body: dict[str, Any] | None
    ) -> None:
        self.news: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._open_client = open_client
        self._url = url
        self._body = body
        self._left = False
        self._socket: socket.socket | None = None
        threading.Thread(target=self._read, name="galactica-answer", daemon=True).start()

    def close(self) -> None:
        """Close the connection, whatever is being read."""
        self._left = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _read(self) -> None:
        import httpx

        method = "GET" if self._body is None else "POST"
        follow = {"trace": self._follow}
        try:
            with (
                self._open_client() as client,
                client.stream(method, self._url, json=self._body, extensions=follow) as response,
            ):
                status = response.status_code
                fine = status == httpx.codes.OK
                error = b"" if fine else next(response.iter_bytes(_MOST_ERROR_BYTES), b"")
                self.news.put(Head(status, response.headers, error))
                total = 0
                for data in response.iter_bytes() if fine else ():
                    total += len(data)
                    if self._left:
                        break
                    if total > _MOST_BYTES:
                        raise WorkerError(
                            "More came than an answer can have; ask for fewer tokens."
                        )
                    if data:
                        self.news.put(data)
            self.news.put(None)
        except Exception as error:  # noqa: BLE001 - raised again in the asker's thread
            self.news.put(error)

    def _follow(self, event: str, info: Mapping[str, Any]) -> None:
        """Learn the connection's socket before the answer begins, which may take minutes."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")
            if self._left:
                raise ConnectionAbortedError("nobody waits any more")
