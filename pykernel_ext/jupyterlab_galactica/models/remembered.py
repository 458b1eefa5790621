"""What is remembered of models between sessions: `galactica-models.json` in Jupyter's data folder.

It never stands in the way of an answer: a damaged file is as good as none.
"""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from .files import replace_file

_FAMILIES = "families"
_LICENCES = "licences_shown"
_LOCK_WAIT_S = 1.0
_log = logging.getLogger(__name__)


def family_override(model: str) -> str | None:
    """The name of the family the user said this model is of."""
    name = _read(_FAMILIES).get(model)
    return name if isinstance(name, str) else None


def remember_family(model: str, family: str) -> None:
    _write(_FAMILIES, model, family)


def licence_seen(family: str) -> bool:
    return bool(_read(_LICENCES).get(family))


def remember_licence(family: str) -> None:
    """The user has been shown the licence of this family."""
    _write(_LICENCES, family, True)


def _path() -> Path:
    from jupyter_core.paths import jupyter_data_dir

    return Path(jupyter_data_dir()) / "galactica-models.json"


def _stored() -> dict[str, Any]:
    path = _path()
    try:
        found = path.stat()
        return _load(path, found.st_mtime_ns, found.st_ino)
    except FileNotFoundError:
        return {}
    except OSError as error:
        _log.warning("%s cannot be read (%s); delete it.", path, error)
        return {}


@lru_cache(maxsize=1)
def _load(path: Path, _modified_ns: int, _inode: int) -> dict[str, Any]:
    try:
        stored = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        _log.warning("%s is damaged (%s) and counts as empty; delete it.", path, error)
        return {}
    return stored if isinstance(stored, dict) else {}


def _read(section: str) -> dict[str, Any]:
    found = _stored().get(section)
    return found if isinstance(found, dict) else {}


def _write(section: str, name: str, value: object) -> None:
    from filelock import FileLock, Timeout

    path = _path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=_LOCK_WAIT_S):
            stored = _stored() | {section: _read(section) | {name: value}}
            replace_file(path, f"{json.dumps(stored, indent=2)}\n".encode())
    except (OSError, Timeout) as error:
        _log.warning("%s cannot be written (%s); free some space.", path, error)
