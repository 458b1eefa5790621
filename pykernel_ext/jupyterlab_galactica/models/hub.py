"""Models from the Hugging Face hub: what the ordinary cache holds, and downloads into it."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from fnmatch import filter as matching
from functools import partial
from pathlib import Path
from socket import gaierror
from typing import Any

from ..errors import ModelError
from ..outgoing import is_offline, was_started_offline
from .files import PART
from .resuming import fetch

_TEXT_FILES = ("*.json", "*.txt", "*.model", "README.md")
_SUBFOLDERS = "*/*"
_REVISION = re.compile(r"\w[\w.-]*(/\w[\w.-]*)*")
_WEIGHTS = (("model", "safetensors"), ("pytorch_model", "bin"))
"""The formats that can be read, the better one first; a download takes one of them."""

_TIMEOUT_S = 20.0
_SPARE_BYTES = 500 * 2**20


def split_revision(model: str) -> tuple[str, str | None]:
    """The repository and the branch, tag or commit of `ORGANISATION/NAME@REVISION`."""
    repository, at, revision = model.partition("@")
    return repository, revision if at else None


def is_hub_id(model: str) -> bool:
    """Whether it is `ORGANISATION/NAME`, with or without `@REVISION`."""
    repository, revision = split_revision(model)
    if "/" not in repository or not (revision is None or _REVISION.fullmatch(revision)):
        return False
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id

    try:
        validate_repo_id(repository)
    except HFValidationError:
        return False
    return True


def cached_folder(model: str) -> Path | None:
    """Where the cache has the model's files, complete or not; None where it has no config."""
    config = _cached_file(model, "config.json")
    return config.parent if config is not None else None


def cached_models() -> list[str]:
    """The ids of all models in the cache, whatever their kind."""
    from huggingface_hub import scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        found = scan_cache_dir().repos
    except CacheNotFound:
        return []
    return sorted(repository.repo_id for repository in found if repository.repo_type == "model")


def check_may_download(what: str) -> None:
    """Raises ModelError where the setting offline forbids to download `what`."""
    if is_offline():
        raise ModelError(
            f"{what} is not on this machine, or not all of it, and the setting offline forbids a "
            "download; name a folder that holds the model, or `%galactica config offline=off`."
        )


def download_size(model: str) -> int:
    """Bytes of weights that a download of the model would bring; asks the hub. Raises ModelError.

    What broke off earlier counts whole.
    """
    with _explained(model):
        sizes = _sizes(model)
    folder = cached_folder(model)
    return sum(
        sizes[name]
        for name in _weights_among(sizes)
        if folder is None or not (folder / name).is_file()
    )


def download(model: str, report: Callable[[float], None]) -> Path:
    """Download the configuration and tokenizer, then the weights; what is there already is kept.

    `report` gets the fraction of bytes, 0 to 1; an exception it raises ends the download, and the
    next one goes on from there. Raises ModelError, before the weights where the disk is too small.
    """
    with _explained(model):
        sizes = _sizes(model)
    weights = {name: sizes[name] for name in _weights_among(sizes)}
    if not weights:
        raise ModelError(
            f"{model} has neither model.safetensors nor pytorch_model.bin on the hub; name a model "
            "whose weights are in one of these formats."
        )
    folder = _download_small(model)
    missing = {name: size for name, size in weights.items() if not (folder / name).is_file()}
    total = sum(weights.values())
    done = total - sum(missing.values())
    _check_disk(model, folder, total - done)
    for name, size in missing.items():
        with _explained(f"{name} of {model}"):
            _download_weights(model, folder, name, partial(_report_fraction, report, done, total))
        done += size
    report(1.0)
    return folder


def _report_fraction(report: Callable[[float], None], done: int, total: int, count: int) -> None:
    report(min((done + count) / max(total, 1), 1.0))


def _download_weights(model: str, folder: Path, name: str, report: Callable[[int], None]) -> None:
    """Put a file where the library looks for it before it downloads, and have it linked there."""
    from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url
    from huggingface_hub.utils import build_hf_headers

    repository, _ = split_revision(model)
    url = hf_hub_url(repository, name, revision=folder.name)
    found = get_hf_file_metadata(url)
    if found.etag is not None and found.size is not None:
        blob = _blobs(folder) / found.etag
        fetch(url, build_hf_headers(), blob, found.size, report)
    hf_hub_download(repository, name, revision=folder.name)


def fetch_small(model: str) -> Path:
    """The folder with the model's configuration, tokenizer and card, without its weights.

    They say what it will cost and how many tokens a text has. Raises ModelError.
    """
    folder = cached_folder(model)
    if folder is not None and any(
        (folder / name).is_file() for name in ("tokenizer.json", "tokenizer.model")
    ):
        return folder
    return _download_small(model)


