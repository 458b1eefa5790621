"""Writing a checkpoint as safetensors shards, piece by piece.

The format (https://github.com/huggingface/safetensors#format): the header's length in 8 bytes,
little end first; the header, JSON that says type, shape and place of each tensor; their bytes
without gaps.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .checkpoint import TensorInfo
from .files import replace_file, replaced_when_whole

if TYPE_CHECKING:
    import torch

INDEX = "model.safetensors.index.json"
_HASHED_AT_ONCE = 2**22


@dataclass(frozen=True, slots=True)
class Shard:
    """A file to be; its tensors lie in it in this order."""

    name: str
    tensors: Mapping[str, TensorInfo]

    @property
    def header(self) -> bytes:
        codes = {"float32": "F32", "float16": "F16", "bfloat16": "BF16"}
        described: dict[str, object] = {"__metadata__": {"format": "pt"}}
        end = 0
        for key, info in self.tensors.items():
            start, end = end, end + info.bytes
            described[key] = {
                "dtype": codes[str(info.dtype).removeprefix("torch.")],
                "shape": list(info.shape),
                "data_offsets": [start, end],
            }
        text = json.dumps(described, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)  # so that the tensors are aligned
        return len(text).to_bytes(8, "little") + text

    @property
    def bytes(self) -> int:
        return len(self.header) + self.data_bytes

    @property
    def data_bytes(self) -> int:
        return sum(info.bytes for info in self.tensors.values())


def plan_shards(tensors: Mapping[str, TensorInfo], most: int) -> list[Shard]:
    """Shards of at most `most` bytes of tensors each, or of one tensor, in the tensors' order."""
    groups: list[dict[str, TensorInfo]] = [{}]
    size = 0
    for key, info in tensors.items():
        if groups[-1] and size + info.bytes > most:
            groups.append({})
            size = 0
        groups[-1][key] = info
        size += info.bytes
    return [
        Shard(f"model-{number:05}-of-{len(groups):05}.safetensors", group)
        for number, group in enumerate(groups, 1)
    ]


def write_shard(
    folder: Path,
    shard: Shard,
    pieces: Iterable[torch.Tensor],
    report: Callable[[int], None],
) -> str:
    """Write a shard and give its sha256; it is there under its name only when it is whole.

    `pieces` are the rows of all its tensors, in order; `report` gets the bytes of each piece.
    """
    digest = hashlib.sha256()
    with replaced_when_whole(folder / shard.name) as file:
        header = shard.header
        file.write(header)
        digest.update(header)
        for piece in pieces:
            content = _bytes_of(piece)
            digest.update(content)
            file.write(content)
            report(len(content))
    return digest.hexdigest()


def write_index(folder: Path, shards: Sequence[Shard]) -> None:
    """The file that tells `from_pretrained` which shard holds which tensor."""
    total = sum(shard.data_bytes for shard in shards)
    places = {key: shard.name for shard in shards for key in shard.tensors}
    text = json.dumps({"metadata": {"total_size": total}, "weight_map": places}, indent=2)
    replace_file(folder / INDEX, f"{text}\n".encode())


def is_whole(folder: Path, shard: Shard) -> bool:
    """Whether the shard's file is there with its header and its length."""
    path = folder / shard.name
    if not path.is_file() or path.stat().st_size != shard.bytes:
        return False
    with path.open("rb") as file:
        return file.read(len(shard.header)) == shard.header


def hash_file(path: Path, report: Callable[[int], None]) -> str:
    """The sha256 of a file; `report` gets the bytes of each piece read."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while content := file.read(_HASHED_AT_ONCE):
            digest.update(content)
            report(len(content))
    return digest.hexdigest()


def _bytes_of(tensor: torch.Tensor) -> memoryview:
    import torch

    return memoryview(tensor.reshape(-1).view(torch.uint8).numpy())
