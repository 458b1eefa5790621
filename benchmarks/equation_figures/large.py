"""A document of 1 MB: equations a second, and the memory of all its processes together."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import psutil

SIZE = 1_000_000
EQUATIONS = 2_000
_PLAIN = "The pupils wrote down what they saw, and then said in words why it had to be so. "
_CHECK = "from jupyterlab_galactica.jupyter.cli import main; main()"
_LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class LargeScore:
    equations: int
    seconds: float
    peak_mb: float

    @property
    def measured(self) -> str:
        return f"{self.equations / self.seconds:.0f} / s, {self.peak_mb:.0f} MB"


def print_large(equations: Sequence[str]) -> LargeScore:
    """`jupyter galactica check` on 2,000 of these equations in 1 MB of text, its start included."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "large.md")
        file.write_text("".join(_text(equations)), encoding="utf-8")
        start = time.perf_counter()
        command = [sys.executable, "-c", _CHECK, "check", str(file), "--json"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        peak: list[float] = [0.0]
        watch = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
        watch.start()
        output, _ = process.communicate()
        score = LargeScore(
            len(json.loads(output)["equations"]), time.perf_counter() - start, peak[0]
        )
    print(f"\na document of {SIZE / 1e6:.0f} MB: {score.equations} equations in "
          f"{score.seconds:.1f} s: {score.measured}")  # fmt: skip
    return score


def _text(equations: Sequence[str]) -> Iterator[str]:
    """Paragraphs of one equation each."""
    room = SIZE // EQUATIONS
    for number, latex in zip(range(EQUATIONS), cycle(equations), strict=False):
        if number % 40 == 0:
            yield f"\n## Section {number // 40 + 1}\n"
        words = _PLAIN * (1 + max(0, room - len(latex)) // len(_PLAIN))
        yield f"\n{words}\n\n$$\n{latex}\n$$\n"


def _watch(pid: int, peak: list[float]) -> None:
    """The most memory that the process and its children had at once, each page counted once."""
    try:
        root = psutil.Process(pid)
        while root.is_running():
            total = sum(map(_size, (root, *root.children(recursive=True))))
            peak[0] = max(peak[0], total / 1e6)
            time.sleep(_LOOK_SECONDS)
    except psutil.Error:
        return


def _size(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(memory, "pss", 0) or memory.rss)
