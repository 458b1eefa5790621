"""Which bibliographies belong to a project, kept in Jupyter's data folder.

Nothing is written into the project itself: the list is the user's own, and names files of theirs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from ...errors import InputError

_SIGNS = (".git", ".hg", "pyproject.toml")


def project_folder(start: Path) -> Path:
    """The folder at or above `start` that a version control or `pyproject.toml` marks as a project.

    Where none does, `start` itself, such as the folder of a single notebook.
    """
    start = Path(os.path.abspath(start))
    parents = (start, *start.parents)
    return next((at for at in parents if any((at / sign).exists() for sign in _SIGNS)), start)


def remembered_bibliographies(start: Path) -> tuple[Path, ...]:
    """The files and folders remembered for the project that `start` is in. Raises InputError."""
    kept = _load().get(str(project_folder(start)), [])
    return tuple(Path(path) for path in kept)


def remember_bibliographies(start: Path, paths: Iterable[Path]) -> None:
    """Let these be the project's bibliographies, in place of others; none at all forgets it.

    Raises InputError where a path does not exist or the list cannot be written.
    """
    from filelock import FileLock

    absolute = [os.path.abspath(path) for path in paths]
    for path in absolute:
        if not os.path.exists(path):
            raise InputError(f"There is no {path}; give the path of a bibliography or a folder.")
    file = _file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(file.with_suffix(".lock")):
            projects = _load()
            projects.pop(str(project_folder(start)), None)
            if absolute:
                projects[str(project_folder(start))] = absolute
            new = file.with_suffix(".new")
            new.write_text(json.dumps(projects, indent=2) + "\n", encoding="utf-8")
            os.replace(new, file)
    except OSError as error:
        raise InputError(f"{file} cannot be written ({error}); free some space.") from error


def _file() -> Path:
    from jupyter_core.paths import jupyter_data_dir

    return Path(jupyter_data_dir()) / "galactica" / "bibliographies.json"


def _load() -> dict[str, list[str]]:
    file = _file()
    try:
        projects = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(f"{file} cannot be read ({error}); mend or delete it.") from error
    if not isinstance(projects, dict):
        raise InputError(f"{file} must hold one JSON object; mend or delete it.")
    return projects
