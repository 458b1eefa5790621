"""What others on the machine, and pages in a browser, can do to a worker without its token."""

from __future__ import annotations

import json
import resource
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.engine.worker import doors
from jupyterlab_galactica.models.tokenizer import Tokenizer

from ..waiting import DEADLINE_S, wait_until
from .scripted import scripted_model
from .served import Worker

StartWorker = Callable[[LoadedModel | None], Worker]


@pytest.fixture
def worker(start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path) -> Worker:
    return start_worker(scripted_model(tokenizer, tiny_model, "abc")[0])


@pytest.fixture
def connect(worker: Worker) -> Iterator[Callable[[bytes], socket.socket]]:
    """Opens connections that say no more than they are given."""
    sockets: list[socket.socket] = []

    def connect(said: bytes) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", int(worker.url.rpartition(":")[2])))
        opened.settimeout(DEADLINE_S)
        opened.sendall(said)
        sockets.append(opened)
        return opened

    yield connect
    for opened in sockets:
        opened.close()


def _status(worker: Worker, **headers: str) -> httpx.Response:
    with worker.client() as client:
        return client.get("/status", headers=headers)


def _is_closed(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_1020_half_open_connections_leave_the_worker_answering(
    worker: Worker, connect: Callable[[bytes], socket.socket]
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 4096:
        pytest.skip("needs 2,000 open files for both ends of the connections")
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, hard))
    try:
        opened = [connect(b"GET /status HTTP/1.1\r\nHost: 127") for _ in range(1020)]
        assert _status(worker).status_code == 200
        wait_until(lambda: len(doors._headless) <= doors.MAX_HEADLESS)
        assert _is_closed(opened[0])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("said", [b"", b"GET /status HTTP/1.1\r\nX-Slow: "])
def test_a_head_that_never_ends_is_given_up(
    worker: Worker,
    connect: Callable[[bytes], socket.socket],
    said: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doors, "HEAD_S", 0.1)
    assert _is_closed(connect(said))


def test_a_connection_without_the_token_is_not_kept(
    worker: Worker, connect: Callable[[bytes], socket.socket]
) -> None:
    answer = connect(
        b"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n"
    )
    said = b""
    while part := answer.recv(4096):
        said += part
    assert said.startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize(
    "host",
    ["example.org", "localhost.example.org", "127.0.0.1.example.org", "", "[", "10.0.0.1:80"],
)
def test_a_foreign_host_is_refused_even_with_the_token(worker: Worker, host: str) -> None:
    answer = _status(worker, Host=host)
    assert answer.status_code in (400, 421)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8888", "LOCALHOST:1", "[::1]:80"])
def test_loopback_by_any_of_its_names_is_answered(worker: Worker, host: str) -> None:
    assert _status(worker, Host=host).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://example.org", "null", "file://", "http://127.0.0.1.a.b"]
)
def test_a_page_of_another_site_is_refused(worker: Worker, origin: str) -> None:
    answer = _status(worker, Origin=origin)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_preflight_gets_no_permission(worker: Worker) -> None:
    with worker.client() as client:
        answer = client.options("/v1/completions", headers={"Origin": "http://localhost:8888"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_refusal_is_openais_error_object(worker: Worker) -> None:
    answer = _status(worker, Authorization="Bearer wrong")
    assert answer.status_code == 401
    assert json.loads(answer.content)["error"]["code"] == "invalid_api_key"
