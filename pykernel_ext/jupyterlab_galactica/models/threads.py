"""How many threads torch computes with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ONE_THREAD_BYTES = 32 * 2**20


def set_threads_for(model_bytes: int) -> None:
    """Let torch use what is fastest for a model of this size.

    One that fits a core's cache gets one thread: waiting for others would cost more than they
    bring, far more where something else keeps the cores busy. OMP_NUM_THREADS is respected.
    """
    if model_bytes > _ONE_THREAD_BYTES:
        use_all_cores()
    elif "OMP_NUM_THREADS" not in os.environ:
        import torch

        torch.set_num_threads(1)


@contextmanager
def torch_threads(count: int) -> Iterator[None]:
    """Torch computes with so many threads inside, and with as many as before afterwards.

    A thread that torch has no more work for looks out for some for milliseconds, on a core that
    others may need.
    """
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def use_all_cores() -> None:
    """Let torch use one thread for each physical core this process may use.

    A container's CPU quota counts: more threads than that make each product many times slower.
    OMP_NUM_THREADS is respected.
    """
    import torch

    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(usable_cores())


def usable_cores() -> int:
    """The physical cores that this process may use, or OMP_NUM_THREADS if that is less."""
    import psutil

    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = min(cores, len(os.sched_getaffinity(0)))
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    limits = (_cpu_quota(), int(wanted) if wanted.isdigit() else None)
    return max(1, min(cores, *(limit for limit in limits if limit is not None), cores))


def _cpu_quota() -> int | None:
    """The whole CPUs a Linux control group (version 2) grants; None where it sets no limit."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text("ascii").split()
    except (OSError, ValueError):
        return None
    return None if quota == "max" else max(1, int(quota) // int(period))
