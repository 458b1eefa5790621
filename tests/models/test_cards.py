"""The card a user reads before trusting a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyterlab_galactica.demo import NOTICE
from jupyterlab_galactica.models.cards import card_of, licence_notice, notice_for, notice_was_shown
from jupyterlab_galactica.models.families import FAMILIES, GALACTICA, GALPACA, TULU, Family
from jupyterlab_galactica.models.readme import without_html


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))


def _folder(parent: Path, card: str) -> str:
    folder = parent / "galpaca"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "opt"}')
    (folder / "README.md").write_text(card)
    return str(folder)


def test_a_card_without_files_names_sizes_licence_and_limits() -> None:
    card = card_of("allenai/tulu-7b")
    assert "6.7 billion parameters" in card
    assert "GiB in nf4" in card
    assert "weight diff" in card
    assert TULU.licence in card
    assert "https://allenai.org" in card
    assert all(limit in card for limit in TULU.limitations)
    assert "MMLU 59.2" in card


def test_a_card_on_this_machine_is_shown_without_its_front_matter(tmp_path: Path) -> None:
    model = _folder(tmp_path, "---\nlicense: cc\n---\n# GALPACA\n\nTuned by hand.\n")
    card = card_of(model)
    assert card.startswith("# GALPACA\n\nTuned by hand.")
    assert GALPACA.licence_text in card


def test_a_card_of_a_pair_is_its_diffs(tmp_path: Path) -> None:
    model = _folder(tmp_path, "# The diff\n")
    assert card_of(f"{model}+facebook/galactica-125m").startswith("# The diff")


def test_a_front_matter_that_does_not_end_is_text(tmp_path: Path) -> None:
    assert "license: cc" in card_of(_folder(tmp_path, "---\nlicense: cc\n"))


def test_a_card_cannot_bring_html_or_pictures(tmp_path: Path) -> None:
    hostile = (
        "# GALPACA\n<script>alert(1)</script>\n<img src=x onerror=alert(1)>\n"
        "![logo](https://tracker.example/x.png)\n<!-- Provide a\nsummary -->\n"
        "<SVG/onload=alert(1)>\n"
        "<p align='center'>Centered</p> <details><summary>More</summary>text</details>\n"
        "```\n<|user|>\na < b <work>\n```\n"
    )
    card = card_of(_folder(tmp_path, hostile))
    shown = card[: card.index("## Licence")]
    assert not any(tag in shown.lower() for tag in ("<script", "<img", "<svg", "<p", "<details"))
    assert "![" not in shown
    assert "Provide a" not in shown
    assert "Centered" in shown
    assert "<|user|>\na < b" in shown


@pytest.mark.parametrize(
    "text", ["<!-- never closed <b>", "<scr<b>ipt>", "<<script>script>", "<im<!-- -->g src=x>"]
)
def test_tags_taken_out_do_not_leave_others_behind(text: str) -> None:
    assert "<script" not in without_html(text)
    assert "<im" not in without_html(text)


def test_a_model_of_unknown_family_is_not_given_a_licence() -> None:
    card = card_of("my-model")
    assert "family of my-model is not known" in card
    assert "CC BY-NC" not in card
    assert "not known" in notice_for("my-model", None)
    notice_was_shown("my-model", None)
    assert notice_for("my-model", None) == ""


def test_a_licence_is_noticed_once_for_a_family() -> None:
    assert "CC BY-NC" in notice_for("facebook/galactica-125m", GALACTICA)
    notice_was_shown("facebook/galactica-125m", GALACTICA)
    assert notice_for("facebook/galactica-1.3b", GALACTICA) == ""
    assert "ImpACT" in notice_for("allenai/tulu-7b", TULU)


def test_the_bundled_model_always_says_that_it_is_a_demonstration() -> None:
    notice_was_shown("demo", GALACTICA)
    assert notice_for("demo", GALACTICA) == NOTICE
    assert "BSD-3-Clause" in card_of("demo")


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_a_licence_notice_says_what_is_allowed_and_what_to_beware_of(family: Family) -> None:
    notice = licence_notice("the model", family)
    assert family.licence_text in notice
    assert "- It hallucinates" in notice
