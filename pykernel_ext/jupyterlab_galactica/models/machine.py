"""The memory this machine has free, for programs in a container too."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")
_OWN_GROUPS = Path("/proc/self/cgroup")
_VERSION_2 = ("memory.max", "memory.current", "file", "shmem")
_VERSION_1 = (
    "memory.limit_in_bytes", "memory.usage_in_bytes", "total_cache", "total_shmem",
)  # fmt: skip
_NO_LIMIT = 2**60
"""Version 1 writes a number near 2**63 where there is no limit."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Free bytes of main memory and of each GPU; `bf16` where the GPUs compute in it.

    `compiler` where code for the CPU can be compiled (`engine.compiled`).
    """

    memory: int
    gpus: tuple[int, ...] = ()
    bf16: bool = True
    compiler: bool = False


def this_machine() -> Machine:
    """What is free now. Imports torch only where there seems to be a GPU."""
    memory = free_memory()
    compiler = find_spec("numba") is not None
    if "torch" not in sys.modules and not seems_to_have_gpu():
        return Machine(memory, compiler=compiler)
    import torch

    if not torch.cuda.is_available():
        return Machine(memory, compiler=compiler)
    devices = range(torch.cuda.device_count())
    return Machine(
        memory,
        tuple(torch.cuda.mem_get_info(device)[0] for device in devices),
        torch.cuda.is_bf16_supported(),
        compiler,
    )


def with_model_dropped(machine: Machine, model_bytes: int) -> Machine:
    """The machine as it would be without the model of `model_bytes` that this process holds.

    Weights mapped from files are not counted: the system already calls their memory free.
    """
    import psutil

    used = psutil.Process().memory_info()
    own = max(0, used.rss - getattr(used, "shared", 0))
    reserved = [0] * len(machine.gpus)
    if machine.gpus:
        import torch

        reserved = [torch.cuda.memory_reserved(device) for device in range(len(machine.gpus))]
    return replace(
        machine,
        memory=machine.memory + min(own, model_bytes),
        gpus=tuple(free + held for free, held in zip(machine.gpus, reserved, strict=True)),
    )


def free_memory(cgroup: Path = _CGROUP, own_groups: Path = _OWN_GROUPS) -> int:
    """Bytes of main memory that programs can still take: the system's, or the container's if less.

    Linux control groups, versions 2 and 1, say what a container may use.
    """
    import psutil

    free = int(psutil.virtual_memory().available)
    if sys.platform.startswith("linux"):
        free = min(free, _container_free(cgroup, own_groups))
    return free


def _container_free(root: Path, own_groups: Path) -> int:
    """What the limits leave; pages of files count as free, as the system drops them on demand."""
    try:
        lines = [line.split(":", 2) for line in own_groups.read_text("ascii").splitlines()]
    except (OSError, ValueError):
        return _NO_LIMIT
    left = _NO_LIMIT
    for _, controllers, path in lines:
        if controllers == "":
            folder, files = root, _VERSION_2
        elif "memory" in controllers.split(","):
            folder, files = root / "memory", _VERSION_1
        else:
            continue
        group = folder / path.strip("/")
        for level in (group, *group.parents):
            if level.is_relative_to(folder):
                left = min(left, _left_in(level, *files))
    return left


def _left_in(group: Path, limit_file: str, used_file: str, cache: str, shared: str) -> int:
    try:
        limit = int((group / limit_file).read_text("ascii"))
        used = int((group / used_file).read_text("ascii"))
        lines = (group / "memory.stat").read_text("ascii").splitlines()
        stat = {name: int(value) for name, value in (line.split() for line in lines)}
    except (OSError, ValueError):  # there is no such file, or it says "max"
        return _NO_LIMIT
    if limit >= _NO_LIMIT:
        return _NO_LIMIT
    return max(0, limit - used + stat.get(cache, 0) - stat.get(shared, 0))


def seems_to_have_gpu() -> bool:
    """Whether a driver or a device of a GPU is here; torch need not be able to use it."""
    return (
        shutil.which("nvidia-smi") is not None
        or Path("/dev/nvidiactl").exists()
        or Path("/dev/kfd").exists()
    )
