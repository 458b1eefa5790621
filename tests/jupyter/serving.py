"""A Jupyter server of the tests' own, as a user starts it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from ..waiting import wait_until


@contextmanager
def jupyter_server(
    environment: Mapping[str, str], folder: Path
) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    """A client that is logged in, and the server's process."""
    folder.mkdir(exist_ok=True)
    log = folder / "log"
    runtime = Path(environment["JUPYTER_RUNTIME_DIR"])
    command = [
        sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--port=0",
        "--IdentityProvider.token=secret", f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        url = wait_for_url(runtime, process, log)
        headers = {"Authorization": "token secret"}
        with httpx.Client(base_url=url, headers=headers, timeout=90, trust_env=False) as client:
            yield client, process
    finally:
        process.terminate()
        process.wait(20)


def wait_for_url(runtime: Path, process: Any, log: Path) -> str:
    info = runtime / f"jpserver-{process.pid}.json"

    def answers() -> bool:
        assert process.poll() is None, log.read_text()
        try:
            httpx.get(json.loads(info.read_text())["url"] + "api", trust_env=False)
        except (OSError, ValueError, httpx.TransportError):
            return False
        return True

    wait_until(answers)
    url: str = json.loads(info.read_text())["url"]
    return url


def events(response: httpx.Response) -> Iterator[dict[str, Any]]:
    for line in response.iter_lines():
        if line.startswith("data: "):
            yield json.loads(line[6:])
