"""The connection file: how everyone of this user finds the one worker process of this machine.

`galactica-worker-MACHINE.json` in Jupyter's runtime folder, mode 0600. Whoever finds no live worker
starts one under a file lock, so that two who ask at once start a single one.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import processes
from ..config import load_config
from ..errors import WorkerError
from ..outgoing import client
from ..policy import inherited
from ..version import __version__, is_older
from . import worker_log
from .runtime import cannot_write, make_folder, read_own, runtime_file
from .servers.address import shown_url
from .silence import Silence
from .spawning import spawn

if TYPE_CHECKING:
    import httpx

START_TIMEOUT_S = 90.0
_POLL_S = 0.05
_STATUS_TIMEOUT_S = 2.0
_STOP_TIMEOUT_S = 10.0
_LOOPBACK = "http://127.0.0.1:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """`created` is `processes.started` of the process: a number alone is used again.

    `version` is that of the package whose code it runs, `policy` what it inherited of the
    administrator's decisions (`policy.inherited`).
    """

    url: str
    token: str
    pid: int
    created: float
    version: str
    policy: str = ""


def connection_file() -> Path:
    return runtime_file("json")


def read() -> Connection | None:
    """The registered worker if its process is alive; it is not asked whether it answers."""
    try:
        found = Connection(**json.loads(read_own(connection_file())))
        usable = found.url.startswith(_LOOPBACK) and processes.is_alive(found.pid, found.created)
        return found if usable else None
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None


def find() -> Connection | None:
    """The worker that is running and answers, None where there is none.

    One that a signal holds or that hangs is ended, an outdated one too when it is idle. Raises
    WorkerError where an outdated one has something to do.
    """
    connection = read()
    if connection is None:
        return None
    answer = _wait_for_status(connection)
    if answer is None:
        return None
    if reason := outdated(connection):
        if answer.get("queue"):
            raise WorkerError(
                f"The model's process {reason}, and still answers a question; ask again when it is "
                "done, or stop it with `jupyter galactica stop`."
            )
        stop()
        return None
    return connection


def outdated(connection: Connection) -> str:
    """Why a worker has to make room for another, "" where it has not.

    The package was upgraded after it started, or it does not know what the administrator decided
    for this process. A newer worker serves older askers, and one that is held to decisions serves
    askers that are held to none: such two do not replace each other's.
    """
    if is_older(connection.version, __version__):
        return f"is of version {connection.version}, while this is {__version__}"
    if inherited() not in ("", connection.policy):
        return "started before the administrator decided what holds now"
    return ""


def find_or_start() -> Connection:
    """The running worker, or a new one. Raises WorkerError where none can be started."""
    import filelock

    found = find()
    if found is not None:
        return found
    try:
        make_folder()
        with filelock.FileLock(runtime_file("lock"), timeout=START_TIMEOUT_S + 10, mode=0o600):
            return find() or _start()
    except filelock.Timeout:
        raise WorkerError(
            "Another process has been starting the model's process for too long; ask again, or "
            f"read {worker_log.log_file()}."
        ) from None
    except OSError as error:
        raise cannot_write(error) from error


def status() -> dict[str, Any]:
    """What the worker says of itself (`/status`); its `state` is "stopped" where none is running.

    `version` is that of the worker, `package_version` that of this process. `server` is where
    questions go instead by the setting `base_url`, and `server_model` what it is asked for; None
    without one. `offline` says whether only the one that is asked may be connected to.

    Ends nothing. Raises WorkerError where a live worker does not answer.
    """
    import httpx

    connection = read()
    if connection is None:
        answer = None
    elif processes.is_stopped(connection.pid):
        raise _held(connection)
    else:
        try:
            answer = _ask_status(connection)
        except httpx.TimeoutException:
            held = processes.is_stopped(connection.pid)
            raise (_held(connection) if held else _silent()) from None
    found = answer or {"state": "stopped", "model": None}
    config = load_config()
    return found | {
        "package_version": __version__,
        "server": shown_url(config.base_url) if config.base_url else None,
        "server_model": config.model if config.base_url else None,
        "offline": config.offline == "on",
    }


def stop() -> bool:
    """Stop the worker and wait until it is gone; False where none was running."""
    connection = read()
    if connection is None:
        return False
    import httpx

    try:
        with http_client(connection) as client:
            client.post("/shutdown")
        deadline = time.monotonic() + _STOP_TIMEOUT_S
    except httpx.HTTPError:
        deadline = time.monotonic()
    while time.monotonic() < deadline and processes.is_alive(connection.pid, connection.created):
        time.sleep(_POLL_S)
    processes.kill(connection.pid, connection.created)
    return True


def http_client(connection: Connection, **options: Any) -> httpx.Client:
    """A client for the worker alone: loopback, so neither proxies nor certificates matter."""
    return client(
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
        make_folder()
        with secure_write(str(draft)) as file:
            json.dump(asdict(connection), file)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise cannot_write(error) from error
    return True


def unregister(connection: Connection) -> None:
    """Remove the connection file if it is this worker's."""
    try:
        if json.loads(read_own(connection_file())) == asdict(connection):
            connection_file().unlink()
    except (OSError, ValueError):
        pass


def _held(connection: Connection) -> WorkerError:
    return WorkerError(
        f"The model's process (pid {connection.pid}) is held by a signal (SIGSTOP); ask a question "
        "to replace it, or let it go on with `kill -CONT`."
    )


def _silent() -> WorkerError:
    return WorkerError(
        "The model's process does not answer just now; ask a question, which replaces it if it "
        "hangs, or stop it with `jupyter galactica stop`."
    )


def _start() -> Connection:
    with worker_log.opened(__version__) as (log, began):
        process = spawn(log)
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        connection = read()
        if connection is not None and _wait_for_status(connection) is not None:
            if connection.pid != process.pid:  # one whose starter was interrupted
                process.terminate()
            return connection
        if process.poll() is not None:
            reason = worker_log.last_line(began).rstrip(".")
            raise WorkerError(
                f"The model's process did not start: {reason}; ask again, or read "
                f"{worker_log.log_file()}."
            )
        time.sleep(_POLL_S)
    process.kill()
    raise WorkerError(
        f"The model's process did not start within {START_TIMEOUT_S:.0f} s; read "
        f"{worker_log.log_file()} and ask again."
    )


def _wait_for_status(connection: Connection) -> dict[str, Any] | None:
    """As `_ask_status`, with patience for a worker that works; one that hangs is ended."""
    import httpx

    silence = Silence(connection.pid, connection.created)
    while True:
        try:
            return _ask_status(connection, timeout=1.0)
        except httpx.TimeoutException:
            if silence.end_if_wrong():
                return None


def _ask_status(
    connection: Connection, timeout: float = _STATUS_TIMEOUT_S
) -> dict[str, Any] | None:
    """What the worker says; None where nobody is there. Raises httpx.TimeoutException."""
    import httpx

    try:
        with http_client(connection, timeout=timeout) as client:
            answer = client.get("/status")
        if answer.status_code != httpx.codes.OK:
            return None
        found: dict[str, Any] = answer.json()
    except httpx.TimeoutException:
        raise
    except (httpx.HTTPError, ValueError):
        return None
    return found
