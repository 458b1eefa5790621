"""What the worker tells of itself and its model, without generating: for others' tools.

`/v1/models` is OpenAI's; `/tokenize`, `/detokenize` and `/tokenizer_info` are vLLM's, by which
lm-evaluation-harness counts tokens exactly as the model does.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...errors import GalacticaError, ModelError, TooLargeError
from ...models.rewriting import SPECIAL_TOKENS
from ...models.tokenizer import Tokenizer, tokenizer_of
from ...version import __version__
from .body import body_of
from .host import ModelHost
from .lane import Lane
from .metrics import CONTENT_TYPE
from .openapi import TOKENIZER_NAMES, description
from .render import error_json, error_status
from .requests import read_detokenize, read_tokenize

if TYPE_CHECKING:
    from starlette.requests import Request

MAX_TOKENIZED = 200_000
"""Characters to be tokenized at once: for half a second the tokenizer lets nothing else run."""


def about_routes(host: ModelHost, lane: Lane[bytes]) -> list[Route]:
    about = _About(host, lane)
    return [
        Route("/v1/models", about.models),
        Route("/v1/models/{model:path}", about.model),
        Route("/tokenize", about.tokenize, methods=["POST"]),
        Route("/detokenize", about.detokenize, methods=["POST"]),
        Route("/tokenizer_info", about.tokenizer_info),
        Route("/status", about.status),
        Route("/metrics", about.metrics),
        Route("/openapi.json", about.openapi),
    ]


class _About:
    def __init__(self, host: ModelHost, lane: Lane[bytes]) -> None:
        self._host = host
        self._lane = lane
        self._created = int(time.time())
        _gauges(host, lane)

    async def models(self, request: Request) -> Response:
        return JSONResponse({"object": "list", "data": self._entries()})

    async def model(self, request: Request) -> Response:
        name = request.path_params["model"]
        for entry in self._entries():
            if entry["id"] == name:
                return JSONResponse(entry)
        return _refused(
            ModelError(f"The model {name!r} is not loaded; it is when a request for text names it.")
        )

    def _entries(self) -> list[dict[str, Any]]:
        """The loaded model, or the one that a request without a name would load."""
        entry = {
            "object": "model",
            "created": self._created,
            "owned_by": "jupyterlab-galactica",
        }
        model = self._host.model
        if model is not None:
            return [entry | {"id": model.name, "max_model_len": model.engine.context_window}]
        return [entry | {"id": self._host.default}] if self._host.default else []

    async def tokenize(self, request: Request) -> Response:
        try:
            wanted = read_tokenize(await body_of(request))
            if len(wanted.prompt) > MAX_TOKENIZED:
                raise TooLargeError(
                    f"The prompt has {len(wanted.prompt)} characters; {MAX_TOKENIZED} can be "
                    "tokenized at once, so send it in parts."
                )
            tokenizer = await self._tokenizer(wanted.model)
            tokens = await run_in_threadpool(tokenizer.encode, wanted.prompt)
        except GalacticaError as error:
            return _refused(error)
        if not wanted.add_special_tokens and not tokenizer.is_galactica:
            tokens = tokens[1:] if tokens[:1] == [tokenizer.bos] else tokens
        model = self._host.model
        window = model.engine.context_window if model else None
        return JSONResponse({"tokens": tokens, "count": len(tokens), "max_model_len": window})

    async def detokenize(self, request: Request) -> Response:
        try:
            wanted = read_detokenize(await body_of(request))
            tokenizer = await self._tokenizer(wanted.model)
        except GalacticaError as error:
            return _refused(error)
        return JSONResponse({"prompt": tokenizer.decode(wanted.tokens)})

    async def tokenizer_info(self, request: Request) -> Response:
        try:
            tokenizer = await self._tokenizer(None)
        except GalacticaError as error:
            return _refused(error)
        has = [tokenizer.token_id(token) is not None for token in SPECIAL_TOKENS]
        named = zip(TOKENIZER_NAMES, SPECIAL_TOKENS, has, strict=False)
        return JSONResponse({name: token if here else None for name, token, here in named})

    async def _tokenizer(self, name: str | None) -> Tokenizer:
        """That of the loaded model, or of the one that is to be loaded. Raises ModelError."""
        model, default = self._host.model, self._host.default
        if model is not None and name in (None, model.name):
            return model.tokenizer
        if model is None and default is not None and name in (None, default):
            return await run_in_threadpool(tokenizer_of, default)
        raise ModelError("That model is not loaded; it is when a request for text names it.")

    async def status(self, request: Request) -> Response:
        return JSONResponse(
            {
                **self._host.status(),
                "queue": self._lane.length,
                "idle_s": self._lane.idle_s,
                "pid": os.getpid(),
                "version": __version__,
            }
        )

    async def metrics(self, request: Request) -> Response:
        return Response(self._host.metrics.text(), headers={"Content-Type": CONTENT_TYPE})

    async def openapi(self, request: Request) -> Response:
        return JSONResponse(description())


def _refused(error: GalacticaError) -> Response:
    return JSONResponse(error_json(error), error_status(error))


def _gauges(host: ModelHost, lane: Lane[bytes]) -> None:
    import psutil

    process = psutil.Process()
    gauge = host.metrics.gauge
    gauge("galactica_queue", "Requests that run or wait for the model.", lambda: lane.length)
    gauge(
        "galactica_model_bytes",
        "Bytes that the loaded model's weights take.",
        lambda: host.model.bytes if host.model else 0,
    )
    gauge(
        "process_resident_memory_bytes",
        "Bytes of memory that the process holds.",
        lambda: process.memory_info().rss,
    )
