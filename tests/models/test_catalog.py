from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models import catalog
from jupyterlab_galactica.models.catalog import find_model, known_models, qualified_name

COMMIT = "0" * 39 + "1"


def test_a_folder_is_found(tiny_model: Path) -> None:
    assert find_model(str(tiny_model)) == tiny_model


def test_a_folder_is_named_absolutely_for_other_processes(
    tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny_model.parent)
    assert qualified_name(tiny_model.name) == str(tiny_model.resolve())
    assert qualified_name("facebook/galactica-1.3b") == "facebook/galactica-1.3b"


def test_an_unknown_name_says_what_can_be_named() -> None:
    with pytest.raises(ModelError, match="'demo', a folder, or a hub id"):
        find_model("galactica")


def test_a_bundled_model_that_was_not_made_says_how_to_make_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(catalog.BUNDLED, "demo", tmp_path / "absent")
    with pytest.raises(ModelError, match="make demo-model"):
        find_model("demo")


def test_a_folder_without_config_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"config\.json"):
        find_model(str(tmp_path))


def test_a_config_without_weights_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="no weights"):
        find_model(str(tmp_path))


def test_an_absent_shard_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    shards = {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"weight_map": shards}))
    (tmp_path / shards["a"]).touch()
    with pytest.raises(ModelError, match=shards["b"]):
        find_model(str(tmp_path))


def test_the_default_comes_first_and_once() -> None:
    names = [name for name, _ in known_models("facebook/galactica-125m")]
    assert names[:2] == ["facebook/galactica-125m", "demo"]
    assert len(set(names)) == len(names)


class _Hub(BaseHTTPRequestHandler):
    """As much of the hub's protocol as a download needs; `folder` is the one model it has."""

    folder: Path
    served: list[str]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def log_message(self, *args: object) -> None:
        pass

    def _answer(self, *, body: bool) -> None:
        path = self.path.partition("?")[0]
        names = [file.name for file in self.folder.iterdir()]
        if path.startswith("/api/models/lab/tiny/tree/"):
            listing = [
                {"type": "file", "path": name, "size": self._size(name), "oid": f"oid-{name}"}
                for name in names
            ]
            self._send(200, json.dumps(listing).encode(), body=body)
        elif path.startswith("/api/models/lab/tiny"):
            info = {"id": "lab/tiny", "sha": COMMIT, "siblings": [{"rfilename": n} for n in names]}
            self._send(200, json.dumps(info).encode(), body=body)
        elif path.startswith("/lab/tiny/resolve/") and path.rpartition("/")[2] in names:
            name = path.rpartition("/")[2]
            if body:
                self.served.append(name)
            self._send(200, (self.folder / name).read_bytes(), body=body, etag=f'"oid-{name}"')
        else:
            self._send(404, b"{}", body=body, code="RepoNotFound")

    def _size(self, name: str) -> int:
        return (self.folder / name).stat().st_size

    def _send(
        self, status: int, content: bytes, *, body: bool, etag: str = "", code: str = ""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Repo-Commit", COMMIT)
        if etag:
            self.send_header("ETag", etag)
        if code:
            self.send_header("X-Error-Code", code)
        self.end_headers()
        if body:
            self.wfile.write(content)


@pytest.fixture
def hub(tiny_model: Path) -> Iterator[tuple[str, list[str]]]:
    """The URL of a hub that has the model lab/tiny, and the files it has served."""
    served: list[str] = []
    handler = type("Handler", (_Hub,), {"folder": tiny_model, "served": served})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", served
    server.shutdown()
    server.server_close()


FIND = """
import json, sys
from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models.catalog import find_model
fractions = []
try:
    print(json.dumps({"folder": str(find_model(sys.argv[1], fractions.append)), "seen": fractions}))
except ModelError as error:
    print(json.dumps({"error": str(error)}))
"""


def _find(model: str, cache: Path, **variables: str) -> dict[str, object]:
    """`find_model` in a process of its own: huggingface_hub reads its variables when imported."""
    environment = os.environ | {"HF_HOME": str(cache), "HF_HUB_DISABLE_XET": "1"} | variables
    result = subprocess.run(
        [sys.executable, "-c", FIND, model],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, object] = json.loads(result.stdout.splitlines()[-1])
    return found


def test_a_hub_model_is_downloaded_with_progress_and_then_found_in_the_cache(
    hub: tuple[str, list[str]], tmp_path: Path
) -> None:
    url, served = hub
    first = _find("lab/tiny", tmp_path, HF_ENDPOINT=url)
    assert "error" not in first
    assert Path(str(first["folder"]), "model.safetensors").is_file()
    assert "model.safetensors" in served
    fractions = first["seen"]
    assert isinstance(fractions, list)
    assert fractions[-1] == 1.0
    served.clear()
    offline = _find("lab/tiny", tmp_path, HF_HUB_OFFLINE="1")
    assert offline["folder"] == first["folder"]
    assert not served


def test_an_exception_in_the_report_ends_the_download(
    hub: tuple[str, list[str]], tmp_path: Path
) -> None:
    code = """
import sys
from jupyterlab_galactica.models.catalog import find_model
class Stop(BaseException): pass
def refuse(fraction): raise Stop
try:
    find_model("lab/tiny", refuse)
except Stop:
    print("stopped")
print("folder" if find_model("lab/tiny") else "")
"""
    environment = os.environ | {"HF_HOME": str(tmp_path), "HF_ENDPOINT": hub[0]}
    output = subprocess.check_output([sys.executable, "-c", code], env=environment, text=True)
    assert output.split() == ["stopped", "folder"]


def test_a_model_the_hub_does_not_have_is_an_error(
    hub: tuple[str, list[str]], tmp_path: Path
) -> None:
    assert "spelling" in str(_find("lab/absent", tmp_path, HF_ENDPOINT=hub[0])["error"])


def test_an_unreachable_hub_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    found = _find("lab/tiny", tmp_path, HF_ENDPOINT="http://127.0.0.1:9")
    assert "check the connection" in str(found["error"])


def test_offline_without_the_model_in_the_cache_is_an_error(tmp_path: Path) -> None:
    found = _find("lab/tiny", tmp_path, HF_HUB_OFFLINE="1")
    assert "HF_HUB_OFFLINE" in str(found["error"])
