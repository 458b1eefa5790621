"""vLLM's own server (tests/vllm/requirements.txt says of which vLLM), asked over HTTP."""

from __future__ import annotations

import atexit
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

from peers.answering import Loaded, run
from peers.completions import asks

_READY_S = 240


def load(model: str, way: str, folder: Path) -> Loaded:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            Path(sys.executable).with_name("vllm"), "serve", model, "--dtype", "bfloat16",
            "--enforce-eager", "--port", str(port), "--max-model-len", "2048",
            "--no-enable-prefix-caching",
        ],
        stdout=sys.stderr,
    )  # fmt: skip
    atexit.register(server.terminate)
    deadline = time.monotonic() + _READY_S
    while not _healthy(port):
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("vLLM does not start")
        time.sleep(1)
    return Loaded(asks(f"http://127.0.0.1:{port}", model), pid=server.pid)


def _healthy(port: int) -> bool:
    try:
        line = HTTPConnection("127.0.0.1", port, timeout=5)
        line.request("GET", "/health")
        return line.getresponse().status == 200
    except OSError:
        return False


if __name__ == "__main__":
    run(load)
