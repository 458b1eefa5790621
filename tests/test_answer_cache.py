"""Asked again, a question that can be repeated is answered from the cache, without the model."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import jupyterlab_galactica as jg
from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.events import (
    BlockClosed,
    EquationChecked,
    Finished,
    StateChanged,
    TextAdded,
)
from jupyterlab_galactica.config import load_config, save_config, with_setting
from jupyterlab_galactica.engine.completion_cache import user_cache
from jupyterlab_galactica.engine.in_process import InProcessCompleter
from jupyterlab_galactica.engine.interface import Chunk, Completed, Progress
from jupyterlab_galactica.engine.servers.completer import ServerCompleter
from jupyterlab_galactica.errors import WorkerError
from jupyterlab_galactica.jupyter.commands import Session, run_command
from jupyterlab_galactica.models.remembered import remember_licence

from .tiny_models import write_tiny_opt

Says: TypeAlias = "Callable[[str | Callable[[int | None], str]], None]"
FOLDERS = ("XDG_CACHE_HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")


@pytest.fixture(autouse=True)
def folders_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FOLDERS:
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    remember_licence("galactica")  # a first answer would bear a notice


@pytest.fixture
def generated(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The requests that reached a model."""
    requests = []
    complete = InProcessCompleter.complete

    def watched(self: InProcessCompleter, request: Any) -> Any:
        requests.append(request)
        return complete(self, request)

    monkeypatch.setattr(InProcessCompleter, "complete", watched)
    return requests


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Says:
    """Put words into the model's mouth: a text, or one for each seed."""
    complete = InProcessCompleter.complete

    def say(text: str | Callable[[int | None], str]) -> None:
        def saying(self: InProcessCompleter, request: Any) -> Generator[Any, None, None]:
            yield Chunk(text if isinstance(text, str) else text(request.sampling.seed))
            yield from (e for e in complete(self, request) if not isinstance(e, Chunk))

        monkeypatch.setattr(InProcessCompleter, "complete", saying)

    return say


def _ask(model: Path | str, text: str = "Entropy is", **options: Any) -> Answer:
    return jg.ask(text, **{"model": str(model), "n": 8, "in_kernel": True, **options})


def _is_cached(answer: Answer) -> bool:
    return bool(answer.provenance.get("cached", False))


def test_the_same_question_is_not_generated_twice(tiny_model: Path, generated: list[Any]) -> None:
    first, second = _ask(tiny_model), _ask(tiny_model)
    assert len(generated) == 1
    assert (_is_cached(first), _is_cached(second)) == (False, True)
    assert second.text == first.text != ""
    assert second.usage == first.usage
    assert second.usage.completion_tokens == 8
    assert second.finish_reason == first.finish_reason == "length"
    assert dict(second.provenance) == {**first.provenance, "cached": True}


def test_the_answer_says_so_and_claims_no_speed(tiny_model: Path) -> None:
    first, second = _ask(tiny_model), _ask(tiny_model)
    assert "from the answer cache" not in first.to_text()
    assert "from the answer cache" in second.to_text()
    assert "tokens/s" not in second.to_text()


def test_checks_are_run_anew_on_the_kept_text(tiny_model: Path, says: Says) -> None:
    says("So $2 + 2 = 4$.")
    fresh, checked, unchecked = (_ask(tiny_model, check=check) for check in (True, True, False))
    assert [_is_cached(answer) for answer in (fresh, checked, unchecked)] == [False, True, True]
    for answer in (fresh, checked):
        assert [check.verdict for check in answer.equations] == ["holds"]
    assert unchecked.equations == ()
    assert b"holds" not in user_cache().file.read_bytes()


def test_a_kept_answer_streams_as_a_fresh_one_does(tiny_model: Path, says: Says) -> None:
    says("So $2 + 2 = 4$.\n\n- one\n- two\n\nThat is all.")
    options: dict[str, Any] = {"model": str(tiny_model), "n": 8, "in_kernel": True}
    fresh, kept = (list(jg.stream("Why?", **options)) for _ in range(2))
    for events in (fresh, kept):
        assert {StateChanged, TextAdded, EquationChecked} < {type(event) for event in events}
        assert isinstance(events[-1], Finished)
    assert _text(fresh) == _text(kept)
    assert _blocks(fresh) == _blocks(kept) != []
    assert "from the answer cache" in " ".join(map(str, kept))


