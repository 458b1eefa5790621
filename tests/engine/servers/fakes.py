"""Small servers that answer as vLLM, llama.cpp, TGI and chat servers do, and keep what they got."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias

from ...waiting import DEADLINE_S


@dataclass(frozen=True)
class Reply:
    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()

    def cut_before(self, mark: bytes) -> Reply:
        return replace(self, body=self.content[: self.content.index(mark)])


@dataclass(frozen=True)
class Asked:
    path: str
    headers: Mapping[str, str]
    body: Any


Answer: TypeAlias = "Reply | list[Reply] | Callable[[Any], Reply]"
"""One for every request; several, of which the last stays; or one made of the request's body."""


class FakeServer:
    """No completion is begun before `speaks` is set, nor its end sent before `goes_on` is.

    `left` is set once who asked has gone meanwhile.
    """

    def __init__(
        self, answers: dict[str, Answer], tls: ssl.SSLContext | None = None, port: int = 0
    ) -> None:
        self.answers = answers
        self.seen: list[Asked] = []
        self.speaks = threading.Event()
        self.speaks.set()
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.left = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._http.daemon_threads = True
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        scheme = "http" if tls is None else "https"
        self.url = f"{scheme}://localhost:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def reply(self, path: str, body: Any) -> Reply:
        answer = self.answers.get(path, Reply({"detail": "Not Found"}, 404))
        if isinstance(answer, list):
            return answer.pop(0) if len(answer) > 1 else answer[0]
        return answer if isinstance(answer, Reply) else answer(body)

    def bodies(self, path: str = "/v1/completions") -> list[Any]:
        return [asked.body for asked in self.seen if asked.path == path]


def _handler(server: FakeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: Any) -> None:
            server.seen.append(Asked(self.path, dict(self.headers), body))
            held = self.path == "/v1/completions"
            if held and not server.speaks.is_set():
                self._await_the_end()
                return
            reply = server.reply(self.path, body)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.content)
            if held and not server.goes_on.is_set():
                self._await_the_end()

        def _await_the_end(self) -> None:
            self.connection.settimeout(DEADLINE_S)
            with suppress(OSError):  # who asked closes the connection
                self.connection.recv(1)
            server.left.set()

        def log_message(self, *args: object) -> None:
            pass

    return Handler


def sse(*parts: dict[str, Any]) -> Reply:
    lines = [f"data: {json.dumps(part, ensure_ascii=False)}\n\n" for part in parts]
    content = ("".join(lines) + "data: [DONE]\n\n").encode()
    return Reply(content, headers={"Content-Type": "text/event-stream"})


TEXT = sse(
    {"choices": [{"index": 0, "text": " A\u2028"}]},
    {"choices": [{"index": 0, "text": "B", "finish_reason": "stop", "stop_reason": "\n"}]},
    {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2}},
)


def models(owner: str, *names: str, **more: Any) -> Reply:
    rows = [{"id": name, "object": "model", "owned_by": owner, **more} for name in names]
    return Reply({"object": "list", "data": rows})


def vllm(model: str, completion: Answer = TEXT, window: int = 256) -> dict[str, Answer]:
    """As vLLM 0.32 answers, for a model that it loaded from a folder of its own machine."""
    return {
        "/v1/models": models("vllm", model, root="/models/m", max_model_len=window),
        "/version": Reply({"version": "0.32.0"}),
        "/v1/completions": completion,
    }


def llama_cpp(completion: Answer) -> dict[str, Answer]:
    return {
        "/v1/models": models("llamacpp", "tulu.gguf", meta={"n_ctx_train": 4096, "n_vocab": 32001}),
        "/props": Reply({"default_generation_settings": {"n_ctx": 2048}, "build_info": "b6000"}),
        "/v1/completions": completion,
    }


def tgi(completion: Answer) -> dict[str, Answer]:
    return {
        "/v1/models": models("allenai/tulu-7b", "allenai/tulu-7b"),
        "/info": Reply({"model_id": "allenai/tulu-7b", "version": "3.3", "max_total_tokens": 2048}),
        "/v1/completions": completion,
    }
