"""The naive checkers on the same equations, each in a process killed after 5 seconds."""

from __future__ import annotations

import json
import queue
import random
import statistics
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .rows import Judged, share

CHECKERS = ("antlr", "latex2sympy2_extended")
SECONDS = 5.0
_START_SECONDS = 60.0
_WORKER = Path(__file__).with_name("naive_worker.py")


class NaiveChecker:
    """One library in a process of its own, started again when a check was too slow."""

    def __init__(self, python: Path, name: str) -> None:
        self._command = [str(python), str(_WORKER), name]
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(self._process, self._lines), daemon=True).start()
        if self._lines.get(timeout=_START_SECONDS) != "ready":
            raise RuntimeError(f"{' '.join(self._command)} does not start; try it in a terminal.")

    @staticmethod
    def _read(process: subprocess.Popen[str], lines: queue.SimpleQueue[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line.strip())
        lines.put("died")

    def verdict(self, latex: str) -> tuple[str, float]:
        """The verdict and the seconds it took; a process that is lost is replaced after that."""
        assert self._process.stdin is not None
        start = time.perf_counter()
        try:
            self._process.stdin.write(json.dumps(latex) + "\n")
            self._process.stdin.flush()
            answer = self._lines.get(timeout=SECONDS)
        except (OSError, queue.Empty):
            answer = "timeout"
        spent = time.perf_counter() - start
        if answer in ("timeout", "died"):
            self.close()
            self._start()
        return answer, spent

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


def print_comparison(judged: Sequence[Judged], size: int, python: Path) -> None:
    """True and false rows, `size` of each at most: ours beside the naive checkers."""
    rng = random.Random(0)
    chosen = {
        truth: rng.sample(rows, min(size, len(rows)))
        for truth in ("true", "false")
        if (rows := [item for item in judged if item.truth == truth])
    }
    print(f"\n{'':29} {'holds':>15} {'refuted':>15} {'neither':>15}   median / max ms")
    for truth, rows in chosen.items():
        ours = [(item.outcome, sum(check.seconds for check in item.checks)) for item in rows]
        _print_line(f"{truth}: ours", ours)
    if not python.exists():
        print("The naive checkers were left out: `make bench-equations` makes their environment.")
        return
    with ThreadPoolExecutor(len(CHECKERS)) as threads:
        results = threads.map(lambda name: _naive(name, python, chosen), CHECKERS)
        for name, by_truth in zip(CHECKERS, results, strict=True):
            for truth, timed in by_truth.items():
                _print_line(f"{truth}: {name}", timed)


def _naive(
    name: str, python: Path, chosen: dict[str, list[Judged]]
) -> dict[str, list[tuple[str, float]]]:
    checker = NaiveChecker(python, name)
    timed: dict[str, list[tuple[str, float]]] = {}
    for truth, rows in chosen.items():
        timed[truth] = [checker.verdict(item.row["latex"]) for item in rows]
    checker.close()
    return timed


def _print_line(name: str, timed: Sequence[tuple[str, float]]) -> None:
    counts, total = Counter(verdict for verdict, _ in timed), len(timed)
    seconds = [spent for _, spent in timed]
    neither = total - counts["holds"] - counts["refuted"]
    print(f"{name:29} {share(counts['holds'], total):>15} {share(counts['refuted'], total):>15} "
          f"{share(neither, total):>15}   {1e3 * statistics.median(seconds):.1f} / "
          f"{1e3 * max(seconds):.0f}")  # fmt: skip
