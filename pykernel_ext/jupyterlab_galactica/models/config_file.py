"""A model's `config.json`, as it stands in the model's folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import ModelError


def read_config(folder: Path) -> dict[str, Any]:
    """The model's `config.json`. Raises ModelError where it is missing or is not JSON."""
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ModelError(
            f"{folder} has no config.json; name a folder that holds a model."
        ) from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({error}); get the file again.") from error
    if not isinstance(config, dict):
        raise ModelError(f"{path} does not describe a model; get the file again.")
    return config
