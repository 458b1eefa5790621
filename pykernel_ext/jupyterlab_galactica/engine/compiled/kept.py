"""Quantized weights kept in the user's cache folder, so that a model's next load only maps them.

A file holds one model in one form. It is named by what decides its content: the stamp of the files
that were read, the form, and our own source. It begins with its description, JSON filled up with
blanks; the arrays follow, each at a multiple of 64 bytes. Sums tell whether all is as it was
written; they are made for disks that fail, not against whoever can write to the folder.

It never stands in the way of a load: what cannot be written is not kept, and what cannot be read is
made anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import mmap
import os
import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ...config import load_config
from ...errors import InputError
from ...limits import MB
from ...models import decoder_shape
from ...models.files import PART, replaced_when_whole
from ...models.threads import usable_cores
from . import quantize, weights
from .weights import Array, Weights, arrays_of, with_arrays

SUFFIX = ".weights"

_UNIT = 64
_LENGTH_BYTES = 16
_MAX_HEADER = 2**20
_SUMMED_AT_ONCE = 16 * 2**20
_LEFT_FREE = 500 * MB
_ABANDONED_S = 3600.0

_log = logging.getLogger(__name__)


def folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("jupyterlab-galactica") / "weights"


def place_of(stamp: str, form: quantize.Format) -> Path:
    """Where the weights are kept of the model whose files have this stamp."""
    digest = hashlib.sha256(f"{stamp} {form}\n".encode("ascii"))
    for module in (decoder_shape, quantize, weights):
        digest.update(Path(str(module.__file__)).read_bytes())
    return folder() / f"{digest.hexdigest()[:32]}{SUFFIX}"


def forget() -> None:
    """Remove all that is kept; models that are loaded stay so. Raises InputError."""
    try:
        for file in folder().glob("*"):
            file.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"{error.filename} cannot be removed ({error.strerror}); unload the model that it is "
            "of, and clear again."
        ) from error


def size() -> int:
    """Bytes on disk of all that is kept."""
    return sum(file.stat().st_size for file in folder().glob(f"*{SUFFIX}"))


def mapped(place: Path, like: Weights) -> Weights | None:
    """The weights kept at `place`, with arrays as those of `like`; None where there are none.

    Private to this process: what is written to them reaches no file.
    """
    try:
        with place.open("rb") as file:
            length = int(file.read(_LENGTH_BYTES))
            if not 0 < length <= _MAX_HEADER:
                raise ValueError("its description is too long")
            described = json.loads(file.read(length))
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        arrays = arrays_of(like)
        starts, stop = _starts(arrays, _LENGTH_BYTES + length)
        if described["arrays"] != _described(arrays) or len(content) != stop:
            raise ValueError("it is cut short, or another model's")
        found = [
            np.frombuffer(content, each.dtype, each.size, start).reshape(each.shape)
            for each, start in zip(arrays, starts, strict=True)
        ]
        if described["sums"] != _sums(found):
            raise ValueError("its values are not those that were written")
        os.utime(place)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        _log.warning("Quantized weights in %s are made anew: %s.", place, error)
        return None
    return with_arrays(like, found)


def keep(place: Path, made: Weights) -> None:
    """Write weights to `place`, as far as the setting `weights_mb` and the disk have room."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(place, arrays_of(made))
    except OSError as error:
        _log.warning(
            "Quantized weights are not kept, and made anew at each load: %s (%s).",
            error.strerror or error,
            place.parent,
        )


def _write(place: Path, arrays: Sequence[Array]) -> None:
    head = {"arrays": _described(arrays), "sums": _sums(arrays)}
    text = json.dumps(head).encode("ascii")
    text += b" " * (-(_LENGTH_BYTES + len(text)) % _UNIT)
    starts, stop = _starts(arrays, _LENGTH_BYTES + len(text))
    _make_room(place.parent, stop)
    with replaced_when_whole(place) as file:
        file.write(f"{len(text):{_LENGTH_BYTES}}".encode("ascii") + text)
        for array, start in zip(arrays, starts, strict=True):
            file.write(bytes(start - file.tell()))
            file.write(_bytes(array).data)
        file.write(bytes(stop - file.tell()))


def _make_room(home: Path, needed: int) -> None:
    """Drop what was used longest ago. Raises OSError where even an empty folder has no room."""
    most = int(load_config().weights_mb * MB)
    if needed > most:
        raise OSError(f"{needed / MB:.0f} MB are over the {most / MB:.0f} of weights_mb")
    for part in home.glob(f"*{PART}"):
        if time.time() - part.stat().st_mtime > _ABANDONED_S:
            part.unlink(missing_ok=True)
    files = sorted(home.glob(f"*{SUFFIX}"), key=lambda file: file.stat().st_mtime)
    used = sum(file.stat().st_size for file in files)
    while files and used + needed > most:
        oldest = files.pop(0)
        used -= oldest.stat().st_size
        oldest.unlink(missing_ok=True)
    free = shutil.disk_usage(home).free
    if needed + _LEFT_FREE > free:
        raise OSError(f"{needed / MB:.0f} MB are needed and {free / MB:.0f} free")


def _described(arrays: Sequence[Array]) -> list[Any]:
    return [[array.dtype.str, list(array.shape)] for array in arrays]


def _starts(arrays: Sequence[Array], first: int) -> tuple[list[int], int]:
    """Where each array begins in the file, and where the file ends."""
    starts = []
    for array in arrays:
        starts.append(first)
        first += array.nbytes + -array.nbytes % _UNIT
    return starts, first


def _sums(arrays: Sequence[Array]) -> list[int]:
    """Of each stretch of each array, by several threads: as fast as memory is read."""
    stretches = [
        flat[start : start + _SUMMED_AT_ONCE]
        for flat in map(_bytes, arrays)
        for start in range(0, len(flat), _SUMMED_AT_ONCE)
    ]
    with ThreadPoolExecutor(usable_cores(), "galactica-sum") as pool:
        return list(pool.map(_sum, stretches))


def _bytes(array: Array) -> Array:
    return array.reshape(-1).view(np.uint8)


def _sum(stretch: Array) -> int:
    whole = len(stretch) // 8 * 8
    add = partial(np.add.reduce, dtype=np.uint64)
    return int(add(stretch[:whole].view(np.uint64))) + int(add(stretch[whole:]))
