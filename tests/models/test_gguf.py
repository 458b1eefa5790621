"""Models from GGUF files: the same tokens and logits as of the model they were made of."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import torch

from jupyterlab_galactica.engine import loaded
from jupyterlab_galactica.models.catalog import find_model, qualified_name
from jupyterlab_galactica.models.detect import family_for
from jupyterlab_galactica.models.families import CHATML
from jupyterlab_galactica.models.gguf import folder as folder_module
from jupyterlab_galactica.models.machine import Machine
from jupyterlab_galactica.models.places import folder_named
from jupyterlab_galactica.models.tokenizer import Tokenizer

from ..tiny_models import load_tiny
from .gguf_files import tiny_model, trained, write_gguf

KINDS = ("llama", "qwen2", "qwen3")
IDS = torch.tensor([[1, 70, 71, 120, 260, 99]])


def _logits(model: Any) -> torch.Tensor:
    with torch.inference_mode():
        found: torch.Tensor = model(IDS).logits
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tied", [False, True], ids=["own head", "tied"])
def test_a_file_of_32_bits_computes_what_its_model_does(
    kind: str, tied: bool, tmp_path: Path
) -> None:
    model = tiny_model(kind, tied=tied)
    file = write_gguf(tmp_path / "tiny.gguf", model)
    assert torch.equal(_logits(load_tiny(find_model(str(file)))), _logits(model))


@pytest.mark.parametrize("type_name", ["F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_1"])
def test_quantized_values_are_those_that_transformers_makes_of_the_file(
    type_name: str, tmp_path: Path
) -> None:
    from transformers import AutoModelForCausalLM

    file = write_gguf(tmp_path / "tiny.gguf", tiny_model("llama"), type_name)
    theirs = AutoModelForCausalLM.from_pretrained(
        str(tmp_path), gguf_file=file.name, dtype=torch.float32
    )
    assert torch.equal(_logits(load_tiny(find_model(str(file)))), _logits(theirs))


def test_a_part_of_the_rows_is_that_part_of_the_tensor(tmp_path: Path) -> None:
    from jupyterlab_galactica.models.checkpoint import FolderCheckpoint

    file = write_gguf(tmp_path / "tiny.gguf", tiny_model("llama"), "Q8_0")
    checkpoint = FolderCheckpoint(folder_named(str(file)))
    for key in checkpoint.tensors:
        whole = checkpoint.read(key)
        assert whole.shape == checkpoint.tensors[key].shape
        assert torch.equal(checkpoint.read(key, 3, 17), whole[3:17])


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_loaded_in_the_compiled_engine(kind: str, tmp_path: Path) -> None:
    file = write_gguf(tmp_path / "tiny.gguf", tiny_model(kind), "Q8_0")
    machine = Machine(16 * 2**30, compiler=True)
    candidate = loaded.prepare(str(file), "int8", machine, lambda progress: None)
    model = loaded.load(candidate, lambda progress: None)
    assert model.backend == "compiled for this processor"
    assert model.name == str(file)


@pytest.mark.parametrize("text", [
    "What is DNA?", " two  blanks and\nlines", "naïve é 中 😀", "<|user|>\nDNA 1\n", "",
])  # fmt: skip
def test_sentencepieces_tokens_are_cut_as_the_models_own_tokenizer_does(
    text: str, tmp_path: Path
) -> None:
    file = write_gguf(tmp_path / "tiny.gguf", tiny_model("llama"))
    tokenizer = Tokenizer.from_folder(folder_named(str(file)))
    assert tokenizer.encode(text) == trained().encode(text).ids


def test_the_name_of_a_file_is_a_full_path_in_other_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_gguf(tmp_path / "tiny.gguf", tiny_model("llama"))
    monkeypatch.chdir(tmp_path)
    assert qualified_name("tiny.gguf") == str(file)
    assert find_model("tiny.gguf") == find_model(str(file))


def test_qwen_is_prompted_in_chatml(tmp_path: Path) -> None:
    file = write_gguf(tmp_path / "tiny.gguf", tiny_model("qwen2"))
    assert family_for(str(file)) is CHATML


def test_a_file_that_was_changed_is_another_model(tmp_path: Path) -> None:
    file = write_gguf(tmp_path / "tiny.gguf", tiny_model("llama"))
    first = find_model(str(file))
    changed = write_gguf(tmp_path / "tiny.gguf", tiny_model("llama"), llama__context_length=32)
    assert find_model(str(changed)) != first


def test_a_cache_that_cannot_be_written_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    monkeypatch.setattr(folder_module, "_home", lambda: tmp_path / "file" / "gguf")
    file = write_gguf(tmp_path / "tiny.gguf", tiny_model("llama"))
    folder = folder_named(str(file))
    assert json.loads((folder / "config.json").read_text())["model_type"] == "llama"
    assert folder_named(str(file)) == folder


def test_only_so_many_folders_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "_home", lambda: tmp_path / "cache")
    monkeypatch.setattr(folder_module, "_KEPT", 2)
    content = write_gguf(tmp_path / "0.gguf", tiny_model("llama")).read_bytes()
    folders = []
    for number in range(4):
        file = tmp_path / f"{number}.gguf"
        file.write_bytes(content)
        folders.append(folder_named(str(file)))
        os.utime(folders[-1], (number, number))
    assert [folder.is_dir() for folder in folders] == [False, False, True, True]
