"""Weight-only int8 on a CPU: each row of a linear layer in 8 bits with a scale of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_LEVELS = 127
_PACKED_ROWS = 48
"""Up to so many tokens at once the packed product is faster; beyond, a dequantized one is."""


class Int8Linear(nn.Module):  # type: ignore[misc] # torch is not analysed
    """A linear layer of bf16 activations and int8 weights (out, in) with bf16 scales (out,)."""

    def __init__(self, rows: int, columns: int, bias: torch.Tensor | None) -> None:
        super().__init__()
        self.weight = _frozen(torch.empty(rows, columns, dtype=torch.int8, device="meta"))
        self.scale = _frozen(torch.empty(rows, dtype=torch.bfloat16, device="meta"))
        self.bias = None if bias is None else _frozen(bias)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        rows = inputs.reshape(-1, inputs.shape[-1])
        if rows.shape[0] <= _PACKED_ROWS and _has_packed_product():
            product = torch._weight_int8pack_mm(rows, self.weight, self.scale)
        else:
            product = functional.linear(rows, self.weight.to(rows.dtype)) * self.scale
        if self.bias is not None:
            product = product + self.bias
        return product.reshape(*inputs.shape[:-1], product.shape[-1])


def quantize_rows(weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows as int8 and their bf16 scales, so that `int8 * scale` is nearest to `weight`.

    The largest of a row becomes 127 (symmetric, no zero point).
    """
    exact = weight.float()
    least, greatest = torch.aminmax(exact, dim=1)
    scale = (torch.maximum(-least, greatest) / _LEVELS).bfloat16()
    # In the scale that is kept, with its rounding; a row of zeros stays one.
    divisor = torch.where(scale == 0, torch.ones_like(scale), scale).float()
    levels = (exact / divisor[:, None]).round_().clamp_(-_LEVELS, _LEVELS)
    return levels.to(torch.int8), scale


def use_int8_layers(model: PreTrainedModel) -> None:
    """Put `Int8Linear` in the place of each linear layer of a model on the meta device.

    The output head stays as it is: it shares its weights with the embeddings, or decides alone.
    """
    head = model.get_output_embeddings()
    for name, module in list(model.named_modules()):
        if isinstance(module, nn.Linear) and module is not head:
            replacement = Int8Linear(module.out_features, module.in_features, module.bias)
            model.set_submodule(name, replacement)


def _has_packed_product() -> bool:
    return hasattr(torch, "_weight_int8pack_mm")


def _frozen(tensor: torch.Tensor) -> nn.Parameter:
    return nn.Parameter(tensor.detach(), requires_grad=False)
