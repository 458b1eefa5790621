"""What is remembered of models between sessions never stands in the way of an answer."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from jupyterlab_galactica.models.remembered import (
    family_override,
    licence_seen,
    remember_family,
    remember_licence,
)


@pytest.fixture(autouse=True)
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data" / "galactica-models.json"


def test_a_licence_is_remembered_as_shown() -> None:
    assert not licence_seen("tulu")
    remember_licence("tulu")
    assert licence_seen("tulu")
    assert not licence_seen("galactica")


def test_one_fact_does_not_replace_another() -> None:
    remember_licence("tulu")
    remember_family("a", "galpaca")
    remember_family("b", "tulu")
    remember_family("b", "code-alpaca")
    assert (family_override("a"), family_override("b")) == ("galpaca", "code-alpaca")
    assert licence_seen("tulu")


@pytest.mark.parametrize("content", ["{broken", "[]", '{"families": 3}', "\0", "\udcff"])
def test_a_damaged_file_is_as_good_as_none_and_replaced(content: str, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert family_override("a") is None
    remember_family("a", "galpaca")
    assert family_override("a") == "galpaca"
    assert json.loads(file.read_text())["families"] == {"a": "galpaca"}


def test_a_damaged_file_is_warned_of_once(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.parent.mkdir()
    file.write_text("{broken")
    with caplog.at_level(logging.WARNING):
        family_override("a")
        licence_seen("tulu")
    assert len(caplog.records) == 1
    assert "damaged" in caplog.text


def test_a_folder_that_cannot_be_written_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "file"))
    remember_licence("tulu")
    assert not licence_seen("tulu")
    assert "cannot be written" in caplog.text
