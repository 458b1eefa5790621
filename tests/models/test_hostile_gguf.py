"""Cut and hostile GGUF files are refused in a sentence, with work and memory that are bounded."""

from __future__ import annotations

import struct
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models.checkpoint import FolderCheckpoint
from jupyterlab_galactica.models.places import folder_named

from .gguf_files import tiny_model, write_gguf

MOST_BYTES = 8 * 2**20


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def _file(
    *, version: int = 3, tensors: int = 0, values: int = 0, rest: bytes = b"", fill: int = 0
) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, values) + rest + bytes(fill)


def _listed(kind: int, count: int) -> bytes:
    return _string("a") + struct.pack("<IIQ", 9, kind, count)


def _tensor(name: str, shape: tuple[int, ...], kind: int = 0, offset: int = 0) -> bytes:
    dimensions = struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
    return _string(name) + dimensions + struct.pack("<IQ", kind, offset)


HOSTILE = {
    "empty": b"",
    "another format": b"PK\x03\x04" + bytes(100),
    "a version to come": _file(version=4),
    "written for other processors": b"GGUF" + struct.pack(">IQQ", 3, 0, 0),
    "more tensors than there can be": _file(tensors=2**63),
    "more values than there can be": _file(values=2**63),
    "a name without an end": _file(values=1, rest=struct.pack("<Q", 2**62), fill=100),
    "a list of bytes without an end": _file(values=1, rest=_listed(0, 2**60), fill=100),
    "a list of texts without an end": _file(values=1, rest=_listed(8, 2**60), fill=100),
    "a list of a million texts in a few bytes": _file(values=1, rest=_listed(8, 2**20), fill=100),
    "lists in lists": _file(values=1, rest=_listed(9, 4), fill=100),
    "a type of values that there is not": _file(values=1, rest=_string("a") + b"\x63" * 4, fill=9),
    "no dimensions": _file(tensors=1, rest=_tensor("t", ())),
    "too many dimensions": _file(tensors=1, rest=_tensor("t", (1,) * 9)),
    "a shape that overflows": _file(tensors=1, rest=_tensor("t", (2**63, 2**63))),
    "one name twice": _file(tensors=2, rest=2 * _tensor("t", (4,)), fill=100),
    "an alignment of nothing": _file(
        values=1, rest=_string("general.alignment") + struct.pack("<II", 4, 0)
    ),
    "no model at all": _file(),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "hostile.gguf"
    file.write_bytes(content)
    tracemalloc.start()
    with pytest.raises(ModelError) as refused:
        folder_named(str(file))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert str(refused.value).startswith(str(file))
    assert str(refused.value).endswith("file.") or str(refused.value).endswith("again.")
    assert peak < MOST_BYTES


@pytest.mark.parametrize("share", [0.001, 0.05, 0.2, 0.5, 0.9, 0.9999])
def test_a_cut_file_is_refused_wherever_it_ends(share: float, tmp_path: Path) -> None:
    file = write_gguf(tmp_path / "cut.gguf", tiny_model("llama"), "Q8_0")
    content = file.read_bytes()
    file.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ModelError, match="cut short"):
        FolderCheckpoint(folder_named(str(file)))


CHANGED: dict[str, tuple[dict[str, Any], str]] = {
    "another architecture": ({"general__architecture": "mamba"}, "'mamba'.*llama, qwen2, qwen3"),
    "a mixture of experts": ({"llama__expert_count": 8}, "mixture of experts"),
    "heads turned in part": ({"llama__rope__dimension_count": 4}, "a part of each head"),
    "a rotation that grows": ({"llama__rope__scaling__type": "yarn"}, "changes with"),
    "no layers": ({"llama__block_count": 0}, "block_count is 0"),
    "another vocabulary": ({"tokenizer__ggml__model": "bert"}, "kind 'bert'"),
    "a first token that is not there": ({"tokenizer__ggml__bos_token_id": 10**6}, "does not have"),
    "texts cut in an unknown way": (
        {"tokenizer__ggml__model": "gpt2", "tokenizer__ggml__pre": "new"}, "'new'.*smollm",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("values", "said"), CHANGED.values(), ids=CHANGED)
def test_what_is_not_known_is_named(values: dict[str, Any], said: str, tmp_path: Path) -> None:
    file = write_gguf(tmp_path / "odd.gguf", tiny_model("llama"), **values)
    with pytest.raises(ModelError, match=said):
        folder_named(str(file))


def test_a_type_of_tensors_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = write_gguf(tmp_path / "odd.gguf", tiny_model("llama"))
    content = bytearray(file.read_bytes())
    name = content.index(b"token_embd.weight") + len(b"token_embd.weight")
    content[name + 4 + 16 : name + 4 + 20] = struct.pack("<I", 199)
    file.write_bytes(content)
    with pytest.raises(ModelError, match="199"):
        FolderCheckpoint(folder_named(str(file)))
