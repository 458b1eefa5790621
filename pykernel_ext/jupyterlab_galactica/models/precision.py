"""The number formats a model can be held in, and which of them this machine has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from ..errors import InputError
from .machine import Machine

if TYPE_CHECKING:
    import torch

Precision: TypeAlias = Literal["fp32", "bf16", "fp16", "int8", "int4", "nf4"]

PRECISIONS: tuple[Precision, ...] = get_args(Precision)
"""Best first: int8 keeps each row of a linear layer in 8 bits, nf4 in 4; the rest in 16. int4 is
for CPUs: groups of 32 in 4 bits, what is outside of layers in 8."""

QUANTIZED: tuple[Precision, ...] = ("int8", "nf4")
"""Those of a GPU."""

COMPILED: tuple[Precision, ...] = ("int8", "int4")
"""Those of the engine that is compiled for a CPU."""


def read_precision(text: str) -> Precision | None:
    """The precision a user names; None for "auto". Raises InputError."""
    if text == "auto":
        return None
    if text not in PRECISIONS:
        raise InputError(
            f"There is no precision {text!r}; choose auto, {', '.join(PRECISIONS[:-1])} or "
            f"{PRECISIONS[-1]}."
        )
    return text


def check_available(precision: Precision, machine: Machine) -> None:
    """Raise InputError where this machine or its packages cannot do it, with what they can."""
    if precision == "nf4" and not machine.gpus:
        raise InputError(
            "nf4 needs an NVIDIA GPU, and there is none here; choose int8, which this machine's "
            "processor can do, or bf16."
        )
    if precision == "int4" and machine.gpus:
        raise InputError("int4 is for processors without a GPU; choose nf4, or int8.")
    if precision == "int4" and not machine.compiler:
        raise InputError(
            "int4 needs a package that is missing; install it with `pip install numba`, or choose "
            "int8."
        )
    if precision in QUANTIZED and machine.gpus and not has_bitsandbytes():
        raise InputError(
            f"{precision} on a GPU needs a package that is missing; install it with "
            "`pip install bitsandbytes`, or choose bf16 or fp16."
        )
    if precision == "bf16" and machine.gpus and not machine.bf16:
        raise InputError("This GPU cannot compute in bf16; choose fp16.")


def automatic(machine: Machine, *, small: bool) -> tuple[Precision, ...]:
    """What "auto" tries, best first; `small` models are faster and exact in fp32 on a CPU.

    On a CPU bf16 before fp16, which decodes faster there but reads a prompt about ten times slower.
    """
    if not machine.gpus:
        return ("fp32", "bf16", "int8") if small else ("bf16", "int8")
    half: Precision = "bf16" if machine.bf16 else "fp16"
    return (half, *QUANTIZED) if has_bitsandbytes() else (half,)


def dtype_of(precision: Precision) -> torch.dtype:
    """What is computed in, and what holds the weights that are not quantized."""
    import torch

    return {"fp32": torch.float32, "fp16": torch.float16}.get(precision, torch.bfloat16)


def has_bitsandbytes() -> bool:
    from importlib.util import find_spec

    return find_spec("bitsandbytes") is not None
