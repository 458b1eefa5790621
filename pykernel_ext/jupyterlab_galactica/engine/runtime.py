"""Where those who share the worker meet: files in Jupyter's runtime folder that only we can change.

Their names hold the machine's, since a home folder may be shared by several: a process number and a
loopback address mean something on one machine only.
"""

from __future__ import annotations

import os
import platform
import re
import stat
from pathlib import Path

from ..errors import WorkerError

_MAX_BYTES = 64 * 1024
_WRITTEN_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def runtime_folder() -> Path:
    from jupyter_core.paths import jupyter_runtime_dir

    return Path(jupyter_runtime_dir())


def runtime_file(suffix: str) -> Path:
    machine = re.sub(r"[^A-Za-z0-9.-]+", "-", platform.node())
    return runtime_folder() / f"galactica-worker-{machine}.{suffix}"


def make_folder() -> Path:
    """The runtime folder, made where there is none. Raises WorkerError, OSError.

    One in which others may write is refused: they could put a worker of theirs in our worker's
    place. Jupyter's own setting for file systems without modes lifts that.
    """
    folder = runtime_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    insecure = os.environ.get("JUPYTER_ALLOW_INSECURE_WRITES", "").lower() in ("true", "1")
    if not insecure and not (_is_own(found) and not found.st_mode & _WRITTEN_BY_OTHERS):
        raise WorkerError(
            f"Other users can write in {folder}; make it yours alone (chmod 700), or set "
            "JUPYTER_RUNTIME_DIR to a folder that is."
        )
    return folder


def read_own(path: Path) -> str:
    """The text of a small file that is ours and no link. Raises OSError, ValueError."""
    descriptor = os.open(path, os.O_RDONLY | _option("O_NOFOLLOW") | _option("O_NONBLOCK"))
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not (stat.S_ISREG(found.st_mode) and _is_own(found)):
            raise ValueError("it is no file of this user")
        return file.read(_MAX_BYTES).decode("utf-8")


def open_to_append(path: Path) -> int:
    """A descriptor of a file that is ours alone, made where there is none. Raises OSError."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _option("O_NOFOLLOW"), 0o600)


def cannot_write(error: OSError) -> WorkerError:
    return WorkerError(
        f"The model's process cannot leave its files in {runtime_folder()} "
        f"({error.strerror or error}); free some space there, or set JUPYTER_RUNTIME_DIR to a "
        "folder you can write to."
    )


def _is_own(found: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or found.st_uid == os.geteuid()


def _option(name: str) -> int:
    """What `os.open` is asked for, where the system has it."""
    return int(getattr(os, name, 0))
