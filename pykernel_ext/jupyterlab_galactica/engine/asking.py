"""A question to the worker, and an eye on the process while it is silent."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from functools import partial
from typing import Any

from ..errors import WorkerError
from .connection import Connection, http_client
from .exchange import CONNECT_TIMEOUT_S, Head, exchange
from .protocol import error_of
from .silence import Silence
from .spawning import broken_off


class NotThereError(Exception):
    """Nobody listens there who would answer; the message says why of "it"."""


def ask(worker: Connection, path: str, body: dict[str, Any]) -> Generator[bytes, None, None]:
    """Post and yield the answer's bytes as they come, and nothing (`b""`) in a second of silence.

    Leaving the generator closes the connection, which cancels. Raises NotThereError where nothing
    was heard of the worker, which then is gone, and the question may be asked again; WorkerError
    where it breaks off or was ended because it hung; or the error it answers with.
    """
    import httpx

    timeout = httpx.Timeout(None, connect=CONNECT_TIMEOUT_S)
    silence = Silence(worker.pid, worker.created)
    status: int | None = None
    with closing(exchange(partial(http_client, worker, timeout=timeout), path, body)) as answer:
        for news in answer:
            if news == b"":
                wrong = silence.end_if_wrong()
                if wrong is not None and status is None:
                    raise NotThereError(f"it {wrong}")
                if wrong is not None:
                    raise WorkerError(f"The model's process {wrong}; ask again to start it anew.")
                yield b""
                continue
            silence.heard()
            if isinstance(news, Head):
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
