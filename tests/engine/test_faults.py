"""What may go wrong around the worker: shared folders, odd files, clocks, versions, its log."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from jupyterlab_galactica import policy, processes
from jupyterlab_galactica.engine import connection, worker_log
from jupyterlab_galactica.errors import WorkerError
from jupyterlab_galactica.version import __version__, is_older


def _own_connection() -> connection.Connection:
    return connection.Connection(
        url="http://127.0.0.1:9",
        token="token",
        pid=os.getpid(),
        created=processes.started(os.getpid()),
        version=__version__,
    )


def _write(fields: Any) -> None:
    path = connection.connection_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(json.dumps(fields))


def test_a_clock_that_jumps_makes_no_worker_seem_dead(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linux tells when a process began in seconds since 1970, which move with the clock."""
    _write(asdict(_own_connection()))
    boot = psutil.boot_time()
    monkeypatch.setattr("psutil._pslinux.boot_time", lambda: boot + 7200)
    assert connection.read() is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "http://example.org:80"},
        {"url": 7},
        {"pid": "self"},
        {"pid": -1},
        {"pid": 2**70},
        {"created": None},
        {"more": 1},
    ],
)
def test_an_odd_connection_file_is_no_worker(runtime: Path, fields: dict[str, Any]) -> None:
    _write(asdict(_own_connection()) | fields)
    assert connection.read() is None


def test_a_connection_file_that_is_no_plain_file_is_no_worker(
    runtime: Path, tmp_path: Path
) -> None:
    runtime.mkdir(mode=0o700)
    os.mkfifo(connection.connection_file())  # reading it would wait for ever
    assert connection.read() is None
    connection.connection_file().unlink()
    (tmp_path / "theirs").write_text(json.dumps(asdict(_own_connection())))
    connection.connection_file().symlink_to(tmp_path / "theirs")
    assert connection.read() is None
    connection.connection_file().unlink()
    connection.connection_file().write_text("[" * 60_000)
    assert connection.read() is None


def test_a_home_folder_shared_by_two_machines_has_a_worker_for_each(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(asdict(_own_connection()))
    monkeypatch.setattr(platform, "node", lambda: "another machine")
    assert connection.read() is None


def test_a_runtime_folder_in_which_others_write_is_refused(runtime: Path) -> None:
    runtime.mkdir()
    runtime.chmod(0o777)
    with pytest.raises(WorkerError, match=r"Other users can write.*chmod 700"):
        connection.find_or_start()
    assert list(runtime.iterdir()) == []


def test_a_full_disk_is_said_where_the_worker_would_start(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        worker_log, "open_to_append", lambda path: os.open("/dev/full", os.O_WRONLY)
    )
    with pytest.raises(WorkerError, match=r"No space left on device.*free some space"):
        connection.find_or_start()


def test_versions_are_compared_as_versions() -> None:
    assert is_older("0.9.0", "0.10.0")
    assert not is_older("0.10.0", "0.9.0")
    assert not is_older("unknown", "0.9.0")


def _register_as(found: connection.Connection, version: str) -> None:
    """As if the worker had been started before an upgrade."""
    path = connection.connection_file()
    path.write_text(json.dumps(asdict(replace(found, version=version))))


def test_an_idle_worker_of_an_older_version_is_replaced(runtime: Path) -> None:
    old = connection.find_or_start()
    _register_as(old, "0.0.1")
    new = connection.find_or_start()
    assert new.pid != old.pid
    assert new.version == __version__
    assert not psutil.pid_exists(old.pid)


def test_an_idle_worker_that_knows_not_what_the_administrator_decided_is_replaced(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = connection.find_or_start()
    monkeypatch.setenv(policy.VARIABLE, json.dumps([{"ceilings": {"new_tokens": 5}}]))
    bound = connection.find_or_start()
    assert bound.pid != free.pid
    assert not psutil.pid_exists(free.pid)
    with connection.http_client(bound, timeout=60) as client:
        body = {"model": "demo", "prompt": "Why?", "max_tokens": 6}
        refused = client.post("/v1/completions", json=body)
    assert "allows 5 new tokens" in refused.text
    monkeypatch.delenv(policy.VARIABLE)  # as in a terminal that the server did not open
    assert connection.find_or_start() == bound


def test_a_busy_worker_of_an_older_version_is_left_and_told(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(asdict(_own_connection()) | {"version": "0.0.1"})
    monkeypatch.setattr(connection, "_ask_status", lambda found, timeout: {"queue": 1})
    with pytest.raises(WorkerError, match=r"is of version 0\.0\.1.*ask again when it is done"):
        connection.find()


def test_a_worker_of_a_newer_version_serves_older_notebooks(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(asdict(_own_connection()) | {"version": "999.0"})
    monkeypatch.setattr(connection, "_ask_status", lambda found, timeout: {"queue": 0})
    assert connection.find() is not None


def test_the_log_is_kept_over_restarts_and_bounded(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime.mkdir(mode=0o700)
    for version in ("1", "2"):
        with worker_log.opened(version) as (log, began):
            log.write(b"something of %s\n" % version.encode())
            assert worker_log.last_line(began) == f"something of {version}"
    assert [line.split()[-1] for line in worker_log.end()] == ["started.", "1", "started.", "2"]
    monkeypatch.setattr(worker_log, "MAX_BYTES", 50)
    for version in "3456":
        with worker_log.opened(version):
            pass
    kept = sorted(path.name.partition(".log")[2] for path in runtime.iterdir())
    assert kept == ["", ".1", ".2"]
    assert "version 6" in worker_log.end()[-1]


def test_the_log_is_no_way_into_another_file(runtime: Path, tmp_path: Path) -> None:
    runtime.mkdir(mode=0o700)
    worker_log.log_file().symlink_to(tmp_path / "precious")
    with pytest.raises(WorkerError, match="cannot leave its files"):
        connection.find_or_start()
    assert not (tmp_path / "precious").exists()


def test_what_was_asked_is_not_in_the_log(runtime: Path, tiny_model: Path) -> None:
    """Also where a request fails in a way nobody foresaw."""
    script = """
import logging, sys
from jupyterlab_galactica.engine.worker.lane import Job, Lane
import asyncio
def fails(job):
    raise RuntimeError("the secret prompt")
    yield
async def main():
    lane = Lane(lambda: None)
    lane.start()
    try:
        async for _ in lane.submit(Job(fails)).batches(1): pass
    except Exception: pass
logging.basicConfig()
asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert "A request failed: RuntimeError" in done.stderr
    assert "secret" not in done.stderr
