"""A stamp tells whether a model's files are still the same, without reading them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models.stamp import stamp_of

from ..tiny_models import write_tiny_opt


@pytest.fixture
def model(tmp_path: Path) -> Path:
    write_tiny_opt(tmp_path / "model", shards=True)
    return tmp_path / "model"


def test_untouched_files_keep_their_stamp(model: Path) -> None:
    before = stamp_of(str(model))
    (model / "README.md").write_text("Of no matter to what the model writes.")
    assert stamp_of(str(model)) == before


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors.index.json"])
def test_a_file_that_is_written_anew_changes_it_even_with_its_old_time(
    model: Path, name: str
) -> None:
    before, times = stamp_of(str(model)), (model / name).stat()
    (model / name).write_bytes((model / name).read_bytes())
    os.utime(model / name, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert stamp_of(str(model)) != before


def test_other_weights_in_the_place_of_a_shard_change_it(model: Path) -> None:
    before = stamp_of(str(model))
    shard = min(model.glob("*.safetensors"))
    times = shard.stat()
    other = model / "other"
    other.write_bytes(bytes(times.st_size))
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    os.replace(other, shard)
    assert stamp_of(str(model)) != before


def test_both_sides_of_a_pair_count(model: Path, tmp_path: Path) -> None:
    write_tiny_opt(tmp_path / "base")
    pair = f"{model}+{tmp_path / 'base'}"
    before = stamp_of(pair)
    assert before != stamp_of(str(model))
    (tmp_path / "base" / "generation_config.json").write_text("{}")
    assert stamp_of(pair) != before


def test_a_model_that_is_not_on_this_machine_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    assert stamp_of("facebook/galactica-1.3b") is None
    with pytest.raises(ModelError):
        stamp_of("nothing-of-the-kind")


def test_it_needs_no_torch() -> None:
    code = (
        "import sys; from jupyterlab_galactica.models.stamp import stamp_of\n"
        "print(len(stamp_of('demo')), *sys.modules)"
    )
    length, *modules = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert length == "64"
    assert {"torch", "transformers", "safetensors"}.isdisjoint(modules)
