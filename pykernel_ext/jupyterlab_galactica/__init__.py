"""A scientific assistant for Jupyter whose answers are checked.

>>> import jupyterlab_galactica as jg
>>> answer = jg.ask("Write out Maxwell's equations.")
>>> jg.check_equation(r"\\sin 2x = 2 \\sin x").verdict
'refuted'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from .assistant import ask, budget, check, check_equation, cite, stream
    from .jupyter.export_command import export
    from .jupyter.panel import panel

__all__ = [
    "__version__",
    "ask",
    "budget",
    "check",
    "check_equation",
    "cite",
    "export",
    "panel",
    "stream",
]

_HOME = {
    "ask": "assistant",
    "budget": "assistant",
    "check": "assistant",
    "check_equation": "assistant",
    "cite": "assistant",
    "stream": "assistant",
    "export": "jupyter.export_command",
    "panel": "jupyter.panel",
}


def __getattr__(name: str) -> Any:
    """Import on first use: loading the extension must stay fast."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__


def load_ipython_extension(ipython: Any) -> None:
    """`%load_ext jupyterlab_galactica`."""
    from .jupyter.magics import GalacticaMagics

    ipython.register_magics(GalacticaMagics)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "jupyterlab-galactica"}]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "jupyterlab_galactica.jupyter.server_extension"}]
