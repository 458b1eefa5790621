"""Models come from the hub once, whole, and go on where a download broke off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..tiny_models import write_tiny_opt
from .local_hub import COMMIT, LocalHub, run, serving

FIND = 'result = catalog.find_model("lab/tiny", report)'
STOP_HALF_WAY = """
class Stop(BaseException): pass
def report(fraction):
    seen.append(fraction)
    if fraction > 0.5: raise Stop
try:
    catalog.find_model("lab/tiny", report)
except Stop:
    result = "stopped"
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    write_tiny_opt(folder)
    return folder


@pytest.fixture
def hub(model: Path) -> Iterator[LocalHub]:
    with serving(model) as started:
        yield started


def test_a_model_is_downloaded_with_progress_and_then_found_in_the_cache(
    hub: LocalHub, tmp_path: Path
) -> None:
    first = run(FIND, tmp_path, HF_ENDPOINT=hub.url)
    assert Path(first["result"], "model.safetensors").is_file()
    assert first["seen"] == sorted(first["seen"])
    assert len(first["seen"]) > 5
    assert first["seen"][-1] == 1.0
    assert hub.names_served()[-1] == "model.safetensors"
    hub.served.clear()
    assert run(FIND, tmp_path, HF_HUB_OFFLINE="1")["result"] == first["result"]
    assert not hub.served


def test_a_stopped_download_goes_on_in_another_process_from_where_it_stopped(
    hub: LocalHub, tmp_path: Path
) -> None:
    stopped = run(STOP_HALF_WAY, tmp_path, HF_ENDPOINT=hub.url)
    assert stopped["result"] == "stopped"
    hub.served.clear()
    found = run(FIND, tmp_path, HF_ENDPOINT=hub.url)
    ((name, start),) = hub.served
    size = (hub.folder / name).stat().st_size
    assert name == "model.safetensors"
    assert size / 2 < start < size
    assert Path(found["result"], name).read_bytes() == (hub.folder / name).read_bytes()
    assert not list(tmp_path.rglob("*.part"))


def test_a_connection_that_breaks_is_made_again_without_starting_anew(
    hub: LocalHub, tmp_path: Path
) -> None:
    hub.cut_at["model.safetensors"] = 20_000
    found = run(FIND, tmp_path, HF_ENDPOINT=hub.url)
    assert Path(found["result"], "model.safetensors").is_file()
    (_, first), (_, second) = (sent for sent in hub.served if sent[0] == "model.safetensors")
    assert first == 0
    assert 0 < second <= 20_000


def test_whole_shards_are_kept_and_old_formats_and_other_files_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "sharded"
    write_tiny_opt(folder, shards=True)
    for extra in ("pytorch_model.bin", "training_args.bin", "adapter.safetensors"):
        (folder / extra).write_bytes(b"not wanted")
    shards = sorted(path.name for path in folder.glob("model-*.safetensors"))
    assert len(shards) > 2
    with serving(folder) as hub:
        hub.replaced[shards[1]] = b"<html>Log in to the network</html>"
        broken = run(FIND, tmp_path / "cache", HF_ENDPOINT=hub.url)
        assert f"{shards[1]} of lab/tiny" in broken["error"]
        assert "bytes and not" in broken["error"]
        rows = run("result = catalog.known_models()[-1].local", tmp_path / "cache")
        assert rows["result"] == "partial"
        hub.replaced.clear()
        hub.served.clear()
        found = run(FIND, tmp_path / "cache", HF_ENDPOINT=hub.url)
        assert hub.names_served() == shards[1:]
    assert not Path(found["result"], "pytorch_model.bin").exists()
    assert run("result = catalog.known_models()[-1].local", tmp_path / "cache")["result"] == (
        "complete"
    )


def test_content_whose_checksum_is_wrong_is_not_kept(hub: LocalHub, tmp_path: Path) -> None:
    content = (hub.folder / "model.safetensors").read_bytes()
    hub.replaced["model.safetensors"] = content[:-1] + b"?"
    broken = run(FIND, tmp_path, HF_ENDPOINT=hub.url)
    assert "the checksum of what came is not the hub's" in broken["error"]
    hub.replaced.clear()
    assert "result" in run(FIND, tmp_path, HF_ENDPOINT=hub.url)


