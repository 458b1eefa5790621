"""What the files in a model's folder say of its family."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from .families import CHATML, GALACTICA, TULU, Family, named_family
from .readme import read_readme

_RECOVERED = "galactica-recovered.json"


def family_by_signs(name: str, folder: Path, config: Mapping[str, Any]) -> Family | None:
    """The family of the model called `name`, with this `config.json`; None where nothing tells.

    The name, the name in the config, what it was recovered from, and the card are asked in turn for
    a family of the config's architecture. A model tuned from Galactica speaks of both, so Galactica
    counts only where no other is named; its tokens tell it too. A model recovered from a weight
    diff is of Tulu's make, whatever it is called. ChatML is told by its token. Any other unnamed
    LLaMA stays unknown: how it was tuned, if at all, cannot be seen.
    """
    kind = config.get("model_type")
    spoken = [
        family
        for text in (name, str(config.get("_name_or_path", "")), *_said_by_files(folder))
        if (family := named_family(text)) is not None and kind in family.architectures
    ]
    tuned = next((family for family in spoken if family is not GALACTICA), None)
    if tuned is not None:
        return tuned
    if (folder / _RECOVERED).is_file():
        return TULU
    if kind in CHATML.architectures and has_token_of(CHATML, folder):
        return CHATML
    has_tokens = kind in GALACTICA.architectures and has_token_of(GALACTICA, folder)
    return GALACTICA if spoken or has_tokens else None


def has_token_of(family: Family, folder: Path) -> bool:
    """Whether the folder's `tokenizer.json` has the token that all of the family's have."""
    path = folder / "tokenizer.json"
    try:
        found = path.stat()
        return _mentions(path, found.st_mtime_ns, found.st_size, family.known_token)
    except OSError:
        return False


@lru_cache(maxsize=64)
def _mentions(path: Path, _modified_ns: int, _size: int, token: str) -> bool:
    return json.dumps(token).encode() in path.read_bytes()


def _said_by_files(folder: Path) -> Iterator[str]:
    """What the model is recovered from, and of a card what it says about itself.

    The rest of a card speaks of other models too.
    """
    try:
        recovered = json.loads((folder / _RECOVERED).read_text("utf-8"))
        yield str(recovered["diff"]["name"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    card = read_readme(folder)
    if card is not None:
        yield card.title
        yield card.field("model_name")
        yield card.field("base_model")
