"""What the list to choose a model from says of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyterlab_galactica import policy
from jupyterlab_galactica.config import Config, save_config
from jupyterlab_galactica.demo import CORPUS_FOLDER
from jupyterlab_galactica.demo.corpus import read_corpus
from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models import hub
from jupyterlab_galactica.models.estimate import KNOWN_CONFIGS
from jupyterlab_galactica.models.first_questions import first_questions
from jupyterlab_galactica.models.machine import Machine
from jupyterlab_galactica.models.offers import Offer, offers

GIB = 2**30


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    monkeypatch.delenv(policy.VARIABLE, raising=False)
    monkeypatch.setattr(hub, "cached_folder", lambda model: None)
    monkeypatch.setattr(hub, "cached_models", list)


def offered() -> dict[str, Offer]:
    return {offer.name: offer for offer in offers(Machine(6 * GIB, compiler=True))}


def test_the_demonstration_is_here_and_fits() -> None:
    demo = offered()["demo"]
    assert (demo.local, demo.download, demo.refusal, demo.remark) == ("complete", 0, "", "")
    assert demo.licence == "BSD-3-Clause"
    assert all(need.fits for need in demo.needs)


def test_memory_in_each_precision_of_this_machine_and_whether_it_fits() -> None:
    galactica = offered()["facebook/galactica-6.7b"]
    needs = {need.precision: need for need in galactica.needs}
    assert list(needs) == ["fp32", "bf16", "fp16", "int8", "int4"], "nf4 is for GPUs"
    assert [name for name, need in needs.items() if need.fits] == [galactica.suits] == ["int4"]
    assert 12 * GIB < needs["bf16"].bytes < 14 * GIB
    assert "non-commercial" in galactica.licence


def test_a_model_for_which_memory_has_no_room_says_what_would_fit() -> None:
    large = offered()["facebook/galactica-120b"]
    assert not any(need.fits for need in large.needs)
    assert large.suits == ""
    assert "the largest that would fit" in large.remark


def test_a_model_to_be_downloaded_says_how_much() -> None:
    galactica = offered()["facebook/galactica-1.3b"]
    assert galactica.local == "no"
    assert galactica.download == pytest.approx(2.63e9, rel=0.01)


def test_what_is_refused_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "without its base" in offered()["allenai/tulu-7b"].refusal
    monkeypatch.setenv(policy.VARIABLE, '[{"allowed_models": ["demo", "facebook/galactica-1.3b"]}]')
    refusals = {name: offer.refusal for name, offer in offered().items()}
    assert refusals["demo"] == refusals["facebook/galactica-1.3b"] == ""
    assert (
        "not among the models that the administrator allows" in refusals["facebook/galactica-6.7b"]
    )
    save_config(Config(offline="on"))
    assert "offline forbids a download" in offered()["facebook/galactica-1.3b"].refusal
    assert offered()["demo"].refusal == ""


def test_the_size_of_a_download_is_the_hubs_word_without_what_is_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {f"model-0000{n}-of-00002.safetensors": 10**9 for n in (1, 2)}
    files = parts | {"model.safetensors.index.json": 1, "pytorch_model.bin": 7, "README.md": 3}
    monkeypatch.setattr(hub, "_sizes", lambda model: files)
    assert hub.download_size("someone/model") == 2 * 10**9
    (tmp_path / "model-00001-of-00002.safetensors").touch()
    monkeypatch.setattr(hub, "cached_folder", lambda model: tmp_path)
    assert hub.download_size("someone/model") == 10**9
    save_config(Config(offline="on"))
    with pytest.raises(ModelError, match="offline forbids"):
        hub.download_size("someone/model")


def test_the_first_questions_of_the_demonstration_are_topics_of_its_corpus() -> None:
    known = {question for record in read_corpus(CORPUS_FOLDER) for question in record.questions}
    asked = first_questions("demo")
    assert len(asked) == 5
    assert set(asked) <= known


@pytest.mark.parametrize("model", [*KNOWN_CONFIGS, "smollm2", "someone/unknown"])
def test_every_model_has_five_first_questions_that_fit_its_family(model: str) -> None:
    asked = first_questions(model)
    assert len(set(asked)) == 5
    raw = model.startswith(("facebook/", "someone/"))
    assert any(question.startswith(("Write", "Derive")) for question in asked) is not raw
