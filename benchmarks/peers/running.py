"""A contestant that runs: its adapter as a process, asked by lines of JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from jupyterlab_galactica.models.threads import usable_cores
from peers.contestants import Contestant

_BENCHMARKS = Path(__file__).parents[1]
START_S, ANSWER_S = 600.0, 180.0


class MissingError(Exception):
    """A contestant that does not run here; the message says why."""


@dataclass(frozen=True)
class Reply:
    first: float
    whole: float
    tokens: int
    peak: int | None

    @property
    def rate(self) -> float:
        """Tokens a second after the first."""
        return (self.tokens - 1) / (self.whole - self.first)


class Running:
    """`folder` keeps what the contestant makes of `model`. Raises MissingError."""

    def __init__(self, contestant: Contestant, model: str, folder: Path) -> None:
        if not contestant.python.exists():
            raise MissingError(f"missing: `{contestant.made_by}` makes its environment")
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - as long as this
        self._runtime = tempfile.TemporaryDirectory()
        self._environment = _environment(self._runtime.name)
        converted = folder / f"{contestant.adapter}-{contestant.way}"
        arguments = [contestant.way, str(converted)]
        command = [str(contestant.python), "-m", f"peers.{contestant.adapter}"]
        if not converted.exists():
            self._convert([*command, "convert", model, *arguments])
        self._process = self._start([*command, "serve", model, *arguments])
        self.bytes: int | None = self._next(START_S)["bytes"]

    def ask(self, prompt: Sequence[int], tokens: int) -> Reply:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"prompt": list(prompt), "tokens": tokens}) + "\n")
        self._process.stdin.flush()
        return Reply(**self._next(ANSWER_S))

    def close(self) -> None:
        """It ends by itself once nobody can ask any more."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        within(20, self._process, self._process.wait)
        self._runtime.cleanup()

    def _convert(self, command: list[str]) -> None:
        done = subprocess.run(
            command, stdout=self._log, stderr=self._log, env=self._environment, check=False
        )
        if done.returncode:
            raise MissingError(self._reason())

    def _start(self, command: list[str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True,
            env=self._environment,
        )  # fmt: skip

    def _next(self, seconds: float) -> dict[str, Any]:
        assert self._process.stdout is not None
        lines: IO[str] = self._process.stdout
        line = within(seconds, self._process, lines.readline)
        if not line:
            raise MissingError(self._reason())
        found: dict[str, Any] = json.loads(line)
        return found

    def _reason(self) -> str:
        self._log.seek(0)
        told = [line for line in self._log.read().splitlines() if line.strip()]
        print("\n".join(told[-12:]), file=sys.stderr)
        return f"failed: {told[-1][:160] if told else 'it ended'}"


def _environment(runtime: str) -> dict[str, str]:
    """Threads as cores for all; a runtime folder of its own, so that a worker is the run's own."""
    paths = [str(_BENCHMARKS), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "OMP_NUM_THREADS": str(usable_cores()),
        "HF_HUB_OFFLINE": "1",
        "JUPYTER_RUNTIME_DIR": runtime,
        "VLLM_CPU_KVCACHE_SPACE": "1",
        "VLLM_NO_USAGE_STATS": "1",
    }


def within(seconds: float, process: subprocess.Popen[str], work: Callable[[], Any]) -> Any:
    """What `work` returns; the process is killed where it takes longer."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        return work()
    finally:
        timer.cancel()
