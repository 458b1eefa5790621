"""Which family a model is taken for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models.detect import check_family, family_for, known_family
from jupyterlab_galactica.models.families import (
    CODE_ALPACA,
    EVOL_INSTRUCT,
    GALACTICA,
    GALPACA,
    TULU,
    Family,
)
from jupyterlab_galactica.models.remembered import remember_family

GALACTICA_TOKENIZER = '{"added_tokens": [{"id": 4, "content": "[START_REF]"}]}'
LLAMA_TOKENIZER = '{"model": {"vocab": {"<0x0A>": 13}}}'


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))


def _folder(
    parent: Path,
    name: str,
    model_type: str,
    *,
    card: str = "",
    tokenizer: str = "",
    origin: str = "",
) -> Path:
    folder = parent / name
    folder.mkdir()
    config = {"model_type": model_type, "_name_or_path": origin}
    (folder / "config.json").write_text(json.dumps(config))
    if tokenizer:
        (folder / "tokenizer.json").write_text(tokenizer)
    if card:
        (folder / "README.md").write_text(card)
    return folder


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("facebook/galactica-1.3b", GALACTICA),
        ("GeorgiaTechResearchInstitute/galpaca-30b", GALPACA),
        ("GeorgiaTechResearchInstitute/galactica-6.7b-evol-instruct-70k", EVOL_INSTRUCT),
        ("allenai/tulu-65b", TULU),
        ("allenai/open-instruct-code-alpaca-7b", CODE_ALPACA),
        ("allenai/open-instruct-code-alpaca-7b+huggyllama/llama-7b", CODE_ALPACA),
        ("demo", GALACTICA),
    ],
)
def test_a_published_name_tells_the_family(name: str, family: Family) -> None:
    assert family_for(name) is family


def test_a_renamed_folder_tells_by_its_config(tmp_path: Path) -> None:
    origin = "GeorgiaTechResearchInstitute/galpaca-6.7b"
    assert family_for(str(_folder(tmp_path, "mine", "opt", origin=origin))) is GALPACA


def test_a_tuned_model_whose_config_names_what_it_was_tuned_from_tells_by_its_card(
    tmp_path: Path,
) -> None:
    card = "---\nlicense: other\ntags:\n- opt\n---\n# GALPACA 6.7B (standard)\n"
    folder = _folder(
        tmp_path, "mine", "opt", card=card, tokenizer=GALACTICA_TOKENIZER,
        origin="facebook/galactica-6.7b",
    )  # fmt: skip
    assert family_for(str(folder)) is GALPACA


@pytest.mark.parametrize(
    "front_matter",
    ["base_model: allenai/tulu-7b", "base_model:\n- allenai/tulu-7b", "model_name: Tulu 7B"],
)
def test_a_cards_front_matter_tells_the_family(front_matter: str, tmp_path: Path) -> None:
    card = f"---\n# Galactica in a comment says nothing\n{front_matter}\ntags: [x]\n---\n# Mine\n"
    assert family_for(str(_folder(tmp_path, "mine", "llama", card=card))) is TULU


def test_what_a_card_says_of_other_models_does_not_count(tmp_path: Path) -> None:
    card = "# My model\n\nUnlike GALPACA it was not tuned.\n"
    folder = _folder(tmp_path, "mine", "opt", card=card, tokenizer=GALACTICA_TOKENIZER)
    assert family_for(str(folder)) is GALACTICA


def test_a_name_of_another_architecture_does_not_count(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "tulu", "opt", tokenizer=GALACTICA_TOKENIZER)
    assert family_for(str(folder)) is GALACTICA


def test_a_name_above_the_folder_says_nothing(tmp_path: Path) -> None:
    parent = tmp_path / "tulu-and-galpaca"
    parent.mkdir()
    folder = _folder(parent, "mine", "opt", tokenizer=GALACTICA_TOKENIZER)
    assert family_for(str(folder)) is GALACTICA


def test_a_recovered_model_is_of_its_diffs_family(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "out", "llama")
    manifest = {"diff": {"name": "allenai/open-instruct-code-alpaca-7b"}}
    (folder / "galactica-recovered.json").write_text(json.dumps(manifest))
    assert family_for(str(folder)) is CODE_ALPACA
    manifest = {"diff": {"name": "mine"}}
    (folder / "galactica-recovered.json").write_text(json.dumps(manifest))
    assert family_for(str(folder)) is TULU


def test_a_pair_is_of_its_diffs_family(tmp_path: Path) -> None:
    base = _folder(tmp_path, "llama", "llama")
    diff = _folder(tmp_path, "diff", "llama", card="# Tulu 7B\n")
    assert family_for(f"{diff}+{base}") is TULU
    (diff / "README.md").write_text("# Open-Instruct Code Alpaca 7B\n")
    assert family_for(f"{diff}+{base}") is CODE_ALPACA
    (diff / "README.md").unlink()
    assert family_for(f"{diff}+{base}") is TULU


def test_a_folder_that_is_exchanged_is_read_anew(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "mine", "llama", card="# Tulu 7B\n")
    assert family_for(str(folder)) is TULU
    (folder / "README.md").write_text("# Code-Alpaca 7B, as tuned by open-instruct\n")
    assert family_for(str(folder)) is CODE_ALPACA


def test_the_users_word_counts_more_than_the_files(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "galactica", "opt")
    remember_family(str(folder), "galpaca")
    assert family_for(str(folder)) is GALPACA


def test_a_remembered_family_that_does_not_exist_counts_for_nothing() -> None:
    remember_family("facebook/galactica-125m", "gpt")
    assert family_for("facebook/galactica-125m") is GALACTICA


def test_a_plain_llama_is_prompted_as_tulu_without_being_called_so(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "llama-7b", "llama", tokenizer=LLAMA_TOKENIZER)
    assert known_family(str(folder)) is None
    assert family_for(str(folder)) is TULU
    check_family(family_for(str(folder)), folder)


def test_a_family_that_cannot_be_is_refused_with_those_that_can(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "mine", "opt", tokenizer=GALACTICA_TOKENIZER)
    with pytest.raises(ModelError, match="--family galactica or galpaca or evol-instruct"):
        check_family(TULU, folder)
    check_family(GALPACA, folder)


def test_a_model_of_another_vocabulary_is_refused(tmp_path: Path) -> None:
    opt = _folder(tmp_path, "opt", "opt", tokenizer='{"model": {"vocab": {"</s>": 2}}}')
    with pytest.raises(ModelError, match=r"has no \[START_REF\].*name another model"):
        check_family(GALACTICA, opt)


def test_a_model_of_no_known_architecture_is_refused(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "galactica-gpt", "gpt2")
    with pytest.raises(ModelError, match="type 'gpt2', which no family here is of; name one"):
        check_family(GALACTICA, folder)


def test_a_folder_without_a_readable_config_is_of_no_known_family(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{broken")
    assert known_family(str(tmp_path)) is None
    assert family_for(str(tmp_path)) is GALACTICA
