r"""Macros of known packages, in `.tex` files here as a text would define them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from ..definitions import Macro, find_macros

_FILES: Mapping[str, tuple[str, ...]] = {
    "physics": ("derivatives", "physics"),
    "physics2": ("derivatives", "physics"),
    "braket": ("braket",),
    "cancel": ("cancel",),
    "commath": ("commath",),
    "esdiff": ("esdiff",),
    "diffcoeff": ("esdiff",),
}
"""The files of each package. Some give names that LaTeX itself has another meaning."""

_COMMON = ("usual", "derivatives", "braket", "cancel")


@cache
def package_macros(name: str) -> Mapping[str, Macro]:
    """The macros of a package; none where it is not known."""
    return _read(_FILES.get(name, ()))


@cache
def common_macros() -> Mapping[str, Macro]:
    """Macros that mean the same wherever a text does not define them, as MathJax loads them."""
    return _read(_COMMON)


def _read(files: tuple[str, ...]) -> Mapping[str, Macro]:
    return {macro.name: macro for file in files for macro in _macros(file)}


def _macros(file: str) -> Iterator[Macro]:
    text = Path(__file__).with_name(f"{file}.tex").read_text(encoding="utf-8")
    return find_macros(text)
