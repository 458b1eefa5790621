"""A model's `config.json`, as it stands in the model's folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import ModelError

_MAX_BYTES = 2**20
_MOST = {
    "num_hidden_layers": 1024,
    "num_attention_heads": 2**14,
    "num_key_value_heads": 2**14,
    "head_dim": 2**14,
    "hidden_size": 2**18,
    "word_embed_proj_dim": 2**18,
    "ffn_dim": 2**20,
    "intermediate_size": 2**20,
    "max_position_embeddings": 2**24,
    "vocab_size": 2**24,
}
"""Far above any model there is: what comes of a shape is computed only within these."""

_SHAPED = ("opt", "llama", "qwen2", "qwen3")


def read_config(folder: Path) -> dict[str, Any]:
    """The model's `config.json`.

    Raises ModelError where it is missing, is not JSON, or has sizes that no model has.
    """
    path = folder / "config.json"
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ValueError("it is too long for a model's description")
        config = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ModelError(
            f"{folder} has no config.json; name a folder that holds a model."
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{path} cannot be read ({error}); get the file again.") from error
    if not isinstance(config, dict):
        raise ModelError(f"{path} does not describe a model; get the file again.")
    if config.get("model_type") in _SHAPED:
        _check_shape(config, path)
    return config


def _check_shape(config: dict[str, Any], path: Path) -> None:
    for name, most in _MOST.items():
        size = config.get(name)
        if size is None:
            continue
        if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= most:
            raise ModelError(
                f"{path} says {name} {str(size)[:40]}, which no model has; get the file again."
            )
