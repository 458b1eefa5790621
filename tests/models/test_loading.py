from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models.checkpoint import FolderCheckpoint
from jupyterlab_galactica.models.loading import load_model
from jupyterlab_galactica.models.placement import CPU, Placement
from jupyterlab_galactica.models.precision import Precision

from ..tiny_models import write_tiny_llama, write_tiny_opt

WRITERS: dict[str, Callable[[Path], None]] = {
    "opt": write_tiny_opt,
    "opt with biases and norms": lambda f: write_tiny_opt(f, biases=True, norm_weights=True),
    "opt with a padding row": lambda f: write_tiny_opt(f, extra_rows=1),
    "opt in shards": lambda f: write_tiny_opt(f, shards=True),
    "opt in a bin": lambda f: write_tiny_opt(f, files="bin", biases=True),
    "opt in bin shards": lambda f: write_tiny_opt(f, files="bin", shards=True),
    "llama": write_tiny_llama,
    "llama with a padding row": lambda f: write_tiny_llama(f, extra_rows=1),
    "llama in bin shards": lambda f: write_tiny_llama(f, files="bin", shards=True),
}


def load(
    folder: Path,
    precision: Precision = "fp32",
    placement: Placement = CPU,
    report: Callable[[float], None] = lambda fraction: None,
) -> Any:
    return load_model(FolderCheckpoint(folder), folder, precision, placement, report)


def logits(model: Any) -> Any:
    import torch

    with torch.inference_mode():
        return model(input_ids=torch.tensor([[5, 40, 200, 33, 128, 7]])).logits.float()


def reference(folder: Path) -> Any:
    import torch
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


@pytest.fixture
def opt(tmp_path: Path) -> Path:
    write_tiny_opt(tmp_path / "opt")
    return tmp_path / "opt"


