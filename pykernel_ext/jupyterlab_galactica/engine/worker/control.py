"""What `/load` and `/unload` do in the lane's thread."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from .fields import FieldError
from .host import ModelHost
from .lane import Job, Turns
from .render import sse, sse_progress


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """`precision` None keeps a loaded model as it is, and takes the configured one otherwise."""

    model: str
    precision: str | None


def read_load(body: Any) -> LoadRequest:
    """The body of `/load`. Raises FieldError."""
    if not isinstance(body, dict):
        raise FieldError("", "The body is not a JSON object; send one.")
    for field in body.keys() - {"model", "precision"}:
        raise FieldError(field, f"/load knows no field {field!r}; leave it out.")
    model, precision = body.get("model"), body.get("precision")
    if not isinstance(model, str) or not model:
        raise FieldError("model", 'model is missing; name the model to load, such as "demo".')
    if precision is not None and not isinstance(precision, str):
        raise FieldError("precision", 'precision is a text such as "auto" or "int8".')
    return LoadRequest(model, precision)


def load_model(host: ModelHost, request: LoadRequest, job: Job[bytes]) -> Turns:
    """Emit progress and at last what was loaded, as server-sent events."""
    started = time.monotonic()
    model = host.load(
        request.model, request.precision, lambda progress: job.emit(sse_progress(progress))
    )
    job.emit(
        sse(
            {
                "name": model.name,
                "family": model.family,
                "precision": model.precision,
                "placement": model.placement,
                "bytes": model.bytes,
                "seconds": round(time.monotonic() - started, 3),
            }
        )
    )
    yield


def unload_model(host: ModelHost, job: Job[bytes]) -> Turns:
    """Emit the name of the model that was loaded, as a server-sent event."""
    job.emit(sse({"unloaded": host.unload()}))
    yield
