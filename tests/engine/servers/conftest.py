from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .fakes import Answer, FakeServer

Serve = Callable[..., FakeServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[FakeServer] = []

    def start(answers: dict[str, Answer], tls: ssl.SSLContext | None = None) -> FakeServer:
        servers.append(FakeServer(answers, tls))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration of the test's own, and no key in the environment."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.delenv("GALACTICA_API_KEY", raising=False)


@pytest.fixture
def settings() -> Callable[..., None]:
    """Store settings, by name."""

    def store(**values: object) -> None:
        from jupyterlab_galactica.config import load_config, save_config, with_setting

        config = load_config()
        for name, value in values.items():
            config = with_setting(config, name, str(value))
        save_config(config)

    return store
