"""The tensors of a model's folder, read one at a time from memory-mapped files.

Both layouts of the hub: safetensors, and zipped pickles (`.bin`) read weights-only; one file or
shards with an index. And GGUF files, whose values are worked out a few rows at a time. Nothing is
read that is not asked for, and `release` gives the pages of what was read back, so that the memory
in use does not grow with the model.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import math
import os
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import ModelError
from .gguf.folder import WEIGHTS as GGUF_WEIGHTS

if TYPE_CHECKING:
    import torch

_MADV_DONTNEED = 4
_HASHED_VALUES = 256
_PLAIN_NAME = re.compile(r"[\w-][\w. +=-]*")


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """`dtype` is torch's; `file` is the name of the shard that holds the tensor."""

    shape: tuple[int, ...]
    dtype: torch.dtype
    file: str

    @property
    def bytes(self) -> int:
        return int(math.prod(self.shape) * self.dtype.itemsize)


class Checkpoint(Protocol):
    """Named tensors: those of a folder, or made from several folders while they are read."""

    @property
    def tensors(self) -> Mapping[str, TensorInfo]:
        """What there is, in the order in which reading is fastest."""
        ...

    def read(self, key: str, start: int = 0, stop: int | None = None) -> torch.Tensor:
        """Rows `start` to `stop` of a tensor, on the CPU; not to be written to.

        Raises ModelError.
        """
        ...

    def release(self, tensor: torch.Tensor) -> None:
        """Say that what `read` gave is not used any more; its values must not be needed again."""
        ...


