from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models.loading import load_model


@pytest.fixture
def copy(tiny_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_model, tmp_path / "copy"))


def _change_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_small_model_is_loaded_in_32_bits_on_a_cpu(tiny_model: Path) -> None:
    import torch

    model = load_model(tiny_model)
    assert not model.training
    if model.device.type == "cpu":
        assert model.dtype == torch.float32


def test_loading_reports_growing_fractions(tiny_model: Path) -> None:
    fractions: list[float] = []
    load_model(tiny_model, fractions.append)
    assert len(fractions) > 1
    assert fractions == sorted(fractions)
    assert fractions[0] >= 0
    assert fractions[-1] <= 1


def test_an_exception_in_the_report_ends_the_loading(tiny_model: Path) -> None:
    class StopLoading(BaseException):
        pass

    def refuse(fraction: float) -> None:
        raise StopLoading

    with pytest.raises(StopLoading):
        load_model(tiny_model, refuse)


def test_absent_biases_and_layer_norms_are_filled_in(copy: Path) -> None:
    _change_config(copy, enable_bias=True, layer_norm_elementwise_affine=True)
    model = load_model(copy)
    parameters = dict(model.named_parameters())
    assert parameters["model.decoder.layers.0.fc1.bias"].abs().max() == 0
    assert (parameters["model.decoder.layers.0.final_layer_norm.weight"] == 1).all()


def test_other_absent_weights_are_an_error_that_names_them(copy: Path) -> None:
    _change_config(copy, num_hidden_layers=3)
    with pytest.raises(ModelError, match=r"layers\.2"):
        load_model(copy)


def test_weights_of_another_shape_are_an_error(copy: Path) -> None:
    _change_config(copy, ffn_dim=128)
    with pytest.raises(ModelError, match=r"config\.json"):
        load_model(copy)


def test_a_truncated_file_is_an_error(copy: Path) -> None:
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:5000])
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_model(copy)


def test_a_config_that_wants_its_own_code_is_refused(copy: Path) -> None:
    _change_config(
        copy, model_type="mine", auto_map={"AutoConfig": "mine.C", "AutoModelForCausalLM": "mine.M"}
    )
    ran = copy / "ran"
    (copy / "mine.py").write_text(f"open({str(ran)!r}, 'w')")
    with pytest.raises(ModelError):
        load_model(copy)
    assert not ran.exists()


def test_a_pickle_with_code_in_it_is_refused_and_not_run(copy: Path, tmp_path: Path) -> None:
    import pickle

    import torch

    ran = tmp_path / "ran"

    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[object, ...]]:
            return Path.touch, (ran,)

    (copy / "model.safetensors").unlink()
    torch.save({"model.decoder.embed_tokens.weight": Bomb()}, copy / "pytorch_model.bin")
    with pytest.raises(ModelError):
        load_model(copy)
    assert not ran.exists()
    assert pickle  # the format at stake


def test_weights_in_a_bin_file_are_read(copy: Path, tiny_model: Path) -> None:
    import torch

    model = load_model(tiny_model)
    (copy / "model.safetensors").unlink()
    torch.save(model.state_dict(), copy / "pytorch_model.bin")
    again = load_model(copy)
    for name, tensor in model.state_dict().items():
        assert torch.equal(again.state_dict()[name], tensor)
