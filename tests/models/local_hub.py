"""A hub on this machine with one model: as much of the protocol as a download needs."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

MODEL = "lab/tiny"
COMMIT = "0" * 39 + "1"


@dataclass(slots=True)
class LocalHub:
    """`served` has each file sent, with the byte it was sent from.

    The next transfer of a file in `cut_at` breaks off after so many bytes; the contents of those in
    `replaced` are others than announced; `refusal` is an error code for every question.
    """

    folder: Path
    url: str = ""
    served: list[tuple[str, int]] = field(default_factory=list)
    cut_at: dict[str, int] = field(default_factory=dict)
    replaced: dict[str, bytes] = field(default_factory=dict)
    refusal: str = ""

    def names_served(self) -> list[str]:
        return [name for name, _ in self.served]


@contextmanager
def serving(folder: Path) -> Iterator[LocalHub]:
    hub = LocalHub(folder)
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    hub.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()


def run(code: str, cache: Path, **variables: str) -> dict[str, Any]:
    """`result` after `code`, or the `error`, and the fractions `seen` by `report`.

    In a process of its own: huggingface_hub reads its variables when it is imported.
    """
    script = f"""
import json
from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models import catalog, hub, resuming
resuming._CHUNK_BYTES = 1000
seen, outcome = [], {{}}
report = seen.append
try:
    {code.replace(chr(10), chr(10) + "    ")}
    outcome["result"] = result
except ModelError as error:
    outcome["error"] = str(error)
print(json.dumps(outcome | {{"seen": seen}}, default=str))
"""
    environment = os.environ | {"HF_HOME": str(cache), "HF_HUB_DISABLE_XET": "1"} | variables
    output = subprocess.check_output([sys.executable, "-c", script], env=environment, text=True)
    outcome: dict[str, Any] = json.loads(output.splitlines()[-1])
    return outcome


class _Handler(BaseHTTPRequestHandler):
    hub: LocalHub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def log_message(self, *args: object) -> None:
        pass

    def _answer(self, *, body: bool) -> None:
        path = self.path.partition("?")[0]
        contents = {file.name: file.read_bytes() for file in self.hub.folder.iterdir()}
        name = path.rpartition("/")[2]
        if self.hub.refusal:
            self._send(403, b"{}", body=body, headers={"X-Error-Code": self.hub.refusal})
        elif path.startswith(f"/api/models/{MODEL}/tree/"):
            listing = [
                {"type": "file", "path": name, "size": len(content), "oid": _etag(content)}
                for name, content in contents.items()
            ]
            self._send(200, json.dumps(listing).encode(), body=body)
        elif path.startswith(f"/api/models/{MODEL}"):
            siblings = [
                {"rfilename": name, "size": len(content)} for name, content in contents.items()
            ]
            info = {"id": MODEL, "sha": COMMIT, "siblings": siblings}
            self._send(200, json.dumps(info).encode(), body=body)
        elif path.startswith(f"/{MODEL}/resolve/") and name in contents:
            self._send_file(name, contents[name], body=body)
        else:
            self._send(404, b"{}", body=body, headers={"X-Error-Code": "RepoNotFound"})

    def _send_file(self, name: str, content: bytes, *, body: bool) -> None:
        headers = {"ETag": f'"{_etag(content)}"'}
        if not body:
            self._send(200, content, body=False, headers=headers)
            return
        content = self.hub.replaced.get(name, content)
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        self.hub.served.append((name, start))
        rest = content[start:]
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        cut = self.hub.cut_at.pop(name, None)
        self._send(206 if start else 200, rest, body=True, headers=headers, cut=cut)

    def _send(
        self,
        status: int,
        content: bytes,
        *,
        body: bool,
        headers: dict[str, str] | None = None,
        cut: int | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Repo-Commit", COMMIT)
        for header, value in (headers or {}).items():
            self.send_header(header, value)
        self.end_headers()
        if body:
            self.wfile.write(content[:cut])
        if cut is not None:
            self.close_connection = True


def _etag(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
