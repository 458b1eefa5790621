"""Where a model goes, as a pure function of its shape and of what is free: no GPU is needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_galactica.errors import InputError, ModelError
from jupyterlab_galactica.models import precision as precisions
from jupyterlab_galactica.models.estimate import KNOWN_CONFIGS, estimate
from jupyterlab_galactica.models.machine import Machine
from jupyterlab_galactica.models.placement import (
    Placement,
    choose_placement,
    device_map,
    device_of,
    offload_folder,
)
from jupyterlab_galactica.models.plan import plan_load

GIB = 2**30
LARGE = KNOWN_CONFIGS["facebook/galactica-6.7b"]  # 12.4 GiB in 16 bits


@pytest.mark.parametrize(
    ("machine", "where"),
    [
        (Machine(64 * GIB), "CPU"),
        (Machine(64 * GIB, (8 * GIB, 40 * GIB)), "GPU 1"),
        (Machine(64 * GIB, (9 * GIB, 9 * GIB)), "GPUs 0, 1"),
        (Machine(64 * GIB, (9 * GIB,)), "GPU 0 and main memory"),
        (Machine(64 * GIB, (1 * GIB,)), "CPU"),
        (Machine(8 * GIB), None),
        (Machine(2 * GIB, (2 * GIB,)), None),
    ],
)
def test_the_fastest_place_that_holds_the_model_is_taken(
    machine: Machine, where: str | None
) -> None:
    found = choose_placement(estimate(LARGE, "bf16"), machine, "memory")
    assert (str(found) if found else None) == where


def test_disk_is_used_where_it_was_allowed_and_nothing_else_suffices() -> None:
    needed = estimate(LARGE, "bf16")
    assert str(choose_placement(needed, Machine(8 * GIB), "disk")) == "CPU and disk"
    assert str(choose_placement(needed, Machine(64 * GIB), "disk")) == "CPU"
    small = Machine(4 * GIB, (8 * GIB,))
    assert str(choose_placement(needed, small, "disk")) == "GPU 0 and main memory and disk"
    assert choose_placement(needed, small, "disk", gpus_only=True) is None


@given(
    name=st.sampled_from(sorted(KNOWN_CONFIGS)),
    precision=st.sampled_from(precisions.PRECISIONS),
    memory=st.integers(0, 600 * GIB),
    gpus=st.lists(st.integers(0, 140 * GIB), max_size=4),
)
def test_no_device_is_given_more_than_it_has_free(
    name: str, precision: precisions.Precision, memory: int, gpus: list[int]
) -> None:
    needed = estimate(KNOWN_CONFIGS[name], precision)
    machine = Machine(memory, tuple(gpus))
    found = choose_placement(needed, machine, "memory")
    if found is None:
        return
    free: Mapping[Any, int] = {**dict(enumerate(gpus)), "cpu": memory}
    if found.single is not None:
        assert needed.peak <= free[found.single]
    else:
        assert all(0 <= room <= free[device] for device, room in found.budgets.items())
        assert sum(found.budgets.values()) >= needed.weights


def _meta_model(config: Mapping[str, Any]) -> Any:
    import torch
    from accelerate import init_empty_weights
    from transformers import AutoModelForCausalLM, OPTConfig

    with init_empty_weights(include_buffers=False):
        model = AutoModelForCausalLM.from_config(OPTConfig(**config), dtype=torch.bfloat16)
    model.tie_weights()
    return model


def test_layers_are_divided_whole_within_what_each_gpu_has() -> None:
    config = dict(KNOWN_CONFIGS["facebook/galactica-1.3b"])
    model = _meta_model(config | {"word_embed_proj_dim": config["hidden_size"]})
    needed = estimate(config, "bf16")
    found = choose_placement(needed, Machine(0, (int(1.4 * GIB),) * 3), "memory")
    assert found is not None
    assert found.single is None
    devices = device_map(model, found)
    assert set(devices.values()) == {0, 1, 2}
    layers = [name for name in devices if ".layers." in name]
    assert {name.rpartition(".layers.")[2] for name in layers} == {str(n) for n in range(24)}
    for device, room in found.budgets.items():
        placed = [
            parameter.nbytes
            for name, parameter in model.named_parameters()
            if device_of(name, devices) == device
        ]
        assert sum(placed) <= room


def test_layers_that_do_not_divide_into_the_room_are_refused_before_loading() -> None:
    config = dict(KNOWN_CONFIGS["facebook/galactica-1.3b"])
    model = _meta_model(config | {"word_embed_proj_dim": config["hidden_size"]})
    with pytest.raises(ModelError, match=r"do not divide into what is free \(GPU 0: 500 MiB"):
        device_map(model, Placement({0: 500 * 2**20, 1: 500 * 2**20}))
    with pytest.raises(ModelError, match="do not divide"):  # the embeddings must not be on disk
        device_map(model, Placement({"cpu": 100 * 2**20, "disk": 100 * GIB}))


def test_auto_takes_the_best_precision_that_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    def chosen(size: str, machine: Machine) -> str:
        config = KNOWN_CONFIGS[f"facebook/galactica-{size}"]
        found = plan_load(size, config, None, machine, "memory")
        return f"{found.precision} on {found.placement}"

    monkeypatch.setattr(precisions, "has_bitsandbytes", lambda: True)
    assert chosen("125m", Machine(8 * GIB)) == "fp32 on CPU"
    assert chosen("1.3b", Machine(8 * GIB)) == "bf16 on CPU"
    assert chosen("6.7b", Machine(9 * GIB)) == "int8 on CPU"
    assert chosen("6.7b", Machine(64 * GIB, (24 * GIB,))) == "bf16 on GPU 0"
    assert chosen("6.7b", Machine(64 * GIB, (24 * GIB,), bf16=False)) == "fp16 on GPU 0"
    assert chosen("30b", Machine(16 * GIB, (40 * GIB,))) == "int8 on GPU 0"
    assert chosen("30b", Machine(16 * GIB, (24 * GIB,))) == "nf4 on GPU 0"


def test_auto_prefers_fewer_bits_on_the_gpu_to_layers_that_wait_in_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(precisions, "has_bitsandbytes", lambda: True)
    large = KNOWN_CONFIGS["facebook/galactica-30b"]
    found = plan_load("30b", large, None, Machine(256 * GIB, (40 * GIB,)), "memory")
    assert (found.precision, str(found.placement)) == ("int8", "GPU 0")
    found = plan_load("30b", large, "bf16", Machine(256 * GIB, (40 * GIB,)), "memory")
    assert (found.precision, str(found.placement)) == ("bf16", "GPU 0 and main memory")


@pytest.mark.parametrize(
    ("wanted", "machine", "message"),
    [
        (
            "fp32",
            Machine(10 * GIB),
            r"needs 27.0 GiB in fp32 and 10.0 GiB .*; load it in int8 \(7.*\)",
        ),
        (None, Machine(6 * GIB), r"in int8 and 6.0 GiB .*; load facebook/galactica-1.3b, the larg"),
        (None, Machine(2**20), r"1 MiB of memory is free; free some memory, or let layers"),
        ("bf16", Machine(2 * GIB, (4 * GIB,)), r"4.0 GiB on GPU 0; load facebook/galactica-1.3b"),
    ],
)
def test_what_cannot_fit_is_refused_with_what_would(
    wanted: precisions.Precision | None, machine: Machine, message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        plan_load("galactica-6.7b", LARGE, wanted, machine, "memory")


def test_a_precision_this_machine_lacks_is_refused_with_what_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(precisions, "has_bitsandbytes", lambda: False)
    gpu = Machine(64 * GIB, (40 * GIB,), bf16=False)
    with pytest.raises(InputError, match=r"nf4 needs an NVIDIA GPU.*choose int8"):
        plan_load("x", LARGE, "nf4", Machine(64 * GIB), "memory")
    with pytest.raises(InputError, match="pip install bitsandbytes"):
        plan_load("x", LARGE, "int8", gpu, "memory")
    with pytest.raises(InputError, match="choose fp16"):
        plan_load("x", LARGE, "bf16", gpu, "memory")


def test_an_unknown_precision_is_refused_with_the_known_ones() -> None:
    assert precisions.read_precision("auto") is None
    assert precisions.read_precision("int8") == "int8"
    with pytest.raises(
        InputError, match="'int3'; choose auto, fp32, bf16, fp16, int8, int4 or nf4"
    ):
        precisions.read_precision("int3")


def test_what_ended_processes_left_on_disk_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    home = tmp_path / "galactica/offload"
    gone, ours = home / f"{2**22 + 1}-old", home / f"{os.getpid()}-x"
    for folder in (gone, ours):
        folder.mkdir(parents=True)
    made = offload_folder(1000)
    assert made.parent == home
    assert not gone.exists()
    assert ours.exists()
    with pytest.raises(ModelError, match=r"need 1073741824.0 GiB in .* free; free some space"):
        offload_folder(2**60)
