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
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from ..answer.verdicts import Counterexample, EquationCheck, Verdict

START_SECONDS = 60.0
"""Longest a worker may take to start (importing SymPy from a cold disk is slow)."""

_PACKAGE_ROOT = Path(__file__).resolve().parents[2]


class _DiedError(Exception):
    """The process ended while a reply was awaited; `count` equations are known of."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(eq=False)
class WorkerClient:
    """One process, and the thread that reads its replies.

    `check_seconds` is the longest silence of the process while it judges one equation.
    """

    check_seconds: float
    _process: subprocess.Popen[str] | None = None
    _replies: queue.SimpleQueue[dict[str, Any] | None] = field(default_factory=queue.SimpleQueue)
    _ready: bool = False

    def start(self) -> None:
        # Started in the package's own folder: a module in the user's folder must not shadow one.
        environment = dict(os.environ)
        environment.pop("PYTHONSTARTUP", None)
        self._replies = queue.SimpleQueue()
        self._ready = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab_galactica.checks.worker"],
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
            target=_read, args=(self._process, self._replies), name="equation-replies", daemon=True
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

    def judge(self, latex: str) -> list[EquationCheck]:
        """The checks of a formula, whatever happens to the process on the way."""
        checks: list[EquationCheck] = []
        died_at = -1
        while True:
            try:
                if not self._judge_from(latex, checks):
                    return checks
            except _DiedError as death:
                # A process may have died before it saw the formula; one that dies of it dies again.
                if died_at == len(checks):
                    checks.append(
                        unjudged(
                            latex, "unsupported", "The checker process ended while judging it."
                        )
                    )
                    if len(checks) >= death.count:
                        return checks
                died_at = len(checks)

    def _judge_from(self, latex: str, checks: list[EquationCheck]) -> bool:
        """Append checks from the first missing one; whether some are left after a lost worker."""
        if not self._send({"latex": latex, "skip": len(checks)}):
            checks.append(unjudged(latex, "unsupported", "No checker process could be started."))
            return False
        provisional: EquationCheck | None = None
        count = 0
        while True:
            try:
                line = self._replies.get(timeout=self.check_seconds)
            except queue.Empty:
                line = {"late": True}
            if line is None or "late" in line:
                self._replace()
                if provisional is None and line is None:
                    raise _DiedError(count)
                reason = f"Not judged within {self.check_seconds:g} seconds."
                checks.append(provisional or unjudged(latex, "timeout", reason))
                return len(checks) < count
            if "done" in line:
                return False
            if "failed" in line:
                checks.append(unjudged(latex, "unsupported", line["failed"]))
                continue
            count = line["count"]
            check = _check_from(line)
            if line["final"]:
                checks.append(check)
                provisional = None
            else:
                provisional = check

    def _send(self, request: dict[str, Any]) -> bool:
        """Write a request to a live, warmed process; one that died in between is replaced."""
        for _ in range(3):
            if self._wait_until_ready():
                process = self._process
                assert process is not None
                assert process.stdin is not None
                try:
                    process.stdin.write(json.dumps(request) + "\n")
                    process.stdin.flush()
                except (OSError, ValueError):
                    pass
                else:
                    return True
            self._replace()
        return False

    def _wait_until_ready(self) -> bool:
        if self._ready:
            return self._process is not None and self._process.poll() is None
        try:
            line = self._replies.get(timeout=START_SECONDS)
        except queue.Empty:
            return False
        self._ready = line is not None and "ready" in line
        return self._ready

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


def _check_from(line: dict[str, Any]) -> EquationCheck:
    fields = dict(line["check"])
    if fields["counterexample"] is not None:
        fields["counterexample"] = Counterexample(**fields["counterexample"])
    build = partial(_build_sympy, line["tree"]) if line["tree"] is not None else None
    return EquationCheck(**fields, build_sympy=build)


def _build_sympy(tree: Any) -> Any:
    from .equations.to_sympy import relation_from_data

    return relation_from_data(tree)


def unjudged(latex: str, verdict: Verdict, reason: str) -> EquationCheck:
    """The check of a formula that no worker could judge."""
    return EquationCheck(
        latex=latex, kind="unknown", verdict=verdict, reason=reason, start=0, end=len(latex)
    )
