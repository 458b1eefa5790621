"""A model's folder made of a GGUF file: what transformers and ours read, and a link to the file.

It lies in the user's cache, or for the time of this process elsewhere where that cannot be written.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from ...errors import ModelError
from .config import config_of, generation_config_of
from .header import read_header
from .vocabulary import tokenizer_of

WEIGHTS = "galactica-weights.gguf"
"""No model on the hub has a file of this name."""

_KEPT = 16


def gguf_folder(file: Path) -> Path:
    """The folder of a GGUF file; made anew where the file is not what it was.

    Raises ModelError where it holds no model of LLaMA's make, is cut short or hostile.
    """
    file = file.resolve()
    try:
        found = file.stat()
    except OSError as error:
        raise ModelError(f"{file} cannot be read ({error.strerror}).") from error
    state = f" {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {_own_source()}"
    name = hashlib.sha256(os.fsencode(file) + state.encode("ascii")).hexdigest()[:16]
    folder = _home() / name
    if (folder / WEIGHTS).is_file():
        with contextlib.suppress(OSError):
            os.utime(folder)
        return folder
    try:
        return _written(file, _texts(file), folder)
    except OSError:
        folder = _substitute() / name
        return folder if folder.is_dir() else _written(file, _texts(file), folder)


def _texts(file: Path) -> dict[str, str]:
    header = read_header(file)
    try:
        described = {
            "config.json": config_of(header),
            "generation_config.json": generation_config_of(header),
            "tokenizer.json": tokenizer_of(header),
        }
    except ValueError as error:
        raise ModelError(f"{file} cannot be loaded: {error}; choose another file.") from error
    return {name: json.dumps(content, ensure_ascii=False) for name, content in described.items()}


def _written(file: Path, texts: dict[str, str], folder: Path) -> Path:
    """The folder is there under its name when it is whole; of two who make it one is first."""
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    try:
        for name, text in texts.items():
            (part / name).write_text(text, "utf-8")
        _link(file, part / WEIGHTS)
        try:
            part.rename(folder)
        except OSError:
            if not (folder / WEIGHTS).is_file():
                raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
    others = sorted(folder.parent.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
    for each in others[_KEPT:]:
        shutil.rmtree(each, ignore_errors=True)
    return folder


def _link(file: Path, place: Path) -> None:
    """A symbolic link, or a hard one where the system gives its users none."""
    try:
        place.symlink_to(file)
    except OSError:
        os.link(file, place)


def _home() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("jupyterlab-galactica") / "gguf"


@lru_cache(maxsize=1)
def _substitute() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="galactica-gguf-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@lru_cache(maxsize=1)
def _own_source() -> str:
    """What another version of this package would make may differ."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()
