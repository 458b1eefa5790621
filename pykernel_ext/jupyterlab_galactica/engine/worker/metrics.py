"""What the worker counts and measures, for Prometheus. No prompt and no name is in it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from .stopwatch import Pace

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)


class Metrics:
    """One worker's figures. Counters are added to in the lane's thread and the server's."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "galactica_requests",
            "Requests by path and by the status of their answer.",
            ["path", "status"],
            registry=self.registry,
        )
        self._ends = Counter(
            "galactica_completions",
            "Completions by how they ended: stop, length, cancelled or failed.",
            ["end"],
            registry=self.registry,
        )
        self._prompt_tokens = Counter(
            "galactica_prompt_tokens", "Tokens of prompts that were read.", registry=self.registry
        )
        self._new_tokens = Counter(
            "galactica_generated_tokens", "Tokens that were written.", registry=self.registry
        )
        self._prefill = Histogram(
            "galactica_prefill_seconds",
            "Seconds a completion's prompt took to be read.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._decode = Histogram(
            "galactica_decode_seconds",
            "Seconds a completion took from its first token on.",
            buckets=_SECONDS,
            registry=self.registry,
        )

    def gauge(self, name: str, says: str, value: Callable[[], float]) -> None:
        """A figure that is asked for when the metrics are."""
        Gauge(name, says, registry=self.registry).set_function(value)

    def request(self, path: str, status: int) -> None:
        self._requests.labels(path, str(status)).inc()

    def completed(self, end: str, pace: Pace) -> None:
        self._ends.labels(end).inc()
        self._prompt_tokens.inc(pace.prompt_tokens)
        self._new_tokens.inc(pace.completion_tokens)
        self._prefill.observe(pace.prefill_s)
        self._decode.observe(pace.decode_s)

    def broken_off(self, end: str) -> None:
        """A completion was cancelled, or failed."""
        self._ends.labels(end).inc()

    def text(self) -> bytes:
        """In Prometheus' text format, `CONTENT_TYPE`."""
        return generate_latest(self.registry)


class Counted:
    """Counts what `app` answers; paths that are none of `paths` count as one."""

    def __init__(self, app: ASGIApp, metrics: Metrics, paths: Collection[str]) -> None:
        self._app = app
        self._metrics = metrics
        self._paths = frozenset(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"] if scope["path"] in self._paths else "other"

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.request(path, message["status"])
            await send(message)

        await self._app(scope, receive, counted)
