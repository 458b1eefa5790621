"""A large file from the web to the disk, which goes on where an earlier attempt broke off.

The hub's own library begins a file anew in each process, and a shard may have 10 GB.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ..outgoing import client
from .files import PART

_TIMEOUT_S = 20.0
_TRIES_WITHOUT_PROGRESS = 4
_CHUNK_BYTES = 2**20
_LOCK_WAIT_S = 1.0
_SHA256 = re.compile("[0-9a-f]{64}")


def fetch(
    url: str, headers: Mapping[str, str], path: Path, size: int, report: Callable[[int], None]
) -> None:
    """Have the `size` bytes at `url` in `path`, which is there only when it is whole.

    `report` gets the bytes so far; an exception it raises ends the download, and the next one goes
    on from there. A file named by its SHA-256, as the hub's cache names large ones, is checked
    against it. Raises httpx.HTTPError, or OSError, where other content comes too.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + PART)
    with _locked(part, report):
        if path.is_file():
            return
        _fetch_rest(url, headers, part, size, report)
        _check(part, path.name, size)
        os.replace(part, path)


@contextmanager
def _locked(part: Path, report: Callable[[int], None]) -> Iterator[None]:
    """Let one process write; another one reports how far that one is, and then finds the file."""
    from filelock import FileLock, Timeout

    lock = FileLock(part.with_suffix(".lock"))
    while True:
        try:
            lock.acquire(timeout=_LOCK_WAIT_S)
            break
        except Timeout:
            report(_bytes_in(part))
    try:
        yield
    finally:
        lock.release()


def _fetch_rest(
    url: str, headers: Mapping[str, str], part: Path, size: int, report: Callable[[int], None]
) -> None:
    import httpx

    failures = 0
    while (had := _bytes_in(part)) < size:
        broken: Exception = OSError("the server sends nothing")
        try:
            _append(url, headers, part, size, report)
        except httpx.TransportError as error:
            broken = error
        failures = 0 if _bytes_in(part) > had else failures + 1
        if failures == _TRIES_WITHOUT_PROGRESS:
            raise broken
        time.sleep(failures)


def _append(
    url: str, headers: Mapping[str, str], part: Path, size: int, report: Callable[[int], None]
) -> None:
    import httpx

    there = _bytes_in(part)
    asked = {**headers, "Accept-Encoding": "identity"}
    if there:
        asked["Range"] = f"bytes={there}-"
    with (
        client(follow_redirects=True, timeout=_TIMEOUT_S) as web,
        web.stream("GET", url, headers=asked) as response,
    ):
        response.raise_for_status()
        if response.status_code != httpx.codes.PARTIAL_CONTENT:
            there = 0
        sent = int(response.headers.get("Content-Length", size - there))
        if sent != size - there:
            raise OSError(f"the server sends {there + sent} bytes and not {size}")
        with part.open("ab" if there else "wb") as file:
            for chunk in response.iter_raw(_CHUNK_BYTES):
                file.write(chunk)
                report(file.tell())


def _check(part: Path, name: str, size: int) -> None:
    """Remove what is not the file, so that the next attempt begins anew."""
    if _bytes_in(part) == size and (not _SHA256.fullmatch(name) or _sha256(part) == name):
        return
    part.unlink(missing_ok=True)
    raise OSError("the checksum of what came is not the hub's")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_CHUNK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _bytes_in(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
