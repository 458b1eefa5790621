"""The JSON body of a request, within the limits of `limits.py`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ...config import load_config
from ...errors import InputError, TooLargeError
from ...limits import MB

if TYPE_CHECKING:
    from starlette.requests import Request


async def body_of(http: Request) -> Any:
    """Raises InputError for what is no JSON, TooLargeError for what is too long."""
    limit = load_config().request_mb
    body = bytearray()
    async for part in http.stream():
        body += part
        if len(body) > limit * MB:
            raise TooLargeError(
                f"The request is over the {limit:g} MB of the setting request_mb; shorten it."
            )
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError(f"The body is not JSON ({error}); send a JSON object.") from error
