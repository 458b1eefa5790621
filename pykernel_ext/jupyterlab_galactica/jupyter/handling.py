"""What the server's handlers share: sentences for errors, bodies within limits, events."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from jupyter_server.base.handlers import APIHandler
from tornado.iostream import StreamClosedError

from ..errors import BusyError, GalacticaError, NotAllowedError, StoreError, TooLargeError
from ..limits import MB, Limits

T = TypeVar("T")

KEEP_ALIVE_SECONDS = 5
_END = object()

_STATUS = {TooLargeError: 413, BusyError: 429, NotAllowedError: 403, StoreError: 507}


class Handler(APIHandler):
    """Errors that a user can meet are answered as their sentence."""

    def fail(self, error: GalacticaError, status: int = 400) -> None:
        self.set_status(_STATUS.get(type(error), status))
        self.finish(json.dumps({"message": str(error)}))

    def body_within(self, limits: Limits) -> Any:
        """The JSON that was sent. Raises TooLargeError, and HTTPError where it is none."""
        if len(self.request.body) > limits.request_mb * MB:
            raise TooLargeError(
                f"The request is over the {limits.request_mb:g} MB of the setting request_mb; "
                "shorten it."
            )
        return self.get_json_body()

    def folder_named(self, folder: str) -> Path:
        """A folder from the server's root."""
        return Path(self.settings["server_root_dir"]).expanduser() / folder

    def begin_events(self) -> None:
        """What follows are server-sent events."""
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-cache")
        self.set_header("X-Accel-Buffering", "no")

    async def send_event(self, data: str | None) -> bool:
        """Send an event, or None to keep the connection; False where nobody is there."""
        try:
            self.write(": still here\n\n" if data is None else f"data: {data}\n\n")
            await self.flush()
        except StreamClosedError:
            return False
        return True


class EventsHandler(Handler):
    """Sends what a thread tells as events; a connection that closes sets `stopped`."""

    def initialize(self) -> None:
        self.stopped = threading.Event()
        self._queue: asyncio.Queue[Any] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    def on_connection_close(self) -> None:
        self.stopped.set()

    def tell(self, event: T) -> None:
        """Have an event sent; for the thread."""
        self._loop.call_soon_threadsafe(self._queue.put_nowait, event)

    async def send_until_done(self, work: asyncio.Future[None], line: Callable[[Any], str]) -> None:
        """Send what is told, as `line` writes it, until the work is done or nobody is there."""
        work.add_done_callback(lambda _: self._queue.put_nowait(_END))
        self.begin_events()
        while True:
            try:
                event = await asyncio.wait_for(self._queue.get(), KEEP_ALIVE_SECONDS)
            except asyncio.TimeoutError:
                event = None
            if event is _END:
                break
            if not await self.send_event(None if event is None else line(event)):
                self.stopped.set()
                break
        await work
