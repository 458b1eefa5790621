"""What a model is loaded as and where, decided before anything is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import ModelError
from .estimate import Estimate, estimate, gib, largest_known_fit
from .machine import Machine
from .placement import Offload, Placement, choose_placement
from .precision import (
    PRECISIONS,
    QUANTIZED,
    Precision,
    automatic,
    check_available,
    has_bitsandbytes,
)

_SMALL_MODEL_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """`gpus_only` where the precision cannot be computed with outside of this machine's GPUs."""

    precision: Precision
    placement: Placement
    estimate: Estimate
    gpus_only: bool

    @property
    def cost(self) -> str:
        """What loading will take, as text for the user."""
        return (
            f"{self.precision} on {self.placement}, {gib(self.estimate.weights)} of weights and "
            f"{gib(self.estimate.kv_cache)} for a full window"
        )


def plan_load(
    name: str,
    config: Mapping[str, Any],
    wanted: Precision | None,
    machine: Machine,
    offload: Offload,
) -> LoadPlan:
    """How to load the model of a `config.json`; `wanted` None takes the best precision that fits.

    Raises ModelError, which says what would fit, where the model does not; InputError where this
    machine has no such precision.
    """
    if wanted is not None:
        check_available(wanted, machine)
        tried: tuple[Precision, ...] = (wanted,)
    else:
        small = estimate(config, "bf16").weights <= _SMALL_MODEL_BYTES
        tried = automatic(machine, small=small)
    # Fewer bits on the GPUs are far faster than layers that wait elsewhere.
    attempts: list[tuple[Offload, bool]] = [("memory", False)]
    if machine.gpus:
        attempts.insert(0, ("memory", True))
    if offload == "disk":
        attempts.append(("disk", False))
    for where, gpus_only in attempts:
        for precision in tried:
            found = _fit(config, precision, machine, where, gpus_only=gpus_only)
            if found is not None:
                return found
    raise ModelError(_refusal(name, config, tried, machine, offload))


def _fit(
    config: Mapping[str, Any],
    precision: Precision,
    machine: Machine,
    offload: Offload,
    *,
    gpus_only: bool = False,
) -> LoadPlan | None:
    needed = estimate(config, precision)
    quantized_there = precision in QUANTIZED and bool(machine.gpus)
    placement = choose_placement(needed, machine, offload, gpus_only=gpus_only or quantized_there)
    return LoadPlan(precision, placement, needed, quantized_there) if placement else None


def _refusal(
    name: str,
    config: Mapping[str, Any],
    tried: tuple[Precision, ...],
    machine: Machine,
    offload: Offload,
) -> str:
    smallest = tried[-1]
    needs = (
        f"{name} needs {gib(estimate(config, smallest).peak)} in {smallest} and "
        f"{gib(machine.memory)} of memory is free"
        + "".join(f", {gib(free)} on GPU {number}" for number, free in enumerate(machine.gpus))
    )
    possible = _possible(machine)
    fitting = [p for p in possible if _fit(config, p, machine, "memory") is not None]
    if fitting:
        sizes = [f"{p} ({gib(estimate(config, p).peak)})" for p in fitting]
        return f"{needs}; load it in {' or '.join(sizes)}."
    known = largest_known_fit(max(machine.memory, *machine.gpus, 0), possible)
    ways = [f"load {known}, the largest that would fit" if known else "free some memory"]
    if offload == "memory":
        ways.append("let layers wait on disk, which is slow, with `%galactica config offload=disk`")
    return f"{needs}; {', or '.join(ways)}."


def _possible(machine: Machine) -> tuple[Precision, ...]:
    if not machine.gpus:
        return tuple(p for p in PRECISIONS if p != "nf4")
    return PRECISIONS if has_bitsandbytes() else tuple(p for p in PRECISIONS if p not in QUANTIZED)