def _text(events: list[Any]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextAdded))


def _blocks(events: list[Any]) -> list[Any]:
    return [event.block for event in events if isinstance(event, BlockClosed)]


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Entropy was"},
        {"n": 9},
        {"top_p": 0.5},
        {"seed": 5},
        {"temperature": 0.5, "seed": 4},
        {"raw": True},
        {"template": "alpaca"},
        {"task": "wiki", "seed": 4},
    ],
)
def test_whatever_changes_the_text_is_another_question(
    tiny_model: Path, change: dict[str, Any]
) -> None:
    _ask(tiny_model, seed=4)
    assert not _is_cached(_ask(tiny_model, **{"seed": 4, **change}))


def test_what_is_sampled_without_a_seed_is_always_new_but_can_be_repeated(
    tiny_model: Path, generated: list[Any]
) -> None:
    first = _ask(tiny_model, temperature=1.0)
    second = _ask(tiny_model, temperature=1.0)
    assert len(generated) == 2
    seeds = [answer.provenance["seed"] for answer in (first, second)]
    assert None not in seeds
    assert seeds[0] != seeds[1]
    assert _ask(tiny_model, temperature=1.0, seed=seeds[0]).text == first.text


def test_a_seeded_sample_is_kept(tiny_model: Path) -> None:
    first, second = (_ask(tiny_model, temperature=1.0, seed=3) for _ in range(2))
    assert _is_cached(second)
    assert second.text == first.text


def test_one_option_goes_without_it(tiny_model: Path, generated: list[Any]) -> None:
    _ask(tiny_model, cache=False)
    assert user_cache().size == 0
    _ask(tiny_model)
    assert not _is_cached(_ask(tiny_model, cache=False))
    assert len(generated) == 3


def test_the_configuration_switches_it_off_and_one_option_on_again(tiny_model: Path) -> None:
    save_config(with_setting(load_config(), "cache", "off"))
    _ask(tiny_model)
    assert user_cache().size == 0
    _ask(tiny_model, cache=True)
    assert not _is_cached(_ask(tiny_model))
    assert _is_cached(_ask(tiny_model, cache=True))


