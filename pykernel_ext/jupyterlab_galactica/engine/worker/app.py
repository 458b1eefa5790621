"""The HTTP side of the worker: OpenAI's completions protocol, and control of the worker."""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from ...config import load_config
from ...errors import BusyError, GalacticaError, InputError, TooLargeError
from ...limits import MB
from ..connection import package_version
from ..interface import Progress
from .control import load_model, read_load, unload_model
from .host import ModelHost
from .lane import Job, Lane
from .render import DONE, HEARTBEAT, error_json, error_status, sse, sse_progress
from .requests import GenerationRequest, read_chat, read_completion
from .work import stream_answer, whole_answer

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

HEARTBEAT_S = 1.0


def build_app(
    host: ModelHost, lane: Lane[bytes], token: str, shut_down: Callable[[], None]
) -> ASGIApp:
    """The application. Every path wants the bearer `token`."""
    endpoints = _Endpoints(host, lane, shut_down)
    app = Starlette(
        routes=[
            Route("/v1/models", endpoints.models),
            Route("/v1/completions", endpoints.completions, methods=["POST"]),
            Route("/v1/chat/completions", endpoints.chat, methods=["POST"]),
            Route("/load", endpoints.load, methods=["POST"]),
            Route("/unload", endpoints.unload, methods=["POST"]),
            Route("/status", endpoints.status),
            Route("/shutdown", endpoints.shutdown, methods=["POST"]),
        ],
        exception_handlers={404: _unknown_path, 405: _unknown_path},
    )
    return _BearerAuth(app, token)


class _BearerAuth:
    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode("latin-1")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"authorization", b"")
            if not hmac.compare_digest(given, self._expected):
                response = JSONResponse(
                    {
                        "error": {
                            "message": "This worker wants its token; send it as a bearer token.",
                            "type": "authentication_error",
                            "param": None,
                            "code": "invalid_api_key",
                        }
                    },
                    401,
                    {"WWW-Authenticate": "Bearer"},
                )
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)


class _Endpoints:
    def __init__(self, host: ModelHost, lane: Lane[bytes], shut_down: Callable[[], None]) -> None:
        self._host = host
        self._lane = lane
        self._shut_down = shut_down
        self._created = int(time.time())

    async def models(self, request: Request) -> Response:
        model = self._host.model
        entry: dict[str, Any] = {
            "object": "model",
            "created": self._created,
            "owned_by": "jupyterlab-galactica",
        }
        if model is not None:
            window = model.engine.context_window
            data = [entry | {"id": model.name, "max_model_len": window}]
        else:
            data = [entry | {"id": self._host.default}] if self._host.default else []
        return JSONResponse({"object": "list", "data": data})

    async def status(self, request: Request) -> Response:
        return JSONResponse(
            {
                **self._host.status(),
                "queue": self._lane.length,
                "idle_s": self._lane.idle_s,
                "pid": os.getpid(),
                "version": package_version(),
            }
        )

    async def shutdown(self, request: Request) -> Response:
        self._shut_down()
        return JSONResponse({"state": "stopping"})

    async def completions(self, request: Request) -> Response:
        return await self._answer(request, read_completion)

    async def chat(self, request: Request) -> Response:
        return await self._answer(request, lambda body: read_chat(body, self._host.name_for(None)))

    async def _answer(self, http: Request, read: Callable[[Any], GenerationRequest]) -> Response:
        try:
            request = read(await _body(http))
            if request.stream:
                return await self._stream(lambda job: stream_answer(self._host, request, job))
            return await self._whole(lambda job: whole_answer(self._host, request, job), http)
        except GalacticaError as error:
            return JSONResponse(error_json(error), error_status(error))

    async def load(self, http: Request) -> Response:
        try:
            request = read_load(await _body(http))
            return await self._stream(lambda job: load_model(self._host, request, job))
        except GalacticaError as error:
            return JSONResponse(error_json(error), error_status(error))

    async def unload(self, http: Request) -> Response:
        try:
            return await self._whole(lambda job: unload_model(self._host, job), http)
        except GalacticaError as error:
            return JSONResponse(error_json(error), error_status(error))

    async def _stream(self, work: Callable[[Job[bytes]], None]) -> Response:
        job = Job[bytes](work, _queued_comment)
        batches = self._submitted(job).batches(HEARTBEAT_S)
        first: list[bytes] = await anext(
            batches, []
        )  # an error that comes first gets its own HTTP status
        return StreamingResponse(
            _event_stream(first, batches),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
        )

    def _submitted(self, job: Job[bytes]) -> Job[bytes]:
        limit = load_config().queue
        if self._lane.length > limit:
            raise BusyError(
                f"The queue is full: {limit} wait for the model, as many as the setting queue "
                "allows; ask again in a while."
            )
        return self._lane.submit(job)

    async def _whole(self, work: Callable[[Job[bytes]], None], http: Request) -> Response:
        job = Job[bytes](work)
        watcher = asyncio.create_task(_cancel_on_disconnect(http, job))
        try:
            parts = [
                part async for batch in self._submitted(job).batches(HEARTBEAT_S) for part in batch
            ]
        finally:
            watcher.cancel()
        return Response(b"".join(parts), media_type="application/json")


async def _event_stream(
    first: list[bytes], batches: AsyncGenerator[list[bytes], None]
) -> AsyncIterator[bytes]:
    try:
        yield b"".join(first) or HEARTBEAT
        async for batch in batches:
            yield b"".join(batch) or HEARTBEAT
        yield DONE
    except GalacticaError as error:
        yield sse(error_json(error))
    finally:
        await batches.aclose()


async def _cancel_on_disconnect(http: Request, job: Job[bytes]) -> None:
    while (await http.receive())["type"] != "http.disconnect":
        pass
    job.cancel()


async def _body(http: Request) -> Any:
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


def _queued_comment(ahead: int) -> bytes:
    if ahead == 0:
        return sse_progress(Progress("starting", "the model's process"))
    requests = "1 request" if ahead == 1 else f"{ahead} requests"
    return sse_progress(Progress("queued", f"{requests} ahead"))


async def _unknown_path(request: Request, error: Exception) -> Response:
    return JSONResponse(
        error_json(InputError(f"There is no {request.method} {request.url.path} here.")),
        getattr(error, "status_code", 404),
    )
