from __future__ import annotations

from pathlib import Path

import pytest

from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models.checkpoint import FolderCheckpoint, fingerprint

from ..tiny_models import Files, write_tiny_opt

FORMATS: list[tuple[Files, bool]] = [
    ("safetensors", False),
    ("safetensors", True),
    ("bin", False),
    ("bin", True),
]


@pytest.mark.parametrize(("files", "shards"), FORMATS)
def test_all_tensors_are_read_whole_or_by_rows(files: Files, shards: bool, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    write_tiny_opt(tmp_path / "opt", files=files, shards=shards, biases=True)
    state = AutoModelForCausalLM.from_pretrained(tmp_path / "opt").state_dict()
    checkpoint = FolderCheckpoint(tmp_path / "opt")
    assert state.keys() - checkpoint.tensors.keys() == {"lm_head.weight"}
    for key, info in checkpoint.tensors.items():
        whole = checkpoint.read(key)
        assert torch.equal(whole, state[key])
        assert (tuple(whole.shape), whole.dtype, whole.nbytes) == (
            info.shape,
            info.dtype,
            info.bytes,
        )
        assert torch.equal(checkpoint.read(key, 3, 9), whole[3:9])
        checkpoint.release(whole)
        assert torch.equal(checkpoint.read(key), state[key])


@pytest.mark.parametrize(("files", "shards"), FORMATS)
@pytest.mark.parametrize("left", [0, 100, 2000, -1000])
def test_a_file_cut_short_is_named(files: Files, shards: bool, left: int, tmp_path: Path) -> None:
    write_tiny_opt(tmp_path / "opt", files=files, shards=shards)
    path = sorted((tmp_path / "opt").glob(f"*.{files}"))[-1]
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(ModelError, match=rf"{path.name} is cut short, damaged.*get the file again"):
        FolderCheckpoint(tmp_path / "opt")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!DOCTYPE html><html>404</html>", "is a web page, .*get it again"),
        (b"\n<HTML><body>Sign in", "is a web page, .*get it again"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1", "Git LFS pointer.*git lfs"),
        (b"\x80\x04K\x01.", "damaged or not a file of weights"),
    ],
)
@pytest.mark.parametrize("name", ["model.safetensors", "pytorch_model.bin"])
def test_what_is_no_weights_is_told_apart(
    content: bytes, message: str, name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError, match=message):
        FolderCheckpoint(tmp_path)


def test_a_folder_without_weights_and_a_missing_shard_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"has no weights; put model\.safetensors"):
        FolderCheckpoint(tmp_path)
    write_tiny_opt(tmp_path / "opt", shards=True)
    shard = sorted((tmp_path / "opt").glob("*.safetensors"))[1]
    shard.unlink()
    with pytest.raises(ModelError, match=rf"{shard.name} is missing, though the index names it"):
        FolderCheckpoint(tmp_path / "opt")


def test_the_fingerprint_is_that_of_the_weights_not_of_the_files(tmp_path: Path) -> None:
    found = []
    for number, (files, shards) in enumerate(FORMATS):
        write_tiny_opt(tmp_path / str(number), files=files, shards=shards)
        found.append(fingerprint(FolderCheckpoint(tmp_path / str(number))))
    assert len(set(found)) == 1
    write_tiny_opt(tmp_path / "other", seed=1)
    assert fingerprint(FolderCheckpoint(tmp_path / "other")) != found[0]
