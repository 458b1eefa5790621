"""The connection file: how everyone of this user finds the one worker process.

`galactica-worker.json` in Jupyter's runtime folder, mode 0600. Whoever finds no live worker starts
one under a file lock, so that two who ask at once start a single one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ..errors import WorkerError

if TYPE_CHECKING:
    import httpx

START_TIMEOUT_S = 90.0
_POLL_S = 0.05
_STATUS_TIMEOUT_S = 10.0
_SAME_PROCESS_S = 2.0

_children: list[subprocess.Popen[bytes]] = []
"""Workers this process started: polled, so that one that ended does not stay a zombie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """`created` is the process's creation time (seconds since 1970): a pid alone is used again."""

    url: str
    token: str
    pid: int
    created: float
    version: str


def connection_file() -> Path:
    return runtime_folder() / "galactica-worker.json"


def log_file() -> Path:
    return runtime_folder() / "galactica-worker.log"


def runtime_folder() -> Path:
    from jupyter_core.paths import jupyter_runtime_dir

    return Path(jupyter_runtime_dir())


def read() -> Connection | None:
    """The registered worker if its process is alive; it is not asked whether it answers."""
    try:
        fields = json.loads(connection_file().read_text("utf-8"))
        connection = Connection(**fields)
        return connection if _is_alive(connection) else None
    except (OSError, ValueError, TypeError):
        return None


def find() -> Connection | None:
    """The worker that is running and answers, None where there is none.

    Raises WorkerError where a live worker does not answer.
    """
    connection = read()
    return connection if connection and _ask_status(connection) else None


def find_or_start() -> Connection:
    """The running worker, or a new one. Raises WorkerError where none can be started."""
    import filelock

    found = find()
    if found is not None:
        return found
    try:
        runtime_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        with filelock.FileLock(
            runtime_folder() / "galactica-worker.lock", timeout=START_TIMEOUT_S + 10, mode=0o600
        ):
            return find() or _start()
    except filelock.Timeout:
        raise WorkerError(
            "Another process has been starting the model's process for too long; ask again, or "
            f"read {log_file()}."
        ) from None
    except OSError as error:
        raise WorkerError(_cannot_write(error)) from error


def status() -> dict[str, Any]:
    """What the worker says of itself (`/status`); its `state` is "stopped" where none is running.

    Raises WorkerError where a live worker does not answer.
    """
    connection = read()
    answer = _ask_status(connection) if connection else None
    return answer or {"state": "stopped", "model": None}


def stop() -> bool:
    """Stop the worker and wait until it is gone; False where none was running."""
    connection = read()
    if connection is None:
        return False
    import httpx
    import psutil

    try:
        with http_client(connection) as client:
            client.post("/shutdown")
    except httpx.HTTPError:
        psutil.Process(connection.pid).terminate()
    deadline = time.monotonic() + _STATUS_TIMEOUT_S
    while _is_alive(connection):
        if time.monotonic() > deadline:
            psutil.Process(connection.pid).kill()
            deadline += _STATUS_TIMEOUT_S
        time.sleep(_POLL_S)
    return True


def http_client(connection: Connection, **options: Any) -> httpx.Client:
    """A client for the worker alone: loopback, so neither proxies nor certificates matter."""
    import httpx

    return httpx.Client(
        **{
            "base_url": connection.url,
            "headers": {"Authorization": f"Bearer {connection.token}"},
            "timeout": _STATUS_TIMEOUT_S,
            "trust_env": False,
            "verify": False,
            **options,
        }
    )


def register(connection: Connection) -> bool:
    """Write the connection file, unless another worker is registered and answers.

    Raises WorkerError where the file cannot be written.
    """
    from jupyter_core.paths import secure_write

    other = find()
    if other is not None and other.pid != connection.pid:
        return False
    path = connection_file()
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with secure_write(str(draft)) as file:
            json.dump(asdict(connection), file)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise WorkerError(_cannot_write(error)) from error
    return True


def unregister(connection: Connection) -> None:
    """Remove the connection file if it is this worker's."""
    try:
        if json.loads(connection_file().read_text("utf-8")) == asdict(connection):
            connection_file().unlink()
    except (OSError, ValueError):
        pass


def process_created(pid: int) -> float:
    import psutil

    created: float = psutil.Process(pid).create_time()
    return created


def package_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("jupyterlab-galactica")
    except PackageNotFoundError:
        return "unknown"


def _start() -> Connection:
    with _open_log() as log:
        # Its own session, so that neither Ctrl-C nor the end of the kernel's process group reaches
        # it; the runtime folder as working folder, so that no user's torch.py is imported.
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab_galactica.engine.worker"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=runtime_folder(),
            env={**os.environ, "PYTHONPATH": _python_path()},
            **_detached(),
        )
    _children.append(process)
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        connection = find()
        if connection is not None:
            if connection.pid != process.pid:  # one whose starter was interrupted
                process.terminate()
            return connection
        if process.poll() is not None:
            raise WorkerError(f"The model's process did not start: {_last_log_line()}")
        time.sleep(_POLL_S)
    process.kill()
    raise WorkerError(
        f"The model's process did not start within {START_TIMEOUT_S:.0f} s; read {log_file()} and "
        "ask again."
    )


def _detached() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _python_path() -> str:
    """PYTHONPATH with absolute entries, since the worker runs in another folder."""
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return os.pathsep.join(os.path.abspath(entry) for entry in entries if entry)


def _open_log() -> IO[bytes]:
    descriptor = os.open(log_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    log_file().chmod(0o600)
    return os.fdopen(descriptor, "wb")


def _last_log_line() -> str:
    lines = log_file().read_text("utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "it ended without a word."


def _is_alive(connection: Connection) -> bool:
    import psutil

    _children[:] = [child for child in _children if child.poll() is None]
    try:
        process = psutil.Process(connection.pid)
        same = abs(process.create_time() - connection.created) < _SAME_PROCESS_S
        return bool(same and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _ask_status(connection: Connection) -> dict[str, Any] | None:
    import httpx

    try:
        with http_client(connection) as client:
            answer = client.get("/status")
        if answer.status_code != httpx.codes.OK:
            return None
        found: dict[str, Any] = answer.json()
    except httpx.ConnectError:
        return None
    except httpx.TimeoutException:
        raise WorkerError(
            f"The model's process (pid {connection.pid}) does not answer; stop it with "
            "`jupyter galactica stop` and ask again."
        ) from None
    except (httpx.HTTPError, ValueError):
        return None
    return found


def _cannot_write(error: OSError) -> str:
    return (
        f"The connection file cannot be written in {runtime_folder()} ({error.strerror or error}); "
        "free some space there, or set JUPYTER_RUNTIME_DIR to a folder you can write to."
    )
