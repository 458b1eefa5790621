"""The installed version of this package."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("jupyterlab-galactica")
except PackageNotFoundError:  # run from a source tree
    __version__ = "0+source"
