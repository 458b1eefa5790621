"""From a model's name, as a user writes it, to the folder that holds its files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..demo import MODEL_FOLDER
from ..errors import ModelError
from .checkpoint import weight_files
from .families import family_of

BUNDLED = {"demo": MODEL_FOLDER}

_HUB = (
    ("facebook/galactica-125m", "125 million"),
    ("facebook/galactica-1.3b", "1.3 billion"),
    ("facebook/galactica-6.7b", "6.7 billion"),
    ("facebook/galactica-30b", "30 billion"),
    ("GeorgiaTechResearchInstitute/galpaca-6.7b", "6.7 billion"),
    ("GeorgiaTechResearchInstitute/galpaca-30b", "30 billion"),
    ("GeorgiaTechResearchInstitute/galactica-6.7b-evol-instruct-70k", "6.7 billion"),
)
_HUB_TIMEOUT_S = 20.0
_TEXT_FILES = ("*.json", "*.txt", "*.model")
_WEIGHT_FILES = ("*.safetensors", "*.bin")


def known_models(default: str) -> list[tuple[str, str]]:
    """Models to offer, each with a note: `default` first, the bundled one, then the hub's."""
    notes = dict.fromkeys(BUNDLED, "a demonstration that knows a few hundred topics")
    notes |= {name: f"{parameters} parameters; {family_of(name).note}" for name, parameters in _HUB}
    return [(default, notes.pop(default, family_of(default).note)), *notes.items()]


def qualified_name(model: str) -> str:
    """The name another process understands: a folder becomes an absolute path."""
    if model in BUNDLED:
        return model
    folder = Path(model).expanduser()
    return str(folder.resolve()) if folder.is_dir() else model


def find_model(model: str, report: Callable[[float], None] | None = None) -> Path:
    """The folder of a bundled model, of a path, or of a hub id, which is downloaded if need be.

    `report` gets the downloaded fraction, 0 to 1; an exception it raises ends the download.
    Raises ModelError where there is no such model or it lacks its config or weights.
    """
    folder = find_local_model(model)
    if folder is None:
        folder = _download(model, report or (lambda fraction: None))
        _check_complete(folder, model)
    return folder


def find_local_model(model: str) -> Path | None:
    """Like `find_model`, without asking the hub: None for a hub id that is not in the cache."""
    if model in BUNDLED:
        _check_complete(BUNDLED[model], model)
        return BUNDLED[model]
    folder = Path(model).expanduser()
    if folder.is_dir():
        _check_complete(folder, model)
        return folder
    if not _is_hub_id(model):
        raise ModelError(
            f"There is no model {model!r}; name {' or '.join(map(repr, BUNDLED))}, a folder, or a "
            "hub id such as 'facebook/galactica-1.3b'."
        )
    return _find_cached(model)


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


def _check_complete(folder: Path, model: str) -> None:
    if model in BUNDLED and not folder.is_dir():
        raise ModelError(f"The bundled model {model!r} is missing; make it with `make demo-model`.")
    read_config(folder)
    files = weight_files(folder)
    missing = [file.name for file in files if not file.is_file()]
    if not files or missing:
        what = f"lacks {', '.join(missing[:3])}" if missing else "has a config but no weights"
        raise ModelError(
            f"{folder} {what}; put model.safetensors or pytorch_model.bin (or all shards) there."
        )


def _is_hub_id(model: str) -> bool:
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id

    try:
        validate_repo_id(model)
    except HFValidationError:
        return False
    return "/" in model


def _find_cached(model: str) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    for weights in _WEIGHT_FILES:
        try:
            folder = Path(
                snapshot_download(
                    model, allow_patterns=[*_TEXT_FILES, weights], local_files_only=True
                )
            )
            _check_complete(folder, model)
        except (LocalEntryNotFoundError, ModelError):
            continue
        return folder
    return None


def _download(model: str, report: Callable[[float], None]) -> Path:
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

    try:
        siblings = HfApi().model_info(model, timeout=_HUB_TIMEOUT_S).siblings or []
        names = [file.rfilename for file in siblings]
        weights = next((w for w in _WEIGHT_FILES if any(map(_ends_with(w), names))), "*.bin")
        return Path(
            snapshot_download(
                model,
                allow_patterns=[*_TEXT_FILES, weights],
                tqdm_class=_reporting_bar(report),
            )
        )
    except GatedRepoError as error:
        raise ModelError(
            f"The hub gives {model} only to those who accepted its terms: accept them on its page "
            "and log in with `hf auth login`."
        ) from error
    except RepositoryNotFoundError as error:
        raise ModelError(
            f"The hub knows no model {model!r}; check the spelling, or log in with `hf auth login` "
            "if it is private."
        ) from error
    except Exception as error:
        if "OfflineMode" in type(error).__name__:
            raise ModelError(
                f"{model} is not in the cache and HF_HUB_OFFLINE forbids a download; unset it, or "
                "name a folder that holds the model."
            ) from error
        raise ModelError(
            f"{model} could not be downloaded ({type(error).__name__}); check the connection and "
            "the free disk space and ask again (it resumes), or name a folder that holds the model."
        ) from error


def _ends_with(pattern: str) -> Callable[[str], bool]:
    suffix = pattern.removeprefix("*")
    return lambda name: name.endswith(suffix)


def _reporting_bar(report: Callable[[float], None]) -> type:
    """A tqdm class that reports the fraction of bytes instead of drawing a bar."""
    from tqdm.auto import tqdm

    class ReportingBar(tqdm):  # type: ignore[type-arg]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            kwargs.pop("name", None)
            super().__init__(*args, **{**kwargs, "disable": False})

        def update(self, n: float | None = 1) -> bool | None:
            drawn = super().update(n)
            if self.unit == "B" and self.total:
                report(min(self.n / self.total, 1.0))
            return drawn

        def display(self, *args: Any, **kwargs: Any) -> None:
            """Draw nothing. (And raise nothing: tqdm holds its lock here.)"""

    return ReportingBar
