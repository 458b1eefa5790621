"""The worker's log: kept over its restarts, bounded, without what was asked or answered."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import IO

from .runtime import open_to_append, runtime_file

MAX_BYTES = 1_000_000
KEPT = 2
"""Older logs that stay beside the current one."""

_END_BYTES = 16_000


def log_file() -> Path:
    return runtime_file("log")


@contextmanager
def opened(version: str) -> Iterator[tuple[IO[bytes], int]]:
    """The log for a worker that starts, and where its part begins. Raises OSError."""
    _rotate()
    descriptor = open_to_append(log_file())
    with os.fdopen(descriptor, "ab", buffering=0) as log:
        now = time.strftime("%Y-%m-%d %H:%M:%S")
        log.write(f"{now} A worker of version {version} is started.\n".encode())
        yield log, os.fstat(descriptor).st_size


def last_line(since: int) -> str:
    """The last line after byte `since`."""
    lines = _read_from(log_file(), since).splitlines()
    return lines[-1] if lines else "it ended without a word."


def end(lines: int = 20) -> list[str]:
    """The last lines of the log; none where there is no log."""
    path = log_file()
    size = path.stat().st_size if path.exists() else 0
    return _read_from(path, max(0, size - _END_BYTES)).splitlines()[-lines:]


def _read_from(path: Path, start: int) -> str:
    try:
        with path.open("rb") as log:
            log.seek(start)
            return log.read().decode("utf-8", errors="replace").strip()
    except OSError:
        return ""


def _rotate() -> None:
    path = log_file()
    if not path.exists() or path.stat().st_size < MAX_BYTES:
        return
    names = [path, *(path.with_suffix(f".log.{age}") for age in range(1, KEPT + 1))]
    for younger, older in reversed(list(pairwise(names))):
        if younger.exists():
            younger.replace(older)
