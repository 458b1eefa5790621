"""From a model's folder to a transformers model in memory, ready to generate."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ModelError
from .catalog import read_config
from .checkpoint import weight_files

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

_OPTIONAL_PARAMETERS = (".bias", "layer_norm.weight")
"""OPT checkpoints exist with and without these; transformers fills in 0 and 1."""

_SMALL_MODEL_BYTES = 256 * 2**20
_ONE_THREAD_BYTES = 32 * 2**20


def load_model(folder: Path, report: Callable[[float], None] | None = None) -> PreTrainedModel:
    """Load a causal language model in eval mode, on the GPU where there is one.

    `report` gets the loaded fraction, 0 to 1; an exception it raises ends the loading. Pickled
    weights are read weights-only, code from the folder is never run. Raises ModelError.
    """
    import torch
    from transformers import AutoModelForCausalLM

    read_config(folder)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        with _progress_to(report or (lambda fraction: None)):
            model, info = AutoModelForCausalLM.from_pretrained(
                folder,
                dtype=choose_precision(folder, device),
                device_map=device if device != "cpu" else None,
                trust_remote_code=False,
                local_files_only=True,
                output_loading_info=True,
                ignore_mismatched_sizes=True,  # they are then in the report, and refused below
            )
    except torch.OutOfMemoryError as error:
        raise ModelError(
            f"{folder.name} does not fit into the GPU's free memory; choose a smaller model."
        ) from error
    except Exception as error:
        raise ModelError(
            f"The model in {folder} cannot be loaded: {_first_sentence(error)}"
        ) from error
    _check_loading(info, folder)
    model.eval()
    return model


def choose_precision(folder: Path, device: str) -> torch.dtype:
    """16 bits, except for small models on a CPU, which are faster and exact in 32.

    On a CPU bfloat16: float16 decodes faster there but reads a prompt about ten times slower.
    """
    import torch

    if device == "cpu":
        return torch.float32 if _stored_bytes(folder) <= _SMALL_MODEL_BYTES else torch.bfloat16
    stored = read_config(folder).get("dtype") or read_config(folder).get("torch_dtype")
    if stored == "float16" or not torch.cuda.is_bf16_supported():
        return torch.float16
    return torch.bfloat16


def set_threads_for(folder: Path) -> None:
    """Let torch use one thread for each physical core this process may use.

    A container's CPU quota counts: more threads than that make each product many times slower. A
    model that fits a core's cache gets one thread: waiting for others would cost more than they
    bring, far more where something else keeps the cores busy. OMP_NUM_THREADS is respected.
    """
    import psutil
    import torch

    if "OMP_NUM_THREADS" in os.environ:
        return
    if _stored_bytes(folder) <= _ONE_THREAD_BYTES:
        torch.set_num_threads(1)
        return
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = min(cores, len(os.sched_getaffinity(0)))
    torch.set_num_threads(max(1, min(cores, _cpu_quota() or cores)))


def _stored_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in weight_files(folder))


def _cpu_quota() -> int | None:
    """The whole CPUs a Linux control group (version 2) grants; None where it sets no limit."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text("ascii").split()
    except (OSError, ValueError):
        return None
    return None if quota == "max" else max(1, int(quota) // int(period))


def _check_loading(info: dict[str, Any], folder: Path) -> None:
    missing = [
        key for key in sorted(info["missing_keys"]) if not key.endswith(_OPTIONAL_PARAMETERS)
    ]
    if missing:
        raise ModelError(
            f"The weights in {folder} are incomplete: {_some(missing)} missing; get the files "
            "again."
        )
    mismatched = [str(key[0]) for key in info["mismatched_keys"]]
    if mismatched:
        raise ModelError(
            f"The weights in {folder} have other shapes than config.json says "
            f"({_some(mismatched)}); use the config.json that belongs to them."
        )
    errors = info.get("error_msgs")
    if errors:
        raise ModelError(f"The weights in {folder} cannot be used: {errors[0]}")


def _some(keys: list[str]) -> str:
    rest = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    return ", ".join(keys[:3]) + rest


def _first_sentence(error: Exception) -> str:
    line = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return line.strip()[:300].rstrip(".") + "."


@contextmanager
def _progress_to(report: Callable[[float], None]) -> Iterator[None]:
    """Turn transformers' "Loading weights" bar into calls of `report`, and its table into none."""
    from transformers.utils import logging

    verbosity = logging.get_verbosity()
    logging.set_verbosity_error()
    try:
        with _bar_hook(report):
            yield
    finally:
        logging.set_verbosity(verbosity)


@contextmanager
def _bar_hook(report: Callable[[float], None]) -> Iterator[None]:
    from transformers.utils import logging

    if not hasattr(logging, "set_tqdm_hook"):  # transformers before 5.1
        yield
        return

    def hook(factory: object, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
        return _ReportingBar(args[0] if args else kwargs.get("iterable"), report)

    previous = logging.set_tqdm_hook(hook)
    try:
        yield
    finally:
        logging.set_tqdm_hook(previous)


class _ReportingBar:
    """The part of tqdm that transformers uses to load weights."""

    def __init__(self, items: Any, report: Callable[[float], None]) -> None:
        self._items = () if items is None else items
        self._report = report

    def __iter__(self) -> Iterator[Any]:
        total = len(self._items)
        for done, item in enumerate(self._items):
            self._report(done / total)
            yield item

    def __enter__(self) -> _ReportingBar:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args, **kwargs: None
