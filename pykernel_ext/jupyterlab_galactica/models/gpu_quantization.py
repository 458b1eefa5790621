"""int8 and nf4 on GPUs, through transformers and the bitsandbytes package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ModelError
from .placement import Placement
from .precision import Precision

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def load_quantized(folder: Path, precision: Precision, placement: Placement) -> PreTrainedModel:
    """The model of a folder, quantized while it is loaded onto GPUs. Raises ModelError."""
    import torch
    from transformers import AutoModelForCausalLM, BitsAndBytesConfig

    dtype = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    if precision == "int8":
        config = BitsAndBytesConfig(load_in_8bit=True)
    else:
        config = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_compute_dtype=dtype,
        )
    single = placement.single
    try:
        model = AutoModelForCausalLM.from_pretrained(
            folder,
            dtype=dtype,
            quantization_config=config,
            device_map="auto" if single is None else {"": single},
            max_memory=dict(placement.budgets),
            trust_remote_code=False,
            local_files_only=True,
            weights_only=True,
        )
    except Exception as error:
        raise ModelError(
            f"{folder} cannot be loaded in {precision} ({type(error).__name__}: {error}); load it "
            "in bf16 or fp16."
        ) from error
    model.requires_grad_(False)
    model.eval()
    return model
