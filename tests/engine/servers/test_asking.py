"""Servers that are silent, not there yet, busy, elsewhere, or want a key or a certificate."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest

from jupyterlab_galactica.engine import exchange
from jupyterlab_galactica.engine.interface import Progress
from jupyterlab_galactica.engine.servers.completer import ServerCompleter
from jupyterlab_galactica.errors import InputError, WorkerError

from ...waiting import wait_until
from .asking import details_of, events_of, request_of, text_of
from .conftest import Serve
from .fakes import TEXT, FakeServer, Reply, sse, vllm

Settings = Callable[..., None]


def test_stop_works_while_the_server_is_silent_and_the_server_is_left(serve: Serve) -> None:
    server = serve(vllm("some/model"))
    server.speaks.clear()
    events = ServerCompleter(server.url).complete(request_of())
    while not server.bodies():
        assert isinstance(next(events), Progress)
    assert next(events) == Progress("queued", f"the server at {server.url}")
    events.close()
    wait_until(server.left.is_set)


def test_stop_works_while_an_answer_that_has_begun_comes_no_further(serve: Serve) -> None:
    server = serve(vllm("some/model", TEXT.cut_before(b'"B"')))
    server.goes_on.clear()
    events = ServerCompleter(server.url).complete(request_of())
    while not text_of([next(events)]):
        pass
    assert next(events) == Progress("generating")
    events.close()
    wait_until(server.left.is_set)


def test_silence_has_an_end(serve: Serve, settings: Settings) -> None:
    settings(server_silence_seconds=1)
    server = serve(vllm("some/model"))
    server.speaks.clear()
    with pytest.raises(WorkerError, match=r"said nothing for 1 s .* server_silence_seconds"):
        events_of(server)


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (Reply({"error": {"message": "loading"}}, 503), "not ready"),
        (Reply(b"", 502), "not ready"),
        (Reply(b"", 429, {"Retry-After": "0"}), "busy"),
        (Reply(b"", 429, {"Retry-After": "soon"}), "busy"),
        (Reply(b"", 503, {"Retry-After": "Thu, 01 Jan 2026 00:00:00 GMT"}), "not ready"),
    ],
)
def test_a_server_that_loads_or_is_busy_is_asked_again(
    serve: Serve, first: Reply, said: str
) -> None:
    for path in ("/v1/models", "/v1/completions"):
        answers = vllm("some/model")
        answers[path] = [first, answers[path]]  # type: ignore[list-item]
        events = events_of(serve(answers))
        assert text_of(events) == " A\u2028B"
        assert any(said in detail for detail in details_of(events))


def test_a_server_that_does_not_listen_yet_is_waited_for() -> None:
    """For 28 s vLLM refuses connections while it loads."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    events = ServerCompleter(f"http://127.0.0.1:{port}").complete(request_of())
    first = next(events)
    while "cannot be reached" not in first.detail:
        first = next(events)
    server = FakeServer(vllm("some/model"), port=port)
    try:
        assert text_of(list(events)) == " A\u2028B"
    finally:
        server.close()


def test_a_server_that_stays_away_is_named_after_the_patience_of_the_setting(
    settings: Settings,
) -> None:
    settings(server_wait_seconds=1)
    with pytest.raises(WorkerError, match=r"127\.0\.0\.1:9 cannot be reached.*base_url"):
        list(ServerCompleter("http://127.0.0.1:9").complete(request_of()))


def test_a_server_that_asks_for_more_patience_than_there_is_is_not_waited_for(
    serve: Serve,
) -> None:
    later = datetime.now(timezone.utc) + timedelta(hours=1)
    for value in ("3600", format_datetime(later, usegmt=True)):
        server = serve(vllm("some/model", Reply(b"", 429, {"Retry-After": value})))
        with pytest.raises(WorkerError, match="is busy and asks to come back in 3"):
            events_of(server)
        assert len(server.bodies()) == 1


def test_what_has_begun_is_not_asked_again(serve: Serve) -> None:
    server = serve(vllm("some/model", sse({"choices": [{"index": 0, "text": "A"}]})))
    with pytest.raises(WorkerError, match="broke off"):
        events_of(server)
    assert len(server.bodies()) == 1


