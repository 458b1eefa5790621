"""A large file comes whole or not at all, whatever happens on the way."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from filelock import FileLock

from jupyterlab_galactica.models import resuming
from jupyterlab_galactica.models.resuming import fetch

from .local_hub import LocalHub, serving

CONTENT = bytes(range(256)) * 100
NAME = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    monkeypatch.setattr(resuming, "_CHUNK_BYTES", 1000)
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "weights").write_bytes(CONTENT)
    with serving(tmp_path / "there") as started:
        yield started


def _fetch(hub: LocalHub, path: Path) -> list[int]:
    seen: list[int] = []
    fetch(f"{hub.url}/lab/tiny/resolve/main/weights", {}, path, len(CONTENT), seen.append)
    return seen


@pytest.mark.parametrize("there", [0, 1, 999, 1000, len(CONTENT) - 1, len(CONTENT)])
def test_whatever_is_there_already_is_not_asked_for_again(
    there: int, hub: LocalHub, tmp_path: Path
) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(CONTENT[:there])
    seen = _fetch(hub, tmp_path / NAME)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert hub.served == ([("weights", there)] if there < len(CONTENT) else [])
    assert seen == sorted(seen)
    assert not (tmp_path / f"{NAME}.part").exists()


def test_a_part_of_another_file_is_noticed_and_thrown_away(hub: LocalHub, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(b"x" * 5000)
    with pytest.raises(OSError, match="checksum"):
        _fetch(hub, tmp_path / NAME)
    _fetch(hub, tmp_path / NAME)
    assert (tmp_path / NAME).read_bytes() == CONTENT


def test_a_part_that_is_too_long_is_thrown_away(hub: LocalHub, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(CONTENT + b"more")
    with pytest.raises(OSError, match="checksum"):
        _fetch(hub, tmp_path / NAME)
    assert not list(tmp_path.glob("*.part"))


def test_a_server_that_is_gone_is_given_up_after_a_few_tries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(resuming.time, "sleep", pauses.append)
    with pytest.raises(httpx.ConnectError):
        fetch("http://127.0.0.1:9/weights", {}, tmp_path / NAME, 10, lambda count: None)
    assert pauses == [1, 2, 3]


def test_a_file_another_process_has_finished_is_taken_as_it_is(
    hub: LocalHub, tmp_path: Path
) -> None:
    (tmp_path / NAME).write_bytes(CONTENT)
    assert _fetch(hub, tmp_path / NAME) == []
    assert hub.served == []


def test_who_waits_for_another_process_hears_how_far_it_is_and_can_stop(
    hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class StopError(Exception):
        pass

    def stop(count: int) -> None:
        assert count == 500
        raise StopError

    monkeypatch.setattr(resuming, "_LOCK_WAIT_S", 0.01)
    (tmp_path / f"{NAME}.part").write_bytes(CONTENT[:500])
    with FileLock(tmp_path / f"{NAME}.lock"), pytest.raises(StopError):
        fetch(f"{hub.url}/lab/tiny/resolve/main/weights", {}, tmp_path / NAME, 10, stop)


def test_a_killed_process_leaves_a_part_that_the_next_one_goes_on_with(
    hub: LocalHub, tmp_path: Path
) -> None:
    code = f"""
import os, signal
from pathlib import Path
from jupyterlab_galactica.models import resuming
resuming._CHUNK_BYTES = 1000
def die(count):
    if count > 10_000: os.kill(os.getpid(), signal.SIGKILL)
path = Path({str(tmp_path / NAME)!r})
resuming.fetch({hub.url + "/lab/tiny/resolve/main/weights"!r}, {{}}, path, {len(CONTENT)}, die)
"""
    assert subprocess.run([sys.executable, "-c", code], env=dict(os.environ)).returncode == -9
    hub.served.clear()
    _fetch(hub, tmp_path / NAME)
    ((_, start),) = hub.served
    assert start > 0
    assert (tmp_path / NAME).read_bytes() == CONTENT
