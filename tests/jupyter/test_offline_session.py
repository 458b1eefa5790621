"""Proof of offline: a whole session in which every process tells of each connection it tries.

`sitecustomize`, which Python imports first in every process, adds an audit hook that writes down
what sockets are asked for. (Native code that opens sockets by itself would not be seen.)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from jupyter_client.manager import start_new_kernel

from jupyterlab_galactica.config import Config, save_config
from jupyterlab_galactica.engine.connection import stop

from .conftest import Kernel
from .serving import events, wait_for_url

HOOK = """
import json, os, sys

_told = os.open(os.environ["TOLD"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
_where = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0,
          "socket.gethostbyname": 0, "socket.gethostbyaddr": 0}

def _tell(event, host):
    line = {"argv": sys.orig_argv, "event": event, "host": host}
    os.write(_told, (json.dumps(line) + "\\n").encode())

def _hook(event, arguments):
    if event in _where:
        host = arguments[_where[event]]
        if isinstance(host, tuple):
            host = host[0]
        _tell(event, host if isinstance(host, str) else host and repr(host))

_tell("start", None)
sys.addaudithook(_hook)
"""
CITING = "What is Bayes' theorem?"
PAPER = r"""We know $\sin^2 x + \cos^2 x = 1$
[START_REF] Attention Is All You Need, Vaswani[END_REF].
The molecule [START_I_SMILES]CCO[END_I_SMILES]."""


@dataclass(frozen=True)
class Session:
    environment: dict[str, str]
    folder: Path

    @property
    def told(self) -> list[dict[str, Any]]:
        lines = Path(self.environment["TOLD"]).read_text().splitlines()
        return [json.loads(line) for line in lines]

    def outside(self) -> set[tuple[str, str]]:
        """The hosts beyond this machine that some process asked for, each with what asked."""
        return {
            (" ".join(line["argv"][:4]), line["host"])
            for line in self.told
            if line["event"] != "start" and not _is_here(line["host"])
        }

    def command(self, *arguments: str) -> str:
        result = subprocess.run(
            [sys.executable, "-m", "jupyterlab_galactica.jupyter.cli", *arguments],
            env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=110,
        )  # fmt: skip
        return result.stdout + result.stderr


def _is_here(host: str | None) -> bool:
    if not host or host == "localhost" or host.startswith("/"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(HOOK)
    variables = {
        f"JUPYTER_{name}_DIR": str(tmp_path / name.lower())
        for name in ("CONFIG", "DATA", "RUNTIME")
    }
    variables |= {
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "HF_HOME": str(tmp_path / "hf"),
        "HF_ENDPOINT": "http://hub.invalid",
        "IPYTHONDIR": str(tmp_path / "ipython"),
        "TOLD": str(tmp_path / "told"),
        "PYTHONPATH": os.pathsep.join(
            filter(None, [str(tmp_path / "hook"), os.environ.get("PYTHONPATH")])
        ),
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    yield Session(dict(os.environ), tmp_path)
    stop()


def test_the_hook_sees_what_leaves_the_machine_where_offline_is_off(session: Session) -> None:
    """Without this the test below could not fail."""
    assert "could not be downloaded" in session.command("ask", "Why?", "--model", "nobody/nothing")
    assert "hub.invalid" in {host for _, host in session.outside()}


@pytest.mark.timeout(300)
def test_nothing_else_is_connected_to_in_a_whole_session(session: Session) -> None:
    save_config(Config(offline="on", lookup="crossref,openalex,arxiv,semanticscholar"))
    (session.folder / "paper.md").write_text(PAPER)
    _use_the_sidebar(session)
    _use_a_notebook(session)
    assert "found no" not in session.command("check", "paper.md")
    assert '"offline": "on"' in session.command("doctor", "--json")
    assert "Bayes" in session.command("ask", CITING)

    assert session.outside() == set()
    asked = [" ".join(line["argv"]) for line in session.told]
    for process in ("jupyter_server", "ipykernel_launcher", "galactica.engine.worker",
                    "galactica.checks.worker", "galactica.jupyter.cli"):  # fmt: skip
        assert any(process in line for line in asked), process


def _use_the_sidebar(session: Session) -> None:
    log = session.folder / "log"
    command = [
        sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--port=0",
        "--IdentityProvider.token=secret", f"--ServerApp.root_dir={session.folder}",
    ]  # fmt: skip
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=session.environment, stdout=output, stderr=output)
    try:
        runtime = Path(session.environment["JUPYTER_RUNTIME_DIR"])
        url = wait_for_url(runtime, process, log)
        headers = {"Authorization": "token secret"}
        with httpx.Client(base_url=url, headers=headers, timeout=90, trust_env=False) as client:
            *_, last = events(client.post("galactica/api/ask", json={"prompt": CITING}))
            answer = last["answer"]
            (citation, *_) = answer["citations"]
            assert "the setting offline forbids it" in citation["reason"]
            client.post("galactica/api/check", json={"answer": answer})
            assert client.post("galactica/api/seals", json={"answers": [answer]}).is_success
            assert client.get("galactica/api/models").is_success
            assert client.get("galactica/api/status").json()["offline"] is True
            body = {"prompt": "Why?", "model": "nobody/nothing"}
            refused = client.post("galactica/api/ask", json=body).text
            assert "the setting offline forbids a download" in refused
    finally:
        process.terminate()
        process.wait(20)


def _use_a_notebook(session: Session) -> None:
    manager, client = start_new_kernel(env=session.environment, cwd=str(session.folder))
    try:
        kernel = Kernel(manager, client)
        assert kernel.run("%load_ext jupyterlab_galactica").status == "ok"
        assert kernel.run(f"%%galactica\n{CITING}").status == "ok"
        assert kernel.run("%galactica cite Attention is all you need").status == "ok"
        checked = kernel.run(
            "import jupyterlab_galactica as jg\n"
            f"report = jg.check({PAPER!r}, lookup='crossref,arxiv')\n"
            "print(report.citations[0].reason, report.equations[0].verdict)"
        )
        assert "the setting offline forbids it" in checked.text
        assert "holds" in checked.text
        refused = kernel.run("%galactica load nobody/nothing")
        assert "the setting offline forbids a download" in refused.error + refused.text
        assert kernel.run("%galactica load demo").status == "ok"
        for command in ("models", "status", "card facebook/galactica-1.3b", "config"):
            assert kernel.run(f"%galactica {command}").status == "ok"
        in_kernel = kernel.run("%%galactica nobody/nothing --in-kernel\nWhy?")
        assert "the setting offline forbids a download" in in_kernel.error + in_kernel.text
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
