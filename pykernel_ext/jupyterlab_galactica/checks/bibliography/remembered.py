"""Which bibliographies belong to a project."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from ...config import load_config
from ...errors import InputError
from ...setting_values import paths_in
from ..projects import recall, remember

_KEPT_AS = "bibliographies"


def bibliographies_of(start: Path) -> tuple[Path, ...]:
    """Those remembered for the project that `start` is in, then those of the settings.

    What is gone of the latter is left out. Raises InputError.
    """
    configured = map(Path, paths_in(load_config().bibliographies))
    found = (*remembered_bibliographies(start), *filter(Path.exists, configured))
    return tuple(dict.fromkeys(found))


def remembered_bibliographies(start: Path) -> tuple[Path, ...]:
    """The files and folders remembered for the project that `start` is in. Raises InputError."""
    return tuple(Path(path) for path in recall(_KEPT_AS, start) or ())


def remember_bibliographies(start: Path, paths: Iterable[Path]) -> None:
    """Let these be the project's bibliographies, in place of others; none at all forgets it.

    Raises InputError where a path does not exist or the list cannot be written.
    """
    absolute = [os.path.abspath(path) for path in paths]
    for path in absolute:
        if not os.path.exists(path):
            raise InputError(f"There is no {path}; give the path of a bibliography or a folder.")
    remember(_KEPT_AS, start, lambda _: absolute)
