"""Quantized weights on disk: found again, mistrusted, bounded, and never in the way of a load."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
import torch

from jupyterlab_galactica.config import Config, save_config
from jupyterlab_galactica.engine import loaded
from jupyterlab_galactica.engine.compiled import kept, loading
from jupyterlab_galactica.engine.compiled.engine import CompiledEngine
from jupyterlab_galactica.engine.compiled.streams import Streams
from jupyterlab_galactica.models.machine import Machine

from ...tiny_models import write_tiny_llama, write_tiny_opt

MACHINE = Machine(16 * 2**30, compiler=True)
IDS = [2, 7, 9, 60, 120]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kept, "folder", lambda: tmp_path / "weights")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    return tmp_path / "weights"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    write_tiny_opt(tmp_path / "opt", biases=True, norm_weights=True)
    return tmp_path / "opt"


def _load(folder: Path, precision: Any = "int8") -> CompiledEngine:
    candidate = loaded.prepare(str(folder), precision, MACHINE, lambda progress: None)
    engine = loaded.load(candidate, lambda progress: None).engine
    for thread in threading.enumerate():
        if thread.name == "galactica-keep":
            thread.join()
    assert isinstance(engine, CompiledEngine)
    return engine


def _logits(engine: CompiledEngine) -> torch.Tensor:
    streams = Streams(engine._decoder, engine._batch, engine._prefixes)
    found = []
    for token in IDS:
        streams.put([token])
        found.append(streams.take())
    streams.close()
    return torch.cat(found)


def _unread(*_: object) -> None:
    raise AssertionError("the checkpoint is read")


@pytest.mark.parametrize("precision", ["int8", "int4"])
@pytest.mark.parametrize("write", [write_tiny_opt, write_tiny_llama])
def test_the_second_load_maps_what_the_first_one_made(
    write: Any, precision: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "model")
    first = _load(tmp_path / "model", precision)
    assert len(list(home.iterdir())) == 1
    monkeypatch.setattr(loading, "fill_weights", _unread)
    second = _load(tmp_path / "model", precision)
    assert torch.equal(_logits(second), _logits(first))
    assert second.bytes == first.bytes


def test_files_that_changed_are_read_anew(home: Path, model: Path) -> None:
    before = _logits(_load(model))
    shutil.rmtree(model)
    write_tiny_opt(model, biases=True, norm_weights=True, seed=1)
    assert not torch.equal(_logits(_load(model)), before)
    assert len(list(home.iterdir())) == 2


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: content[:-64],
        lambda content: content[:100],
        lambda content: b"",
        lambda content: b"9" * 16 + content[16:],
        lambda content: content[:-1000] + bytes([content[-1000] ^ 1]) + content[-999:],
        lambda content: b"%16d" % 4 + b"[[[[" + content,
    ],
    ids=["cut short", "cut early", "empty", "a lie of its length", "one bit", "another content"],
)
def test_what_is_damaged_is_made_anew_and_told_in_a_line(
    harm: Any, home: Path, model: Path, caplog: pytest.LogCaptureFixture
) -> None:
    expected = _logits(_load(model))
    (file,) = home.iterdir()
    whole = file.read_bytes()
    file.write_bytes(harm(whole))
    assert torch.equal(_logits(_load(model)), expected)
    assert [record.message for record in caplog.records if "made anew" in record.message]
    assert file.read_bytes() == whole


@pytest.mark.parametrize("where", ["a file in the way", "a full disk", "an error of the disk"])
def test_where_nothing_can_be_written_the_load_goes_on_and_says_so_once(
    where: str, home: Path, model: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    if where == "a file in the way":
        home.write_text("no folder")
    elif where == "a full disk":
        full = type(shutil.disk_usage("/"))(10**9, 10**9, 0)
        monkeypatch.setattr(shutil, "disk_usage", lambda path: full)
    else:

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", fail)
    _logits(_load(model))
    assert len([r for r in caplog.records if "are not kept" in r.message]) == 1
    assert not home.is_dir() or not list(home.iterdir())


def test_what_was_used_longest_ago_goes_first(home: Path, tmp_path: Path) -> None:
    models = [tmp_path / name for name in "abc"]
    for seed, folder in enumerate(models):
        write_tiny_opt(folder, seed=seed)
    _load(models[0])
    size = next(home.iterdir()).stat().st_size
    save_config(Config(weights_mb=2.5 * size / 1e6))
    _load(models[1])
    first, second = sorted(home.iterdir(), key=lambda file: file.stat().st_mtime)
    os.utime(first, (1, 1))
    os.utime(second, (2, 2))
    _load(models[0])  # used again
    _load(models[2])
    assert first.is_file()
    assert not second.is_file()
    assert len(list(home.iterdir())) == 2


def test_a_model_above_the_limit_is_not_kept(
    home: Path, model: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save_config(Config(weights_mb=0.001))
    _load(model)
    assert "weights_mb" in caplog.text
    assert not list(home.iterdir())


def test_all_of_it_is_forgotten_by_a_command(
    home: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from jupyterlab_galactica.jupyter.commands import Session, run_command

    engine = _load(model)
    before = _logits(engine)
    run_command(Session(), "cache")
    assert f"take {kept.size() / 1e6:.1f} MB" in capsys.readouterr().out
    run_command(Session(), "cache clear")
    assert kept.size() == 0
    assert torch.equal(_logits(engine), before)


def test_a_part_that_a_killed_process_left_goes(home: Path, model: Path) -> None:
    home.mkdir()
    left = home / "dead.weights.part"
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    _load(model)
    assert not left.exists()
