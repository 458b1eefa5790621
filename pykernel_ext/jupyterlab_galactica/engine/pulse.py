"""The heartbeat of the thread that runs the model: when it last made a step.

A step is a token, a layer that is computed, a tensor that is loaded. A process runs one model in
one thread, so there is one heartbeat, and what makes a step need not know who listens.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_last_step = time.monotonic()


def beat() -> None:
    """A step was made."""
    global _last_step
    _last_step = time.monotonic()


def seconds_since_step() -> float:
    return time.monotonic() - _last_step


def beat_at_each_layer(model: PreTrainedModel) -> None:
    """A large model takes many seconds for a slice of a prompt, but few for one layer of it."""
    from torch.nn import ModuleList

    for module in model.modules():
        if isinstance(module, ModuleList):
            for layer in module:
                layer.register_forward_pre_hook(lambda *_: beat())