def test_a_model_that_the_disk_cannot_hold_is_refused_before_its_weights_come(
    hub: LocalHub, tmp_path: Path
) -> None:
    small_disk = """
import collections, shutil
shutil.disk_usage = lambda path: collections.namedtuple("usage", "total used free")(10, 9, 10**8)
"""
    refused = run(small_disk + FIND, tmp_path, HF_ENDPOINT=hub.url)
    assert "has 0.1 GB free; free some space" in refused["error"]
    assert "model.safetensors" not in hub.names_served()


def test_a_disk_that_fills_up_is_named_and_what_came_is_kept(hub: LocalHub, tmp_path: Path) -> None:
    full_disk = """
import errno
def report(fraction):
    if fraction > 0.5: raise OSError(errno.ENOSPC, "No space left on device")
"""
    full = run(full_disk + FIND, tmp_path, HF_ENDPOINT=hub.url)
    assert full["error"].startswith("The disk was full before model.safetensors of lab/tiny")
    assert list(tmp_path.rglob("*.part"))


def test_the_small_files_come_without_the_weights(hub: LocalHub, tmp_path: Path) -> None:
    small = 'result = sorted(path.name for path in hub.fetch_small("lab/tiny").iterdir())'
    assert {"config.json", "tokenizer.json"} <= set(
        run(small, tmp_path, HF_ENDPOINT=hub.url)["result"]
    )
    assert "model.safetensors" not in hub.names_served()
    assert "error" not in run(small, tmp_path, HF_HUB_OFFLINE="1")


def test_a_model_without_weights_that_can_be_read_is_refused_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "gguf"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.gguf").touch()
    with serving(folder) as hub:
        refused = run(FIND, tmp_path / "cache", HF_ENDPOINT=hub.url)
        assert "neither model.safetensors nor pytorch_model.bin" in refused["error"]
        assert not hub.served


def test_a_model_behind_terms_says_how_to_accept_them(hub: LocalHub, tmp_path: Path) -> None:
    hub.refusal = "GatedRepo"
    assert "hf auth login" in run(FIND, tmp_path, HF_ENDPOINT=hub.url)["error"]


def test_a_model_the_hub_does_not_have_is_an_error(hub: LocalHub, tmp_path: Path) -> None:
    absent = run('result = catalog.find_model("lab/absent")', tmp_path, HF_ENDPOINT=hub.url)
    assert "spelling" in absent["error"]


def test_an_unreachable_hub_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    found = run(FIND, tmp_path, HF_ENDPOINT="http://127.0.0.1:9")
    assert "the hub cannot be reached" in found["error"]
    assert "check the connection" in found["error"]


def test_offline_without_the_model_in_the_cache_is_an_error(tmp_path: Path) -> None:
    assert "HF_HUB_OFFLINE" in run(FIND, tmp_path, HF_HUB_OFFLINE="1")["error"]


PINNED = f'result = catalog.find_model("lab/tiny@{COMMIT}", report)'
BRANCH = 'result = catalog.find_model("lab/tiny@branch", report)'


@pytest.mark.parametrize("code", [PINNED, BRANCH])
def test_a_revision_is_downloaded_and_found_offline(
    hub: LocalHub, tmp_path: Path, code: str
) -> None:
    first = run(code, tmp_path, HF_ENDPOINT=hub.url)
    assert Path(first["result"]).name == COMMIT
    assert Path(first["result"], "model.safetensors").is_file()
    hub.served.clear()
    assert run(code, tmp_path, HF_HUB_OFFLINE="1")["result"] == first["result"]
    assert run(PINNED, tmp_path, HF_HUB_OFFLINE="1")["result"] == first["result"]
    assert not hub.served


@pytest.mark.parametrize("revision", ["", "../main", "a b", "-x", "a//b", "@main"])
def test_a_revision_cannot_walk_paths(hub: LocalHub, tmp_path: Path, revision: str) -> None:
    code = f'result = catalog.find_model("lab/tiny@{revision}", report)'
    assert "There is no model" in run(code, tmp_path, HF_ENDPOINT=hub.url)["error"]
