"""The HTTP side of the worker: OpenAI's completions protocol, and control of the worker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from ...config import load_config
from ...errors import BusyError, GalacticaError, InputError
from ..interface import Progress
from .about import about_routes
from .body import body_of
from .control import load_model, read_load, unload_model
from .doors import Door
from .host import ModelHost
from .lane import Job, Lane, Turns
from .metrics import Counted
from .render import DONE, HEARTBEAT, error_json, error_status, sse, sse_progress
from .requests import GenerationRequest, read_chat, read_completion
from .watchdog import slow_step
from .work import stream_answer, whole_answer

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

HEARTBEAT_S = 1.0


def build_app(
    host: ModelHost, lane: Lane[bytes], token: str, shut_down: Callable[[], None]
) -> ASGIApp:
    """The application. Every path is behind the door that wants the bearer `token`."""
    routes = routes_of(host, lane, shut_down)
    app = Starlette(routes=routes, exception_handlers={404: _unknown_path, 405: _unknown_path})
    return Counted(Door(app, token), host.metrics, [route.path for route in routes])


def routes_of(host: ModelHost, lane: Lane[bytes], shut_down: Callable[[], None]) -> list[Route]:
    endpoints = _Endpoints(host, lane, shut_down)
    return [
        Route("/v1/completions", endpoints.completions, methods=["POST"]),
        Route("/v1/chat/completions", endpoints.chat, methods=["POST"]),
        Route("/load", endpoints.load, methods=["POST"]),
        Route("/unload", endpoints.unload, methods=["POST"]),
        Route("/shutdown", endpoints.shutdown, methods=["POST"]),
        *about_routes(host, lane),
    ]


class _Endpoints:
    def __init__(self, host: ModelHost, lane: Lane[bytes], shut_down: Callable[[], None]) -> None:
        self._host = host
        self._lane = lane
        self._shut_down = shut_down

    async def shutdown(self, request: Request) -> Response:
        self._shut_down()
        return JSONResponse({"state": "stopping"})

    async def completions(self, request: Request) -> Response:
        return await self._answer(request, read_completion)

    async def chat(self, request: Request) -> Response:
        return await self._answer(request, lambda body: read_chat(body, self._host.name_for(None)))

    async def _answer(self, http: Request, read: Callable[[Any], GenerationRequest]) -> Response:
        try:
            request = read(await body_of(http))
            model = self._host.name_for(request.model)
            if request.stream:
                return await self._stream(
                    lambda job: stream_answer(self._host, request, job), model
                )
            job = Job[bytes](lambda job: whole_answer(self._host, request, job), model=model)
            return await self._whole(job, http)
        except GalacticaError as error:
            return JSONResponse(error_json(error), error_status(error))

    async def load(self, http: Request) -> Response:
        try:
            request = read_load(await body_of(http))
            return await self._stream(lambda job: load_model(self._host, request, job))
        except GalacticaError as error:
            return JSONResponse(error_json(error), error_status(error))

    async def unload(self, request: Request) -> Response:
        try:
            return await self._stream(lambda job: unload_model(self._host, job))
        except GalacticaError as error:
            return JSONResponse(error_json(error), error_status(error))

    async def _stream(
        self, work: Callable[[Job[bytes]], Turns], model: str | None = None
    ) -> Response:
        job = Job[bytes](work, _queued_comment, model)
        batches = self._submitted(job).batches(HEARTBEAT_S)
        first: list[bytes] = await anext(
            batches, []
        )  # an error that comes first gets its own HTTP status
        return StreamingResponse(
            _event_stream(first, batches, lambda: self._heartbeat(job)),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
        )

    def _heartbeat(self, job: Job[bytes]) -> bytes:
        """A comment; it tells the client whose job runs of a step that takes long."""
        doing = self._host.doing
        told = slow_step(doing) if doing is not None and job.begun else doing
        return HEARTBEAT if told is doing or told is None else sse_progress(told)

    def _submitted(self, job: Job[bytes]) -> Job[bytes]:
        limit = load_config().queue
        if self._lane.length > limit:
            raise BusyError(
                f"The queue is full: {limit} wait for the model, as many as the setting queue "
                "allows; ask again in a while."
            )
        return self._lane.submit(job)

    async def _whole(self, job: Job[bytes], http: Request) -> Response:
        watcher = asyncio.create_task(_cancel_on_disconnect(http, job))
        try:
            parts = [
                part async for batch in self._submitted(job).batches(HEARTBEAT_S) for part in batch
            ]
        finally:
            watcher.cancel()
        return Response(b"".join(parts), media_type="application/json")


async def _event_stream(
    first: list[bytes],
    batches: AsyncGenerator[list[bytes], None],
    heartbeat: Callable[[], bytes],
) -> AsyncIterator[bytes]:
    try:
        yield b"".join(first) or heartbeat()
        async for batch in batches:
            yield b"".join(batch) or heartbeat()
        yield DONE
    except GalacticaError as error:
        yield sse(error_json(error))
    finally:
        await batches.aclose()


async def _cancel_on_disconnect(http: Request, job: Job[bytes]) -> None:
    while (await http.receive())["type"] != "http.disconnect":
        pass
    job.cancel()


def _queued_comment(ahead: int) -> bytes:
    if ahead == 0:
        return sse_progress(Progress("starting", "the model's process"))
    requests = "1 request" if ahead == 1 else f"{ahead} requests"
    return sse_progress(Progress("queued", f"{requests} ahead"))


async def _unknown_path(request: Request, error: Exception) -> Response:
    return JSONResponse(
        error_json(InputError(f"There is no {request.method} {request.url.path} here.")),
        getattr(error, "status_code", 404),
        getattr(error, "headers", None),  # a 405 names the methods that there are
    )
