"""JupyterLab's settings are those of `%galactica config`, with the same ranges."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from jupyterlab_galactica import policy
from jupyterlab_galactica.config import Config, load_config, own_config, save_config
from jupyterlab_galactica.errors import InputError, NotAllowedError
from jupyterlab_galactica.jupyter.chosen import as_text, choose, settings_told

from .serving import jupyter_server

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "labext/schema/plugin.json").read_text(encoding="utf-8")
)["properties"]
OF_THE_CHAT = {"task", "sendKey", "preload"}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    monkeypatch.delenv(policy.VARIABLE, raising=False)


def told() -> dict[str, dict[str, Any]]:
    return {setting["name"]: setting for setting in settings_told()}


def test_schema_and_python_have_the_same_defaults_choices_and_ranges() -> None:
    known = told()
    shared = SCHEMA.keys() - OF_THE_CHAT
    assert shared <= known.keys()
    words = ("default", "enum", "minimum", "maximum")
    for name in shared:
        schema = SCHEMA[name]
        assert {word: schema[word] for word in words if word in schema} == {
            word: known[name][word] for word in words if word in known[name]
        }, name
    assert tuple(SCHEMA["lookup"]["items"]["enum"]) == (
        "crossref",
        "openalex",
        "arxiv",
        "semanticscholar",
    )


def test_choices_are_stored_all_or_none() -> None:
    with pytest.raises(InputError, match="from 0 to 2"):
        choose({"top_p": "0.5", "temperature": "9"})
    assert own_config() == Config()
    choose({"top_p": "0.5", "temperature": "1"})
    assert own_config() == Config(top_p=0.5, temperature=1.0)


def test_a_list_is_a_text_with_parts() -> None:
    assert as_text("lookup", ["crossref", "arxiv"]) == "crossref,arxiv"
    assert as_text("bibliographies", ["/a", "/b"]) == os.pathsep.join(("/a", "/b"))
    for value in ({}, None, True):
        with pytest.raises(InputError, match="temperature cannot be"):
            as_text("temperature", value)
    with pytest.raises(InputError, match="no item may have"):
        as_text("lookup", ["crossref,arxiv"])


def test_what_is_decided_elsewhere_is_told_with_its_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GALACTICA_CACHE", "off")
    section = {"enforced": {"offline": "on"}, "ceilings": {"new_tokens": 100}}
    monkeypatch.setenv(policy.VARIABLE, json.dumps([section]))
    known = told()
    assert "administrator has set offline" in known["offline"]["decided"]
    assert "variable GALACTICA_CACHE" in known["cache"]["decided"]
    assert known["new_tokens"] | {"value": 0} == {
        "name": "new_tokens", "value": 0, "default": 400, "decided": "", "minimum": 1.0,
        "maximum": 100.0,
    }  # fmt: skip


def test_a_model_that_is_not_allowed_cannot_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(policy.VARIABLE, '[{"allowed_models": ["demo"]}]')
    with pytest.raises(NotAllowedError, match="not among the models"):
        choose({"model": "facebook/galactica-1.3b"})


@pytest.fixture
def server(environment: dict[str, str], tmp_path: Path) -> Iterator[httpx.Client]:
    here = environment | {"JUPYTER_CONFIG_DIR": str(tmp_path)}
    with jupyter_server(here, tmp_path / "server") as (client, _):
        yield client


def test_jupyterlab_reads_and_stores_what_the_magic_does(server: httpx.Client) -> None:
    save_config(Config(temperature=0.5, lookup="arxiv"))
    settings = {
        each["name"]: each for each in server.get("galactica/api/config").json()["settings"]
    }
    assert settings["temperature"]["value"] == 0.5
    assert settings["lookup"]["value"] == ["arxiv"]
    changes = {"temperature": 1, "lookup": ["crossref", "arxiv"]}
    assert server.patch("galactica/api/config", json=changes).status_code == 200
    assert load_config() == Config(temperature=1.0, lookup="crossref,arxiv")
    refused = server.patch("galactica/api/config", json={"temperature": 9})
    assert refused.status_code == 400
    assert refused.json()["message"] == "temperature is a number from 0 to 2, not 9."
    assert load_config().temperature == 1.0
