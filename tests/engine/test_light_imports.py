"""What a notebook imports to ask the worker costs next to nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["client", "connection", "interface", "in_process"])
def test_importing_it_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, jupyterlab_galactica.engine.{module}; print(*sys.modules)"
    modules = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    heavy = {"torch", "transformers", "tokenizers", "huggingface_hub", "httpx", "starlette"}
    assert heavy.isdisjoint(modules)
