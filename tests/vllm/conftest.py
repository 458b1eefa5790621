"""A real vLLM on loopback, from an environment of its own (`make test-vllm`)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from jupyterlab_galactica.demo import MODEL_FOLDER

from ..tiny_models import write_tiny_llama

KEY = "a-key-of-the-test"
_ENVIRONMENT = Path(os.environ.get("GALACTICA_VLLM", ".venv/vllm"))
_READY_S = 300
_LLAMA_BYTES = slice(3, 259)


@dataclass
class Vllm:
    """`restart` starts it where `kill` ended it, at the same address, and does not wait."""

    folder: Path
    name: str
    log: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [
            str(_ENVIRONMENT / "bin" / "vllm"), "serve", str(self.folder),
            "--served-model-name", self.name, "--dtype", "float32", "--enforce-eager",
            "--host", "127.0.0.1", "--port", str(self.port), "--api-key", KEY,
        ]  # fmt: skip
        environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            "VLLM_CPU_KVCACHE_SPACE": "1",
            "VLLM_NO_USAGE_STATS": "1",
            "HF_HUB_OFFLINE": "1",
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def await_ready(self) -> None:
        deadline = time.monotonic() + _READY_S
        while not self.is_ready():
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            assert time.monotonic() < deadline, "vLLM did not get ready"
            time.sleep(0.5)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def running(self) -> float:
        """How many requests it is answering."""
        metrics = httpx.get(f"{self.url}/metrics", trust_env=False).text
        [line] = [
            row for row in metrics.splitlines() if row.startswith("vllm:num_requests_running")
        ]
        return float(line.split()[-1])

    def kill(self) -> None:
        """All its processes: the server's and those of its engine."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@contextmanager
def _served(folder: Path, name: str, log: Path) -> Iterator[Vllm]:
    if not (_ENVIRONMENT / "bin" / "vllm").is_file():
        pytest.skip("vLLM is not here; make test-vllm installs it")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = Vllm(folder, name, log, free.getsockname()[1])
    server.start()
    try:
        server.await_ready()
        yield server
    finally:
        server.kill()


@pytest.fixture(scope="module")
def galactica(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vllm]:
    """The bundled model, whose tokenizer is here."""
    log = tmp_path_factory.mktemp("vllm") / "log"
    with _served(MODEL_FOLDER, "demo", log) as server:
        yield server


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vllm]:
    """A random model of LLaMA's shape that writes words, served under the name of its folder.

    The rows of single bytes in its head are zero, so that they are never the likeliest: of bytes
    that are no text, each program makes something else.
    """
    from safetensors.torch import load_file, save_file

    folder = tmp_path_factory.mktemp("vllm") / "tulu-tiny"
    write_tiny_llama(folder, window=512, width=128)  # vLLM wants heads of 32 or more
    weights = load_file(folder / "model.safetensors")
    weights["lm_head.weight"][_LLAMA_BYTES] = 0
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with _served(folder, str(folder), folder.with_suffix(".log")) as server:
        yield server


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("GALACTICA_API_KEY", KEY)
