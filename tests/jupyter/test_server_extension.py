from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

import jupyterlab_galactica as jg
import jupyterlab_galactica.answer as answer_floor
from jupyterlab_galactica.answer.answer import MIME_TYPE, Answer
from jupyterlab_galactica.answer.serialize import check_to_json
from jupyterlab_galactica.checks.bibliography.remembered import remember_bibliographies

from ..answer.examples import FULL, HOLDS
from ..engine.servers.fakes import FakeServer, vllm
from ..waiting import wait_until
from .serving import events, jupyter_server

QUESTION = "What is the double angle formula for sine?"


@pytest.fixture(scope="module")
def server(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of a Jupyter server, logged in."""
    with jupyter_server(environment, tmp_path_factory.mktemp("server")) as (client, _):
        yield client


def test_an_answer_streams_as_events_of_the_schema(server: httpx.Client) -> None:
    schema = json.loads(
        Path(answer_floor.__file__).with_name("answer.schema.json").read_text(encoding="utf-8")
    )
    event_schema = {"$ref": "#/$defs/Event", "$defs": schema["$defs"]}
    with server.stream("POST", "galactica/api/ask", json={"prompt": QUESTION}) as response:
        assert response.status_code == 200
        seen = list(events(response))
    for event in seen:
        jsonschema.validate(event, event_schema)
    types = [event["type"] for event in seen]
    assert {"state", "text", "block", "equation"} <= set(types)
    assert types[-1] == "finished"
    answer = seen[-1]["answer"]
    assert "".join(event["text"] for event in seen if event["type"] == "text") == answer["text"]
    assert [event["block"] for event in seen if event["type"] == "block"] == answer["blocks"]


def test_closing_the_connection_stops_the_answer(server: httpx.Client, long_model: Any) -> None:
    body = {"prompt": "Entropy is", "model": str(long_model), "raw": True, "n": 1900}
    with server.stream("POST", "galactica/api/ask", json=body) as response:
        for event in events(response):
            if event["type"] == "text":
                break
    wait_until(lambda: server.get("galactica/api/status").json()["state"] == "ready")


def test_a_stopped_answer_is_closed_and_finished(server: httpx.Client, long_model: Any) -> None:
    body = {"prompt": "Entropy is", "model": str(long_model), "raw": True, "n": 1900, "id": "a1"}
    with server.stream("POST", "galactica/api/ask", json=body) as response:
        seen = []
        for event in events(response):
            seen.append(event)
            if [earlier["type"] for earlier in seen].count("text") == 1:
                server.post("galactica/api/stop", json={"id": "a1"})
    assert seen[-1]["type"] == "finished"
    answer = seen[-1]["answer"]
    assert answer["finish_reason"] == "cancelled"
    assert answer["tail"] == ""
    assert "".join(block["source"] for block in answer["blocks"]) == answer["text"] != ""


def test_stop_works_while_a_server_is_silent(
    server: httpx.Client, environment: dict[str, str]
) -> None:
    config = Path(environment["JUPYTER_CONFIG_DIR"]) / "galactica.json"
    asked = FakeServer(vllm("some/model"))
    asked.speaks.clear()
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(json.dumps({"base_url": asked.url}))
    body = {"prompt": "Entropy is", "model": "some/model", "id": "silent"}
    try:
        with server.stream("POST", "galactica/api/ask", json=body) as response:
            seen = []
            for event in events(response):
                seen.append(event)
                if asked.bodies():
                    server.post("galactica/api/stop", json={"id": "silent"})
        wait_until(asked.left.is_set)
    finally:
        config.unlink()
        asked.close()
    assert seen[-1]["answer"]["finish_reason"] == "cancelled"


def test_stopping_what_is_not_running_says_so(server: httpx.Client) -> None:
    assert server.post("galactica/api/stop", json={"id": "nobody"}).json() == {"stopped": False}


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"prompt": "  "}, "empty"),
        ({"text": "hello"}, "prompt"),
        ({"prompt": "hello", "colour": "red"}, "colour"),
        ({"prompt": "hello", "n": "many"}, "many"),
        ({"prompt": "hello", "task": "poem"}, "poem"),
    ],
)
def test_a_bad_request_is_answered_with_a_sentence(
    server: httpx.Client, body: dict[str, Any], named: str
) -> None:
    response = server.post("galactica/api/ask", json=body)
    assert response.status_code == 400
    assert named in response.json()["message"]


def test_an_unknown_model_ends_the_stream_with_a_sentence(server: httpx.Client) -> None:
    body = {"prompt": "hello", "model": "no/such-model"}
    with server.stream("POST", "galactica/api/ask", json=body) as response:
        last = list(events(response))[-1]
    assert last["type"] == "failed"
    assert "no/such-model" in last["message"]


def test_models_and_tasks_can_be_listed(server: httpx.Client) -> None:
    models = server.get("galactica/api/models").json()
    assert models["default"] == "demo"
    assert "demo" in [model["name"] for model in models["models"]]
    assert "cite" in [task["name"] for task in server.get("galactica/api/tasks").json()["tasks"]]


def test_citations_are_looked_up_in_the_bibliographies_of_the_project_asked_from(
    server: httpx.Client, runtime_environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "my.bib").write_text("@book{hecht, title = {Optics}, author = {Hecht, Eugene}}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_DATA_DIR", runtime_environment["JUPYTER_DATA_DIR"])
        remember_bibliographies(tmp_path, [tmp_path / "my.bib"])

    def statuses(folder: str) -> set[str]:
        body = {"prompt": "What is Bayes' theorem?", "folder": folder}
        with server.stream("POST", "galactica/api/ask", json=body) as response:
            *_, last = events(response)
        return {citation["status"] for citation in last["answer"]["citations"]}

    assert statuses("") == {"unchecked"}
    assert statuses(str(tmp_path)) == {"not-found"}


def test_strangers_are_refused(server: httpx.Client) -> None:
    anonymous = httpx.Client(base_url=server.base_url, trust_env=False)
    assert anonymous.post("galactica/api/ask", json={"prompt": "hi"}).status_code == 403
    assert anonymous.get("galactica/api/status").status_code == 403


def test_importing_the_extension_imports_nothing_heavy() -> None:
    code = (
        "import sys, jupyterlab_galactica.jupyter.server_extension\n"
        "heavy = {'torch', 'transformers', 'sympy', 'mpmath', 'httpx', 'IPython'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_the_sidebar_is_answered_from_the_same_cache(server: httpx.Client) -> None:
    body = {"prompt": "What is entropy?", "n": 18}
    told = []
    for option in ({}, {}, {"cache": False}):
        with server.stream("POST", "galactica/api/ask", json=body | option) as response:
            *_, finished = events(response)
        told.append(finished["answer"]["provenance"].get("cached", False))
    assert told == [False, True, False]


FORGED = {
    **Answer(question="q", text=r"Then \(1 = 2\).", finish_reason="stop").to_json(),
    "equations": [check_to_json(replace(HOLDS, latex="1 = 2"))],
}


def test_verdicts_are_own_where_this_user_made_them(server: httpx.Client) -> None:
    with server.stream("POST", "/galactica/api/ask", json={"prompt": QUESTION}) as response:
        *_, last = events(response)
    answer = last["answer"]
    other = {**answer, "text": "another"}
    assert server.post("/galactica/api/seals", json=[7]).json() == {"own": []}
    body = {"answers": [answer, FORGED, other, 7]}
    response = server.post("/galactica/api/seals", json=body)
    assert response.json() == {"own": [True, False, False, False]}


def test_an_answer_of_another_is_checked_again_and_comes_in_all_its_forms(
    server: httpx.Client,
) -> None:
    response = server.post("/galactica/api/check", json={"answer": FORGED})
    bundle = response.json()["bundle"]
    (equation,) = bundle[MIME_TYPE]["equations"]
    assert equation["verdict"] == "refuted"
    assert "refuted" in bundle["text/html"]
    own = server.post("/galactica/api/seals", json={"answers": [bundle[MIME_TYPE]]})
    assert own.json() == {"own": [True]}


def test_an_answer_that_an_older_version_wrote_is_checked_by_its_text(server: httpx.Client) -> None:
    old = {"question": "q", "text": FORGED["text"], "equations": [{"verdict": "holds"}]}
    response = server.post("/galactica/api/check", json={"answer": old})
    (equation,) = response.json()["bundle"][MIME_TYPE]["equations"]
    assert equation["verdict"] == "refuted"


@pytest.mark.parametrize("body", [{}, {"answer": 7}, {"answer": {"schema_version": 9}}, []])
def test_what_is_no_answer_is_not_checked(server: httpx.Client, body: Any) -> None:
    response = server.post("/galactica/api/check", json=body)
    assert response.status_code == 400
    assert "cannot be read" in response.json()["message"]


@pytest.mark.parametrize("endpoint", ["ask", "check", "seals"])
def test_a_request_beyond_the_limit_is_refused_in_a_sentence(
    server: httpx.Client, endpoint: str
) -> None:
    refused = server.post(f"galactica/api/{endpoint}", json={"prompt": "a " * 3_000_000})
    assert refused.status_code == 413
    assert "request_mb" in refused.json()["message"]


def test_a_prompt_beyond_the_limit_is_refused_in_a_sentence(server: httpx.Client) -> None:
    refused = server.post("galactica/api/ask", json={"prompt": "a " * 600_000})
    assert refused.status_code == 413
    assert "prompt_characters" in refused.json()["message"]


def test_a_prompt_far_beyond_the_window_is_refused_in_a_sentence(server: httpx.Client) -> None:
    refused = server.post("galactica/api/ask", json={"prompt": "a " * 450_000})
    assert refused.status_code == 400
    assert "window" in refused.json()["message"]


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="stopping a process needs POSIX")
def test_requests_to_a_worker_that_hangs_leave_the_server_free(
    server: httpx.Client, long_model: Any
) -> None:
    list(server.post("galactica/api/ask", json={"prompt": QUESTION}).iter_lines())
    pid = server.get("galactica/api/status").json()["pid"]
    body = {"prompt": "Entropy is", "model": str(long_model), "raw": True, "n": 10}
    os.kill(pid, signal.SIGSTOP)
    try:
        with ExitStack() as asked:
            for _ in range(8):
                asked.enter_context(server.stream("POST", "galactica/api/ask", json=body))
            assert server.get("galactica/api/tasks").json()["tasks"]
            assert server.get("galactica/api/status", timeout=30).status_code in (200, 503)
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def test_a_notebook_saved_as_markdown_holds_the_markdown_of_answers(
    server: httpx.Client, tmp_path: Path
) -> None:
    """What JupyterLab's "Save and Export Notebook As" asks the server for."""
    (written,) = jg.export(FULL, tmp_path / "asked.ipynb")
    notebook = {"type": "notebook", "content": json.loads(written.read_text("utf-8"))}
    server.put("/api/contents/asked.ipynb", json=notebook).raise_for_status()
    exported = server.get("/nbconvert/markdown/asked.ipynb").text
    assert "holds" in exported
    assert "<style" not in exported
