from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jupyterlab_galactica.engine import connection
from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.models.tokenizer import Tokenizer

from .served import Worker


@pytest.fixture(scope="session")
def tokenizer(tiny_model: Path) -> Tokenizer:
    return Tokenizer.from_folder(tiny_model)


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A Jupyter runtime folder of its own; a worker that a test leaves there is stopped."""
    folder = tmp_path / "runtime"
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("GALACTICA_IDLE_MINUTES", "5")
    yield folder
    found = connection.read()
    if found is not None and found.pid != os.getpid():
        connection.stop()


@pytest.fixture
def start_worker() -> Iterator[Callable[[LoadedModel | None], Worker]]:
    workers: list[Worker] = []

    def start(model: LoadedModel | None) -> Worker:
        workers.append(Worker(model))
        return workers[-1]

    yield start
    for worker in workers:
        worker.close()
