"""What every connection to the worker must pass: time limits, host, origin, token.

The worker listens on loopback, where other users of the machine and the pages of a browser can
reach it too. Neither has the token; what they can do without it is bounded here.
"""

from __future__ import annotations

import asyncio
import hmac
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.responses import JSONResponse
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

HEAD_S = 5.0
"""Longest time from a connection to the whole head of its first request."""

MAX_HEADLESS = 64
"""Connections that may wait for the head of their first request; beyond, the oldest is closed."""

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_headless: dict[BoundedProtocol, asyncio.TimerHandle] = {}
"""In the order in which they came."""


class BoundedProtocol(H11Protocol):
    """HTTP for clients that send the head of their first request at once.

    Others would hold a file of the process each, until it could open no more.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        _headless[self] = self.loop.call_later(HEAD_S, transport.abort)
        if len(_headless) > MAX_HEADLESS:
            oldest = next(iter(_headless))
            _let_be(oldest)
            oldest.transport.abort()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.scope is not None:
            _let_be(self)

    def connection_lost(self, exc: Exception | None) -> None:
        _let_be(self)
        super().connection_lost(exc)


def _let_be(protocol: BoundedProtocol) -> None:
    timer = _headless.pop(protocol, None)
    if timer is not None:
        timer.cancel()


class Door:
    """Lets requests to `app` that name this machine as host and origin, and bring the token.

    A page of another site can make a browser send requests here under a name of its own that leads
    to loopback; it cannot choose what the browser says of host and origin. There is no CORS.
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode("latin-1")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await refusal(scope, receive, send)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        values = [value for name, value in scope["headers"] if name == b"host"]
        origins = [value for name, value in scope["headers"] if name == b"origin"]
        if not (values and all(_is_loopback(b"//" + value) for value in values)):
            return _refused(421, "foreign_host", "Ask this worker as 127.0.0.1 or localhost.")
        if not all(_is_loopback(value) for value in origins):
            return _refused(403, "foreign_origin", "This worker answers no pages of other sites.")
        tokens = [value for name, value in scope["headers"] if name == b"authorization"]
        if len(tokens) != 1 or not hmac.compare_digest(tokens[0], self._expected):
            message = "This worker wants its token; send it as a bearer token."
            return _refused(401, "invalid_api_key", message, {"WWW-Authenticate": "Bearer"})
        return None


def _is_loopback(origin: bytes) -> bool:
    try:
        return urlsplit(origin.decode("ascii")).hostname in _LOOPBACK
    except ValueError:
        return False


def _refused(
    status: int, code: str, message: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """An answer after which the connection ends: who has no token keeps none open."""
    error: dict[str, Any] = {"message": message, "type": "authentication_error", "param": None}
    return JSONResponse(
        {"error": error | {"code": code}}, status, {"Connection": "close", **(headers or {})}
    )
