"""A worker as `jupyter galactica serve` starts it, for clients that others wrote.

These tests run in an environment of their own (`make test-openai`), which has these clients and
not this package; `jupyter-galactica` is found on the PATH.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

START_S = 180.0
"""A hang guard."""


@dataclass(frozen=True)
class Server:
    url: str
    token: str


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("serve")
    process = subprocess.Popen(
        ["jupyter-galactica", "serve", "--model", "demo", "--port", "0"],
        env=os.environ
        | {f"JUPYTER_{kind}_DIR": str(folder) for kind in ("RUNTIME", "CONFIG", "DATA")}
        | {"HF_HUB_OFFLINE": "1"}
        # Schemathesis gives an answer 10 s; 128 texts that fill the window take a minute.
        | {"GALACTICA_COMPLETIONS": "8"},
    )
    try:
        connection = _connection(folder, process)
        yield Server(connection["url"], connection["token"])
    finally:
        process.terminate()
        process.wait()


def _connection(folder: Path, process: subprocess.Popen[bytes]) -> dict[str, str]:
    began = time.monotonic()
    while time.monotonic() - began < START_S:
        assert process.poll() is None, "the server ended"
        for file in folder.glob("galactica*.json"):
            connection: dict[str, str] = json.loads(file.read_text("utf-8"))
            return connection
        time.sleep(0.05)
    raise AssertionError("the server did not start")
