"""The folder that a model's name may be."""

from __future__ import annotations

from pathlib import Path

_NOWHERE = Path("/nowhere/a-name-that-no-file-can-have")


def folder_named(name: str) -> Path:
    """The path that `name` stands for, whether or not anything is there.

    One where nothing is for what can be no path: a name too long for the system, or of a user's
    home that there is not.
    """
    try:
        path = Path(name).expanduser()
        path.is_dir()
    except (OSError, RuntimeError, ValueError):
        return _NOWHERE
    return path
