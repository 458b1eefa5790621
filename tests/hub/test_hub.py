"""A real JupyterHub: a worker a user or a shared engine, and what the administrator enforces."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import socket
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tornado.websocket import websocket_connect

from jupyterlab_galactica.policy import FILE

from ..waiting import wait_until

pytestmark = [pytest.mark.hub, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
PLACE = ROOT / ".venv" / "hub"
QUESTION = "What is the double angle formula for sine?"
FORBIDDEN = "facebook/galactica-1.3b"
TOKEN = secrets.token_hex(16)
ENGINE_KEY = secrets.token_hex(16)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass(frozen=True)
class User:
    """One user of the hub: the home folder, and a client of the server there."""

    name: str
    home: Path
    http: httpx.Client

    def ask(self, **options: Any) -> httpx.Response:
        return self.http.post("galactica/api/ask", json={"prompt": QUESTION, "n": 20} | options)

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = self.http.get("galactica/api/status").json()
        return found

    def worker(self) -> dict[str, Any] | None:
        """What the connection file of the user's worker says."""
        files = list(self.home.glob(".local/share/jupyter/runtime/galactica-worker-*.json"))
        return json.loads(files[0].read_text()) if files else None

    def run(self, code: str) -> str:
        """All that a cell prints or fails with, in a new kernel of the user's server."""
        kernel = self.http.post("api/kernels", json={}).json()["id"]
        try:
            return asyncio.run(self._execute(kernel, code))
        finally:
            self.http.delete(f"api/kernels/{kernel}")

    async def _execute(self, kernel: str, code: str) -> str:
        from tornado.httpclient import HTTPRequest

        url = f"{self.http.base_url}api/kernels/{kernel}/channels".replace("http", "ws", 1)
        message_id = uuid.uuid4().hex
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
        header = {"msg_id": message_id, "msg_type": "execute_request", "version": "5.3"}
        message = {
            "header": header | {"username": "", "session": uuid.uuid4().hex, "date": ""},
            "parent_header": {}, "metadata": {}, "channel": "shell", "content": content,
        }  # fmt: skip
        shown = ""
        request = HTTPRequest(url, headers={"Authorization": f"token {TOKEN}"})
        connection = await websocket_connect(request)
        await connection.write_message(json.dumps(message))
        while True:
            text = await asyncio.wait_for(connection.read_message(), 120)
            assert isinstance(text, str), "the kernel's channel closed"
            reply = json.loads(text)
            if reply["parent_header"].get("msg_id") != message_id:
                continue
            part = reply["content"]
            shown += part.get("text", "") if reply["msg_type"] == "stream" else ""
            shown += part.get("evalue", "") if reply["msg_type"] == "error" else ""
            if reply["msg_type"] == "execute_reply":
                connection.close()
                return shown


def literal(**enforced: Any) -> str:
    return f"--Galactica.enforced={enforced!r}"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An engine that the administrator runs for several users; its URL."""
    folder = tmp_path_factory.mktemp("engine")
    key = folder / "key"
    key.write_text(ENGINE_KEY)
    port = free_port()
    environment = os.environ | {"JUPYTER_RUNTIME_DIR": str(folder / "runtime")}
    command = [
        str(PLACE / "bin" / "python"), "-m", "jupyterlab_galactica.jupyter.cli",
        "serve", "--model=demo", f"--port={port}", f"--token-file={key}",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment, stderr=(folder / "log").open("wb"))
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def users(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, User]]:
    """Ada and Grace, with a worker each, Emmy with the shared engine, on a running hub."""
    folder = tmp_path_factory.mktemp("hub")
    keep = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    keep["GALACTICA_IDLE_MINUTES"] = "5"
    own = [
        "--Galactica.allowed_models=demo",
        literal(base_url="", offline="on", request_mb=1, new_tokens=60),
    ]
    shared = [f"--Galactica.enforced=base_url={engine}", "--Galactica.enforced=offline=on"]
    given = {
        "port": free_port(),
        "hub_port": free_port(),
        "proxy_port": free_port(),
        "proxy": str(PLACE / "node_modules" / ".bin" / "configurable-http-proxy"),
        "singleuser": str(PLACE / "bin" / "jupyterhub-singleuser"),
        "homes": str(folder / "home"),
        "token": TOKEN,
        "users": {
            "ada": {"args": own, "environment": keep},
            "grace": {"args": own, "environment": keep},
            "emmy": {"args": shared, "environment": {**keep, "GALACTICA_API_KEY": ENGINE_KEY}},
        },
    }
    for name in given["users"]:
        (folder / "home" / name / ".jupyter").mkdir(parents=True)
    _rebel(folder / "home" / "ada" / ".jupyter")
    environment = os.environ | {"GALACTICA_TEST_HUB": json.dumps(given)}
    environment["PATH"] = os.pathsep.join([str(PLACE / "bin"), environment["PATH"]])
    configuration = str(Path(__file__).with_name("jupyterhub_config.py"))
    command = [str(PLACE / "bin" / "jupyterhub"), "--config", configuration]
    log = folder / "log"
    with log.open("wb") as output:
        hub = subprocess.Popen(
            command, env=environment, cwd=folder, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    url = f"http://127.0.0.1:{given['port']}"
    try:
        yield {name: _started(name, url, folder, hub, log) for name in given["users"]}
    finally:
        hub.send_signal(signal.SIGTERM)
        hub.wait(60)
        for file in folder.glob("home/*/.local/share/jupyter/runtime/galactica-worker-*.json"):
            os.kill(json.loads(file.read_text())["pid"], signal.SIGTERM)


def _rebel(folder: Path) -> None:
    """A user's own configuration that asks for all that is forbidden."""
    settings = {"offline": "off", "request_mb": 100, "base_url": "http://elsewhere.invalid"}
    (folder / "galactica.json").write_text(json.dumps(settings))
    (folder / "jupyter_server_config.py").write_text(
        "c.Galactica.allowed_models = ['*']\nc.Galactica.enforced = {'offline': 'off'}\n"
    )


