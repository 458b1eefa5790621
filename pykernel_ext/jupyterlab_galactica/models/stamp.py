"""Whether a model's files are still those that they were, without reading them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from .catalog import find_local_model
from .checkpoint import weight_files
from .pair_name import split_pair

_TEXT_FILES = ("*.json", "*.txt", "*.model")
"""Configuration and tokenizer, in every form."""


def stamp(folders: Iterable[Path]) -> str:
    """A SHA-256 of the names, sizes and times of all files that decide what a model writes.

    The time of the last change of a file's status is among them: writing to a file or putting
    another in its place changes it, and no program can set it back. Files elsewhere, or copied,
    have another stamp though they hold the same. Raises ModelError and OSError.
    """
    digest = hashlib.sha256()
    for folder in folders:
        texts = (path for pattern in _TEXT_FILES for path in folder.glob(pattern))
        for path in sorted({*texts, *weight_files(folder)}):
            found = path.stat()
            digest.update(
                f"{path.name} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}\n".encode()
            )
    return digest.hexdigest()


def stamp_of(model: str) -> str | None:
    """The stamp of a model as the user names it; None where its files are not on this machine.

    Raises ModelError where there is no such model, and OSError.
    """
    folders = [find_local_model(name) for name in split_pair(model) or (model,)]
    here = [folder for folder in folders if folder is not None]
    return stamp(here) if len(here) == len(folders) else None
