"""`jupyter galactica doctor` and `clear`: what is here, what is wrong, and nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from jupyterlab_galactica import policy
from jupyterlab_galactica.config import Config, config_path, save_config
from jupyterlab_galactica.engine import connection
from jupyterlab_galactica.engine.connection import Connection
from jupyterlab_galactica.engine.runtime import make_folder, runtime_file
from jupyterlab_galactica.jupyter.cli import main
from jupyterlab_galactica.jupyter.doctor import examine
from jupyterlab_galactica.processes import started

SECRET = "sk-0123456789"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All of a user's folders, empty."""
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / name.lower()))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(policy.VARIABLE, raising=False)
    return tmp_path


def test_where_all_is_well_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["doctor"])
    text = capsys.readouterr().out
    assert "No problem was found." in text
    assert ended.value.code == 0
    for named in ("torch: ", "free memory: ", "state: stopped", "package_version: ", "offline: "):
        assert named in text


def test_as_json_it_is_json_alone_and_the_exit_code_tells_of_problems(
    capsys: pytest.CaptureFixture[str],
) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text('{"idle_minutes": -1, "model": "facebook/galactica-1.3b"}')
    with pytest.raises(SystemExit) as ended:
        main(["doctor", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1
    (problem,) = found["problems"]
    assert "idle_minutes" in problem
    assert found["settings"]["model"] == "facebook/galactica-1.3b"


def test_what_the_administrator_wrote_wrongly_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(policy.VARIABLE, '[{"enforced": {"colour": "red"}}]')
    (problem,) = examine().problems
    assert "administrator enforces a setting that cannot be used" in problem


def test_a_default_model_that_is_not_allowed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(policy.VARIABLE, '[{"allowed_models": ["facebook/*"]}]')
    (problem,) = examine().problems
    assert problem.startswith("demo is not among the models")


@pytest.fixture
def engine() -> Iterator[Callable[[int, Any], str]]:
    """An engine on this machine that gives one answer, as its URL."""
    servers = []

    def answering(status: int, body: Any) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/v1"

    yield answering
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_configured_engine_is_asked(engine: Callable[[int, Any], str]) -> None:
    save_config(Config(base_url=engine(200, {"data": [{"id": "galactica-30b"}]})))
    found = examine()
    assert found.engine["models"] == ["galactica-30b"]
    assert not found.problems


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [(401, {}, "401"), (503, {}, "503"), (200, {"data": 7}, "protocol"), (200, [], "protocol")],
)
def test_an_engine_that_fails_is_told(
    engine: Callable[[int, Any], str], status: int, body: Any, said: str
) -> None:
    save_config(Config(base_url=engine(status, body)))
    (problem,) = examine().problems
    assert said in problem


def test_no_secret_is_shown(
    engine: Callable[[int, Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALACTICA_API_KEY", "the-key-of-ada")
    save_config(Config(base_url=engine(401, {})))
    make_folder()
    pid = os.getpid()
    worker = Connection(
        url="http://127.0.0.1:1", token="f00d" * 16, pid=pid, created=started(pid), version="0"
    )
    connection.connection_file().write_text(json.dumps(vars_of(worker)))
    runtime_file("log").write_text(
        f"Authorization: Bearer abc.def\nkey the-key-of-ada\ntoken {'f00d' * 16}\nlast line\n"
    )
    found = examine()
    text = repr(found)
    for secret in ("the-key-of-ada", "f00d", "abc.def"):
        assert secret not in text
    assert found.log[-1] == "last line"
    assert found.engine["key"] == "set"
    assert any("is of version 0" in problem for problem in found.problems)


def test_a_password_in_the_url_is_told_and_not_shown() -> None:
    save_config(Config(base_url=f"http://ada:{SECRET}@127.0.0.1:1/v1"))
    found = examine()
    assert any("name and password" in problem for problem in found.problems)
    assert SECRET not in repr(found)


def vars_of(worker: Connection) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(worker)


def test_the_runtime_folder_of_others_is_a_problem() -> None:
    make_folder().chmod(0o777)
    assert any("Other users can write" in problem for problem in examine().problems)


def run(home: Path, *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "jupyterlab_galactica.jupyter.cli", *arguments],
        env=os.environ, cwd=home, capture_output=True, text=True, timeout=110,
    )  # fmt: skip
    assert result.returncode in (0, 1), result.stderr
    return result.stdout


def ours(home: Path) -> set[str]:
    """The files that are left of this package in a user's folders."""
    return {
        str(path.relative_to(home))
        for path in home.rglob("*")
        if "galactica" in str(path.relative_to(home)) and not path.is_dir()
    }


def test_after_clear_all_nothing_of_this_package_is_left(home: Path) -> None:
    (home / "my.bib").write_text("@book{hecht, title = {Optics}, author = {Hecht, Eugene}}")
    run(home, "ask", "What is entropy?", "-n", "8", "--references", str(home / "my.bib"))
    save_config(Config(queue=7))
    code = (
        "from pathlib import Path\n"
        "from jupyterlab_galactica.checks.bibliography.remembered import remember_bibliographies\n"
        "from jupyterlab_galactica.models.remembered import remember_licence\n"
        "remember_bibliographies(Path(), [Path('my.bib')]); remember_licence('galactica')"
    )
    subprocess.run([sys.executable, "-c", code], cwd=home, check=True)
    left = ours(home)
    for kind in ("answers.sqlite", "seal.key", "galactica.json", "galactica-worker-", ".log",
                 "galactica-models.json", "bibliographies"):  # fmt: skip
        assert any(kind in path for path in left), kind
    pid = connection.status()["pid"]
    assert "answers of models" in run(home, "clear")
    assert not any("cache" in path for path in ours(home))
    assert connection.status()["pid"] == pid
    assert "settings" in run(home, "clear", "--all")
    assert ours(home) == set()
    assert connection.status()["state"] == "stopped"
    assert "nothing to delete" in run(home, "clear", "--all")
