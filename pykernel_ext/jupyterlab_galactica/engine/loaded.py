"""From a model's name to a `LoadedModel`: find or download it, load it, put an engine over it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..errors import ModelError
from ..models.catalog import find_model
from ..models.tokenizer import Tokenizer
from .completion import LoadedModel
from .interface import Progress


def load(name: str, report: Callable[[Progress], None]) -> LoadedModel:
    """Load the model a user calls `name`; `report` hears of it, and may raise to end the work.

    Raises ModelError.
    """
    label = Path(name).name if Path(name).is_absolute() else name
    folder = find_model(name, lambda fraction: report(Progress("downloading", label, fraction)))
    tokenizer = Tokenizer.from_folder(folder)
    report(Progress("loading", label, 0.0))

    from ..models.loading import load_model
    from .transformers_engine import TransformersEngine

    model = load_model(folder, lambda fraction: report(Progress("loading", label, fraction)))
    rows = model.get_input_embeddings().weight.shape[0]
    if tokenizer.size > rows:
        raise ModelError(
            f"The tokenizer in {folder} has {tokenizer.size} tokens but the model {rows}; use the "
            "tokenizer.json that belongs to the model."
        )
    return LoadedModel(name, folder, TransformersEngine(model, name), tokenizer)