def change_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def change_weights(folder: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    from safetensors.torch import load_file, save_file

    path = folder / "model.safetensors"
    changed = change(load_file(path))
    path.unlink()  # not written into: the tensors are mapped from it
    save_file(changed, path)


@pytest.mark.parametrize("kind", WRITERS)
def test_the_logits_are_those_of_from_pretrained(kind: str, tmp_path: Path) -> None:
    import torch

    WRITERS[kind](tmp_path / "model")
    ours, theirs = load(tmp_path / "model"), reference(tmp_path / "model")
    assert torch.equal(logits(ours), logits(theirs))
    assert not ours.training
    assert ours.config.to_dict() == theirs.config.to_dict()
    assert ours.generation_config.eos_token_id == theirs.generation_config.eos_token_id


@pytest.mark.parametrize("write", [write_tiny_opt, write_tiny_llama])
def test_names_without_the_models_prefix_are_understood(
    write: Callable[[Path], None], tmp_path: Path
) -> None:
    import torch

    write(tmp_path / "model")
    before = logits(load(tmp_path / "model"))
    change_weights(
        tmp_path / "model",
        lambda tensors: {name.removeprefix("model."): t for name, t in tensors.items()},
    )
    assert torch.equal(logits(load(tmp_path / "model")), before)


def test_a_head_stored_beside_the_embeddings_it_shares_is_passed_over(opt: Path) -> None:
    import torch

    before = logits(load(opt))
    change_weights(
        opt, lambda t: t | {"lm_head.weight": t["model.decoder.embed_tokens.weight"].clone()}
    )
    model = load(opt)
    assert torch.equal(logits(model), before)
    assert model.lm_head.weight is model.model.decoder.embed_tokens.weight


def test_rotary_tables_of_older_scripts_are_passed_over(tmp_path: Path) -> None:
    import torch

    write_tiny_llama(tmp_path / "llama")
    before = logits(load(tmp_path / "llama"))
    key = "model.layers.0.self_attn.rotary_emb.inv_freq"
    change_weights(tmp_path / "llama", lambda tensors: tensors | {key: torch.zeros(8)})
    assert torch.equal(logits(load(tmp_path / "llama")), before)


@pytest.mark.parametrize("precision", ["bf16", "fp16"])
def test_another_precision_is_that_of_from_pretrained(precision: Precision, opt: Path) -> None:
    import torch

    model = load(opt, precision)
    dtype = {"bf16": torch.bfloat16, "fp16": torch.float16}[precision]
    assert {parameter.dtype for parameter in model.parameters()} == {dtype}
    assert torch.equal(logits(model), logits(reference(opt).to(dtype)))


def test_a_stored_precision_of_16_bits_is_read_into_32(opt: Path) -> None:
    import torch

    change_weights(opt, lambda tensors: {name: t.half() for name, t in tensors.items()})
    assert torch.equal(logits(load(opt)), logits(reference(opt)))


def test_a_bin_in_the_format_of_old_torch_is_read(tmp_path: Path) -> None:
    import torch

    write_tiny_opt(tmp_path / "opt", files="bin")
    weights = tmp_path / "opt/pytorch_model.bin"
    before = logits(load(tmp_path / "opt"))
    tensors = {name: t.clone() for name, t in torch.load(weights, weights_only=True).items()}
    weights.unlink()
    torch.save(tensors, weights, _use_new_zipfile_serialization=False)
    assert torch.equal(logits(load(tmp_path / "opt")), before)


def test_loading_reports_growing_fractions(opt: Path) -> None:
    fractions: list[float] = []
    load(opt, report=fractions.append)
    assert len(fractions) > 1
    assert fractions == sorted(fractions)
    assert fractions[0] >= 0
    assert fractions[-1] == 1


def test_an_exception_in_the_report_ends_the_loading(opt: Path) -> None:
    class StopLoading(BaseException):
        pass

    def refuse(fraction: float) -> None:
        raise StopLoading

    with pytest.raises(StopLoading):
        load(opt, report=refuse)


def test_absent_biases_and_layer_norms_are_filled_in(opt: Path) -> None:
    change_config(opt, enable_bias=True, layer_norm_elementwise_affine=True)
    parameters = dict(load(opt).named_parameters())
    assert parameters["model.decoder.layers.0.fc1.bias"].abs().max() == 0
    assert (parameters["model.decoder.layers.0.final_layer_norm.weight"] == 1).all()


def test_other_absent_weights_are_an_error_that_names_them(opt: Path) -> None:
    change_config(opt, num_hidden_layers=3)
    with pytest.raises(ModelError, match=r"incomplete: .*layers\.2"):
        load(opt)


def test_weights_the_model_has_no_place_for_are_an_error_that_names_them(opt: Path) -> None:
    change_config(opt, num_hidden_layers=1)
    with pytest.raises(ModelError, match=r"layers\.1.*use the config\.json"):
        load(opt)


def test_weights_of_another_shape_are_an_error(opt: Path) -> None:
    change_config(opt, ffn_dim=128)
    with pytest.raises(ModelError, match=r"other shapes .*fc1.*config\.json"):
        load(opt)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
@pytest.mark.parametrize("precision", ["fp32", "bf16", "int8"])
def test_a_value_that_is_no_number_is_found_and_named(
    precision: Precision, bad: float, tmp_path: Path
) -> None:
    write_tiny_opt(tmp_path / "opt")

    def spoil(tensors: dict[str, Any]) -> dict[str, Any]:
        tensors["model.decoder.layers.1.fc2.weight"][7, 3] = bad
        return tensors

    change_weights(tmp_path / "opt", spoil)
    with pytest.raises(ModelError, match=r"layers\.1\.fc2\.weight in model\.safetensors holds NaN"):
        load(tmp_path / "opt", precision)


def test_in_weights_that_stay_mapped_it_is_found_at_the_first_answer(
    opt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jupyterlab_galactica.models.loading._SCANNED_BYTES", 0)

    def spoil(tensors: dict[str, Any]) -> dict[str, Any]:
        tensors["model.decoder.layers.1.fc2.weight"][7, 3] = float("nan")
        return tensors

    logits(load(opt))
    change_weights(opt, spoil)
    model = load(opt)
    with pytest.raises(ModelError, match=r"layers\.1\.fc2\.weight in model\.safetensors holds NaN"):
        logits(model)


def test_a_value_too_large_for_fp16_is_told_from_a_damaged_one(opt: Path) -> None:
    def enlarge(tensors: dict[str, Any]) -> dict[str, Any]:
        tensors["model.decoder.layers.1.fc2.weight"][7, 3] = 1e6
        return tensors

    change_weights(opt, enlarge)
    with pytest.raises(ModelError, match="too large for float16; load the model in bf16"):
        load(opt, "fp16")


def test_a_config_that_wants_its_own_code_is_refused(opt: Path) -> None:
    change_config(
        opt, model_type="mine", auto_map={"AutoConfig": "mine.C", "AutoModelForCausalLM": "mine.M"}
    )
    ran = opt / "ran"
    (opt / "mine.py").write_text(f"open({str(ran)!r}, 'w')")
    with pytest.raises(ModelError):
        load(opt)
    assert not ran.exists()


def test_a_pickle_with_code_in_it_is_refused_and_not_run(opt: Path, tmp_path: Path) -> None:
    import torch

    ran = tmp_path / "ran"

    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[object, ...]]:
            return Path.touch, (ran,)

    (opt / "model.safetensors").unlink()
    torch.save({"model.decoder.embed_tokens.weight": Bomb()}, opt / "pytorch_model.bin")
    with pytest.raises(ModelError):
        load(opt)
    assert not ran.exists()


def test_memory_that_runs_out_is_one_sentence(opt: Path) -> None:
    def fail(fraction: float) -> None:
        raise MemoryError

    with pytest.raises(ModelError, match="ran out while the model was loaded; choose a smaller"):
        load(opt, report=fail)


def test_layers_on_disk_give_the_same_logits_and_leave_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gc

    import torch

    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    for write, precision in [
        (write_tiny_opt, "fp32"), (write_tiny_opt, "bf16"), (write_tiny_opt, "int8"),
        (write_tiny_llama, "fp32"), (write_tiny_llama, "bf16"),
    ]:  # fmt: skip
        folder = tmp_path / "model"
        write(folder, layers=4)
        whole = load(folder, precision)
        room = sum(t.nbytes for t in whole.parameters()) - 20_000
        divided = load(folder, precision, Placement({"cpu": room, "disk": 10**9}))
        assert "disk" in divided.hf_device_map.values()
        assert torch.equal(logits(divided), logits(whole))
        assert list((tmp_path / "data/galactica/offload").iterdir())
        del divided
        gc.collect()
        assert not list((tmp_path / "data/galactica/offload").iterdir())
        shutil.rmtree(folder)
