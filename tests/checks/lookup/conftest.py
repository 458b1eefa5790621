"""A local server that stands in for the online services, faults included."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest


@dataclass
class Standin:
    """Answers each path with what `says` holds for it, and remembers what it was asked."""

    address: str = ""
    says: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, list[str]], dict[str, str]]] = field(default_factory=list)
    trickling: threading.Event = field(default_factory=threading.Event)

    def answer(
        self, path: str, body: bytes, status: int = 200, headers: dict[str, str] | None = None
    ) -> str:
        """The address at which this will be answered."""
        self.says[path] = (status, headers or {}, body)
        return self.address + path


@pytest.fixture
def standin() -> Iterator[Standin]:
    standin = Standin()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            standin.asked.append((parts.path, parse_qs(parts.query), dict(self.headers)))
            if parts.path == "/silent":  # until the client gives up
                standin.trickling.wait(20)
                return
            status, headers, body = standin.says[parts.path]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    standin.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield standin
    standin.trickling.set()
    server.shutdown()
    server.server_close()
    thread.join()
