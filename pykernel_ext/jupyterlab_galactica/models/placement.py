"""Where a model's weights lie: on a GPU, over several, in main memory, or partly on disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..errors import ModelError
from .estimate import Estimate, gib
from .machine import Machine

if TYPE_CHECKING:
    from transformers import PreTrainedModel

Device: TypeAlias = int | str
"""A GPU's number, "cpu" or "disk", as accelerate names them."""

Offload: TypeAlias = Literal["memory", "disk"]
"""Where layers may wait that the devices before have no room for."""

_OWN_SHARE = 0.9
"""Of main memory that layers wait in: the rest of the system goes on working."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Bytes of weights that each device may take, the fastest device first.

    One device takes all of the model; over several, layers fill them in this order.
    """

    budgets: Mapping[Device, int]

    @property
    def single(self) -> Device | None:
        """The device that holds everything, None where there are several."""
        return next(iter(self.budgets)) if len(self.budgets) == 1 else None

    @property
    def on_gpus(self) -> bool:
        return any(isinstance(device, int) for device in self.budgets)

    def __str__(self) -> str:
        gpus = [str(device) for device in self.budgets if isinstance(device, int)]
        parts = [f"GPU{'s' if len(gpus) > 1 else ''} {', '.join(gpus)}"] if gpus else []
        if "cpu" in self.budgets:
            parts.append("main memory" if gpus else "CPU")
        if "disk" in self.budgets:
            parts.append("disk")
        return " and ".join(parts)


CPU = Placement({"cpu": 0})


def choose_placement(
    estimate: Estimate, machine: Machine, offload: Offload, *, gpus_only: bool = False
) -> Placement | None:
    """The fastest placement that holds the model; None where none does.

    `gpus_only` where the weights cannot be computed with elsewhere. On disk there is always room
    as far as this function knows.
    """
    gpus: dict[Device, int] = dict(enumerate(machine.gpus))
    if gpus:
        roomiest = max(gpus, key=lambda device: gpus[device])
        if estimate.peak <= gpus[roomiest]:
            return Placement({roomiest: gpus[roomiest]})
        rooms = _gpu_rooms(gpus, estimate)
        if _hold(rooms, estimate):
            return Placement(rooms)
        if gpus_only:
            return None
    return _with_memory(gpus, estimate, machine.memory, offload)


def _with_memory(
    gpus: Mapping[Device, int], estimate: Estimate, memory: int, offload: Offload
) -> Placement | None:
    if estimate.peak <= memory and not gpus:
        return CPU
    # Layers that wait elsewhere are computed by the first device, which has their cache, too.
    waiting = estimate.peak - estimate.weights + estimate.layer
    rooms = {
        device: room - (waiting if position == 0 else 0)
        for position, (device, room) in enumerate(_gpu_rooms(gpus, estimate).items())
    }
    if rooms and next(iter(rooms.values())) < waiting:  # not even the embeddings would fit there
        rooms = {}
    rooms["cpu"] = int(memory * _OWN_SHARE) - (0 if rooms else waiting)
    if _hold(rooms, estimate):
        return Placement(rooms)
    if offload == "disk" and rooms["cpu"] > 0:
        return Placement({**rooms, "disk": estimate.weights})
    return None


def _gpu_rooms(gpus: Mapping[Device, int], estimate: Estimate) -> dict[Device, int]:
    """For weights: the cache is divided among the GPUs as the layers are."""
    extra = estimate.peak - estimate.weights - estimate.kv_cache
    share = estimate.weights / (estimate.weights + estimate.kv_cache)
    return {device: max(0, int((free - max(extra, 0)) * share)) for device, free in gpus.items()}


def _hold(rooms: Mapping[Device, int], estimate: Estimate) -> bool:
    """Whether layers, which cannot be divided, fit: each device may waste almost one."""
    usable = sum(max(0, room - estimate.layer) for room in rooms.values())
    return usable - estimate.layer >= estimate.weights


def device_map(model: PreTrainedModel, placement: Placement) -> dict[str, Device]:
    """Each module's device, for a model on the meta device. Raises ModelError without room."""
    from accelerate import infer_auto_device_map

    budgets = {device: room for device, room in placement.budgets.items() if device != "disk"}
    devices: dict[str, Device] = infer_auto_device_map(
        model, max_memory=budgets, no_split_module_classes=list(model._no_split_modules or ())
    )
    first = next(iter(budgets))
    embeddings = next(iter(devices.values()))  # each token is looked up there
    if embeddings != first or ("disk" in devices.values() and "disk" not in placement.budgets):
        raise ModelError(
            f"The model's layers do not divide into what is free ({_listed(budgets)}); choose a "
            "smaller precision or model."
        )
    return devices


def device_of(name: str, devices: Mapping[str, Device]) -> Device:
    """The device of a parameter: that of the module it is in."""
    while name not in devices:
        if not name:
            raise KeyError(name)
        name = name.rpartition(".")[0]
    return devices[name]


def offload_folder(needed: int) -> Path:
    """A new folder for so many bytes of weights; those that ended processes left are removed.

    Raises ModelError where there is no room for it.
    """
    import psutil
    from jupyter_core.paths import jupyter_data_dir

    home = Path(jupyter_data_dir()) / "galactica" / "offload"
    try:
        home.mkdir(parents=True, exist_ok=True)
        for left in home.iterdir():
            pid = left.name.partition("-")[0]
            if pid.isdigit() and not psutil.pid_exists(int(pid)):
                shutil.rmtree(left, ignore_errors=True)
        free = shutil.disk_usage(home).free
        if free < needed:
            raise ModelError(
                f"The layers that wait on disk need {gib(needed)} in {home}, which has {gib(free)} "
                "free; free some space there, or choose a smaller precision."
            )
        return Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=home))
    except OSError as error:
        raise ModelError(
            f"{home} cannot be written ({error.strerror or error}); free some space there, or set "
            "JUPYTER_DATA_DIR to a folder you can write to."
        ) from error


def _listed(budgets: Mapping[Device, int]) -> str:
    names = {device: f"GPU {device}" if isinstance(device, int) else device for device in budgets}
    return ", ".join(f"{names[device]}: {gib(room)}" for device, room in budgets.items())
