"""What a user's settings file may hold without anything breaking."""

from __future__ import annotations

import json
import logging
from dataclasses import fields
from pathlib import Path

import pytest

from jupyterlab_galactica import config as settings
from jupyterlab_galactica.config import Config, config_path, load_config, save_config, with_setting
from jupyterlab_galactica.errors import InputError
from jupyterlab_galactica.question import read_question


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    settings._warn.cache_clear()


def store(text: str) -> None:
    config_path().write_text(text, encoding="utf-8")


BAD = [
    ("idle_minutes", -1),
    ("idle_minutes", float("nan")),
    ("temperature", float("nan")),
    ("temperature", float("inf")),
    ("temperature", -0.5),
    ("top_p", 0),
    ("top_p", 2),
    ("new_tokens", 0),
    ("new_tokens", "many"),
    ("new_tokens", 1e999),
    ("precision", "fp7"),
    ("lookup", "scholar"),
    ("cache", True),
    ("queue", 0),
    ("request_mb", -4),
    ("check_seconds", None),
    ("document_mb", [1]),
]


@pytest.mark.parametrize(("name", "value"), BAD, ids=str)
def test_a_bad_value_is_told_once_and_its_default_holds(
    name: str, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    store(json.dumps({name: value, "model": "mine"}))
    with caplog.at_level(logging.WARNING):
        assert load_config() == load_config() == Config(model="mine")
    (warning,) = caplog.messages
    assert name in warning
    assert "default" in warning


def test_a_question_is_asked_whatever_the_settings_hold() -> None:
    store('{"idle_minutes": -1, "temperature": NaN, "colour": "red", "new_tokens": 0}')
    assert read_question("Why?", {}).temperature == Config().temperature


def test_a_key_of_a_newer_version_is_ignored_and_kept(caplog: pytest.LogCaptureFixture) -> None:
    store('{"colour": {"of": "answers"}, "model": "mine"}')
    assert load_config() == Config(model="mine")
    assert not caplog.messages
    save_config(with_setting(load_config(), "new_tokens", "7"))
    kept = json.loads(config_path().read_text())
    assert kept == {"colour": {"of": "answers"}, "model": "mine", "new_tokens": 7}


@pytest.mark.parametrize("text", ["{", "[1]", "\x00", "[" * 100_000, '"model"'], ids=repr)
def test_a_file_that_is_no_settings_is_told_and_not_overwritten(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    store(text)
    assert load_config() == load_config() == Config()
    (warning,) = caplog.messages
    assert "mend or delete it" in warning
    with pytest.raises(InputError, match="mend or delete it"):
        save_config(Config(model="mine"))
    assert config_path().read_text() == text


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, v in BAD if v != 1e999], ids=str)
def test_a_bad_value_cannot_be_stored(name: str, value: object) -> None:
    with pytest.raises(InputError, match=name):
        with_setting(Config(), name, str(value))


def test_every_default_may_be_set() -> None:
    for field in fields(Config):
        assert with_setting(Config(), field.name, str(field.default)) == Config()