def _download_small(model: str) -> Path:
    from huggingface_hub import snapshot_download

    repository, revision = split_revision(model)
    with _explained(model):
        folder = snapshot_download(
            repository,
            revision=revision,
            allow_patterns=list(_TEXT_FILES),
            ignore_patterns=[_SUBFOLDERS],
            tqdm_class=_no_bar(),
        )
    return Path(folder)


def _sizes(model: str) -> dict[str, int]:
    """Bytes of each of the model's files on the hub."""
    from huggingface_hub import HfApi

    repository, revision = split_revision(model)
    info = HfApi().model_info(
        repository, revision=revision, timeout=_TIMEOUT_S, files_metadata=True
    )
    return {file.rfilename: file.size or 0 for file in info.siblings or []}


def _weights_among(names: Collection[str]) -> list[str]:
    """The files `checkpoint.weight_files` reads of a folder with all of these; an index apart."""
    for stem, suffix in _WEIGHTS:
        whole = f"{stem}.{suffix}"
        if whole in names:
            return [whole]
        if f"{whole}.index.json" in names:
            return sorted(matching(names, f"{stem}-*-of-*.{suffix}"))
    return []


def _check_disk(model: str, folder: Path, missing: int) -> None:
    """`missing` bytes are not in the cache; parts of them are, where a download broke off."""
    parts = _blobs(folder).glob(f"*{PART}")
    needed = missing - sum(part.stat().st_size for part in parts)
    free = shutil.disk_usage(folder).free
    if needed > 0 and needed + _SPARE_BYTES > free:
        raise ModelError(
            f"{model} takes {needed / 1e9:.1f} GB more on the disk of {folder.parents[2]}, which "
            f"has {free / 1e9:.1f} GB free; free some space, or set HF_HOME to a larger disk."
        )


def _blobs(snapshot: Path) -> Path:
    """Where the cache has the files' contents, named by their hashes, that snapshots link to."""
    return snapshot.parents[1] / "blobs"


def _cached_file(model: str, name: str) -> Path | None:
    from huggingface_hub import try_to_load_from_cache

    repository, revision = split_revision(model)
    found = try_to_load_from_cache(repository, name, revision=revision)
    return Path(found) if isinstance(found, str) else None


def _no_bar() -> type:
    from tqdm import tqdm

    class NoBar(tqdm):  # type: ignore[type-arg]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            kwargs.pop("name", None)
            super().__init__(*args, **{**kwargs, "disable": True})

    return NoBar


@contextmanager
def _explained(what: str) -> Iterator[None]:
    """What goes wrong with a download of `what` becomes a ModelError with a way out."""
    from huggingface_hub.constants import HF_HUB_OFFLINE
    from huggingface_hub.errors import (
        GatedRepoError,
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    check_may_download(what)
    try:
        yield
    except ModelError:
        raise
    except GatedRepoError as error:
        raise ModelError(
            f"The hub gives {what} only to those who accepted its terms: accept them on its page "
            "and log in with `hf auth login`."
        ) from error
    except RepositoryNotFoundError as error:
        raise ModelError(
            f"The hub knows no model {what!r}; check the spelling, or log in with `hf auth login` "
            "if it is private."
        ) from error
    except RevisionNotFoundError as error:
        raise ModelError(
            f"The hub's model has no branch, tag or commit {what.partition('@')[2]!r}; look for it "
            "on the model's page."
        ) from error
    except (OfflineModeIsEnabled, LocalEntryNotFoundError) as error:
        if was_started_offline():
            raise ModelError(
                f"{what} must be downloaded, and the model's process was started offline; stop it "
                "with `jupyter galactica stop` and ask again."
            ) from error
        if HF_HUB_OFFLINE:
            raise ModelError(
                f"{what} is not in the cache, or not all of it, and HF_HUB_OFFLINE forbids a "
                "download; unset it, or name a folder that holds the model."
            ) from error
        raise _interrupted(what, "the hub cannot be reached") from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise ModelError(
                f"The disk was full before {what} was there; free some space and ask again (it "
                "resumes), or set HF_HOME to a larger disk."
            ) from error
        reason = str(error) if type(error) is OSError else type(error).__name__
        raise _interrupted(what, reason) from error
    except Exception as error:
        told = "the hub cannot be reached" if _is_unreachable(error) else type(error).__name__
        raise _interrupted(what, told) from error


def _is_unreachable(error: BaseException | None) -> bool:
    """By what lies under the error: the hub's client changes its library of HTTP."""
    while error is not None:
        if isinstance(error, ConnectionError | TimeoutError | gaierror):
            return True
        error = error.__cause__ or error.__context__
    return False


def _interrupted(what: str, reason: str) -> ModelError:
    return ModelError(
        f"{what} could not be downloaded ({reason}); check the connection and its name, "
        "and ask again (it resumes), or name a folder that holds the model."
    )
