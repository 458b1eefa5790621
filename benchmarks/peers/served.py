"""Our worker, as every client of its API sees it."""

from __future__ import annotations

import atexit
from pathlib import Path

from jupyterlab_galactica.engine import connection
from jupyterlab_galactica.engine.worker_control import Loaded as Held
from jupyterlab_galactica.engine.worker_control import load as load_in_worker
from peers.answering import Loaded, run
from peers.completions import asks


def load(model: str, way: str, folder: Path) -> Loaded:
    atexit.register(connection.stop)
    *_, held = load_in_worker(model, way)
    found = connection.read()
    assert isinstance(held, Held)
    assert found is not None
    return Loaded(asks(found.url, held.name, found.token), held.bytes, found.pid)


if __name__ == "__main__":
    run(load)
