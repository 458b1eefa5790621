"""A kernel to measure in, with a runtime folder of its own so that its worker is its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import start_new_kernel


@contextmanager
def fresh_kernel() -> Iterator[BlockingKernelClient]:
    with TemporaryDirectory() as runtime:
        environment = os.environ | {"JUPYTER_RUNTIME_DIR": runtime}
        manager, client = start_new_kernel(env=environment)
        try:
            yield client
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
            stop = [sys.executable, "-m", "jupyterlab_galactica.jupyter.cli", "stop"]
            subprocess.run(stop, env=environment, check=False, capture_output=True)


def printed(client: BlockingKernelClient, code: str) -> str:
    """What `code` prints in the kernel. Raises RuntimeError where it fails."""
    pieces: list[str] = []

    def collect(message: dict) -> None:
        if message["msg_type"] == "stream":
            pieces.append(message["content"]["text"])

    reply = client.execute_interactive(code, output_hook=collect, timeout=300)
    if reply["content"]["status"] != "ok":
        raise RuntimeError(reply["content"]["evalue"])
    return "".join(pieces)
