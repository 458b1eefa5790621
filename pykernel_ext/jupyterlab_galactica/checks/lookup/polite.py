"""Asking services over HTTP as they wish to be asked: paced, and not again while they say wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from ...errors import NotAllowedError
from ...outgoing import client
from ...version import __version__
from .service import Service, ServiceError

if TYPE_CHECKING:
    import httpx

_SECONDS = 10.0  # a service may take for a whole answer
_LONGEST = 2 * 2**20  # bytes of an answer
_WAIT = 30.0  # seconds to leave a service alone that says "too many" but not how long
_LONGEST_WAIT = 3600.0


class PoliteClient:
    """Sends requests, one at a time for each service. May be used from several threads."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        seconds: float = _SECONDS,
    ) -> None:
        self._clock, self._sleep, self._seconds = clock, sleep, seconds
        self._http = client(
            timeout=seconds,
            headers={"User-Agent": f"jupyterlab-galactica/{__version__}"},
        )
        self._locks: dict[str, threading.Lock] = {}
        self._free_at: dict[str, float] = {}
        self._shut_until: dict[str, float] = {}
        self._guard = threading.Lock()

    def get(self, service: Service, query: Mapping[str, str]) -> bytes:
        """The body of a service's answer. Raises ServiceError for whatever goes wrong."""
        with self._guard:
            lock = self._locks.setdefault(service.name, threading.Lock())
        with lock:
            wait = self._shut_until.get(service.name, 0.0) - self._clock()
            if wait > 0:
                raise ServiceError(f"it asked to be left alone for another {wait:.0f} s")
            self._sleep(max(0.0, self._free_at.get(service.name, 0.0) - self._clock()))
            try:
                return self._ask(service, query)
            finally:
                self._free_at[service.name] = self._clock() + service.pause

    def close(self) -> None:
        self._http.close()

    def _ask(self, service: Service, query: Mapping[str, str]) -> bytes:
        import httpx

        try:
            with self._http.stream("GET", service.address, params=dict(query)) as response:
                self._refuse_faults(service, response)
                return self._body(response)
        except NotAllowedError as error:
            raise ServiceError("the setting offline forbids it") from error
        except httpx.TimeoutException as error:
            raise ServiceError(f"it did not answer within {self._seconds:.0f} s") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServiceError("it cannot be reached") from error

    def _refuse_faults(self, service: Service, response: httpx.Response) -> None:
        status = response.status_code
        if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
            wait = _retry_after(response.headers.get("Retry-After", ""))
            self._shut_until[service.name] = self._clock() + wait
            raise ServiceError(f"it is asked too much and wants {wait:.0f} s of rest")
        if status != HTTPStatus.OK:
            raise ServiceError(f"it answered with HTTP status {status}")

    def _body(self, response: httpx.Response) -> bytes:
        """The body, given up where it trickles in or never ends."""
        until = self._clock() + self._seconds
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > _LONGEST:
                raise ServiceError("its answer is too long")
            if self._clock() > until:
                raise ServiceError(f"it did not answer within {self._seconds:.0f} s")
        return bytes(body)


def _retry_after(value: str) -> float:
    """The seconds of a `Retry-After` header: a number, or a date (RFC 9110, section 10.2.3)."""
    if value.strip().isdecimal():
        seconds = float(value)
    else:
        try:
            date = parsedate_to_datetime(value)
        except ValueError:
            return _WAIT
        if date.tzinfo is None:
            date = date.replace(tzinfo=timezone.utc)
        seconds = (date - datetime.now(timezone.utc)).total_seconds()
    return min(max(seconds, 1.0), _LONGEST_WAIT)
