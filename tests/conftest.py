"""Shared by all tests: a tiny model with Galactica's architecture and kind of tokenizer; Pandoc."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from .tiny_models import WINDOW as TINY_WINDOW
from .tiny_models import write_tiny_opt as write_tiny_model

__all__ = ["TINY_WINDOW", "write_tiny_model"]


@pytest.fixture(scope="session", autouse=True)
def own_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is remembered of models, and answers, go to folders of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model that writes nonsense, fast: OPT with Galactica's configuration."""
    folder = tmp_path_factory.mktemp("models") / "tiny"
    write_tiny_model(folder)
    return folder


@pytest.fixture
def pandoc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pandoc is on the PATH: the environment's own, which pypandoc-binary brings."""
    folder = str(files("pypandoc") / "files")
    monkeypatch.setenv("PATH", os.pathsep.join([folder, os.environ["PATH"]]))
