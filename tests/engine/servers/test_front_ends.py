"""What a user sees of a server: the options that name it, what `load` does, provenance."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import pytest

import jupyterlab_galactica as jg
from jupyterlab_galactica.assistant import load
from jupyterlab_galactica.engine import worker_control
from jupyterlab_galactica.errors import InputError, ModelError
from jupyterlab_galactica.jupyter.cli import main
from jupyterlab_galactica.jupyter.commands import Session, run_command
from jupyterlab_galactica.jupyter.options import parse_line
from jupyterlab_galactica.models.tokenizer import Tokenizer

from .conftest import Serve
from .fakes import vllm
from .test_asking import Settings


@pytest.fixture(autouse=True)
def nothing_is_loaded_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a model would be loaded on this machine")

    monkeypatch.setattr(worker_control, "load", refuse)


def test_load_with_a_server_set_says_that_the_server_is_asked_and_loads_nothing(
    serve: Serve, settings: Settings
) -> None:
    server = serve(vllm("facebook/galactica-30b"))
    settings(base_url=server.url)
    session, shown = Session(), io.StringIO()
    with redirect_stdout(shown):
        run_command(session, "load facebook/galactica-30b")
    assert (
        f"%%galactica asks facebook/galactica-30b on the server at {server.url} (vLLM 0.32.0) from "
        "now on; nothing is loaded on this machine."
    ) in shown.getvalue()
    assert session.model == "facebook/galactica-30b"


def test_load_of_a_model_that_the_server_does_not_serve_is_refused(
    serve: Serve, settings: Settings
) -> None:
    settings(base_url=serve(vllm("facebook/galactica-30b")).url)
    with pytest.raises(ModelError, match="serves facebook/galactica-30b, not demo"):
        list(load("demo"))
    with pytest.raises(InputError, match="decides its models' precision"):
        list(load("facebook/galactica-30b", "int8"))


def test_base_url_is_an_option_of_the_magic_and_of_the_command_line(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    assert parse_line("--base-url http://server:8000").base_url == "http://server:8000"
    server = serve(vllm("some/model"))
    with pytest.raises(SystemExit) as ended:
        main(["ask", "Why?", "--model", "some/model", "--base-url", server.url, "--json"])
    assert ended.value.code == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["provenance"]["server"] == {
        "url": server.url,
        "software": "vLLM 0.32.0",
        "root": "/models/m",
        "context_window": 256,
    }


def test_an_answer_from_the_cache_names_the_server_that_made_it(serve: Serve) -> None:
    server = serve(vllm("some/model"))
    options = {"model": "some/model", "base_url": server.url, "cache": True}
    made, kept = (jg.ask("Why so?", **options).provenance for _ in range(2))
    assert kept["cached"] is True
    assert kept["server"] == made["server"]
    assert len(server.bodies()) == 1


SUM_UP = "Sum up.\n### Input:\n" + "The sky is blue. " * 40


@pytest.mark.parametrize(("window", "is_cut"), [(60, True), (4096, False)])
def test_a_prompt_is_cut_to_the_window_of_the_server_not_to_the_one_known_here(
    serve: Serve, tiny_model: Path, tokenizer: Tokenizer, window: int, is_cut: bool
) -> None:
    server = serve(vllm(str(tiny_model), window=window))
    answer = jg.ask(SUM_UP, model=str(tiny_model), n=20, base_url=server.url)
    [body] = server.bodies()
    assert ("[...]" in tokenizer.decode(body["prompt"])) is is_cut
    assert len(body["prompt"]) + body["max_tokens"] <= window
    assert (answer.usage.dropped_tokens > 0) is is_cut


def test_a_budget_is_that_of_the_servers_window(
    serve: Serve, settings: Settings, tiny_model: Path
) -> None:
    settings(base_url=serve(vllm(str(tiny_model), window=60)).url)
    budget = jg.budget(SUM_UP, model=str(tiny_model), n=20)
    assert budget.context_window == 60
    assert budget.dropped_tokens > 0


def test_the_status_says_where_questions_go_and_no_password(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    settings(base_url="https://ada:secret@cluster:8000/v1?key=secret", model="m/30b", offline="on")
    shown = io.StringIO()
    with redirect_stdout(shown):
        run_command(Session(), "status")
    assert (
        "Questions go to the server at https://cluster:8000/v1, for m/30b; nothing else is "
        "connected to."
    ) in shown.getvalue()
    told = io.StringIO()
    with redirect_stdout(told), pytest.raises(SystemExit):
        main(["status"])
    said = json.loads(told.getvalue())
    assert (said["server"], said["server_model"]) == ("https://cluster:8000/v1", "m/30b")
    assert said["offline"] is True
    assert "secret" not in shown.getvalue() + told.getvalue()


def test_without_a_server_the_status_names_none(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    settings()
    shown = io.StringIO()
    with redirect_stdout(shown):
        run_command(Session(), "status")
    assert "server" not in shown.getvalue()
    assert "state: stopped" in shown.getvalue()
