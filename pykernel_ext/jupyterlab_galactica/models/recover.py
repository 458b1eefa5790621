"""Recovering a model from its base and its weight diff, into a folder, shard by shard.

No tensor is ever in memory whole. A shard appears under its name when it is finished and is then
entered in the manifest; the index comes last. So a recovery that was killed goes on where it was,
and what it left is no loadable model until it is complete.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, ModelError
from .companions import write_companions
from .diffs import RecoveredCheckpoint, row_chunks
from .files import PART
from .manifest import (
    MANIFEST,
    FinishedShard,
    Manifest,
    Source,
    identify,
    read_manifest,
    write_manifest,
)
from .pairs import VOCABULARY_KEYS, published_name
from .shards import INDEX, Shard, hash_file, is_whole, plan_shards, write_index, write_shard

if TYPE_CHECKING:
    import torch

SHARD_BYTES = 2 * 10**9
DTYPES = {"fp32": "float32", "bf16": "bfloat16", "fp16": "float16"}
"""The formats a model can be recovered in, with torch's names of them."""

_LOCK = ".galactica-recover.lock"
_SPARE_BYTES = 16 * 2**20
"""For what is written beside the shards."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """`written` and `kept` are the bytes of shards; nothing written: it was complete before."""

    folder: Path
    written: int
    kept: int


def recover(
    base: Path,
    diff: Path,
    out: Path,
    dtype: str = "bf16",
    report: Callable[[float], None] = lambda fraction: None,
    *,
    shard_bytes: int = SHARD_BYTES,
) -> Recovery:
    """Write the model that base and diff make to `out`, as safetensors shards of one `dtype`.

    A run that was stopped is taken up: finished shards whose sha256 is still that of the manifest
    are kept. `report` gets the fraction of bytes written or verified, 0 to 1; an exception it
    raises ends the recovery. Raises InputError for an unknown `dtype` or an unsuitable `out`, and
    ModelError where the pair does not belong together, holds NaN, or the disk is full.
    """
    import torch

    if dtype not in DTYPES:
        raise InputError(f"There is no format {dtype!r} to recover in; choose {', '.join(DTYPES)}.")
    if out.resolve() in (base.resolve(), diff.resolve()):
        raise InputError(f"{out} holds what is to be read; name another folder to write to.")
    weights = RecoveredCheckpoint(base, diff, getattr(torch, DTYPES[dtype]))
    shards = plan_shards(weights.tensors, shard_bytes)
    plan = Manifest(
        base=Source(published_name(base), identify(weights.base)),
        diff=Source(published_name(diff), identify(weights.diff)),
        dtype=dtype,
        shard_bytes=shard_bytes,
    )
    with _told_as_errors(out), _writing_alone(out), _one_thread_each():
        begun = _begun(out, plan)
        progress = _Progress(report, _bytes(shards))
        kept = [shard for shard in shards if _is_kept(out, shard, begun, progress)]
        missing = [shard for shard in shards if shard not in kept]
        if missing or not (out / INDEX).is_file():
            _clear(out, missing)
            _check_space(out, missing)
            manifest = plan.with_shards({shard.name: begun.shards[shard.name] for shard in kept})
            write_manifest(out, manifest)
            for shard in missing:
                sha256 = write_shard(out, shard, _ahead(_pieces(weights, shard)), progress.add)
                manifest = manifest.with_shards({shard.name: FinishedShard(shard.bytes, sha256)})
                write_manifest(out, manifest)
            rows = weights.tensors[VOCABULARY_KEYS[0]].shape[0]
            write_companions(base, diff, out, rows=rows, dtype=DTYPES[dtype])
            _verify(out, shards)
            write_index(out, shards)
    report(1.0)
    return Recovery(out, _bytes(missing), _bytes(kept))


def _pieces(weights: RecoveredCheckpoint, shard: Shard) -> Iterator[torch.Tensor]:
    for key, info in shard.tensors.items():
        for start, stop in row_chunks(info.shape, range(info.shape[0])):
            yield weights.read(key, start, stop)


def _ahead(pieces: Iterator[torch.Tensor]) -> Iterator[torch.Tensor]:
    """The same pieces; each is made while the one before it is hashed and written."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = thread.submit(next, pieces, None)
            yield piece


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Pieces are so small that torch's threads would wait for each other more than they work."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


class _Progress:
    def __init__(self, report: Callable[[float], None], total: int) -> None:
        self._report, self._total, self._done = report, total, 0

    def add(self, done: int) -> None:
        self._done += done
        self._report(min(1.0, self._done / self._total))


def _begun(out: Path, plan: Manifest) -> Manifest:
    """The manifest of the recovery that was stopped in this folder, or `plan` in a new one."""
    begun = read_manifest(out)
    if begun is None:
        return plan
    differing = plan.differs_in(begun)
    if differing:
        raise InputError(
            f"{out} holds a recovery with another {' and '.join(differing)} (base "
            f"{begun.base.name}, diff {begun.diff.name}, {begun.dtype}); name another folder, or "
            "delete that one."
        )
    return begun


def _is_kept(out: Path, shard: Shard, begun: Manifest, progress: _Progress) -> bool:
    """Whether a shard that an earlier run finished is still what it wrote."""
    finished = begun.shards.get(shard.name)
    if finished is None or not is_whole(out, shard):
        return False
    if hash_file(out / shard.name, progress.add) == finished.sha256:
        return True
    progress.add(-shard.bytes)
    return False


def _clear(out: Path, missing: Sequence[Shard]) -> None:
    """Remove what is going to be written anew, the index first: without it nothing is loadable."""
    for path in (out / INDEX, *(out / shard.name for shard in missing), *out.glob(f"*{PART}")):
        path.unlink(missing_ok=True)


def _check_space(out: Path, missing: Sequence[Shard]) -> None:
    needed, free = _bytes(missing) + _SPARE_BYTES, shutil.disk_usage(out).free
    if free < needed:
        raise ModelError(
            f"Recovering to {out} takes {needed / 1e9:.1f} GB and the disk has {free / 1e9:.1f} GB "
            "left; free some space, or name a folder on another disk."
        )


def _verify(out: Path, shards: Sequence[Shard]) -> None:
    for shard in shards:
        if not is_whole(out, shard):
            raise ModelError(
                f"{out / shard.name} is not as it was written; check the disk, then run the same "
                "command again."
            )


@contextmanager
def _writing_alone(out: Path) -> Iterator[None]:
    """Make the folder and keep other recoveries out of it until the end, however that comes."""
    from filelock import FileLock, Timeout

    out.mkdir(parents=True, exist_ok=True)
    ours = {_LOCK, MANIFEST, MANIFEST + PART}
    if not (out / MANIFEST).is_file() and not set(os.listdir(out)) <= ours:
        raise InputError(f"{out} holds other files; name a folder that is new or empty.")
    try:
        with FileLock(out / _LOCK, timeout=0):
            yield
    except Timeout as error:
        raise InputError(
            f"Another recovery is writing to {out}; wait until it has ended, or name another "
            "folder."
        ) from error


@contextmanager
def _told_as_errors(out: Path) -> Iterator[None]:
    """Turn what the system says of a disk into a ModelError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ModelError(
                f"The disk of {out} is full; free some space and run the same command again, which "
                "goes on from the last finished shard."
            ) from error
        raise ModelError(
            f"{out} cannot be written ({error.strerror or error}); make it writable, or name "
            "another folder."
        ) from error


def _bytes(shards: Iterable[Shard]) -> int:
    return sum(shard.bytes for shard in shards)
