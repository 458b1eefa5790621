"""Running the worker: socket, token, connection file, idle stop, clean end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import socket
import threading
from pathlib import Path

import uvicorn

from ...errors import InputError, WorkerError
from ...models.catalog import qualified_name
from ...policy import inherited
from ...processes import started
from ...version import __version__
from ..connection import Connection, register, unregister
from .app import build_app
from .doors import BoundedProtocol
from .host import ModelHost
from .lane import Lane
from .watchdog import Watchdog

_HOST = "127.0.0.1"
_GRACE_S = 3
_TELLING_S = 1.0
_HUNG_STATUS = 70
_log = logging.getLogger(__name__)


def serve(
    model: str | None = None,
    port: int = 0,
    token_file: Path | None = None,
    idle_minutes: float = 0,
) -> None:
    """Serve until a signal, `/shutdown`, or `idle_minutes` without a request (0: for ever).

    Port 0 takes a free one. The connection file tells others where, unless another worker is
    registered there. Raises InputError or WorkerError where it cannot begin.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    token = _read_or_make_token(token_file)
    listening = listen(port)
    connection = Connection(
        url=f"http://{_HOST}:{listening.getsockname()[1]}",
        token=token,
        pid=os.getpid(),
        created=started(os.getpid()),
        version=__version__,
        policy=inherited(),
    )
    with listening, contextlib.suppress(KeyboardInterrupt):
        _Server(connection, qualified_name(model) if model else None, idle_minutes * 60).run(
            sockets=[listening]
        )


class _Server(uvicorn.Server):
    """uvicorn, with the connection file written once it listens and removed before it stops."""

    def __init__(self, connection: Connection, model: str | None, idle_s: float) -> None:
        self._connection = connection
        self._model_host = ModelHost(model)
        self._lane: Lane[bytes] = Lane(prepare=self._model_host.prepare)
        self._watchdog = Watchdog(self._lane, lambda: self._model_host.doing, self._end)
        self._idle_s = idle_s
        self._idle_task: asyncio.Task[None] | None = None
        super().__init__(
            uvicorn.Config(
                build_app(self._model_host, self._lane, connection.token, self._stop),
                http=BoundedProtocol,
                ws="none",
                server_header=False,
                log_config=None,
                log_level="warning",
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=_GRACE_S,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._lane.start()
        self._watchdog.start()
        if self._idle_s:
            self._idle_task = asyncio.create_task(self._stop_when_idle())
        if register(self._connection):
            _log.info("Serving on %s.", self._connection.url)
        else:
            _log.info(
                "Serving on %s; another worker is registered, so notebooks go on using that one.",
                self._connection.url,
            )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        unregister(self._connection)
        self._watchdog.close()
        self._lane.close()
        if self._idle_task is not None:
            self._idle_task.cancel()
        await super().shutdown(sockets)
        if self._lane.length:
            self._lane.join(_GRACE_S)

    def _end(self, wrong: str) -> None:
        """End the process at once, in the watchdog's thread: a stuck thread cannot be stopped."""
        _log.critical("%s", wrong)
        unregister(self._connection)
        self._lane.fail(wrong)
        threading.Event().wait(_TELLING_S)  # the server's thread tells those who wait
        logging.shutdown()
        os._exit(_HUNG_STATUS)

    def _stop(self) -> None:
        self.should_exit = True

    async def _stop_when_idle(self) -> None:
        while (left := self._idle_s - self._lane.idle_s) > 0:
            await asyncio.sleep(left)
        _log.info("Nothing was asked for %g minutes: stopping.", self._idle_s / 60)
        self._stop()


def listen(port: int) -> socket.socket:
    """A socket bound on loopback; port 0 takes a free one. Raises InputError."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # on Windows this would let others take the port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_HOST, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise InputError(
            f"Port {port} cannot be used ({error}); choose another, or 0 for a free one."
        ) from error
    return listening


def _read_or_make_token(token_file: Path | None) -> str:
    """The token in the file; a new one, written there with mode 0600, where there is no file."""
    from jupyter_core.paths import secure_write

    if token_file is None:
        return secrets.token_hex(32)
    try:
        if token_file.exists():
            token = token_file.read_text("ascii").strip()
        else:
            token = secrets.token_hex(32)
            with secure_write(str(token_file)) as file:
                file.write(token + "\n")
    except (OSError, ValueError) as error:
        raise WorkerError(
            f"The token file {token_file} cannot be used ({error}); name another."
        ) from error
    if not token:
        raise InputError(f"The token file {token_file} is empty; delete it to get a new token.")
    return token
