"""From the name a user writes to a model's folder, and the list of what can be named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models import catalog
from jupyterlab_galactica.models.catalog import (
    find_model,
    known_models,
    offered_models,
    qualified_name,
)
from jupyterlab_galactica.models.families import FAMILIES

from .local_hub import run


def test_a_folder_is_found(tiny_model: Path) -> None:
    assert find_model(str(tiny_model)) == tiny_model


def test_a_folder_is_named_absolutely_for_other_processes(
    tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny_model.parent)
    assert qualified_name(tiny_model.name) == str(tiny_model.resolve())
    assert qualified_name("facebook/galactica-1.3b") == "facebook/galactica-1.3b"
    pair = f"allenai/tulu-7b+{tiny_model.name}"
    assert qualified_name(pair) == f"allenai/tulu-7b+{tiny_model.resolve()}"


def test_an_unknown_name_says_what_can_be_named() -> None:
    with pytest.raises(ModelError, match="'demo' or 'smollm2', a folder, a GGUF file, or a hub id"):
        find_model("galactica")


def test_a_bundled_model_that_was_not_made_says_how_to_make_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(catalog.BUNDLED, "demo", tmp_path / "absent")
    with pytest.raises(ModelError, match="make demo-model"):
        find_model("demo")


def test_a_folder_without_config_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"config\.json"):
        find_model(str(tmp_path))


def test_a_config_without_weights_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="no weights"):
        find_model(str(tmp_path))


def test_an_absent_shard_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    shards = {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"weight_map": shards}))
    (tmp_path / shards["a"]).touch()
    with pytest.raises(ModelError, match=shards["b"]):
        find_model(str(tmp_path))


def test_the_default_comes_first_and_once() -> None:
    names = [name for name, _ in offered_models("facebook/galactica-125m")]
    assert names[:2] == ["facebook/galactica-125m", "demo"]
    assert len(set(names)) == len(names)


def test_a_weight_diff_is_not_offered_since_it_cannot_be_asked() -> None:
    assert not any("tulu" in name for name, _ in offered_models("demo"))


def test_the_list_has_every_published_member_with_its_sizes() -> None:
    rows = {row.name: row for row in known_models()}
    galactica = rows["facebook/galactica-1.3b"]
    assert galactica.parameters == 1_315_201_024
    gib = [galactica.memory[name] / 2**30 for name in ("fp32", "bf16", "int8", "nf4")]
    assert gib == pytest.approx([4.90, 2.45, 1.32, 0.83], rel=0.03)
    assert rows["allenai/tulu-65b"].is_diff
    assert not galactica.is_diff
    assert rows["demo"].local == "complete"
    assert rows.keys() >= {"demo", "smollm2"}
    published = set(FAMILIES) - {"chatml"}
    assert {row.family for row in rows.values()} == published


def test_the_list_stands_without_the_bundled_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(catalog.BUNDLED, "demo", tmp_path / "absent")
    demo = next(row for row in known_models() if row.name == "demo")
    assert (demo.local, demo.parameters, demo.memory) == ("no", None, {})


def _cache(cache: Path, name: str, commit: str = "0" * 40) -> Path:
    """The empty folder of a model in the hub's cache."""
    home = cache / "hub" / f"models--{name.replace('/', '--')}"
    folder = home / "snapshots" / commit
    folder.mkdir(parents=True)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text(commit)
    return folder


def test_the_list_has_what_else_of_the_families_is_in_the_hubs_cache(tmp_path: Path) -> None:
    opt = {"model_type": "opt", "vocab_size": 50000, "max_position_embeddings": 2048}
    shape = {"hidden_size": 8, "ffn_dim": 32, "num_hidden_layers": 1, "num_attention_heads": 1}
    ours = _cache(tmp_path, "lab/tuned")
    (ours / "config.json").write_text(json.dumps(opt | shape))
    (ours / "README.md").write_text("---\nbase_model:\n- lab/galpaca-6.7b\n---\n# Mine\n")
    started = _cache(tmp_path, "facebook/galactica-30b")
    (started / "config.json").write_text(json.dumps(opt | shape))
    other = _cache(tmp_path, "lab/other")
    (other / "config.json").write_text(json.dumps({"model_type": "gpt2"}))
    (_cache(tmp_path, "lab/broken") / "config.json").write_text("{")
    listed = "{row.name: [row.family, row.local, row.folder] for row in catalog.known_models()}"
    found = run(f"result = {listed}", tmp_path)["result"]
    assert found["lab/tuned"] == ["galpaca", "partial", str(ours)]
    assert found["facebook/galactica-30b"][1] == "partial"
    assert found["facebook/galactica-1.3b"] == ["galactica", "no", None]
    assert not found.keys() & {"lab/other", "lab/broken"}
