"""Loading and unloading the shared worker's model, over HTTP."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from ..errors import WorkerError
from ..models.catalog import qualified_name
from . import connection
from .interface import Progress
from .protocol import error_of, read_parts

_CONNECT_TIMEOUT_S = 10.0
_SILENCE_S = 120.0
"""The worker sends something every second; a process that hangs this long is given up."""

_UNLOAD_TIMEOUT_S = 600.0
"""An answer that is being written ends first."""


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
    import httpx

    found = connection.find()
    if found is None:
        yield Progress("starting", "the model's process")
        found = connection.find_or_start()
    body: dict[str, Any] = {"model": qualified_name(model), "precision": precision}
    timeout = httpx.Timeout(_CONNECT_TIMEOUT_S, read=_SILENCE_S)
    try:
        with (
            connection.http_client(found, timeout=timeout) as client,
            client.stream("POST", "/load", json=body) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise error_of(response.status_code, response.read())
            for part in read_parts(response.iter_bytes(), _broken()):
                if not isinstance(part, Progress):
                    yield Loaded(**part)
                    return
                yield part
    except httpx.HTTPError as error:
        raise WorkerError(_broken()) from error
    raise WorkerError(_broken())


def unload() -> str | None:
    """Have the worker free its model's memory; the model's name, None where none was loaded."""
    import httpx

    found = connection.find()
    if found is None:
        return None
    try:
        with connection.http_client(found, timeout=_UNLOAD_TIMEOUT_S) as client:
            response = client.post("/unload")
    except httpx.HTTPError as error:
        raise WorkerError(_broken()) from error
    if response.status_code != httpx.codes.OK:
        raise error_of(response.status_code, response.content)
    name: str | None = response.json()["unloaded"]
    return name


def _broken() -> str:
    return (
        "The model's process stopped, perhaps for want of memory; ask again to start it anew "
        f"({connection.log_file()} may say why)."
    )
