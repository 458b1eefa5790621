"""What a recovery wrote: `galactica-recovered.json` beside the weights.

It names base, diff and format, and each finished shard with its size and sha256, so that a stopped
recovery can go on and anyone can verify the files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ..errors import ModelError
from ..version import __version__
from .checkpoint import Checkpoint
from .files import replace_file

MANIFEST = "galactica-recovered.json"


@dataclass(frozen=True, slots=True)
class Source:
    """`identity` is that of the weights, wherever and in however many files they lie."""

    name: str
    identity: str


@dataclass(frozen=True, slots=True)
class FinishedShard:
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`version` is this package's; `shard_bytes` the size shards were cut to."""

    base: Source
    diff: Source
    dtype: str
    shard_bytes: int
    version: str = __version__
    shards: Mapping[str, FinishedShard] = field(default_factory=dict)

    def with_shards(self, finished: Mapping[str, FinishedShard]) -> Manifest:
        return replace(self, shards=dict(sorted({**self.shards, **finished}.items())))

    def differs_in(self, other: Manifest) -> list[str]:
        """What makes the two manifests those of different recoveries."""
        same = {
            "base": self.base.identity == other.base.identity,
            "diff": self.diff.identity == other.diff.identity,
            "dtype": self.dtype == other.dtype,
            "shard size": self.shard_bytes == other.shard_bytes,
        }
        return [name for name, is_same in same.items() if not is_same]


def identify(weights: Checkpoint) -> str:
    """A sha256 over name, shape, type and first row of every tensor: cheap, and enough to tell."""
    import torch

    digest = hashlib.sha256()
    for key in sorted(weights.tensors):
        info = weights.tensors[key]
        first = weights.read(key, 0, 1).reshape(-1)
        digest.update(f"{key} {info.shape} {info.dtype}\n".encode())
        digest.update(first.view(torch.uint8).numpy())
        weights.release(first)
    return digest.hexdigest()


def is_recovered(folder: Path) -> bool:
    return (folder / MANIFEST).is_file()


def read_manifest(folder: Path) -> Manifest | None:
    """The folder's manifest; None where there is none. Raises ModelError where it is not ours."""
    path = folder / MANIFEST
    try:
        stored = json.loads(path.read_text("utf-8"))
        shards = {name: FinishedShard(**shard) for name, shard in stored.pop("shards").items()}
        base, diff = Source(**stored.pop("base")), Source(**stored.pop("diff"))
        return Manifest(base=base, diff=diff, shards=shards, **stored)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"{path} cannot be read ({error}); delete the folder and recover again."
        ) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), indent=2)
    replace_file(folder / MANIFEST, f"{text}\n".encode())
