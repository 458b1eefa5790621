"""What a GGUF file says of itself: its metadata, and where its tensors lie.

The lengths and counts in a file may be lies. Each is held against what is left of the file before
anything is made of it, so that the work and the memory are linear in the header's length.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from ...errors import ModelError

SUFFIX = ".gguf"

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_MAX_HEADER = 64 * 2**20
_MAX_ENTRIES = 2**16
_MAX_ITEMS = 2**22
_MAX_ALIGNMENT = 2**16
_MAX_DIMENSIONS = 4

_NUMBERS = {
    0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"
}  # fmt: skip
"""The format's codes for types of values, as `struct` has them."""

_STRING, _ARRAY = 8, 9


@dataclass(frozen=True, slots=True)
class Entry:
    """A tensor: its shape, rows first; the number of its type; its first byte in the file."""

    shape: tuple[int, ...]
    type: int
    start: int


@dataclass(frozen=True, slots=True)
class Header:
    metadata: Mapping[str, Any]
    tensors: Mapping[str, Entry]


def read_header(path: Path) -> Header:
    """Raises ModelError for a file that is no GGUF, is cut within its header, or is hostile."""
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            return _read(_Cursor(content))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{path} is cut short, damaged or no GGUF file ({error}); get the file again."
        ) from error


class _Cursor:
    """Reads one value after the other. Raises ValueError where there is none, or too many."""

    def __init__(self, content: mmap.mmap) -> None:
        self._content = content
        self._end = min(len(content), _MAX_HEADER)
        self._items = 0
        self.place = 0

    def take(self, count: int) -> bytes:
        self._check(count)
        taken = self._content[self.place : self.place + count]
        self.place += count
        return taken

    def number(self, code: str) -> Any:
        size = struct.calcsize(f"<{code}")
        return struct.unpack(f"<{code}", self.take(size))[0]

    def string(self) -> str:
        return self.take(self.number("Q")).decode("utf-8", "replace")

    def value(self) -> Any:
        kind = self.number("I")
        return self._array() if kind == _ARRAY else self._single(kind)

    def _array(self) -> list[Any]:
        kind, count = self.number("I"), self.number("Q")
        self._items += count
        if self._items > _MAX_ITEMS:
            raise ValueError("its lists are too long")
        if kind == _STRING:
            self._check(8 * count)
            return [self.string() for _ in range(count)]
        code = _code(kind)
        return list(struct.unpack(f"<{count}{code}", self.take(count * struct.calcsize(code))))

    def _single(self, kind: int) -> Any:
        return self.string() if kind == _STRING else self.number(_code(kind))

    def _check(self, count: int) -> None:
        if count > self._end - self.place:
            raise ValueError("its header does not end")


def _code(kind: int) -> str:
    if kind not in _NUMBERS:
        raise ValueError(f"it has a value of the unknown type {kind}")
    return _NUMBERS[kind]


def _read(cursor: _Cursor) -> Header:
    if cursor.take(4) != _MAGIC:
        raise ValueError("it does not begin with GGUF")
    version = cursor.number("I")
    if version not in _VERSIONS:
        raise ValueError(f"its version is {version}, and those known are 2 and 3")
    tensors, values = cursor.number("Q"), cursor.number("Q")
    if max(tensors, values) > _MAX_ENTRIES:
        raise ValueError(f"it claims {tensors} tensors and {values} values")
    metadata = {}
    for _ in range(values):
        key = cursor.string()
        metadata[key] = cursor.value()
    entries = [_entry(cursor) for _ in range(tensors)]
    alignment = metadata.get("general.alignment", 32)
    if not isinstance(alignment, int) or not 0 < alignment <= _MAX_ALIGNMENT:
        raise ValueError(f"its alignment is {str(alignment)[:20]}")
    first = cursor.place + -cursor.place % alignment
    found = {
        name: Entry(tuple(reversed(shape)), kind, first + offset)
        for name, shape, kind, offset in entries
    }
    if len(found) < tensors:
        raise ValueError("it has two tensors of one name")
    return Header(metadata, found)


def _entry(cursor: _Cursor) -> tuple[str, list[int], int, int]:
    name, dimensions = cursor.string(), cursor.number("I")
    if not 1 <= dimensions <= _MAX_DIMENSIONS:
        raise ValueError(f"its tensor {name[:40]} has {dimensions} dimensions")
    shape = [cursor.number("Q") for _ in range(dimensions)]
    if not 0 < prod(shape) < 2**40:
        raise ValueError(f"its tensor {name[:40]} has a shape that no model has")
    return name, shape, cursor.number("I"), cursor.number("Q")