def test_a_command_shows_and_clears_it(
    tiny_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _ask(tiny_model)
    run_command(Session(), "cache")
    assert f"on; it takes 0.0 MB in {user_cache().file}" in capsys.readouterr().out
    run_command(Session(), "cache clear")
    assert not _is_cached(_ask(tiny_model))
    run_command(Session(), "help")
    assert "cache clear" in capsys.readouterr().out


def test_changed_model_files_are_another_model(tmp_path: Path) -> None:
    write_tiny_opt(tmp_path / "model")
    _ask(tmp_path / "model")
    weights = tmp_path / "model" / "model.safetensors"
    weights.write_bytes(weights.read_bytes())
    assert not _is_cached(_ask(tmp_path / "model"))


def test_an_answer_of_a_model_loaded_from_files_that_changed_since_is_not_kept(
    tmp_path: Path,
) -> None:
    write_tiny_opt(tmp_path / "model")
    _ask(tmp_path / "model", "Loaded before.")
    os.utime(tmp_path / "model" / "model.safetensors")
    _ask(tmp_path / "model")  # the process still holds the old weights
    assert not _is_cached(_ask(tmp_path / "model"))


def test_another_precision_is_another_model(
    tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InProcessCompleter._held, "model", None)
    assert _ask(tiny_model).provenance["precision"] == "fp32"
    monkeypatch.setattr(InProcessCompleter._held, "model", None)
    assert _is_cached(_ask(tiny_model))  # "auto" is taken to be what it was
    save_config(with_setting(load_config(), "precision", "bf16"))
    half = _ask(tiny_model)
    assert (half.provenance["precision"], _is_cached(half)) == ("bf16", False)
    assert _is_cached(_ask(tiny_model))
    save_config(with_setting(load_config(), "precision", "auto"))
    held = _ask(tiny_model)  # the model that is held answers, however it came to its precision
    assert (held.provenance["precision"], _is_cached(held)) == ("bf16", True)
    monkeypatch.setattr(InProcessCompleter._held, "model", None)
    assert _ask(tiny_model).provenance["precision"] == "fp32"


@pytest.mark.parametrize("package", ["torch", "transformers", "jupyterlab-galactica"])
def test_another_version_of_the_software_may_write_another_text(
    tiny_model: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    from jupyterlab_galactica.version import text_versions

    _ask(tiny_model)
    other = {**text_versions(), package: "99"}
    monkeypatch.setattr("jupyterlab_galactica.engine.cached.text_versions", lambda: other)
    assert not _is_cached(_ask(tiny_model))


def test_what_was_interrupted_is_not_kept(tiny_model: Path) -> None:
    stream = jg.stream("Entropy is", model=str(tiny_model), n=50, in_kernel=True)
    for event in stream:
        if isinstance(event, TextAdded):
            break
    stream.close()
    assert stream.answer.finish_reason == "cancelled"
    assert not _is_cached(_ask(tiny_model, n=50))


def test_what_failed_is_not_kept(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(self: Any, request: Any) -> Generator[Any, None, None]:
        yield Chunk("Half of an")
        raise WorkerError("The model's process stopped; ask again.")

    with monkeypatch.context() as patch:
        patch.setattr(InProcessCompleter, "complete", failing)
        assert _ask(tiny_model).finish_reason == "error"
    assert not _is_cached(_ask(tiny_model))


@pytest.mark.parametrize("sampling", [{}, {"temperature": 1.0, "seed": 10}])
def test_tries_are_kept_one_by_one(
    tiny_model: Path, says: Says, monkeypatch: pytest.MonkeyPatch, sampling: dict[str, Any]
) -> None:
    says(lambda seed: "$2 + 2 = 4$" if seed in (2, 12) else "$2 + 2 = 5$")
    first = _ask(tiny_model, tries=4, **sampling)
    assert (first.provenance["tries"], _is_cached(first)) == (3, False)
    monkeypatch.setattr(InProcessCompleter, "complete", None)
    again = _ask(tiny_model, tries=4, **sampling)
    assert again.text == first.text == "$2 + 2 = 4$"
    assert dict(again.provenance) == {**first.provenance, "cached": True}


@pytest.mark.parametrize("damage", [b"no database", b"SQLite format 3\0" + bytes(200)])
def test_a_damaged_cache_is_begun_anew_with_a_warning(
    tiny_model: Path, caplog: pytest.LogCaptureFixture, damage: bytes
) -> None:
    first = _ask(tiny_model)
    user_cache().file.write_bytes(damage)
    with caplog.at_level(logging.WARNING):
        second = _ask(tiny_model)
    assert second.text == first.text
    assert not _is_cached(second)
    assert _is_cached(_ask(tiny_model))
    assert "damaged" in caplog.text


def test_neither_the_model_nor_its_libraries_are_needed_the_second_time(
    tiny_model: Path, tmp_path: Path
) -> None:
    first = _ask(tiny_model, check=False)
    options = {"model": str(tiny_model), "n": 8, "check": False}
    code = (
        "import json, sys, jupyterlab_galactica as jg\n"
        f"answer = jg.ask('Entropy is', **{options!r})\n"
        "heavy = {'torch', 'transformers', 'safetensors', 'accelerate'} & set(sys.modules)\n"
        "print(json.dumps([answer.text, answer.provenance['cached'], sorted(heavy)]))"
    )
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    shown = subprocess.check_output([sys.executable, "-c", code], text=True, env=environment)
    assert json.loads(shown) == [first.text, True, []]
    assert not list((tmp_path / "jupyter_runtime_dir").glob("galactica-worker-*.json"))


def _served(self: Any, request: Any) -> Generator[Any, None, None]:
    yield Progress("generating")
    yield Chunk("From a server.")
    yield Completed(finish_reason="stop", prompt_tokens=1, completion_tokens=3, model=request.model)


def test_a_server_is_asked_each_time_unless_its_answers_are_to_be_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ServerCompleter, "complete", _served)
    options: dict[str, Any] = {"model": "some/model", "base_url": "http://localhost:1"}
    assert [_is_cached(jg.ask("Why?", **options)) for _ in range(2)] == [False, False]
    kept = [jg.ask("Why?", cache=True, **options) for _ in range(2)]
    assert [_is_cached(answer) for answer in kept] == [False, True]
    elsewhere = options | {"base_url": "http://localhost:2"}
    assert not _is_cached(jg.ask("Why?", cache=True, **elsewhere))
