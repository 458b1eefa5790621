"""From a model's name to a loaded model, and what is refused before any memory is taken."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.config import Config, save_config
from jupyterlab_galactica.engine import loaded, swap
from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.engine.interface import Progress, Sampling
from jupyterlab_galactica.errors import InputError, ModelError
from jupyterlab_galactica.models import loading
from jupyterlab_galactica.models.config_file import read_config
from jupyterlab_galactica.models.estimate import estimate
from jupyterlab_galactica.models.machine import Machine

from ..tiny_models import write_tiny_llama, write_tiny_opt

GIB = 2**30
ROOMY = Machine(16 * GIB)


class _Holder:
    model: LoadedModel | None = None


@pytest.fixture(autouse=True)
def folders_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def opt(tmp_path: Path) -> Path:
    write_tiny_opt(tmp_path / "opt")
    return tmp_path / "opt"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    write_tiny_opt(tmp_path / "other", seed=1)
    return tmp_path / "other"


def _load(name: str | Path, precision: Any = None, machine: Machine = ROOMY) -> LoadedModel:
    candidate = loaded.prepare(str(name), precision, machine, lambda progress: None)
    return loaded.load(candidate, lambda progress: None)


def _tokens(model: LoadedModel) -> list[int]:
    steps = model.engine.generate([5, 40, 200], Sampling(max_tokens=6, ignore_eos=True))
    return [step.id for step in steps if hasattr(step, "id")]


def _answers(holder: _Holder, name: Path) -> bool:
    return (
        holder.model is not None
        and holder.model.name == str(name)
        and len(_tokens(holder.model)) == 6
    )


def test_damaged_weights_that_stay_mapped_leave_the_old_model_loaded(
    opt: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safetensors.torch import load_file, save_file

    monkeypatch.setattr("jupyterlab_galactica.models.loading._SCANNED_BYTES", 0)
    monkeypatch.setattr(swap, "this_machine", lambda: ROOMY)
    holder = _Holder()
    swap.load_into(holder, str(opt), None, lambda progress: None)
    weights = load_file(other / "model.safetensors")
    weights["model.decoder.layers.1.fc2.weight"][7, 3] = float("nan")
    save_file(weights, other / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"fc2\.weight in model\.safetensors holds NaN"):
        swap.load_into(holder, str(other), None, lambda progress: None)
    assert _answers(holder, opt)


def test_a_loaded_model_says_what_it_is_and_takes(opt: Path) -> None:
    model = _load(opt)
    assert (model.family, model.precision, model.placement) == ("galactica", "fp32", "CPU")
    assert model.bytes == sum(p.nbytes for p in model.engine._model.parameters())  # type: ignore[attr-defined]
    assert model.fingerprint == _load(opt, "int8").fingerprint
    assert _load(opt, "int8").bytes < model.bytes


def test_rows_behind_the_familys_vocabulary_are_never_generated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from jupyterlab_galactica.models.families import GALACTICA

    write_tiny_opt(tmp_path / "opt", extra_rows=1)
    everything = replace(GALACTICA, vocabulary=5)
    monkeypatch.setattr(loaded, "family_for", lambda name: everything)
    assert max(_tokens(_load(tmp_path / "opt"))) < 5


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: (f / "tokenizer.json").unlink(), "tokenizer"),
        (lambda f: (f / "model.safetensors").unlink(), "weights"),
        (lambda f: (f / "config.json").unlink(), "config.json"),
        (lambda f: _cut(f / "model.safetensors"), "cut short"),
        (lambda f: (f / "model.safetensors").write_text("<html>"), "web page"),
        (lambda f: _change(f, ffn_dim=128), "other shapes"),
        (lambda f: _change(f, model_type="llama"), "intermediate_size"),
        (lambda f: _change(f, vocab_size=100), "tokens but the model 100"),
    ],
)
def test_what_is_wrong_with_a_folder_is_told_before_memory_is_taken(
    spoil: Callable[[Path], object], message: str, opt: Path
) -> None:
    spoil(opt)
    with pytest.raises(ModelError, match=message) as caught:
        loaded.prepare(str(opt), None, ROOMY, lambda progress: None)
    assert "\n" not in str(caught.value)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _change(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_model_that_does_not_fit_is_refused_before_it_is_read(opt: Path) -> None:
    with pytest.raises(ModelError, match=r"needs 2.* in int8 and 1 MiB of memory is free"):
        loaded.prepare(str(opt), None, Machine(2**20), lambda progress: None)


def test_a_hub_model_that_does_not_fit_is_not_downloaded(
    opt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaded, "find_local_model", lambda name: None)
    monkeypatch.setattr(loaded, "fetch_small", lambda name: opt)
    monkeypatch.setattr(loaded, "find_model", lambda name, report: pytest.fail("downloaded"))
    with pytest.raises(ModelError, match="facebook/galactica-30b needs"):
        loaded.prepare("facebook/galactica-30b", None, Machine(2**20), lambda progress: None)


def test_the_configured_precision_is_taken_where_none_is_named(opt: Path) -> None:
    save_config(Config(precision="bf16"))
    holder = _Holder()
    model, is_new = swap.load_into(holder, str(opt), None, lambda progress: None)
    assert (model.precision, is_new) == ("bf16", True)
    assert swap.load_into(holder, str(opt), None, lambda progress: None) == (model, False)
    again, is_new = swap.load_into(holder, str(opt), "int8", lambda progress: None)
    assert (again.precision, is_new) == ("int8", True)
    assert swap.load_into(holder, str(opt), "int8", lambda progress: None) == (again, False)
    assert swap.load_into(holder, str(opt), None, lambda progress: None) == (again, False)


def test_layers_wait_on_disk_where_the_user_allows_it(
    opt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_config(Config(offload="disk"))
    monkeypatch.setattr("jupyterlab_galactica.models.estimate._WORKING_BYTES", 0)
    write_tiny_opt(tmp_path / "deep", layers=12)
    whole = _load(tmp_path / "deep", "bf16")
    needed = estimate(read_config(tmp_path / "deep"), "bf16")
    room = int((needed.kv_cache + needed.layer + needed.weights // 2) / 0.9)
    assert room < needed.peak
    model = _load(tmp_path / "deep", "bf16", Machine(room))
    assert model.placement == "CPU and disk"
    assert _tokens(model) == _tokens(whole)


def _scarce(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory for one model, not for two."""
    monkeypatch.setattr(swap, "this_machine", lambda: Machine(0))
    monkeypatch.setattr(swap, "with_model_dropped", lambda machine, size: ROOMY)


