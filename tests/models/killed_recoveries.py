"""Recoveries killed at every step that can leave a trace, each run again until it is complete.

    python killed_recoveries.py BASE DIFF FOLDER SHARD_BYTES

Each runs in a fork of this process, which kills itself right before or right after it gives a file
its name, or while a piece of a shard is reported. `FOLDER/0` is never killed; writes how many were.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import torch

from jupyterlab_galactica.models.recover import recover

torch.set_num_threads(1)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def kill_before_naming(step: int) -> Callable[[float], None]:
    steps, rename = count(1), os.replace

    def replace(*names: Path) -> None:
        if next(steps) == step:
            kill()
        rename(*names)

    os.replace = replace
    return lambda fraction: None


def kill_after_naming(step: int) -> Callable[[float], None]:
    steps, rename = count(1), os.replace

    def replace(*names: Path) -> None:
        rename(*names)
        if next(steps) == step:
            kill()

    os.replace = replace
    return lambda fraction: None


def kill_at_report(step: int) -> Callable[[float], None]:
    steps = count(1)

    def report(fraction: float) -> None:
        if next(steps) == 7 * step:
            kill()

    return report


def run(base: Path, diff: Path, out: Path, shard_bytes: int, way: Callable, step: int) -> bool:
    """Whether the recovery came to its end."""
    process = os.fork()
    if process == 0:
        recover(base, diff, out, "bf16", way(step), shard_bytes=shard_bytes)
        os._exit(0)
    return os.waitpid(process, 0)[1] == 0


def main() -> None:
    base, diff, folder = map(Path, sys.argv[1:4])
    shard_bytes = int(sys.argv[4])
    assert run(base, diff, folder / "0", shard_bytes, kill_at_report, 0)
    killed = 0
    for way in (kill_before_naming, kill_after_naming, kill_at_report):
        for step in count(1):
            out = folder / str(killed + 1)
            if run(base, diff, out, shard_bytes, way, step):
                shutil.rmtree(out)
                break
            killed += 1
            assert run(base, diff, out, shard_bytes, kill_at_report, 0)
    sys.stdout.write(str(killed))


if __name__ == "__main__":
    main()
