from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models.config_file import read_config
from jupyterlab_galactica.models.estimate import (
    KNOWN_CONFIGS,
    estimate,
    gib,
    largest_known_fit,
    parameter_count,
    what_fits,
)
from jupyterlab_galactica.models.precision import PRECISIONS, Precision

from ..tiny_models import load_tiny, write_tiny_llama, write_tiny_opt

GIB = 2**30


@pytest.mark.parametrize(
    ("size", "parameters", "gib_in", "cache_per_token"),
    [
        ("125m", 125_030_400, (0.47, 0.23, 0.15, 0.12), 36_864),
        ("1.3b", 1_315_201_024, (4.90, 2.45, 1.32, 0.83), 196_608),
        ("6.7b", 6_657_359_872, (24.8, 12.4, 6.4, 3.8), 524_288),
        ("30b", 29_972_590_592, (111.7, 55.8, 28.3, 16.2), 1_376_256),
        ("120b", 121_341_747_200, (452, 226, 113.5, 64.3), 3_932_160),
    ],
)
def test_the_published_sizes_are_known(
    size: str, parameters: int, gib_in: tuple[float, ...], cache_per_token: int
) -> None:
    config = KNOWN_CONFIGS[f"facebook/galactica-{size}"]
    assert parameter_count(config) == parameters
    columns: tuple[Precision, ...] = ("fp32", "fp16", "int8", "nf4")
    found = [estimate(config, precision).weights / GIB for precision in columns]
    assert found == pytest.approx(gib_in, rel=0.005, abs=0.03)
    assert estimate(config, "fp16").kv_cache == cache_per_token * 2048


@pytest.mark.parametrize(
    "write",
    [
        write_tiny_opt,
        lambda folder: write_tiny_opt(folder, biases=True, norm_weights=True, extra_rows=1),
        lambda folder: write_tiny_opt(folder, norm_weights=True, layers=3),
        write_tiny_llama,
        lambda folder: write_tiny_llama(folder, extra_rows=1, layers=1),
    ],
)
def test_parameters_are_counted_as_a_loaded_model_has_them(
    write: Callable[[Path], None], tmp_path: Path
) -> None:
    write(tmp_path / "model")
    model = load_tiny(tmp_path / "model")
    config = read_config(tmp_path / "model")
    assert parameter_count(config) == sum(p.numel() for p in model.parameters())
    assert estimate(config, "fp32").weights == sum(p.nbytes for p in model.parameters())


@given(free=st.integers(0, 700 * GIB), name=st.sampled_from(sorted(KNOWN_CONFIGS)))
def test_what_fits_is_what_stays_within_the_free_memory(free: int, name: str) -> None:
    config = KNOWN_CONFIGS[name]
    fitting = what_fits(config, free)
    for precision in PRECISIONS:
        needed = estimate(config, precision)
        assert (precision in fitting) == (needed.peak <= free)
        assert needed.weights + needed.kv_cache < needed.peak


def test_the_largest_model_that_fits_is_named() -> None:
    assert largest_known_fit(16 * GIB, ("bf16",)) == "facebook/galactica-6.7b"
    assert largest_known_fit(16 * GIB, ("int8",)) == "facebook/galactica-6.7b"
    assert largest_known_fit(40 * GIB, ("int8",)) == "facebook/galactica-30b"
    assert largest_known_fit(2**20) is None


def test_another_architecture_is_refused_in_one_sentence() -> None:
    with pytest.raises(ModelError, match="type 'gpt2' cannot be loaded; name one"):
        estimate({"model_type": "gpt2"}, "fp32")
    with pytest.raises(ModelError, match="lacks 'hidden_size'; get the file again"):
        estimate({"model_type": "opt"}, "fp32")


def test_sizes_are_written_as_people_do() -> None:
    assert gib(2.5 * GIB) == "2.5 GiB"
    assert gib(300 * 2**20) == "300 MiB"


def test_estimating_imports_no_torch() -> None:
    code = (
        "import sys; from jupyterlab_galactica.models.machine import this_machine; "
        "from jupyterlab_galactica.models.estimate import KNOWN_CONFIGS, what_fits; "
        "what_fits(KNOWN_CONFIGS['facebook/galactica-1.3b'], this_machine().memory); "
        "sys.exit('torch' in sys.modules and not this_machine().gpus)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
