"""From a model's name, as a user writes it, to the folder that holds its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from ..demo import MODEL_FOLDER
from ..errors import ModelError
from . import hub
from .checkpoint import weight_files
from .config_file import read_config
from .estimate import KNOWN_CONFIGS, estimate, parameter_count
from .families import Family, family_of
from .packaged import PACKAGED, check_installed, packaged_file
from .pair_name import split_pair
from .places import file_named, folder_named
from .precision import PRECISIONS, Precision
from .signs import family_by_signs

BUNDLED = {"demo": MODEL_FOLDER}
_BUNDLED_NOTE = "a demonstration that knows a few hundred topics"

Local = Literal["complete", "partial", "no"]


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model that can be named, as a list shows it.

    `memory` are the bytes of its weights in each precision, empty where its shape is not known.
    `is_diff` marks one that is published as a difference to LLaMA. `folder` is where its files are,
    all of them or, where `local` is "partial", some.
    """

    name: str
    family: str
    note: str
    parameters: int | None
    memory: Mapping[Precision, int]
    is_diff: bool
    local: Local
    folder: str | None


def known_models() -> list[ModelRow]:
    """The bundled model, those of packages, the published ones, and others in the hub's cache.

    What a cached model's files say decides whether it is of a family. Asks nobody outside.
    """
    rows = [_bundled_row(name, folder) for name, folder in BUNDLED.items()]
    rows += [_packaged_row(name) for name in PACKAGED]
    for name, config in KNOWN_CONFIGS.items():
        rows.append(_row(name, family_of(name), config, hub.cached_folder(name)))
    return rows + [row for name in hub.cached_models() if (row := _other_row(name)) is not None]


def offered_models(default: str) -> list[tuple[str, str]]:
    """Models to offer in a menu, each with a note: `default` first, those of packages, the hub's.

    Without weight diffs, which cannot be asked by themselves.
    """
    notes = dict.fromkeys(BUNDLED, _BUNDLED_NOTE)
    for name, packaged in PACKAGED.items():
        size = count_text(parameter_count(packaged.config))
        where = "" if packaged_file(name) else f"; needs {packaged.package}"
        notes[name] = f"{size} parameters; {packaged.note}{where}"
    for name, config in KNOWN_CONFIGS.items():
        if not is_published_diff(name):
            size = count_text(parameter_count(config))
            notes[name] = f"{size} parameters; {family_of(name).note}"
    return [(default, notes.pop(default, family_of(default).note)), *notes.items()]


def is_published_diff(name: str) -> bool:
    """Whether a hub id is that of a published weight diff; of others the name says nothing."""
    repository, _ = hub.split_revision(name)
    return repository in KNOWN_CONFIGS and "llama" in family_of(name).architectures


def count_text(count: int) -> str:
    """A number of parameters as it is spoken of, such as "1.3 billion"."""
    size, word = (count / 1e9, "billion") if count >= 1e9 else (count / 1e6, "million")
    return f"{size:.1f} {word}" if size < 10 else f"{size:.0f} {word}"


def _bundled_row(name: str, folder: Path) -> ModelRow:
    try:
        row = _row(name, family_of(name), read_config(folder), folder)
    except ModelError:
        row = _row(name, family_of(name), {}, None)
    return replace(row, note=_BUNDLED_NOTE)


def _packaged_row(name: str) -> ModelRow:
    packaged, file = PACKAGED[name], packaged_file(name)
    row = _row(name, family_of(name), packaged.config, None)
    if file is not None:
        row = replace(row, local="complete", folder=str(file.parent))
    return replace(row, note=packaged.note)


def _other_row(name: str) -> ModelRow | None:
    """The row of a cached model that is not a published one; None where it is of no family."""
    folder = hub.cached_folder(name)
    if name in KNOWN_CONFIGS or folder is None:
        return None
    try:
        config = read_config(folder)
    except ModelError:
        return None
    family = family_by_signs(name, folder, config)
    return _row(name, family, config, folder) if family is not None else None


def _row(name: str, family: Family, config: Mapping[str, Any], folder: Path | None) -> ModelRow:
    try:
        parameters = parameter_count(config)
        memory = {precision: estimate(config, precision).weights for precision in PRECISIONS}
    except ModelError:
        parameters, memory = None, {}
    return ModelRow(
        name=name,
        family=family.name,
        note=family.note,
        parameters=parameters,
        memory=memory,
        is_diff=is_published_diff(name),
        local="no" if folder is None else "complete" if _is_complete(folder) else "partial",
        folder=None if folder is None else str(folder),
    )


def _is_complete(folder: Path) -> bool:
    try:
        _check_complete(folder)
    except ModelError:
        return False
    return True


def qualified_name(model: str) -> str:
    """The name another process understands: a path becomes an absolute one, in a pair too."""
    if model in BUNDLED or model in PACKAGED:
        return model
    file = file_named(model)
    if file is not None:
        return str(file.resolve())
    folder = folder_named(model)
    if folder.is_dir():
        return str(folder.resolve())
    pair = split_pair(model)
    return "+".join(map(qualified_name, pair)) if pair else model


def find_model(model: str, report: Callable[[float], None] | None = None) -> Path:
    """The folder of a bundled model, of a path, or of a hub id, which is downloaded if need be.

    `report` gets the downloaded fraction, 0 to 1; an exception it raises ends the download.
    Raises ModelError where there is no such model or it lacks its config or weights.
    """
    folder = find_local_model(model)
    if folder is None:
        folder = hub.download(model, report or (lambda fraction: None))
        _check_complete(folder)
    return folder


def find_local_model(model: str) -> Path | None:
    """Like `find_model`, without asking the hub: None for a hub id that is not in the cache."""
    if model in BUNDLED and not BUNDLED[model].is_dir():
        raise ModelError(f"The bundled model {model!r} is missing; make it with `make demo-model`.")
    check_installed(model)
    folder = BUNDLED.get(model) or folder_named(model)
    if folder.is_dir():
        _check_complete(folder)
        return folder
    if not hub.is_hub_id(model):
        raise ModelError(
            f"There is no model {model!r}; name {' or '.join(map(repr, (*BUNDLED, *PACKAGED)))}, a "
            "folder, a GGUF file, or a hub id such as 'facebook/galactica-1.3b'."
        )
    return find_cached(model)


def _check_complete(folder: Path) -> None:
    read_config(folder)
    files = weight_files(folder)
    missing = [file.name for file in files if not file.is_file()]
    if not files or missing:
        what = f"lacks {', '.join(missing[:3])}" if missing else "has a config but no weights"
        raise ModelError(
            f"{folder} {what}; put model.safetensors or pytorch_model.bin (or all shards) there."
        )


def find_cached(model: str) -> Path | None:
    """The complete folder of a hub id in the cache; None where there is none."""
    folder = hub.cached_folder(model)
    return folder if folder is not None and _is_complete(folder) else None
