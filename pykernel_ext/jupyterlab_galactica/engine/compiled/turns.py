"""How threads share the phases of a step.

A phase is a number of blocks. A thread claims one after the other by an atomic counter; a phase is
over once all its blocks are done. So a thread that the system has given to another program holds up
nobody, unless it is in the middle of a block: who comes late finds everything claimed. Each step
has counters of its own, so that a late thread cannot take part in another one.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit
from numba.core import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

_CLAIMED, _DONE = 0, 8
_COLUMNS = 16
"""Counters of 64 bits, the two of a phase in cache lines of their own."""

_I64 = ir.IntType(64)

_SPINS = 2000
"""Looks before the processor is offered to others: a few microseconds."""

_yield_now = types.ExternalFunction(
    "SwitchToThread" if os.name == "nt" else "sched_yield", types.int32()
)


def counters(phases: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.zeros((phases, _COLUMNS), np.int64)


@intrinsic  # type: ignore[untyped-decorator]
def _add_one(typing: Any, work: Any, phase: Any, column: Any) -> Any:
    """Count one more; what it was before. Whoever sees it sees what was written before it."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = _counter(context, builder, signature, arguments)
        return builder.atomic_rmw("add", pointer, ir.Constant(_I64, 1), "acq_rel")

    return types.int64(work, types.int64, types.int64), generate


@intrinsic  # type: ignore[untyped-decorator]
def _count(typing: Any, work: Any, phase: Any, column: Any) -> Any:
    """What a counter is now."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = _counter(context, builder, signature, arguments)
        return builder.load_atomic(pointer, "acquire", 8)

    return types.int64(work, types.int64, types.int64), generate


def _counter(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    array = make_array(signature.args[0])(context, builder, arguments[0])
    place = builder.mul(arguments[1], ir.Constant(_I64, _COLUMNS))
    return builder.gep(array.data, [builder.add(place, arguments[2])])


@njit(inline="always")  # type: ignore[untyped-decorator]
def any_left(work: Any, phase: int, blocks: int) -> Any:
    """Whether a block may be left to claim: what prepares for one can be spared otherwise."""
    return _count(work, phase, _CLAIMED) < blocks


@njit(inline="always")  # type: ignore[untyped-decorator]
def claim(work: Any, phase: int) -> Any:
    """The next block; from the number of blocks on there is none."""
    return _add_one(work, phase, _CLAIMED)


@njit(inline="always")  # type: ignore[untyped-decorator]
def done(work: Any, phase: int) -> None:
    """A claimed block is done."""
    _add_one(work, phase, _DONE)


@njit  # type: ignore[untyped-decorator]
def wait(work: Any, phase: int, blocks: int) -> None:
    """Until all blocks are done."""
    spins = 0
    while _count(work, phase, _DONE) < blocks:
        spins += 1
        if spins > _SPINS:
            _yield_now()