def test_an_answer_without_end_is_left(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "_MOST_BYTES", 10_000)
    server = serve(vllm("some/model", Reply(b"data: " + b"x" * 20_000)))
    with pytest.raises(WorkerError, match="More came than an answer can have"):
        events_of(server)


@pytest.mark.parametrize("url", ["nonsense", "ftp://host", "http://", "http://a:b:c", "/v1"])
def test_what_is_no_url_is_refused_at_once(url: str) -> None:
    with pytest.raises(InputError, match="base_url"):
        ServerCompleter(url)


def test_a_host_that_is_not_there_is_told_at_once() -> None:
    with pytest.raises(WorkerError, match="no host of that name"):
        list(ServerCompleter("http://nowhere.invalid:8000").complete(request_of()))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_same_host_is_followed_with_the_question(
    serve: Serve, status: int
) -> None:
    answers = vllm("some/model")
    moved = {f"/gateway{path}": answer for path, answer in answers.items()}
    for path in answers:
        answers[path] = Reply(b"", status, {"Location": f"/gateway{path}"})
    server = serve(answers | moved)
    assert text_of(events_of(server)) == " A\u2028B"
    assert server.bodies("/gateway/v1/completions") == server.bodies("/v1/completions")


def test_a_redirect_to_another_host_gets_neither_question_nor_key(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALACTICA_API_KEY", "key")
    other = serve(vllm("some/model"))
    elsewhere = other.url.replace("localhost", "127.0.0.1")
    answers = vllm("some/model", Reply(b"", 307, {"Location": f"{elsewhere}/v1/completions"}))
    with pytest.raises(InputError, match=r"sends on to http://127\.0\.0\.1:\d+, where nothing"):
        events_of(serve(answers))
    assert not other.seen


def test_redirects_in_circles_end(serve: Serve) -> None:
    answers = vllm("some/model", Reply(b"", 307, {"Location": "/v1/completions"}))
    with pytest.raises(WorkerError, match="circles"):
        events_of(serve(answers))


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_key_is_told_with_where_it_comes_from_and_not_shown(
    serve: Serve, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALACTICA_API_KEY", "wrong-key")
    with pytest.raises(WorkerError, match="GALACTICA_API_KEY") as caught:
        events_of(serve({"/v1/models": Reply({"error": "Unauthorized"}, status)}))
    assert "wrong-key" not in str(caught.value)


def test_the_key_may_stand_in_a_file_of_the_users_own(
    serve: Serve, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "key"
    file.write_text("from-file\n")
    file.chmod(0o600)
    settings(api_key_file=file)
    server = serve(vllm("some/model"))
    events_of(server)
    assert {asked.headers["Authorization"] for asked in server.seen} == {"Bearer from-file"}
    monkeypatch.setenv("GALACTICA_API_KEY", "from-environment")
    server.seen.clear()
    events_of(server)
    assert server.seen[0].headers["Authorization"] == "Bearer from-environment"


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_a_key_that_others_can_read_or_that_is_no_line_is_not_used(
    serve: Serve, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "key"
    settings(api_key_file=file)
    server = serve(vllm("some/model"))
    with pytest.raises(InputError, match="cannot be read"):
        events_of(server)
    file.write_text("secret")
    file.chmod(0o640)
    with pytest.raises(InputError, match="chmod 600"):
        events_of(server)
    file.write_bytes(b"two\nlines")
    file.chmod(0o600)
    with pytest.raises(InputError, match="plain characters"):
        events_of(server)
    assert not server.seen


def test_a_name_and_password_in_the_url_are_refused_and_not_repeated() -> None:
    with pytest.raises(InputError, match="GALACTICA_API_KEY") as caught:
        ServerCompleter("http://user:hunter2@host:8000")
    assert "hunter2" not in str(caught.value)


CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""For localhost, signed by itself, so trusted by no system; with its key, which opens nothing."""


def test_a_private_authority_is_trusted_where_its_bundle_is_named(
    serve: Serve, settings: Settings, tmp_path: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server = serve(vllm("some/model"), tls=context)
    with pytest.raises(WorkerError, match=r"no certificate that is trusted.*ca_bundle"):
        events_of(server)
    settings(ca_bundle=tmp_path / "none.pem")
    with pytest.raises(InputError, match="ca_bundle"):
        events_of(server)
    settings(ca_bundle=CERTIFICATE)
    assert text_of(events_of(server)) == " A\u2028B"
