"""What a user's settings file may hold without anything breaking."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import fields
from pathlib import Path

import pytest

from jupyterlab_galactica import config as settings
from jupyterlab_galactica import policy
from jupyterlab_galactica.config import (
    Config,
    changed,
    config_path,
    load_config,
    own_config,
    save_config,
    with_setting,
)
from jupyterlab_galactica.errors import InputError, NotAllowedError
from jupyterlab_galactica.question import bibliographies, read_question


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
    ("temperature", 9),
    ("top_p", 0),
    ("top_p", 2),
    ("new_tokens", 0),
    ("new_tokens", 10**9),
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


def test_a_temperature_of_9_is_refused_with_its_range() -> None:
    with pytest.raises(InputError, match="temperature is a number from 0 to 2, not 9"):
        changed(Config(), "temperature", "9")
    with pytest.raises(InputError, match=r"temperature is 0 \(greedy\) to 2, not 9"):
        read_question("Why?", {"temperature": 9})


def test_the_administrator_then_the_environment_then_the_user_then_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load_config().temperature == 0
    save_config(Config(temperature=0.1, top_p=0.5))
    assert load_config().temperature == 0.1
    monkeypatch.setenv("GALACTICA_TEMPERATURE", "0.2")
    assert load_config() == Config(temperature=0.2, top_p=0.5)
    assert own_config().temperature == 0.1, "the environment is not stored"
    monkeypatch.setenv(policy.VARIABLE, '[{"enforced": {"temperature": 0.3}}]')
    assert load_config().temperature == 0.3


def test_a_choice_that_would_count_for_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GALACTICA_TEMPERATURE", "0.2")
    with pytest.raises(NotAllowedError, match="GALACTICA_TEMPERATURE sets"):
        changed(own_config(), "temperature", "0.5")


def test_a_variable_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GALACTICA_OFFLINE", "yes")
    with pytest.raises(InputError, match="GALACTICA_OFFLINE cannot be used: offline is one of"):
        load_config()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("base_url", "http://server:99999"),
        ("base_url", "http://server:0"),
        ("base_url", "ftp://server"),
        ("base_url", "server:8000"),
        ("base_url", "http://[::1"),
        ("api_key_file", "/nowhere/key"),
        ("ca_bundle", "/nowhere/bundle.pem"),
        ("bibliographies", "/nowhere/refs.bib"),
    ],
)
def test_a_text_that_names_nothing_cannot_be_chosen(name: str, value: str) -> None:
    with pytest.raises(InputError, match=name):
        changed(Config(), name, value)


def test_bibliographies_of_the_settings_serve_every_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.bib", "b.bib"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    save_config(changed(Config(), "bibliographies", os.pathsep.join(("a.bib", "b.bib"))))
    both = (tmp_path / "a.bib", tmp_path / "b.bib")
    assert bibliographies(None) == both
    (tmp_path / "a.bib").unlink()
    assert bibliographies(None) == both[1:], "one that is gone since stops no question"
