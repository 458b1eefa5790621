"""Every module is imported on this Python, and what a user begins with without heavy packages."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import jupyterlab_galactica

HEAVY = ("accelerate", "llvmlite", "numba", "torch", "transformers")
EXTRAS = ("rdkit", "mcp", "jupyter_ai_persona_manager", "jupyterlab_chat")
MODULES = [
    module.name
    for module in pkgutil.walk_packages(jupyterlab_galactica.__path__, "jupyterlab_galactica.")
]
BEGUN_WITH = ("answer", "assistant", "checks", "config", "engine.worker", "jupyter", "models.hub")


def missing_for(name: str) -> str | None:
    """What the import of a module wants and does not find."""
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        return error.name
    return None


@pytest.mark.parametrize("name", MODULES)
def test_it_is_imported(name: str) -> None:
    is_light = name.removeprefix("jupyterlab_galactica.").startswith(BEGUN_WITH)
    assert missing_for(name) in ((None, *EXTRAS) if is_light else (None, *EXTRAS, *HEAVY))