class FolderCheckpoint:
    """`Checkpoint` of a model's folder. Raises ModelError where a file is missing or damaged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = [_open_file(path) for path in weight_files(folder)]
        if not self._files:
            raise ModelError(
                f"{folder} has no weights; put model.safetensors or pytorch_model.bin (or all "
                "shards and their index) there."
            )
        self._home = {key: file for file in self._files for key in file.tensors}

    @property
    def tensors(self) -> Mapping[str, TensorInfo]:
        return {key: info for file in self._files for key, info in file.tensors.items()}

    def read(self, key: str, start: int = 0, stop: int | None = None) -> torch.Tensor:
        file = self._home[key]
        try:
            return file.read(key, start, stop)
        except Exception as error:
            raise ModelError(
                f"{file.path} is damaged at {key} ({error}); get the file again."
            ) from error

    def release(self, tensor: torch.Tensor) -> None:
        release_pages(tensor)


def fingerprint(checkpoint: Checkpoint) -> str:
    """A SHA-256 of the tensors' names and shapes and of the first values of each.

    It tells models apart, those tuned from one another too, and touches a page of each tensor only;
    it does not prove that files are whole. The same for the same weights in any file format.
    """
    import torch

    digest = hashlib.sha256()
    for key, info in sorted(checkpoint.tensors.items()):
        digest.update(f"{key} {info.shape} {info.dtype}\n".encode())
        rows = 1 if len(info.shape) > 1 else _HASHED_VALUES
        start = checkpoint.read(key, 0, rows).flatten()[:_HASHED_VALUES]
        digest.update(start.contiguous().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def weight_files(folder: Path) -> list[Path]:
    """The files `from_pretrained` would read: safetensors before pickles, an index's shards.

    In a folder made of a GGUF file, that file.
    """
    if (folder / GGUF_WEIGHTS).is_file():
        return [folder / GGUF_WEIGHTS]
    for stem, suffix in (("model", "safetensors"), ("pytorch_model", "bin")):
        whole, index = folder / f"{stem}.{suffix}", folder / f"{stem}.{suffix}.index.json"
        if whole.is_file():
            return [whole]
        if index.is_file():
            try:
                shards = json.loads(index.read_text("utf-8"))["weight_map"].values()
            except (OSError, ValueError, KeyError, AttributeError) as error:
                raise ModelError(
                    f"{index} cannot be read ({error!r}); get the file again."
                ) from error
            return [folder / shard for shard in sorted(set(map(_shard_name, shards)))]
    return []


def _shard_name(shard: Any) -> str:
    """The name of a file in the folder itself. Raises ModelError for any other path."""
    if not isinstance(shard, str) or not _PLAIN_NAME.fullmatch(shard):
        raise ModelError(
            f"The index of the weights names {str(shard)[:80]!r}, which is no file beside it; get "
            "the model from its own page."
        )
    return shard


def release_pages(tensor: torch.Tensor) -> None:
    """Let the system drop the pages of a tensor that lies in a memory-mapped file.

    They are read again from the file where they are used again. Only for tensors that nobody has
    written to. Does nothing where the system is not Linux.
    """
    if not sys.platform.startswith("linux") or not tensor.is_contiguous():
        return
    page = os.sysconf("SC_PAGE_SIZE")
    start = -(-tensor.data_ptr() // page) * page
    end = (tensor.data_ptr() + tensor.numel() * tensor.element_size()) // page * page
    if end > start:
        madvise = ctypes.CDLL(None).madvise
        madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        madvise(start, end - start, _MADV_DONTNEED)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    tensors: Mapping[str, TensorInfo]
    read: Callable[[str, int, int | None], torch.Tensor]


def _open_file(path: Path) -> _File:
    if not path.is_file():
        raise ModelError(f"{path} is missing, though the index names it; get the file again.")
    with path.open("rb") as file:
        head = file.read(64)
    if head.startswith(b"version https://git-lfs"):
        raise ModelError(f"{path} is a Git LFS pointer, not weights; fetch it with `git lfs pull`.")
    if head.lstrip().lower().startswith((b"<!doctype", b"<html")):
        raise ModelError(
            f"{path} is a web page, perhaps with an error message, not weights; get it again."
        )
    if path.name == GGUF_WEIGHTS:
        return _open_gguf(path)
    try:
        return _open_safetensors(path) if path.suffix == ".safetensors" else _open_pickle(path)
    except Exception as error:
        raise ModelError(
            f"{path} is cut short, damaged or not a file of weights "
            f"({_first_line(error)}); get the file again."
        ) from error


def _open_safetensors(path: Path) -> _File:
    import torch
    from safetensors import safe_open

    dtypes = {
        "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16,
        "I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8,
        "U8": torch.uint8, "BOOL": torch.bool,
    }  # fmt: skip
    file: Any = safe_open(str(path), framework="pt")
    tensors = {}
    for key in file.offset_keys():
        tensor = file.get_slice(key)
        tensors[key] = TensorInfo(tuple(tensor.get_shape()), dtypes[tensor.get_dtype()], path.name)
    return _File(path, tensors, lambda key, *rows: _rows(file.get_tensor(key), *rows))


def _open_pickle(path: Path) -> _File:
    import torch

    mapped = zipfile.is_zipfile(path)  # torch before 1.6 wrote files that cannot be mapped
    stored = torch.load(path, mmap=mapped, weights_only=True, map_location="cpu")
    tensors = dict(_tensors_in(stored))
    infos = {
        key: TensorInfo(tuple(tensor.shape), tensor.dtype, path.name)
        for key, tensor in tensors.items()
    }
    return _File(path, infos, lambda key, *rows: _rows(tensors[key], *rows))


def _open_gguf(path: Path) -> _File:
    import torch

    from .gguf.tensors import open_gguf

    tensors = open_gguf(path.resolve())
    infos = {
        key: TensorInfo(stored.shape, torch.float32, path.name) for key, stored in tensors.items()
    }
    return _File(path, infos, lambda key, *rows: tensors[key].read(*rows))


def _rows(tensor: torch.Tensor, start: int, stop: int | None) -> torch.Tensor:
    return tensor if start == 0 and stop is None else tensor[start:stop]


def _tensors_in(stored: Any) -> Iterator[tuple[str, torch.Tensor]]:
    import torch

    if not isinstance(stored, dict):
        raise ModelError("it holds no dictionary of tensors")
    for key, value in stored.items():
        if isinstance(value, torch.Tensor):
            yield str(key), value


def _first_line(error: Exception) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
