"""A kernel and a worker of the tests' own, as a user has them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager, start_new_kernel

from jupyterlab_galactica.answer.answer import MIME_TYPE

from ..tiny_models import write_long_opt


@pytest.fixture(scope="session")
def runtime_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Variables under which kernels and commands share one worker, stopped at the end."""
    variables = {
        "JUPYTER_RUNTIME_DIR": str(tmp_path_factory.mktemp("runtime")),
        "JUPYTER_CONFIG_DIR": str(tmp_path_factory.mktemp("config")),
        "JUPYTER_DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")),
        "IPYTHONDIR": str(tmp_path_factory.mktemp("ipython")),
        "JUPYTER_PLATFORM_DIRS": "1",
    }
    yield variables
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        from jupyterlab_galactica.engine.connection import stop

        stop()


@pytest.fixture(scope="session")
def environment(runtime_environment: dict[str, str]) -> dict[str, str]:
    return os.environ | runtime_environment


@pytest.fixture(scope="session")
def long_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that writes nonsense until the window is full: time enough to stop it."""
    folder = tmp_path_factory.mktemp("models") / "long"
    write_long_opt(folder)
    return folder


@dataclass
class Result:
    """What running a cell gave: the reply, printed text, and outputs by display id."""

    status: str = "ok"
    error: str = ""
    traceback: list[str] = field(default_factory=list)
    text: str = ""
    bundles: dict[str, dict[str, Any]] = field(default_factory=dict)
    updates: int = 0

    @property
    def answer(self) -> dict[str, Any]:
        (bundle,) = self.bundles.values()
        answer: dict[str, Any] = bundle[MIME_TYPE]
        return answer


class Kernel:
    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager = manager
        self.client = client

    def run(self, code: str, *, on_update: Any = None) -> Result:
        result = Result()

        def collect(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                result.text += content["text"]
            elif message["msg_type"] in ("display_data", "update_display_data"):
                shown = content.get("transient", {}).get("display_id", message["header"]["msg_id"])
                result.bundles[shown] = content["data"]
                if message["msg_type"] == "update_display_data":
                    result.updates += 1
                    if on_update is not None:
                        on_update(content["data"])

        reply = self.client.execute_interactive(code, output_hook=collect, timeout=100)
        content = reply["content"]
        result.status = content["status"]
        if result.status == "error":
            result.error, result.traceback = content["evalue"], content["traceback"]
        return result


@pytest.fixture(scope="session")
def kernel(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kernel]:
    folder: Path = tmp_path_factory.mktemp("notebooks")
    manager, client = start_new_kernel(env=environment, cwd=str(folder))
    try:
        kernel = Kernel(manager, client)
        assert kernel.run("%load_ext jupyterlab_galactica").status == "ok"
        yield kernel
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
