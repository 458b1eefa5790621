"""Worker processes that judge formulas, and are killed when they take too long.

At most two processes, started on first use and kept warm. They speak JSON lines over pipes, so
nothing is pickled and the caller's `__main__` is never imported. A formula whose equation is not
judged within the limit costs its worker: the process is killed, that equation gets the verdict
`timeout`, and a fresh worker goes on with the next one.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from ..answer.verdicts import Counterexample, EquationCheck

MAX_WORKERS = 2
CHECK_SECONDS = 3.0
"""Longest silence of a worker while it judges one equation."""

START_SECONDS = 60.0
"""Longest a worker may take to start (importing SymPy from a cold disk is slow)."""

CACHE_SIZE = 2048
_PACKAGE_ROOT = Path(__file__).resolve().parents[2]


class EquationPool:
    """Judges formulas in worker processes. Safe to use from several threads."""

    def __init__(self, workers: int = MAX_WORKERS, check_seconds: float = CHECK_SECONDS) -> None:
        self._check_seconds = check_seconds
        self._workers = workers
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._running: set[_Worker] = set()
        self._cache: OrderedDict[str, Future[tuple[EquationCheck, ...]]] = OrderedDict()
        self._lock = threading.Lock()
        self._idle = 0
        self._closed = False

    def warm(self) -> None:
        """Start a worker in the background, so that the first formula does not wait for it."""
        with self._lock:
            if not self._threads and not self._closed:
                self._add_thread()

    def submit(
        self, latex: str, *, math: int = 0, offset: int = 0
    ) -> Future[tuple[EquationCheck, ...]]:
        """The checks of all equations in a formula without its delimiters, in order.

        `math` is the formula's id and `offset` its place in the text; both are passed through.
        """
        shared = self._shared(latex)
        placed: Future[tuple[EquationCheck, ...]] = Future()
        placed.set_running_or_notify_cancel()

        def place(done: Future[tuple[EquationCheck, ...]]) -> None:
            placed.set_result(
                tuple(
                    replace(c, math=math, start=c.start + offset, end=c.end + offset)
                    for c in done.result()
                )
            )

        shared.add_done_callback(place)
        return placed

    def _shared(self, latex: str) -> Future[tuple[EquationCheck, ...]]:
        """One future a formula: the same content is judged once."""
        with self._lock:
            if self._closed:
                raise RuntimeError("the equation pool is closed")
            if latex in self._cache:
                self._cache.move_to_end(latex)
                return self._cache[latex]
            result: Future[tuple[EquationCheck, ...]] = Future()
            self._cache[latex] = result
            if len(self._cache) > CACHE_SIZE:
                self._cache.popitem(last=False)
            if not self._idle and len(self._threads) < self._workers:
                self._add_thread()
            elif self._idle:
                self._idle -= 1
        self._jobs.put(_Job(latex, result))
        return result

    def _add_thread(self) -> None:
        thread = threading.Thread(target=self._serve, name="equation-checks", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        """One worker process and its jobs; the process is replaced whenever it is lost."""
        worker = _Worker(self._check_seconds)
        with self._lock:
            self._running.add(worker)
        worker.start()
        while (job := self._jobs.get()) is not None:
            try:
                checks = worker.judge(job.latex)
            except Exception as error:  # noqa: BLE001 - a job without a result would wait forever
                checks = [_lost(job.latex, "unsupported", f"The checker failed: {error}.")]
            if any(check.verdict == "timeout" for check in checks):
                with self._lock:  # the next caller may have more luck on a machine less busy
                    self._cache.pop(job.latex, None)
            with self._lock:
                self._idle += 1
            job.result.set_result(tuple(checks))
        worker.stop()

    def close(self) -> None:
        """End the processes; formulas still waiting are not judged."""
        with self._lock:
            self._closed = True
            threads, running = list(self._threads), list(self._running)
        for _ in threads:
            self._jobs.put(None)
        for worker in running:
            worker.stop()


@dataclass(frozen=True, slots=True)
class _Job:
    latex: str
    result: Future[tuple[EquationCheck, ...]]


class _DiedError(Exception):
    """The process ended while a reply was awaited; `count` equations are known of."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(eq=False)
class _Worker:
    """One process, and the thread that reads its replies."""

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
                    _quietly(stream.close)

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
                        _lost(latex, "unsupported", "The checker process ended while judging it.")
                    )
                    if len(checks) >= death.count:
                        return checks
                died_at = len(checks)

    def _judge_from(self, latex: str, checks: list[EquationCheck]) -> bool:
        """Append checks from the first missing one; whether some are left after a lost worker."""
        if not self._send({"latex": latex, "skip": len(checks)}):
            checks.append(_lost(latex, "unsupported", "No checker process could be started."))
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
                checks.append(provisional or _lost(latex, "timeout", reason))
                return len(checks) < count
            if "done" in line:
                return False
            if "failed" in line:
                checks.append(_lost(latex, "unsupported", line["failed"]))
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


def _quietly(action: Callable[[], Any]) -> None:
    with contextlib.suppress(OSError):
        action()


def _check_from(line: dict[str, Any]) -> EquationCheck:
    fields = dict(line["check"])
    if fields["counterexample"] is not None:
        fields["counterexample"] = Counterexample(**fields["counterexample"])
    build = partial(_build_sympy, line["tree"]) if line["tree"] is not None else None
    return EquationCheck(**fields, build_sympy=build)


def _build_sympy(tree: Any) -> Any:
    from .equations.to_sympy import relation_from_data

    return relation_from_data(tree)


def _lost(latex: str, verdict: Any, reason: str) -> EquationCheck:
    return EquationCheck(
        latex=latex, kind="unknown", verdict=verdict, reason=reason, start=0, end=len(latex)
    )


_shared_pool: EquationPool | None = None
_shared_lock = threading.Lock()


def shared_pool() -> EquationPool:
    """The pool of this process, made on first use and closed at exit."""
    global _shared_pool
    with _shared_lock:
        if _shared_pool is None:
            _shared_pool = EquationPool()
        return _shared_pool


def _close_shared() -> None:
    if _shared_pool is not None:
        _shared_pool.close()


def _forget_after_fork() -> None:
    """A forked child has none of the threads; it makes a pool of its own."""
    global _shared_pool, _shared_lock
    _shared_pool, _shared_lock = None, threading.Lock()


atexit.register(_close_shared)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)
