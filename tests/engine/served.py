"""A worker's HTTP side in a thread of this process, over any model."""

from __future__ import annotations

import json
import os
import threading
from typing import Any

import httpx
import uvicorn

from jupyterlab_galactica import processes
from jupyterlab_galactica.engine import connection
from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.engine.worker.app import build_app
from jupyterlab_galactica.engine.worker.doors import BoundedProtocol
from jupyterlab_galactica.engine.worker.host import ModelHost
from jupyterlab_galactica.engine.worker.lane import Lane
from jupyterlab_galactica.engine.worker.server import listen
from jupyterlab_galactica.version import __version__

from ..waiting import DEADLINE_S, wait_until


class Worker:
    token = "a secret"

    def __init__(self, model: LoadedModel | None) -> None:
        self.host = ModelHost(None)
        self.host.model = model
        self.lane: Lane[bytes] = Lane(prepare=lambda: None)
        self.lane.start()
        self._listening = listen(0)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.server = uvicorn.Server(
            uvicorn.Config(
                build_app(self.host, self.lane, self.token, self._shut_down),
                http=BoundedProtocol,
                ws="none",
                log_config=None,
                lifespan="off",
                timeout_graceful_shutdown=1,
            )
        )
        self._thread = threading.Thread(
            target=self.server.run, kwargs={"sockets": [self._listening]}, daemon=True
        )
        self._thread.start()
        wait_until(lambda: self.server.started)

    def _shut_down(self) -> None:
        self.server.should_exit = True

    def close(self) -> None:
        self.lane.close()
        self._shut_down()
        self._thread.join(DEADLINE_S)
        self._listening.close()

    def client(self) -> httpx.Client:
        return httpx.Client(
            base_url=self.url,
            headers={"Authorization": f"Bearer {self.token}"},
            trust_env=False,
            timeout=DEADLINE_S,
        )

    def post(self, path: str, **body: Any) -> httpx.Response:
        with self.client() as client:
            return client.post(path, json=body)

    def register(self) -> None:
        """Make this the worker that everyone finds."""
        connection.register(
            connection.Connection(
                url=self.url,
                token=self.token,
                pid=os.getpid(),
                created=processes.started(os.getpid()),
                version=__version__,
            )
        )


def events_of(response_text: str) -> list[dict[str, Any]]:
    """The JSON of the data lines of an event stream, without its `[DONE]`."""
    lines = [line for line in response_text.splitlines() if line.startswith("data: ")]
    assert lines[-1] == "data: [DONE]"
    return [json.loads(line.removeprefix("data: ")) for line in lines[:-1]]
