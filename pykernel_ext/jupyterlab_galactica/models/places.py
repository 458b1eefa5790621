"""The folder that a model's name may be."""

from __future__ import annotations

from pathlib import Path

from .gguf.folder import gguf_folder
from .gguf.header import SUFFIX
from .packaged import packaged_file

_NOWHERE = Path("/nowhere/a-name-that-no-file-can-have")


def folder_named(name: str) -> Path:
    """The path that `name` stands for, whether or not anything is there.

    One where nothing is for what can be no path: a name too long for the system, or of a user's
    home that there is not. Of a GGUF file, and of a model that lies in an installed package, the
    folder that is made of it. Raises ModelError for a GGUF file that cannot be read.
    """
    file = file_named(name)
    if file is not None:
        return gguf_folder(file)
    try:
        path = Path(name).expanduser()
        path.is_dir()
    except (OSError, RuntimeError, ValueError):
        return _NOWHERE
    return path


def file_named(name: str) -> Path | None:
    """The GGUF file that `name` stands for; None where it stands for none."""
    packaged = packaged_file(name)
    if packaged is not None or not name.lower().endswith(SUFFIX):
        return packaged
    try:
        path = Path(name).expanduser()
        return path if path.is_file() else None
    except (OSError, RuntimeError, ValueError):
        return None
