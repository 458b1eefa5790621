"""The worker as a real process: found, started once, stopped, killed."""

from __future__ import annotations

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from jupyterlab_galactica import processes
from jupyterlab_galactica.engine import connection
from jupyterlab_galactica.engine.client import WorkerCompleter
from jupyterlab_galactica.engine.interface import (
    Chunk,
    Completed,
    CompletionRequest,
    Progress,
    Sampling,
)
from jupyterlab_galactica.engine.runtime import runtime_folder
from jupyterlab_galactica.errors import WorkerError
from jupyterlab_galactica.version import __version__

from ..conftest import write_tiny_model
from ..waiting import wait_until

START = """
from jupyterlab_galactica.engine.connection import find_or_start
print(find_or_start().pid, flush=True)
input()
"""


def _start_elsewhere() -> subprocess.Popen[str]:
    """Another process that finds or starts the worker, tells its pid, and waits."""
    return subprocess.Popen(
        [sys.executable, "-c", START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _told_pid(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def _gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def _workers() -> list[int]:
    """The workers that belong to this test's runtime folder."""
    return [process.pid for process in psutil.process_iter() if _is_worker(process)]


def _is_worker(process: psutil.Process) -> bool:
    try:
        return (
            "jupyterlab_galactica.engine.worker" in process.cmdline()
            and process.environ().get("JUPYTER_RUNTIME_DIR") == os.environ["JUPYTER_RUNTIME_DIR"]
        )
    except psutil.Error:
        return False


def _request(model: Path, **options: Any) -> CompletionRequest:
    sampling = Sampling(**({"max_tokens": 10, "ignore_eos": True} | options))
    return CompletionRequest(model=str(model), prompt="The", sampling=sampling)


def _write_file(found: connection.Connection) -> None:
    runtime_folder().mkdir(mode=0o700, parents=True)
    connection.connection_file().write_text(json.dumps(asdict(found)))


def test_the_first_request_starts_a_worker_and_the_next_finds_it(
    runtime: Path, tiny_model: Path
) -> None:
    first = list(WorkerCompleter().complete(_request(tiny_model)))
    pid = connection.status()["pid"]
    second = list(WorkerCompleter().complete(_request(tiny_model)))
    phases = [event.phase for event in first if isinstance(event, Progress)]
    assert phases[0] == "starting"
    assert "loading" in phases
    assert isinstance(first[-1], Completed)
    assert {e.phase for e in second if isinstance(e, Progress)} == {"reading", "generating"}
    assert connection.status()["pid"] == pid
    assert connection.status()["model"] == str(tiny_model)


def test_only_the_user_can_read_what_the_worker_leaves(runtime: Path) -> None:
    connection.find_or_start()
    for path in runtime.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(runtime.stat().st_mode) == 0o700


def test_processes_that_ask_at_once_start_one_worker(runtime: Path) -> None:
    processes = [_start_elsewhere() for _ in range(3)]
    pids = {_told_pid(process) for process in processes}
    assert len(pids) == 1
    assert set(_workers()) == pids
    for process in processes:
        process.communicate("\n")


def test_the_worker_outlives_the_process_that_started_it(runtime: Path) -> None:
    starter = _start_elsewhere()
    pid = _told_pid(starter)
    os.killpg(starter.pid, signal.SIGINT)
    os.killpg(starter.pid, signal.SIGKILL)
    starter.communicate()
    found = connection.find()
    assert found is not None
    assert found.pid == pid


def test_a_worker_killed_while_it_answers_is_named_and_started_anew(
    runtime: Path, tmp_path: Path
) -> None:
    write_tiny_model(tmp_path / "model", window=4000)
    events = WorkerCompleter().complete(_request(tmp_path / "model", max_tokens=3900))
    assert next(event.text for event in events if isinstance(event, Chunk))
    killed = connection.status()["pid"]
    os.kill(killed, signal.SIGKILL)
    rest: list[Any] = []
    with pytest.raises(WorkerError, match=r"process stopped.*ask again"):
        rest.extend(events)
    again = list(WorkerCompleter().complete(_request(tmp_path / "model")))
    assert isinstance(again[-1], Completed)
    assert connection.status()["pid"] != killed


def test_a_stopped_worker_is_named_by_status_and_replaced_by_the_next_question(
    runtime: Path, tiny_model: Path
) -> None:
    list(WorkerCompleter().complete(_request(tiny_model)))
    stopped = connection.status()["pid"]
    os.kill(stopped, signal.SIGSTOP)
    with pytest.raises(WorkerError, match=r"held by a signal \(SIGSTOP\)"):
        connection.status()
    events = list(WorkerCompleter().complete(_request(tiny_model)))
    told = [event.detail for event in events if isinstance(event, Progress)]
    assert "the model's process anew, since it was held by a signal (SIGSTOP) and was ended" in told
    assert isinstance(events[-1], Completed)
    assert not psutil.pid_exists(stopped), "it is reaped, no zombie"


def test_a_worker_stopped_while_it_answers_is_named_and_the_text_stays(
    runtime: Path, tmp_path: Path
) -> None:
    write_tiny_model(tmp_path / "model", window=4000)
    events = WorkerCompleter().complete(_request(tmp_path / "model", max_tokens=3900))
    assert next(event.text for event in events if isinstance(event, Chunk))
    stopped = connection.status()["pid"]
    os.kill(stopped, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(WorkerError, match=r"held by a signal.*and was ended; ask again"):
        list(events)
    assert time.monotonic() - began < 30  # a hang guard: it was 120 s
    assert not psutil.pid_exists(stopped)
    assert isinstance(list(WorkerCompleter().complete(_request(tmp_path / "model")))[-1], Completed)


def test_a_worker_killed_by_a_signal_is_said_to_be(runtime: Path, tmp_path: Path) -> None:
    write_tiny_model(tmp_path / "model", window=4000)
    events = WorkerCompleter().complete(_request(tmp_path / "model", max_tokens=3900))
    assert next(event.text for event in events if isinstance(event, Chunk))
    os.kill(connection.status()["pid"], signal.SIGSEGV)
    with pytest.raises(WorkerError, match="ended by SIGSEGV"):
        list(events)


def test_stop_ends_a_stopped_worker_too(runtime: Path) -> None:
    found = connection.find_or_start()
    os.kill(found.pid, signal.SIGSTOP)
    assert connection.stop()
    assert not psutil.pid_exists(found.pid)


def test_stop_ends_the_worker_and_its_connection_file(runtime: Path) -> None:
    found = connection.find_or_start()
    assert connection.stop()
    wait_until(lambda: _gone(found.pid))
    assert not connection.connection_file().exists()
    assert not connection.stop()
    assert connection.status()["state"] == "stopped"


def test_a_signal_ends_the_worker_cleanly(runtime: Path) -> None:
    found = connection.find_or_start()
    os.kill(found.pid, signal.SIGTERM)
    wait_until(lambda: _gone(found.pid))
    assert not connection.connection_file().exists()


def test_an_idle_worker_stops(runtime: Path) -> None:
    worker = [sys.executable, "-m", "jupyterlab_galactica.engine.worker", "--idle-minutes", "0.001"]
    ended = subprocess.run(worker, capture_output=True, text=True, timeout=90, check=True)
    assert "Serving on http" in ended.stderr
    assert "stopping" in ended.stderr
    assert not connection.connection_file().exists()


def test_a_worker_that_cannot_start_says_why(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALACTICA_IDLE_MINUTES", "soon")
    said = "did not start: The variable GALACTICA_IDLE_MINUTES cannot be used"
    with pytest.raises(WorkerError, match=said):
        connection.find_or_start()


def test_a_runtime_folder_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "file" / "runtime"))
    with pytest.raises(WorkerError, match="set JUPYTER_RUNTIME_DIR"):
        connection.find_or_start()


def test_a_full_disk_is_one_sentence_and_leaves_no_half_file(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(json, "dump", no_space)
    with pytest.raises(WorkerError, match=r"No space left on device.*free some space"):
        connection.register(_own_connection())
    assert list(runtime.iterdir()) == []


def test_the_file_of_a_dead_worker_is_replaced(runtime: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    _write_file(replace(_own_connection(), pid=dead.pid))
    assert connection.find() is None
    assert connection.find_or_start().pid != dead.pid


def test_the_file_of_a_process_number_used_again_is_not_believed(runtime: Path) -> None:
    """Its token would go to whoever listens there now."""
    own = _own_connection()
    _write_file(replace(own, created=own.created - 1000))
    assert connection.read() is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"url": "x"}', "null"])
def test_a_damaged_file_is_no_worker(runtime: Path, content: str) -> None:
    runtime.mkdir()
    connection.connection_file().write_text(content)
    assert connection.find() is None
    assert connection.status()["state"] == "stopped"


def test_a_worker_removes_no_file_but_its_own(runtime: Path) -> None:
    own = _own_connection()
    _write_file(own)
    connection.unregister(replace(own, token="another"))
    assert connection.connection_file().exists()
    connection.unregister(own)
    assert not connection.connection_file().exists()


def test_the_foreground_worker_takes_and_writes_a_token_file(runtime: Path, tmp_path: Path) -> None:
    token_file = tmp_path / "token"
    command = [sys.executable, "-m", "jupyterlab_galactica.engine.worker"]
    process = subprocess.Popen([*command, "--token-file", str(token_file)])
    wait_until(lambda: connection.find() is not None)
    found = connection.find()
    assert found is not None
    assert token_file.read_text().strip() == found.token
    assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
    busy = subprocess.run(
        [*command, "--port", found.url.rpartition(":")[2], "--token-file", str(token_file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert busy.returncode == 1
    assert "choose another" in busy.stderr.splitlines()[-1]
    assert connection.stop()
    assert process.wait(30) == 0


def _own_connection() -> connection.Connection:
    return connection.Connection(
        url="http://127.0.0.1:9",
        token="token",
        pid=os.getpid(),
        created=processes.started(os.getpid()),
        version=__version__,
    )
