"""One worker process as its pool sees it: started, asked over pipes, replaced when it is lost.

Requests and replies are JSON lines (`worker` is the other end), so nothing is pickled and the
caller's `__main__` is never imported.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..processes import Work, is_stopped, work_of

START_SECONDS = 60.0
"""Longest a worker may take to start (importing SymPy from a cold disk is slow)."""

IDLE_START_SECONDS = 3.5
"""Longest it may do nothing at all while it starts."""

_LOOK_SECONDS = 0.5

_PACKAGE_ROOT = Path(__file__).resolve().parents[2]


class NoWorkerError(Exception):
    """No process could be started, or none that takes a request."""


class WorkerDiedError(Exception):
    """The process ended, or was held by a signal, while a reply was awaited.

    Another was started in its place.
    """


class WorkerLateError(Exception):
    """The process was silent too long and was killed; another was started in its place."""


class UnansweredError(Exception):
    """A request has no answer; the message is the reason, as a sentence for the user."""


@dataclass(eq=False)
class WorkerClient:
    """One process, and the thread that reads its replies.

    `module` is what answers in it, `check_seconds` its longest silence while it works on a reply.
    """

    module: str
    check_seconds: float
    _process: subprocess.Popen[str] | None = None
    _replies: queue.SimpleQueue[dict[str, Any] | None] = field(default_factory=queue.SimpleQueue)
    _ready: bool = False

    def start(self) -> None:
        # Started in the package's own folder: a module in the user's folder must not shadow one.
        # NumPy's threads would reserve more address space than a worker may have.
        environment = dict(os.environ, OPENBLAS_NUM_THREADS="1")
        environment.pop("PYTHONSTARTUP", None)
        self._replies = queue.SimpleQueue()
        self._ready = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab_galactica.checks.worker", self.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_PACKAGE_ROOT,
            env=environment,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        threading.Thread(
            target=_read, args=(self._process, self._replies), name="check-replies", daemon=True
        ).start()

    def stop(self) -> None:
        process = self._process
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The reply to a request that has one. Raises UnansweredError."""
        try:
            return self._ask_twice(request)
        except WorkerDiedError:
            raise UnansweredError("The checker process ended while reading it.") from None
        except WorkerLateError as error:
            raise UnansweredError(f"Not read {error}.") from None
        except NoWorkerError as error:
            raise UnansweredError(str(error)) from None

    def _ask_twice(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._ask_once(request)
        except WorkerDiedError:  # perhaps before it saw the request
            return self._ask_once(request)

    def _ask_once(self, request: dict[str, Any]) -> dict[str, Any]:
        self.send(request)
        reply, _done = self.receive(), self.receive()
        if "failed" in reply:
            raise UnansweredError(reply["failed"])
        return reply

    def send(self, request: dict[str, Any]) -> None:
        """Write a request to a live, warmed process; one that died in between is replaced.

        Its replies must be received up to the one that says `done`. Raises NoWorkerError.
        """
        for _ in range(3):
            if self._wait_until_ready():
                process = self._process
                assert process is not None
                assert process.stdin is not None
                # One that is held reads nothing, and a long request would be written for ever.
                late = threading.Timer(self.check_seconds, process.kill)
                late.start()
                try:
                    process.stdin.write(json.dumps(request) + "\n")
                    process.stdin.flush()
                except (OSError, ValueError):
                    pass
                else:
                    return
                finally:
                    late.cancel()
            self._replace()
        raise NoWorkerError("No checker process could be started.")

    def receive(self) -> dict[str, Any]:
        """The next reply. Raises WorkerDiedError, and WorkerLateError which says how late."""
        try:
            line = self._replies.get(timeout=self.check_seconds)
        except queue.Empty:
            held = self._process is not None and is_stopped(self._process.pid)
            self._replace()
            if held:  # the request is not to blame, and may be made again
                raise WorkerDiedError from None
            raise WorkerLateError(f"within {self.check_seconds:g} seconds") from None
        if line is None:
            self._replace()
            raise WorkerDiedError
        return line

    def _wait_until_ready(self) -> bool:
        if self._ready:
            return self._process is not None and self._process.poll() is None
        line = self._first_line()
        self._ready = line is not None and "ready" in line
        return self._ready

    def _first_line(self) -> dict[str, Any] | None:
        """What a worker says first; None where it ends, or is to be given up, before."""
        assert self._process is not None
        began = worked_at = time.monotonic()
        work = Work()
        while (now := time.monotonic()) < began + START_SECONDS:
            with contextlib.suppress(queue.Empty):
                return self._replies.get(timeout=_LOOK_SECONDS)
            now_done = work_of(self._process.pid)
            if now_done.goes_on_after(work, now - worked_at):
                work, worked_at = now_done, now
            if is_stopped(self._process.pid) or now - worked_at > IDLE_START_SECONDS:
                return None
        return None

    def _replace(self) -> None:
        self.stop()
        self.start()


def _read(
    process: subprocess.Popen[str], replies: queue.SimpleQueue[dict[str, Any] | None]
) -> None:
    assert process.stdout is not None
    try:
        for line in process.stdout:
            replies.put(json.loads(line))
    except ValueError:
        pass  # killed in the middle of a line, or the pipe was closed
    replies.put(None)
