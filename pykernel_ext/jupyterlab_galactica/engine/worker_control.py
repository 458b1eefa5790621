"""Loading and unloading the shared worker's model, over HTTP."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from ..errors import WorkerError
from ..models.catalog import qualified_name
from . import connection
from .asking import NotThereError, ask
from .interface import Progress
from .protocol import Part, read_parts
from .spawning import broken_off


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the worker holds after `/load`. `seconds` are those it took, downloads included."""

    name: str
    family: str
    precision: str
    placement: str
    bytes: int
    seconds: float


def load(model: str, precision: str | None) -> Generator[Progress | Loaded, None, None]:
    """Have the worker, started if none runs, load a model: yields progress, `Loaded` last.

    `precision` None keeps a model that is loaded as it is. Closing the generator ends the loading.
    Raises InputError, ModelError or WorkerError.
    """
    found = connection.find()
    if found is None:
        yield Progress("starting", "the model's process")
        found = connection.find_or_start()
    for part in _parts(found, "/load", {"model": qualified_name(model), "precision": precision}):
        if not isinstance(part, Progress):
            yield Loaded(**part)
            return
        yield part


def unload() -> str | None:
    """Have the worker free its model's memory, after the answer that is being written.

    The model's name; None where none was loaded. Raises WorkerError.
    """
    found = connection.find()
    if found is None:
        return None
    for part in _parts(found, "/unload", {}):
        if not isinstance(part, Progress):
            name: str | None = part["unloaded"]
            return name
    return None


def _parts(
    found: connection.Connection, path: str, body: dict[str, Any]
) -> Generator[Part, None, None]:
    try:
        with closing(ask(found, path, body)) as data:
            yield from read_parts(data, lambda: broken_off(found.pid))
    except NotThereError as error:
        raise WorkerError(broken_off(found.pid)) from error
