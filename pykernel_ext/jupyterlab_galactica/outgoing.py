"""The one door for what leaves this machine: the setting `offline` shuts it, but for the engine.

All that we send goes through `client`. Processes that are ours alone (worker, commands, check
workers) also have a hook under their sockets, for libraries; the kernel and the Jupyter server are
shared with others' code, which is none of our business.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .config import load_config
from .errors import NotAllowedError

if TYPE_CHECKING:
    import httpx

_LIBRARIES = (
    "HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE",
)  # fmt: skip
_SHUT_BY_US = "GALACTICA_STARTED_OFFLINE"
_NO_PROXY = dict.fromkeys(("http://", "https://", "all://"))
_LOOKUPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_SENDING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})


def is_offline() -> bool:
    """Whether only the configured engine may be connected to. Raises InputError as settings do."""
    return load_config().offline == "on"


def check(url: str) -> None:
    """Raises NotAllowedError where `offline` forbids a connection to this URL.

    This machine itself and the configured engine are always allowed.
    """
    config = load_config()
    if config.offline == "off" or _is_here(urlsplit(url).hostname):
        return
    if _origin(url) != _origin(config.base_url):
        raise NotAllowedError(
            f"The setting offline forbids a connection to {urlsplit(url).hostname}; only the "
            "engine of the setting base_url may be asked, or all with `%galactica config "
            "offline=off`."
        )


def client(**options: Any) -> httpx.Client:
    """An HTTP client with options of httpx, of which each request and redirect passes `check`.

    Offline it goes through no proxy, which would be another one to connect to.
    """
    import httpx

    if is_offline():
        options["mounts"] = _NO_PROXY
    hooks = {"request": [lambda request: check(str(request.url))]}
    return httpx.Client(event_hooks=hooks, **options)


@cache
def guard_process() -> None:
    """Hold the sockets of this process, which must be ours alone, to the setting `offline`.

    The setting is looked at for each connection. Libraries learn of it as the process starts.
    """
    if is_offline():
        os.environ |= dict.fromkeys((*_LIBRARIES, _SHUT_BY_US), "1")
    sys.addaudithook(_refuse_while_offline)


def shut_process() -> None:
    """Allow no connection at all in this process, ever."""
    sys.addaudithook(_refuse)


def was_started_offline() -> bool:
    """Whether libraries in this process stay offline until it ends, whatever the setting is now."""
    return _SHUT_BY_US in os.environ


def _refuse_while_offline(event: str, arguments: tuple[Any, ...]) -> None:
    host = _host_of(event, arguments)
    if not _is_here(host) and is_offline() and not _is_engine(str(host)):
        raise ConnectionError(f"the setting offline forbids a connection to {host}")


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    host = _host_of(event, arguments)
    if not _is_here(host):
        raise ConnectionError(f"this process may not connect to {host}")


def _host_of(event: str, arguments: tuple[Any, ...]) -> str | None:
    """The host that an event of Python's audit table is about; None where it leaves no machine."""
    if event in _LOOKUPS:
        host = arguments[0]
    elif event in _SENDING and isinstance(arguments[1], tuple) and arguments[1]:
        host = arguments[1][0]
    else:
        return None
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    return host if isinstance(host, str) else None


def _is_here(host: str | None) -> bool:
    if not host or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_engine(host: str) -> bool:
    """Whether it is the configured engine's host, by name or by one of its addresses."""
    import socket

    engine = urlsplit(load_config().base_url).hostname
    if engine is None or host == engine:
        return engine is not None
    try:
        ip_address(host)
        addresses = socket.getaddrinfo(engine, None)
    except (ValueError, OSError):
        return False
    return any(found[4][0] == host for found in addresses)


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port; None for what is no URL, which is the origin of nothing."""
    parts = urlsplit(url)
    try:
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None
