"""A question to a server: asked again while it is not there or busy, and closed when left."""

from __future__ import annotations

import json
import secrets
import socket
import ssl
import time
from collections.abc import Generator, Mapping
from contextlib import closing
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias

from ...errors import GalacticaError, InputError, WorkerError
from ..exchange import Head, News, exchange
from ..interface import Progress
from ..protocol import error_of
from .address import KEY_VARIABLE, Address

_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 15.0
_TICK_S = 1.0
_MOST_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_BUSY = {429: "is busy", 502: "is not ready", 503: "is not ready", 504: "is not ready"}


_MOST_JSON_BYTES = 16_000_000

Body: TypeAlias = Generator[bytes, None, None]


class UnknownPathError(Exception):
    """The server has no such path, or no such model: servers say both with the same status.

    `error` is for the user where nothing else can be asked.
    """

    def __init__(self, error: GalacticaError) -> None:
        super().__init__(str(error))
        self.error = error


class _NotYetError(Exception):
    """It may be there later: `wrong` says what it does now, `pause_s` when it asks to come back."""

    def __init__(self, wrong: str, pause_s: float | None = None) -> None:
        super().__init__(wrong)
        self.pause_s = pause_s


def ask(server: Address, path: str, body: dict[str, Any] | None) -> Generator[Progress, None, Body]:
    """POST `body`, or GET where it is None; returns the answer's body once it begins.

    Yields progress once a second. While the server is not there or busy it is asked again, less and
    less often, for `wait_s`; never once it has begun to answer. Leaving the generator or closing
    the body closes the connection, which cancels. Raises UnknownPathError; InputError, ModelError
    or WorkerError with what the server answered, or with what to do.
    """
    deadline = time.monotonic() + server.wait_s
    pause = _FIRST_PAUSE_S
    while True:
        try:
            return (yield from _ask_redirected(server, path, body))
        except _NotYetError as error:
            wait = pause if error.pause_s is None else error.pause_s
            # Those who were sent away together shall not come back together.
            wait += wait * secrets.randbelow(100) / 400
            if time.monotonic() + wait > deadline:
                raise WorkerError(_gave_up(server, error)) from error
            yield from _pause(wait, f"the server at {server.url}, which {error}")
            pause = min(2 * pause, _LONGEST_PAUSE_S)


def ask_json(
    server: Address, path: str, body: dict[str, Any] | None = None
) -> Generator[Progress, None, dict[str, Any]]:
    """As `ask`, for an answer that is one JSON object. UnknownPathError where it is none."""
    read = bytearray()
    with closing((yield from ask(server, path, body))) as pieces:
        for piece in pieces:
            read += piece
            if not piece:
                yield Progress("queued", f"the server at {server.url}")
            if len(read) > _MOST_JSON_BYTES:
                break
    try:
        found = json.loads(read)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UnknownPathError(
            WorkerError(
                f"The server at {server.url} answers {path} with something else than such servers "
                "do; check base_url."
            )
        )
    return found


def _ask_redirected(
    server: Address, path: str, body: dict[str, Any] | None
) -> Generator[Progress, None, Body]:
    """Ask, and ask where the server says on the same host, never elsewhere nor less safely."""
    import httpx

    url = httpx.URL(server.url + path)
    for _ in range(_MOST_REDIRECTS + 1):
        found = yield from _ask_once(server, str(url), body)
        if not isinstance(found, str):
            return found
        try:
            there = url.join(found)
        except httpx.InvalidURL:
            raise WorkerError(broken(server)) from None
        if there.host != url.host or (url.scheme, there.scheme) == ("https", "http"):
            raise InputError(
                f"The server at {server.url} sends on to {there.scheme}://{there.netloc.decode()}, "
                "where nothing was sent; set base_url to that if it is the right one."
            )
        url = there
    raise WorkerError(f"The server at {server.url} sends round in circles; correct base_url.")


def _ask_once(
    server: Address, url: str, body: dict[str, Any] | None
) -> Generator[Progress, None, Body | str]:
    """The body once it begins, or the URL that the server sends on to."""
    answer = exchange(server.open_client, url, body)
    began = time.monotonic()
    try:
        for news in answer:
            if isinstance(news, Head):
                if news.status in _REDIRECTS and "location" in news.headers:
                    answer.close()
                    return news.headers["location"]
                _check_head(server, news)
                return _body(server, answer)
            if isinstance(news, Exception):
                raise _explained(server, news) from news
            _check_silence(server, began)
            yield Progress("queued", f"the server at {server.url}")
        raise WorkerError(broken(server))
    except BaseException:
        answer.close()
        raise


def _body(server: Address, answer: Generator[News, None, None]) -> Body:
    """The bytes as they come, and nothing (`b""`) in a second of silence. Raises WorkerError."""
    heard = time.monotonic()
    with closing(answer):
        for news in answer:
            if isinstance(news, WorkerError):
                raise news
            if isinstance(news, Exception):
                raise WorkerError(broken(server)) from news
            if not isinstance(news, bytes):
                return
            if news:
                heard = time.monotonic()
            else:
                _check_silence(server, heard)
            yield news


def _check_silence(server: Address, heard: float) -> None:
    if time.monotonic() - heard > server.silence_s:
        raise WorkerError(
            f"The server at {server.url} has said nothing for {server.silence_s:.0f} s and is "
            "given up; read its log, or raise server_silence_seconds."
        )


def broken(server: Address) -> str:
    return f"The server at {server.url} broke off; ask again, or read its log."


def _check_head(server: Address, head: Head) -> None:
    if head.status == 200:
        return
    if head.status in (401, 403):
        raise WorkerError(
            f"The server at {server.url} refuses the key (status {head.status}); put the right one "
            f"into {KEY_VARIABLE} or the file of the setting api_key_file."
        )
    if head.status in _BUSY:
        raise _NotYetError(_BUSY[head.status], _retry_after(head.headers))
    error = error_of(head.status, head.error)
    raise UnknownPathError(error) if head.status in (404, 405, 501) else error


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds of `Retry-After`, which also may be a date; None where it says nothing of use."""
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError, OSError):
            return None
    return max(seconds, _FIRST_PAUSE_S) if seconds < float("inf") else None


def _explained(server: Address, error: Exception) -> Exception:
    """What ended a question before anything was heard. A server that is not there may yet come."""
    import httpx

    if isinstance(error, GalacticaError):
        return error
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return WorkerError(
            f"The server at {server.url} shows no certificate that is trusted here "
            f"({causes[-1]}); put its authority's into a PEM file and name that in the setting "
            "ca_bundle."
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return WorkerError(
            f"The server at {server.url} cannot be reached: there is no host of that name; correct "
            "base_url."
        )
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
        return _NotYetError("cannot be reached")
    return WorkerError(broken(server))


def _causes(error: BaseException) -> Generator[BaseException, None, None]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


def _gave_up(server: Address, error: _NotYetError) -> str:
    if error.pause_s is not None:
        return (
            f"The server at {server.url} {error} and asks to come back in {error.pause_s:.0f} s; "
            "ask again then."
        )
    return (
        f"The server at {server.url} {error}; check that it runs and that base_url is right. A "
        f"server that still loads is waited for {server.wait_s:.0f} s (server_wait_seconds)."
    )


def _pause(seconds: float, what: str) -> Generator[Progress, None, None]:
    """Wait, and give who asks a say every second."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        yield Progress("starting", f"{what}; asked again in {left:.0f} s")
        time.sleep(min(_TICK_S, left))
