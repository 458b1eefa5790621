"""Which engine makes the tokens, and what happens where the compiled one cannot."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.engine import loaded
from jupyterlab_galactica.engine.compiled.engine import CompiledEngine
from jupyterlab_galactica.engine.compiled.quantize import Format
from jupyterlab_galactica.engine.compiled.weights import blank_weights, stored_bytes
from jupyterlab_galactica.engine.completion import LoadedModel
from jupyterlab_galactica.engine.interface import Progress
from jupyterlab_galactica.engine.worker.host import ModelHost
from jupyterlab_galactica.errors import InputError, ModelError
from jupyterlab_galactica.models.decoder_shape import shape_of
from jupyterlab_galactica.models.estimate import KNOWN_CONFIGS, estimate
from jupyterlab_galactica.models.machine import Machine
from jupyterlab_galactica.models.plan import plan_load

from ...tiny_models import write_tiny_llama, write_tiny_opt

GIB = 2**30
HERE = Machine(64 * GIB, compiler=True)


def _load(folder: Path, precision: Any, machine: Machine = HERE) -> LoadedModel:
    candidate = loaded.prepare(str(folder), precision, machine, lambda progress: None)
    return loaded.load(candidate, lambda progress: None)


@pytest.mark.parametrize(
    ("name", "machine", "expected"),
    [
        ("facebook/galactica-125m", HERE, ("int8", True)),
        ("facebook/galactica-6.7b", HERE, ("int8", True)),
        ("facebook/galactica-6.7b", Machine(6 * GIB, compiler=True), ("int4", True)),
        ("allenai/tulu-7b", HERE, ("int8", True)),
        ("facebook/galactica-125m", Machine(64 * GIB), ("fp32", False)),
        ("facebook/galactica-6.7b", Machine(64 * GIB, (24 * GIB,), compiler=True), ("bf16", False)),
    ],
)
def test_auto_chooses_by_machine_and_model(
    name: str, machine: Machine, expected: tuple[str, bool]
) -> None:
    plan = plan_load(name, KNOWN_CONFIGS[name], None, machine, "memory")
    assert (plan.precision, plan.compiled) == expected


@pytest.mark.parametrize(("gigabytes", "precision", "windows"), [
    (64, "int8", 4), (9.5, "int8", 3), (7.8, "int8", 1), (7, "int4", 2),
])  # fmt: skip
def test_all_windows_that_may_fill_are_counted_and_there_are_fewer_where_memory_is_scarce(
    gigabytes: float, precision: str, windows: int
) -> None:
    """1 GiB each for a 6.7b shape, beside 6.2 GiB of int8."""
    name = "facebook/galactica-6.7b"
    machine = Machine(int(gigabytes * GIB), compiler=True)
    plan = plan_load(name, KNOWN_CONFIGS[name], None, machine, "memory")
    assert (plan.precision, plan.windows) == (precision, windows)
    assert plan.estimate.kv_cache == pytest.approx(windows * GIB, rel=0.02)
    assert plan.estimate.weights + plan.estimate.kv_cache < plan.estimate.peak <= machine.memory


def test_the_cells_take_what_was_counted(tmp_path: Path) -> None:
    write_tiny_llama(tmp_path / "llama")
    candidate = loaded.prepare(str(tmp_path / "llama"), "int4", HERE, lambda progress: None)
    engine = loaded.load(candidate, lambda progress: None).engine
    assert isinstance(engine, CompiledEngine)
    assert sum(part.nbytes for part in engine._decoder.pool.cells) == (
        candidate.plan.estimate.kv_cache
    )
    assert candidate.plan.cost.endswith("for 4 full windows")


@pytest.mark.parametrize("form", ["int8", "int4"])
def test_the_weights_take_what_was_counted(form: Format) -> None:
    config = KNOWN_CONFIGS["facebook/galactica-125m"]
    shape = shape_of({**config, "activation_function": "gelu"})
    assert shape is not None
    stored = stored_bytes(blank_weights(shape, form))
    assert estimate(config, form, "compiled").weights == pytest.approx(stored, rel=0.005)


def test_a_model_that_is_fast_enough_stays_exact(tmp_path: Path) -> None:
    write_tiny_opt(tmp_path / "opt")
    model = _load(tmp_path / "opt", None)
    assert (model.precision, model.backend) == ("fp32", "transformers")


def test_the_status_says_what_makes_the_tokens(tmp_path: Path) -> None:
    write_tiny_llama(tmp_path / "llama")
    host = ModelHost(None)
    assert host.status()["engine"] is None
    host.model = _load(tmp_path / "llama", "int8")
    assert host.status()["engine"] == "compiled for this processor"


def test_without_numba_int8_is_computed_by_transformers_and_int4_says_what_to_install(
    tmp_path: Path,
) -> None:
    write_tiny_opt(tmp_path / "opt")
    model = _load(tmp_path / "opt", "int8", Machine(GIB))
    assert model.backend == "transformers"
    with pytest.raises(InputError, match=r"int4 needs a package .*`pip install numba`"):
        _load(tmp_path / "opt", "int4", Machine(GIB))


def test_a_compiler_that_fails_is_told_and_transformers_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from jupyterlab_galactica.engine.compiled import loading

    def fail(form: str) -> None:
        raise loading.CompilerError("numba failed (OSError)")

    write_tiny_opt(tmp_path / "opt")
    monkeypatch.setattr(loading, "compile_step", fail)
    with caplog.at_level(logging.WARNING):
        model = _load(tmp_path / "opt", "int8")
    assert model.backend == "transformers"
    assert "made by transformers, which is slower: numba failed" in caplog.text
    with pytest.raises(ModelError, match=r"in int4 .*; choose int8 or bf16"):
        _load(tmp_path / "opt", "int4")


@pytest.mark.parametrize(
    "changes",
    [
        {"model_type": "gpt2"},
        {"word_embed_proj_dim": 512},
        {"do_layer_norm_before": False},
        {"_remove_final_layer_norm": True},
        {"activation_function": "tanh"},
        {"hidden_size": 40_000},
        {"num_attention_heads": None},
    ],
)
def test_an_opt_of_another_make_is_left_to_transformers(changes: dict[str, Any]) -> None:
    config = {**KNOWN_CONFIGS["facebook/galactica-1.3b"], "activation_function": "gelu"}
    assert shape_of(config) is not None
    assert shape_of(config | changes) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"rope_scaling": {"type": "dynamic", "factor": 2.0}},
        {"rope_parameters": {"rope_type": "yarn", "factor": 2.0}},
        {"use_sliding_window": True},
        {"hidden_act": "gelu_new"},
    ],
)
def test_a_llama_of_another_make_is_left_to_transformers(changes: dict[str, Any]) -> None:
    config = dict(KNOWN_CONFIGS["allenai/tulu-7b"])
    assert shape_of(config) is not None
    assert shape_of(config | changes) is None


@pytest.mark.parametrize("kind", ["llama-grouped", "qwen2", "qwen3"])
def test_near_kin_of_llama_have_the_logits_of_transformers(kind: str, tmp_path: Path) -> None:
    """Grouped-query attention, biases of queries and keys, norms of queries and keys."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    from jupyterlab_galactica.engine.compiled.decoder import Decoder
    from jupyterlab_galactica.engine.compiled.engine import CompiledEngine
    from jupyterlab_galactica.engine.compiled.streams import Streams
    from jupyterlab_galactica.engine.compiled.weights import fill_weights, outlined_weights
    from jupyterlab_galactica.models.checkpoint import FolderCheckpoint
    from jupyterlab_galactica.models.outline import outline

    config = AutoConfig.for_model(
        kind.partition("-")[0], vocab_size=300, hidden_size=96, intermediate_size=160,
        num_hidden_layers=2, num_attention_heads=6, num_key_value_heads=2, head_dim=16,
        max_position_embeddings=64, initializer_range=0.1,
    )  # fmt: skip
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias") or "norm" in name:
                parameter.uniform_(0.5, 1.5)
    model.save_pretrained(tmp_path)
    shape = shape_of(json.loads((tmp_path / "config.json").read_text()))
    assert shape is not None
    checkpoint = FolderCheckpoint(tmp_path)
    outlined = outline(checkpoint, tmp_path, "fp32")
    weights = outlined_weights(outlined, shape, "int8")
    fill_weights(weights, outlined, checkpoint, shape, lambda fraction: None)
    engine = CompiledEngine(Decoder(shape, weights, 64, 2), kind, frozenset())
    ids = [5 + (7 * i) % 250 for i in range(40)]
    with torch.inference_mode():
        expected = model(torch.tensor([ids])).logits[0].float()
    streams = Streams(engine._decoder, engine._batch, engine._prefixes)
    list(streams.read(ids[:30]))
    for place in range(30, 40):
        streams.put([ids[place]])
        found = streams.take()[0]
        assert float((found - expected[place]).norm() / expected[place].norm()) < 0.1


def test_who_stops_the_loading_does_not_wait_for_the_compiler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event

    from jupyterlab_galactica.engine.compiled import loading

    class StopLoading(BaseException):
        pass

    compiled = Event()

    def stop(progress: Progress) -> None:
        if progress.fraction == 1.0:
            raise StopLoading

    write_tiny_opt(tmp_path / "opt")
    monkeypatch.setattr(loading, "compile_step", lambda form: compiled.wait(60))
    candidate = loaded.prepare(str(tmp_path / "opt"), "int8", HERE, lambda progress: None)
    with pytest.raises(StopLoading):
        loaded.load(candidate, stop)
    assert not compiled.is_set()
    compiled.set()
