"""What a model is loaded as and where, decided before anything is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import InputError, ModelError
from .decoder_shape import WINDOWS, shape_of
from .estimate import Estimate, estimate, gib, largest_known_fit
from .machine import Machine
from .placement import Offload, Placement, choose_placement
from .precision import (
    COMPILED,
    PRECISIONS,
    QUANTIZED,
    Precision,
    automatic,
    check_available,
    has_bitsandbytes,
)

_SMALL_MODEL_BYTES = 256 * 2**20
_TINY_MODEL_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """`gpus_only` where the precision cannot be computed with outside of this machine's GPUs;
    `compiled` where the engine that is compiled for this CPU runs the model, with room for so many
    full `windows`."""

    precision: Precision
    placement: Placement
    estimate: Estimate
    gpus_only: bool
    compiled: bool
    windows: int = 1

    @property
    def cost(self) -> str:
        """What loading will take, as text for the user."""
        windows = "a full window" if self.windows == 1 else f"{self.windows} full windows"
        return (
            f"{self.precision} on {self.placement}, {gib(self.estimate.weights)} of weights and "
            f"{gib(self.estimate.kv_cache)} for {windows}"
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
        if wanted == "int4" and not _can_be_compiled(config, machine):
            raise InputError(
                f"int4 is for models of OPT's and LLaMA's usual shapes, and {name} has another; "
                "choose int8."
            )
        tried: tuple[Precision, ...] = (wanted,)
    else:
        tried = _automatic(config, machine)
    # Fewer bits on the GPUs are far faster than layers that wait elsewhere.
    attempts: list[tuple[Offload, bool]] = [("memory", False)]
    if machine.gpus:
        attempts.insert(0, ("memory", True))
    if offload == "disk":
        attempts.append(("disk", False))
    for where, gpus_only in attempts:
        for precision in tried:
            found = fit(config, precision, machine, where, gpus_only=gpus_only)
            if found is not None:
                return found
    raise ModelError(_refusal(name, config, tried, machine, offload))


def _automatic(config: Mapping[str, Any], machine: Machine) -> tuple[Precision, ...]:
    """What "auto" tries, best first: exact where that is fast enough to read along."""
    bytes_in_16_bits = estimate(config, "bf16").weights
    if _can_be_compiled(config, machine) and bytes_in_16_bits > _TINY_MODEL_BYTES:
        return ("int8", "int4")
    return automatic(machine, small=bytes_in_16_bits <= _SMALL_MODEL_BYTES)


def _can_be_compiled(config: Mapping[str, Any], machine: Machine) -> bool:
    return machine.compiler and not machine.gpus and shape_of(config) is not None


def fit(
    config: Mapping[str, Any],
    precision: Precision,
    machine: Machine,
    offload: Offload,
    *,
    gpus_only: bool = False,
) -> LoadPlan | None:
    """The plan for one precision; None where the model does not fit so."""
    if precision in COMPILED and _can_be_compiled(config, machine):
        for windows in range(WINDOWS, 0, -1):
            needed = estimate(config, precision, "compiled", windows)
            placement = choose_placement(needed, machine, "memory", gpus_only=False)
            if placement is not None and placement.single == "cpu":
                return LoadPlan(
                    precision, placement, needed, gpus_only=False, compiled=True, windows=windows
                )
    needed = estimate(config, precision)
    quantized_there = precision in QUANTIZED and bool(machine.gpus)
    placement = choose_placement(needed, machine, offload, gpus_only=gpus_only or quantized_there)
    if placement is None:
        return None
    return LoadPlan(precision, placement, needed, quantized_there, compiled=False)


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
    available = possible(machine)
    fitting = [p for p in available if fit(config, p, machine, "memory") is not None]
    if fitting:
        sizes = [f"{p} ({gib(estimate(config, p).peak)})" for p in fitting]
        return f"{needs}; load it in {' or '.join(sizes)}."
    known = largest_known_fit(max(machine.memory, *machine.gpus, 0), available)
    ways = [f"load {known}, the largest that would fit" if known else "free some memory"]
    if offload == "memory":
        ways.append("let layers wait on disk, which is slow, with `%galactica config offload=disk`")
    return f"{needs}; {', or '.join(ways)}."


def possible(machine: Machine) -> tuple[Precision, ...]:
    """The precisions that this machine can compute in, best first."""
    if not machine.gpus:
        without = {"nf4"} if machine.compiler else {"nf4", "int4"}
    else:
        without = {"int4"} if has_bitsandbytes() else {"int4", *QUANTIZED}
    return tuple(precision for precision in PRECISIONS if precision not in without)
