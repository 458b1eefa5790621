"""Keys, tokens and passwords taken out of what a user may paste into a report."""

from __future__ import annotations

import contextlib
import os
import re
from typing import TypeVar

from ..config import load_config
from ..engine.servers.address import address_of
from ..errors import GalacticaError

T = TypeVar("T")

_HIDDEN = "•••"
_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL", re.IGNORECASE)
_SHORTEST = 6
_IN_URL = re.compile(r"(?<=://)[^/@\s]+@")
_BEARER = re.compile(r"(?<=Bearer )\S+", re.IGNORECASE)


def without_secrets(data: T) -> T:
    """JSON data in which no text holds a secret.

    Secrets are what variables with such names hold, the token of the model's process, what stands
    before the @ of a URL, and what follows `Bearer`.
    """
    return _without(data, _known())


def _without(data: T, known: list[str]) -> T:
    if isinstance(data, dict):
        return {name: _without(value, known) for name, value in data.items()}  # type: ignore[return-value]
    if isinstance(data, list):
        return [_without(value, known) for value in data]  # type: ignore[return-value]
    if not isinstance(data, str):
        return data
    text: str = data
    for secret in known:
        text = text.replace(secret, _HIDDEN)
    text = _IN_URL.sub(f"{_HIDDEN}@", text)
    return _BEARER.sub(_HIDDEN, text)  # type: ignore[return-value]


def _known() -> list[str]:
    from ..engine import connection

    found = [value for name, value in os.environ.items() if _SECRET_NAME.search(name)]
    with contextlib.suppress(GalacticaError):
        config = load_config()
        found.append(address_of(config.base_url or "http://localhost", config).key())
    worker = connection.read()
    if worker is not None:
        found.append(worker.token)
    return sorted((each for each in found if len(each) >= _SHORTEST), key=len, reverse=True)
