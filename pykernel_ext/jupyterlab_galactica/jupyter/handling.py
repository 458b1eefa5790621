"""What the handlers of the server extension share: errors as sentences, bounded requests."""

from __future__ import annotations

import json
from typing import Any

from jupyter_server.base.handlers import APIHandler

from ..errors import BusyError, GalacticaError, NotAllowedError, TooLargeError
from ..limits import MB, Limits

_STATUS = {TooLargeError: 413, BusyError: 429, NotAllowedError: 403}


class Handler(APIHandler):
    """Errors that a user can meet are answered as their sentence."""

    def fail(self, error: GalacticaError, status: int = 400) -> None:
        self.set_status(_STATUS.get(type(error), status))
        self.finish(json.dumps({"message": str(error)}))

    def body_within(self, limits: Limits) -> Any:
        """The JSON that was sent. Raises TooLargeError, and HTTPError where it is none."""
        if len(self.request.body) > limits.request_mb * MB:
            raise TooLargeError(
                f"The request is over the {limits.request_mb:g} MB of the setting request_mb; "
                "shorten it."
            )
        return self.get_json_body()
