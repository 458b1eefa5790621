"""What is remembered of a project, kept in Jupyter's data folder.

Nothing is written into the project itself: what is kept is the user's own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import InputError

_SIGNS = (".git", ".hg", "pyproject.toml")


def project_folder(start: Path) -> Path:
    """The folder at or above `start` that a version control or `pyproject.toml` marks as a project.

    Where none does, `start` itself, such as the folder of a single notebook.
    """
    start = Path(os.path.abspath(start))
    parents = (start, *start.parents)
    return next((at for at in parents if any((at / sign).exists() for sign in _SIGNS)), start)


def recall(name: str, start: Path) -> Any:
    """What is kept under a name for the project that `start` is in, or None. Raises InputError."""
    return _load(_file(name)).get(str(project_folder(start)))


def remember(name: str, start: Path, change: Callable[[Any], Any]) -> None:
    """Keep what `change` makes of what is kept, for the project that `start` is in.

    Nothing (an empty value) is forgotten. Raises InputError where it cannot be written.
    """
    from filelock import FileLock

    file = _file(name)
    project = str(project_folder(start))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(file.with_suffix(".lock")):
            projects = _load(file)
            value = change(projects.pop(project, None))
            if value:
                projects[project] = value
            new = file.with_suffix(".new")
            new.write_text(json.dumps(projects, indent=2) + "\n", encoding="utf-8")
            os.replace(new, file)
    except OSError as error:
        raise InputError(f"{file} cannot be written ({error}); free some space.") from error


def _file(name: str) -> Path:
    from jupyter_core.paths import jupyter_data_dir

    return Path(jupyter_data_dir()) / "galactica" / f"{name}.json"


def _load(file: Path) -> dict[str, Any]:
    try:
        projects = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(f"{file} cannot be read ({error}); mend or delete it.") from error
    if not isinstance(projects, dict):
        raise InputError(f"{file} must hold one JSON object; mend or delete it.")
    return projects
