"""What this package keeps in a user's folders: named, measured, and cleared when it has to go."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stored:
    """Files or folders of one kind. `is_cache` are those that are made anew when missed."""

    what: str
    paths: tuple[Path, ...]
    is_cache: bool

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(map(_size, self.paths))


def stored_things() -> list[Stored]:
    """All that is there now. Models from the hub are not ours: they lie in the hub's own cache."""
    return [
        Stored(what, tuple(there), is_cache)
        for what, paths, is_cache in _known_places()
        if (there := [path for path in paths if path.exists()])
    ]


def clear(everything: bool) -> list[Stored]:
    """Delete the caches, or all there is; the model's process is stopped first for the latter.

    Gives what was deleted. Raises OSError.
    """
    from ..engine.connection import stop

    if everything:
        stop()
    gone = [kind for kind in stored_things() if everything or kind.is_cache]
    for path in (path for kind in gone for path in kind.paths):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for folder in (_caches(), _data() / "galactica"):
        with contextlib.suppress(OSError):  # something else is in it, or it is not there
            folder.rmdir()
    return gone


def models_folder() -> Path:
    """Where the hub's cache keeps downloaded models, for all programs that use it."""
    from huggingface_hub.constants import HF_HUB_CACHE

    return Path(HF_HUB_CACHE)


def folder_size(folder: Path) -> int:
    return _size(folder)


def _known_places() -> Iterator[tuple[str, list[Path], bool]]:
    from jupyter_core.paths import jupyter_config_dir

    from ..config import config_path
    from ..engine.runtime import runtime_file

    data = _data()
    yield "answers of models", [_caches() / "answers"], True
    yield "answers of look-up services", [_caches() / "lookups"], True
    yield "indexes of bibliographies", [_caches() / "bibliographies"], True
    yield "quantized weights of models", [_caches() / "weights"], True
    yield "code compiled for this processor", [_caches() / "compiled"], True
    yield "descriptions of GGUF files", [_caches() / "gguf"], True
    yield "layers of models that wait on disk", [data / "galactica" / "offload"], True
    yield "settings", [config_path(), config_path().with_suffix(".new")], False
    lab = Path(jupyter_config_dir()) / "lab" / "user-settings" / "jupyterlab-galactica"
    yield "settings of the JupyterLab extension", [lab], False
    talks = [*(data / "galactica").glob("conversations*")]
    yield "conversations", talks, False
    apart = {"offload", *(each.name for each in talks)}
    kept = [each for each in (data / "galactica").glob("*") if each.name not in apart]
    yield "what is remembered of projects, and the key of the seals", kept, False
    yield "what is remembered of models", list(data.glob("galactica-models.*")), False
    run = runtime_file("*")
    yield "log and connection of the model's process", list(run.parent.glob(run.name)), False


def _caches() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("jupyterlab-galactica")


def _data() -> Path:
    from jupyter_core.paths import jupyter_data_dir

    return Path(jupyter_data_dir())


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files if file.is_file() or file.is_symlink())