def _started(name: str, url: str, folder: Path, hub: Any, log: Path) -> User:
    headers = {"Authorization": f"token {TOKEN}"}
    with httpx.Client(base_url=f"{url}/hub/api/", headers=headers, trust_env=False) as api:

        def serves() -> bool:
            assert hub.poll() is None, log.read_text()
            try:
                return api.get("").status_code == 200
            except httpx.TransportError:
                return False

        wait_until(serves)
        api.post(f"users/{name}")
        assert api.post(f"users/{name}/server", timeout=60).is_success, log.read_text()

        def ready() -> bool:
            found = api.get(f"users/{name}").json()
            return bool(found.get("servers", {}).get("", {}).get("ready"))

        wait_until(ready)
    client = httpx.Client(
        base_url=f"{url}/user/{name}/", headers=headers, trust_env=False, timeout=120
    )
    return User(name, folder / "home" / name, client)


def test_each_user_has_a_worker_of_their_own(users: dict[str, User]) -> None:
    for name in ("ada", "grace"):
        response = users[name].ask()
        assert response.status_code == 200, response.text
        assert '"finished"' in response.text
    ada, grace = (users[name].worker() for name in ("ada", "grace"))
    assert ada is not None
    assert grace is not None
    assert ada["pid"] != grace["pid"]
    assert ada["token"] != grace["token"]
    assert users["ada"].status()["pid"] == ada["pid"]
    refused = httpx.get(
        f"{grace['url']}/status", headers={"Authorization": f"Bearer {ada['token']}"}
    )
    assert refused.status_code == 401


def test_users_can_share_an_engine(users: dict[str, User]) -> None:
    emmy = users["emmy"]
    response = emmy.ask()
    assert '"finished"' in response.text
    assert emmy.worker() is None
    assert "leave out base_url" in emmy.run(
        "%load_ext jupyterlab_galactica\n"
        "get_ipython().run_cell_magic('galactica', '--in-kernel', 'Why?')"
    )


def test_a_model_that_is_not_allowed_is_refused_by_server_kernel_and_worker(
    users: dict[str, User],
) -> None:
    ada = users["ada"]
    refused = ada.ask(model=FORBIDDEN)
    assert refused.status_code == 403
    assert "administrator allows (demo)" in refused.json()["message"]
    names = [row["name"] for row in ada.http.get("galactica/api/models").json()["models"]]
    assert names == ["demo"]
    shown = ada.run(
        "%load_ext jupyterlab_galactica\n"
        f"get_ipython().run_cell_magic('galactica', {FORBIDDEN!r}, 'Why?')"
    )
    assert "administrator allows (demo)" in shown
    assert ada.ask().is_success
    worker = ada.worker()
    assert worker is not None
    headers = {"Authorization": f"Bearer {worker['token']}"}
    for path, body in (
        ("v1/completions", {"model": FORBIDDEN, "prompt": "Why?"}),
        ("v1/completions", {"model": "demo", "prompt": "Why?", "max_tokens": 61}),
    ):
        answer = httpx.post(f"{worker['url']}/{path}", json=body, headers=headers, timeout=60)
        assert answer.status_code == 403
        assert "administrator allows" in answer.json()["error"]["message"]
    loaded = httpx.post(
        f"{worker['url']}/load", json={"model": FORBIDDEN}, headers=headers, timeout=60
    )
    assert "administrator allows (demo)" in loaded.text


def test_a_users_own_configuration_changes_nothing_that_is_enforced(users: dict[str, User]) -> None:
    ada = users["ada"]
    assert ada.status()["offline"] is True
    assert '"finished"' in ada.ask().text  # not by the base_url of the user's own settings
    assert ada.ask(prompt="a " * 600_000).status_code == 413
    shown = ada.run("%load_ext jupyterlab_galactica\n%galactica config offline=off")
    assert "administrator has set offline to 'on'" in shown
    assert "base_url=\n" in ada.run("%load_ext jupyterlab_galactica\n%galactica config")


def test_the_system_wide_file_binds_a_kernel_that_hides_the_servers_word(
    users: dict[str, User],
) -> None:
    file = PLACE / "etc" / "jupyter" / FILE
    file.write_text(json.dumps({"Galactica": {"allowed_models": ["demo"]}}))
    try:
        shown = users["emmy"].run(
            "import os; os.environ.pop('GALACTICA_POLICY')\n"
            "import jupyterlab_galactica as jg\n"
            f"jg.ask('Why?', model={FORBIDDEN!r})"
        )
    finally:
        file.unlink()
    assert "administrator allows (demo)" in shown
