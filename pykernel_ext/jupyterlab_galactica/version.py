"""The installed versions of this package, and of those that a generated text depends on."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

_MAKES_TEXT = ("jupyterlab-galactica", "numba", "torch", "transformers")


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # run from a source tree
        return "0+source"


__version__ = _installed("jupyterlab-galactica")
"""That of the code that runs: what is installed later does not change it."""


def is_older(one: str, other: str) -> bool:
    """Whether a version comes before another; one that says nothing comes before none."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(one) < Version(other)
    except InvalidVersion:
        return False


@cache
def text_versions() -> dict[str, str]:
    """The versions of the packages that decide which text a model writes; imports none of them."""
    return {package: _installed(package) for package in _MAKES_TEXT}
