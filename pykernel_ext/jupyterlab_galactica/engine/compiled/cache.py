"""Where the compiled code is kept, so that only the first load has to wait for the compiler."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT = 4
"""Folders of other versions or processors that stay; a home may be shared by machines."""

_log = logging.getLogger(__name__)


def jit_cached(**options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """As `numba.njit`, with the code kept in our own folder where that can be written."""
    from numba import njit

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        folder = _folder()
        if folder is None:
            return njit(**options)(function)  # type: ignore[no-any-return]
        with _numba_cache_at(folder):
            return njit(cache=True, **options)(function)  # type: ignore[no-any-return]

    return decorate


def forget() -> None:
    """Remove the kept code, such as what was cut short by a full disk."""
    shutil.rmtree(_home() / _key(), ignore_errors=True)


def _home() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("jupyterlab-galactica") / "compiled"


def _folder() -> Path | None:
    """The folder of this version on this processor; None where it cannot be written."""
    home = _home()
    folder = home / _key()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.utime(folder)
        _drop_oldest(home)
    except OSError as error:
        _log.info("Compiled code is not kept: %s", error)
        return None
    return folder if os.access(folder, os.W_OK) else None


def _key() -> str:
    """Of all that decides the code: our source, numba, LLVM, Python and the processor."""
    import llvmlite
    import numba
    from llvmlite import binding

    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    features = sorted(f"{name}={on}" for name, on in binding.get_host_cpu_features().items())
    for part in (
        sys.version, numba.__version__, llvmlite.__version__, binding.get_host_cpu_name(), *features
    ):  # fmt: skip
        digest.update(f"{part}\n".encode())
    return digest.hexdigest()[:16]


def _drop_oldest(home: Path) -> None:
    folders = sorted(home.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in folders[_KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _numba_cache_at(folder: Path) -> Iterator[None]:
    """numba looks where to keep code when a function is decorated."""
    from numba import config

    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        config.CACHE_DIR = before
