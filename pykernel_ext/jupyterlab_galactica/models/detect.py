"""Of which family a model is: what the user said, what its name says, what its files say."""

from __future__ import annotations

from pathlib import Path

from ..errors import ModelError
from . import hub
from .catalog import BUNDLED, qualified_name
from .config_file import read_config
from .estimate import KNOWN_CONFIGS
from .families import CHATML, FAMILIES, GALACTICA, TULU, Family, named_family
from .pair_name import split_pair
from .places import folder_named
from .remembered import family_override
from .signs import family_by_signs, has_token_of


def family_for(model: str) -> Family:
    """The family a model is prompted as.

    Raises nothing; `check_family` refuses what cannot be.
    """
    return known_family(model) or make_of(model)


def make_of(model: str) -> Family:
    """The family that a model of no known one is prompted as.

    A LLaMA in a folder as Tulu, whose make it is of, and its near kin as ChatML; any other as
    Galactica, whose format is plain text.
    """
    try:
        kind = read_config(folder_named(model)).get("model_type")
    except ModelError:
        return GALACTICA
    if kind in TULU.architectures:
        return TULU
    return CHATML if kind in CHATML.architectures else GALACTICA


def known_family(model: str) -> Family | None:
    """The family of a model; None where neither the user nor its name nor its files tell.

    The user's word counts most. The name of a hub id tells where it is a published one or speaks of
    a tuned family; a folder's files tell more than its name. A pair is of its diff's family, and of
    Tulu's make where the diff does not tell.
    """
    override = family_override(qualified_name(model))
    if override in FAMILIES:
        return FAMILIES[override]
    if model in BUNDLED:
        return GALACTICA
    pair = split_pair(model)
    return _told_by(pair[0]) or TULU if pair else _told_by(model)


def _told_by(name: str) -> Family | None:
    folder = folder_named(name)
    if folder.is_dir():
        return _family_in(folder, folder.resolve().name)
    spoken = named_family(name)
    if hub.split_revision(name)[0] in KNOWN_CONFIGS or spoken not in (None, GALACTICA):
        return spoken
    cached = hub.cached_folder(name) if hub.is_hub_id(name) else None
    return (cached and _family_in(cached, name)) or spoken


def check_family(family: Family, folder: Path) -> None:
    """Raise ModelError where the model in `folder` cannot be of this family."""
    kind = read_config(folder).get("model_type")
    fitting = [name for name, other in FAMILIES.items() if kind in other.architectures]
    if not fitting:
        raise ModelError(
            f"The model in {folder} is of the type {kind!r}, which no family here is of; name one "
            "of the Galactica (opt), Tulu (llama) or ChatML (qwen2, qwen3) families."
        )
    if kind not in family.architectures:
        types = " or ".join(map(repr, family.architectures))
        raise ModelError(
            f"The model in {folder} is of the type {kind!r}, but {family.name} models are of the "
            f"type {types}; say of which family it is with %galactica load MODEL --family "
            f"{' or '.join(fitting)}."
        )
    if kind == "opt" and (folder / "tokenizer.json").is_file() and not has_token_of(family, folder):
        raise ModelError(
            f"The tokenizer in {folder} has no {family.known_token}, which that of every "
            f"{family.name} model has; name another model, or put the tokenizer.json that belongs "
            "to this one there."
        )


def _family_in(folder: Path, name: str) -> Family | None:
    try:
        return family_by_signs(name, folder, read_config(folder))
    except ModelError:
        return None
