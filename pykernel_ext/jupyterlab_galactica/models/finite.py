"""Weights with NaN or infinite values, found before they make nonsense of an answer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..errors import ModelError
from .checkpoint import Checkpoint

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel


def check_values(tensor: torch.Tensor, dtype: torch.dtype, key: str, file: str) -> None:
    """Raise ModelError where a value is NaN or infinite, or too large for `dtype`.

    The least and the greatest tell: several times as fast as looking at each value.
    """
    import torch

    least, greatest = (value.item() for value in torch.aminmax(tensor))
    if not math.isfinite(greatest - least):
        raise ModelError(f"{key} in {file} holds NaN or infinite values; get the file again.")
    if max(-least, greatest) > torch.finfo(dtype).max:
        raise ModelError(
            f"{key} in {file} has values too large for {str(dtype).removeprefix('torch.')}; load "
            "the model in bf16 or fp32."
        )


def check_first_logits(model: PreTrainedModel, checkpoint: Checkpoint) -> None:
    """Let the model's first forward pass raise ModelError where damaged weights spoil its logits.

    For weights that stay mapped: reading them all while loading would take as long as that pass.
    """

    def check(module: Any, inputs: Any, output: Any) -> None:
        hook.remove()
        if output.logits.isfinite().all():
            return
        for key, info in checkpoint.tensors.items():
            tensor = checkpoint.read(key)
            check_values(tensor, tensor.dtype, key, info.file)
            checkpoint.release(tensor)

    hook = model.register_forward_hook(check)
