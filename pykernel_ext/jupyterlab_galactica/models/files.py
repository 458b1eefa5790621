"""Files that are either there, whole, or not there: a killed process leaves no half of one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PART = ".part"
"""Ends the name of a file that is being written."""


@contextmanager
def replaced_when_whole(path: Path) -> Iterator[BinaryIO]:
    """Write a file that takes the place of `path` at once, when it is on the disk in full."""
    part = path.with_name(path.name + PART)
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def replace_file(path: Path, content: bytes) -> None:
    with replaced_when_whole(path) as file:
        file.write(content)
