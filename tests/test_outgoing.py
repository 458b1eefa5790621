"""The setting `offline`: what may still be connected to, by our own requests and under sockets."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

import jupyterlab_galactica
from jupyterlab_galactica import outgoing
from jupyterlab_galactica.assistant import stream
from jupyterlab_galactica.checks.lookup.online import OnlineLookup
from jupyterlab_galactica.config import Config, save_config
from jupyterlab_galactica.errors import ModelError, NotAllowedError
from jupyterlab_galactica.models.catalog import find_model
from jupyterlab_galactica.models.resuming import fetch

ENGINE = "https://engine.invalid:8000/v1"


@pytest.fixture(autouse=True)
def _offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    save_config(Config(offline="on", base_url=ENGINE))


@pytest.mark.parametrize(
    "url",
    [
        "https://api.crossref.org/works",
        "https://huggingface.co",
        "http://engine.invalid:8000",  # another scheme, port or name than the engine's
        "https://engine.invalid",
        "https://engine.invalid.org:8000",
        "https://engine.invalid:8000@example.org",
        "http://192.0.2.1",
        "http://[2001:db8::1]",
        "http://0x7f000001.example.org",
    ],
)
def test_offline_refuses_all_but_the_engine_and_this_machine(url: str) -> None:
    with pytest.raises(NotAllowedError, match="setting offline"):
        outgoing.check(url)
    save_config(Config(offline="off"))
    outgoing.check(url)


@pytest.mark.parametrize(
    "url", [ENGINE, "https://ENGINE.invalid:8000/x", "http://127.0.0.1:1", "http://[::1]"]
)
def test_offline_allows_the_engine_and_this_machine(url: str) -> None:
    outgoing.check(url)


@pytest.fixture
def redirecting() -> Iterator[str]:
    """A server on this machine that sends whoever asks to another one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", "http://elsewhere.invalid/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_redirect_leads_nowhere_else(redirecting: str) -> None:
    with (
        outgoing.client(follow_redirects=True) as client,
        pytest.raises(NotAllowedError, match=r"elsewhere\.invalid"),
    ):
        client.get(redirecting)


def test_no_proxy_is_gone_through(redirecting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, redirecting)
    with outgoing.client() as client:
        assert not any(client._mounts.values())


def test_a_model_that_is_not_here_is_not_downloaded() -> None:
    with pytest.raises(ModelError, match="offline forbids a download"):
        find_model("nobody/nothing")


def test_no_file_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError):
        fetch("https://elsewhere.invalid/f", {}, tmp_path / "f", 1, lambda count: None)


def test_another_engine_is_not_asked() -> None:
    with pytest.raises(NotAllowedError, match=r"elsewhere\.invalid"):
        list(stream("Why?", base_url="http://elsewhere.invalid"))


def test_a_look_up_says_why_nobody_is_asked(tmp_path: Path) -> None:
    lookup = OnlineLookup(folder=tmp_path)
    result = lookup.look_up("Attention Is All You Need, Vaswani")
    lookup.close()
    assert result.status == "unchecked"
    assert "Crossref could not be asked: the setting offline forbids it" in result.reason


def test_all_http_goes_through_the_one_client() -> None:
    """No other module makes an HTTP client, or asks with httpx, urllib or requests itself."""
    package = Path(jupyterlab_galactica.__file__).parent
    asking = {"httpx.Client", "httpx.AsyncClient", "httpx.get", "httpx.post", "httpx.stream"}
    libraries = {"urllib.request", "http.client", "requests", "aiohttp", "urllib3"}
    found = set()
    for file in package.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            used = set()
            if isinstance(node, ast.Call):
                used = {ast.unparse(node.func)} & asking
            elif isinstance(node, ast.ImportFrom) and not node.level:
                used = {str(node.module)} & libraries
            elif isinstance(node, ast.Import):
                used = {name.name for name in node.names} & libraries
            found |= {(file.name, name) for name in used}
    assert found == {("outgoing.py", "httpx.Client")}


def _run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, timeout=60
    ).stdout.strip()


TRY = """
import socket
def tried(act):
    try: act()
    except OSError as error: return str(error)
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
tcp = socket.socket()
tcp.settimeout(1)
here, there = ('127.0.0.1', 9), ('192.0.2.1', 9)
refused = [
    tried(lambda: tcp.connect(there)), tried(lambda: udp.sendto(b'', there)),
    tried(lambda: udp.sendmsg([b''], [], 0, there)),
    tried(lambda: socket.getaddrinfo('elsewhere.invalid', 80)),
    tried(lambda: socket.gethostbyname('elsewhere.invalid')),
]
print(all('may not connect' in str(why) or 'offline forbids' in str(why) for why in refused))
print('refused' in str(tried(lambda: tcp.connect(here))), tried(lambda: udp.sendto(b'', here)))
"""


def test_the_sockets_of_our_own_processes_are_held_to_it() -> None:
    guard = "from jupyterlab_galactica.outgoing import guard_process as g; g()\n"
    assert _run(guard + TRY).splitlines() == ["True", "True None"]
    hub = "import huggingface_hub.constants as c; print(c.HF_HUB_OFFLINE)"
    assert _run(guard + hub) == "True"


def test_the_setting_holds_at_once_in_a_process_that_runs() -> None:
    code = (
        "from jupyterlab_galactica.outgoing import guard_process as g\n"
        "from jupyterlab_galactica.config import Config, save_config\n"
        "save_config(Config(offline='off')); g(); save_config(Config(offline='on'))\n"
    )
    assert _run(code + TRY).splitlines() == ["True", "True None"]


def test_a_check_worker_connects_to_nothing_whatever_the_setting() -> None:
    save_config(Config(offline="off"))
    protect = "from jupyterlab_galactica.outgoing import shut_process as s; s()\n"
    assert _run(protect + TRY).splitlines() == ["True", "True None"]


def test_the_engines_host_is_reached_from_our_own_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save_config(Config(offline="on", base_url="http://192.0.2.7:8000"))
    assert outgoing._is_engine("192.0.2.7")
    assert not outgoing._is_engine("192.0.2.8")
    assert not outgoing._is_engine("engine.invalid")