def _fail_to_fill(*arguments: Any) -> None:
    raise ModelError("The second half is missing; get it.")


def test_where_both_fit_the_new_model_is_loaded_beside_the_old_one(
    opt: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = _Holder()
    swap.load_into(holder, str(opt), None, lambda progress: None)
    present: list[bool] = []
    swap.load_into(holder, str(other), None, lambda p: present.append(_answers(holder, opt)))
    assert present
    assert all(present)
    assert _answers(holder, other)
    monkeypatch.setattr(loading, "fill", _fail_to_fill)
    with pytest.raises(ModelError, match="second half"):
        swap.load_into(holder, str(opt), None, lambda progress: None)
    assert _answers(holder, other)


def test_where_only_one_fits_the_old_model_makes_room_and_it_is_said(
    opt: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = _Holder()
    swap.load_into(holder, str(opt), None, lambda progress: None)
    _scarce(monkeypatch)
    heard: list[tuple[str, bool]] = []
    swap.load_into(
        holder, str(other), None, lambda p: heard.append((p.detail, holder.model is None))
    )
    assert heard[0] == ("other; opt makes room for it", False)
    assert all(gone for _, gone in heard[1:])
    assert _answers(holder, other)


def test_where_the_new_model_then_fails_the_old_one_comes_back(
    opt: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = _Holder()
    swap.load_into(holder, str(opt), "bf16", lambda progress: None)
    _scarce(monkeypatch)
    fills = [_fail_to_fill, loading.fill]
    monkeypatch.setattr(loading, "fill", lambda *arguments: fills.pop(0)(*arguments))
    answers = [Machine(0), ROOMY]
    monkeypatch.setattr(swap, "this_machine", lambda: answers.pop(0))
    heard: list[str] = []
    with pytest.raises(ModelError, match="second half"):
        swap.load_into(holder, str(other), None, lambda p: heard.append(p.detail))
    assert heard[-1] == "opt again: the other model failed"
    assert _answers(holder, opt)
    assert holder.model is not None
    assert holder.model.precision == "bf16"


def test_who_stops_the_loading_finds_the_old_model_again(
    opt: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class StopLoading(BaseException):
        pass

    def stop(progress: Progress) -> None:
        if holder.model is None:
            raise StopLoading

    holder = _Holder()
    swap.load_into(holder, str(opt), None, lambda progress: None)
    _scarce(monkeypatch)
    answers = [Machine(0), ROOMY]
    monkeypatch.setattr(swap, "this_machine", lambda: answers.pop(0))
    with pytest.raises(StopLoading):
        swap.load_into(holder, str(other), None, stop)
    assert _answers(holder, opt)


def test_dropping_a_model_frees_it(opt: Path) -> None:
    import weakref

    holder = _Holder()
    model, _ = swap.load_into(holder, str(opt), None, lambda progress: None)
    freed = weakref.ref(model.engine._model)  # type: ignore[attr-defined]
    del model
    swap.drop(holder)
    assert holder.model is None
    assert freed() is None


def _write_pair(folder: Path) -> tuple[Path, Path]:
    """A base and the diff that makes the model of seed 1 of it."""
    from safetensors.torch import load_file, save_file

    base, diff = folder / "base", folder / "tulu-diff"
    write_tiny_llama(base)
    write_tiny_llama(diff, seed=1)
    ours, theirs = (load_file(path / "model.safetensors") for path in (diff, base))
    (diff / "model.safetensors").unlink()
    save_file({name: ours[name] - theirs[name] for name in ours}, diff / "model.safetensors")
    return base, diff


def test_base_and_diff_are_loaded_without_a_copy_on_disk(tmp_path: Path) -> None:
    base, diff = _write_pair(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    model = _load(f"{diff}+{base}", "fp32")
    assert sorted(tmp_path.rglob("*")) == before
    assert model.folder == diff
    assert model.family == "tulu"
    write_tiny_llama(tmp_path / "tulu-whole", seed=1)
    assert _tokens(model) == _tokens(_load(tmp_path / "tulu-whole", "fp32"))


def test_a_diff_loaded_by_mistake_is_answered_with_both_ways_out(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    _, diff = _write_pair(tmp_path)
    path = diff / "model.safetensors"
    tensors = load_file(path)
    tensors["model.norm.weight"] *= 0
    path.unlink()
    save_file(tensors, path)
    with pytest.raises(ModelError, match=r"weight diff.*\+BASE, or .*recover --base BASE --diff"):
        _load(diff)


def test_an_unknown_precision_in_the_request_is_refused(opt: Path) -> None:
    with pytest.raises(InputError, match="no precision 'int3'; choose auto"):
        swap.load_into(_Holder(), str(opt), "int3", lambda progress: None)
