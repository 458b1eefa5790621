"""Where a server is and how it is reached: its URL, the key it wants, the certificates it shows."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ...config import Config, load_config
from ...errors import InputError
from ..exchange import CONNECT_TIMEOUT_S

if TYPE_CHECKING:
    import ssl

    import httpx

KEY_VARIABLE = "GALACTICA_API_KEY"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SCHEMES = ("http", "https")
_READABLE_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MOST_KEY_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Address:
    """`url` without `/v1`. `wait_s` is how long it is asked again while it is not there or busy,
    `silence_s` how long it may say nothing. The key is not in its `repr`, nor in any message.
    """

    url: str
    wait_s: float
    silence_s: float
    ca_bundle: str = ""
    key_file: str = ""

    def open_client(self) -> httpx.Client:
        """Raises InputError where the key or the certificates cannot be used."""
        import httpx

        from ... import outgoing

        key = self.key()
        local = httpx.URL(self.url).host in _LOOPBACK
        return outgoing.client(
            base_url=self.url,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(None, connect=CONNECT_TIMEOUT_S),
            verify=_trusted(self.ca_bundle),
            trust_env=not local,
        )

    def key(self) -> str:
        """ "" for none. Raises InputError where it cannot be used."""
        return _key(self.key_file)


def address_of(base_url: str, config: Config | None = None) -> Address:
    """The server at `base_url`, with or without its `/v1`, reached as configured.

    Raises InputError where that is no URL of a server, or holds a name and password.
    """
    import httpx

    config = config or load_config()
    try:
        url = httpx.URL(base_url.strip().rstrip("/").removesuffix("/v1"))
    except (httpx.InvalidURL, TypeError) as error:
        raise InputError(f"{base_url!r} is not a URL ({error}); correct base_url.") from error
    if url.userinfo:
        raise InputError(
            f"Leave name and password out of base_url, and put the server's key into "
            f"{KEY_VARIABLE} or the file of the setting api_key_file."
        )
    if url.scheme not in _SCHEMES or not url.host or url.query or url.fragment:
        raise InputError(
            f"{base_url!r} is not the URL of a server; write base_url as http://HOST:PORT or "
            "https://HOST."
        )
    return Address(
        str(url).rstrip("/"),
        config.server_wait_seconds,
        config.server_silence_seconds,
        config.ca_bundle,
        config.api_key_file,
    )


def shown_url(base_url: str) -> str:
    """The URL without name, password, and what stands behind `?`, which may hold a key."""
    from urllib.parse import urlsplit

    parts = urlsplit(base_url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _key(file: str) -> str:
    """The key from the environment, or else from the file; "" for none. Raises InputError."""
    key = os.environ.get(KEY_VARIABLE, "").strip()
    source = KEY_VARIABLE
    if not key and file:
        key, source = _read_key(Path(file).expanduser()), file
    if not (key.isascii() and key.isprintable()):
        raise InputError(f"The key in {source} is no line of plain characters; correct it.")
    return key


def _read_key(path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(_MOST_KEY_BYTES)
    except OSError as error:
        raise InputError(
            f"The key in {path} cannot be read ({error.strerror}); correct the setting "
            "api_key_file."
        ) from error
    if os.name == "posix" and mode & _READABLE_BY_OTHERS:
        raise InputError(f"Other users can read the key in {path}; make it yours: chmod 600 {path}")
    return content.decode("utf-8", "replace").strip()


@cache
def _trusted(ca_bundle: str) -> ssl.SSLContext:
    """The system's authorities, and those in the bundle. Raises InputError."""
    import ssl

    context = ssl.create_default_context()
    if ca_bundle:
        path = Path(ca_bundle).expanduser()
        try:
            context.load_verify_locations(cafile=path)
        except OSError as error:  # ssl.SSLError is one
            raise InputError(
                f"The certificates in {path} cannot be read ({error.strerror or error}); name a "
                "PEM file in the setting ca_bundle."
            ) from error
    return context
