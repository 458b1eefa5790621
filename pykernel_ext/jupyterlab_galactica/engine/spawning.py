"""Starting the worker as a process of its own, and how it ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import IO, Any

from .runtime import runtime_folder
from .worker_log import log_file

_ENDING_S = 1.0

_children: dict[int, subprocess.Popen[bytes]] = {}
"""The workers that this process started, by process number."""


def spawn(log: IO[bytes]) -> subprocess.Popen[bytes]:
    """A worker, in its own session: neither Ctrl-C nor the end of a kernel's group reaches it.

    Its working folder is the runtime folder, so that no user's torch.py is imported.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab_galactica.engine.worker"],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd=runtime_folder(),
        env={**os.environ, "PYTHONPATH": _python_path()},
        **_detached(),
    )
    _children[process.pid] = process
    # Whenever it ends, it leaves no zombie.
    threading.Thread(target=process.wait, name="galactica-reaper", daemon=True).start()
    return process


def broken_off(pid: int) -> str:
    """The sentence for a worker whose answer broke off, with how it ended where that is known."""
    return (
        f"The model's process stopped{_how(pid)}; ask again to start it anew "
        f"({log_file()} may say why)."
    )


def _how(pid: int) -> str:
    child = _children.get(pid)
    if child is None:
        return ", perhaps for want of memory"
    try:
        status = child.wait(_ENDING_S)
    except subprocess.TimeoutExpired:
        return ""
    if status >= 0:
        return f" with status {status}"
    name = signal.Signals(-status).name
    memory = ", as the system does where memory runs out" if name == "SIGKILL" else ""
    return f" (ended by {name}{memory})"


def _detached() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _python_path() -> str:
    """PYTHONPATH with absolute entries, since the worker runs in another folder."""
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return os.pathsep.join(os.path.abspath(entry) for entry in entries if entry)
