"""Conversations over HTTP, as the sidebar has them with a server that a user started."""

from __future__ import annotations

import json
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from ..waiting import wait_until
from .serving import events, jupyter_server

QUESTION = "What is the double angle formula for sine?"
LONG: dict[str, Any] = {"raw": True, "n": 1900}


@pytest.fixture(scope="module")
def server(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    with jupyter_server(environment, tmp_path_factory.mktemp("server")) as (client, _):
        yield client


@pytest.fixture
def talk(server: httpx.Client) -> str:
    """A new conversation's path."""
    return f"galactica/api/conversations/{server.post('galactica/api/conversations').json()['id']}"


def posted(server: httpx.Client, talk: str, **body: Any) -> dict[str, Any]:
    response = server.post(f"{talk}/turns", json=body)
    assert response.status_code == 200, response.text
    turn: dict[str, Any] = response.json()
    return turn


def followed(server: httpx.Client, turn: int) -> list[dict[str, Any]]:
    with server.stream("GET", f"galactica/api/turns/{turn}/events") as response:
        return list(events(response))


def answered(server: httpx.Client, talk: str, **body: Any) -> tuple[int, dict[str, Any]]:
    turn = posted(server, talk, **body)["id"]
    last = followed(server, turn)[-1]
    assert last["type"] == "finished", last
    return turn, last["answer"]


def page(server: httpx.Client, talk: str, **query: Any) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = server.get(talk, params=query).json()["page"]
    return turns


def begun(server: httpx.Client, talk: str, model: Path) -> int:
    """A turn whose answer is being written, and goes on for long."""
    turn: int = posted(server, talk, prompt="Entropy is", model=str(model), **LONG)["id"]
    with server.stream("GET", f"galactica/api/turns/{turn}/events") as response:
        next(event for event in events(response) if event["type"] == "text")
    return turn


def test_a_question_is_stored_before_its_answer_comes_and_both_are_there_later(
    server: httpx.Client, talk: str
) -> None:
    turn = posted(server, talk, prompt=QUESTION)
    assert (turn["question"], turn["state"]) == (QUESTION, "writing")
    assert page(server, talk)[0]["question"] == QUESTION
    answer = followed(server, turn["id"])[-1]["answer"]
    (kept,) = page(server, talk)
    assert (kept["state"], kept["answer"]) == ("answered", answer)


def test_whoever_joins_gets_all_events_from_the_first_on(server: httpx.Client, talk: str) -> None:
    turn = posted(server, talk, prompt=QUESTION, cache=False)["id"]
    seen: list[list[dict[str, Any]]] = [[], []]

    def join(place: int) -> None:
        seen[place] += followed(server, turn)

    other = threading.Thread(target=join, args=(1,))
    other.start()
    join(0)
    other.join()
    assert seen[0][-1]["type"] == "finished"
    text = "".join(event["text"] for event in seen[0] if event["type"] == "text")
    assert text == seen[0][-1]["answer"]["text"]
    assert seen[1][-1] == seen[0][-1]
    assert followed(server, turn) == [seen[0][-1]]


def test_an_answer_goes_on_when_its_tab_is_closed_and_can_be_stopped_from_another(
    server: httpx.Client, talk: str, long_model: Path
) -> None:
    turn = begun(server, talk, long_model)
    assert page(server, talk)[0]["state"] == "writing"
    assert server.post(f"galactica/api/turns/{turn}/stop").json() == {"stopped": True}
    answer = followed(server, turn)[-1]["answer"]
    assert answer["finish_reason"] == "cancelled"
    wait_until(lambda: page(server, talk)[0]["state"] == "answered")
    assert server.post(f"galactica/api/turns/{turn}/stop").json() == {"stopped": False}


def test_a_follow_up_is_sent_with_the_turns_before_it(
    server: httpx.Client, talk: str, tiny_model: Path
) -> None:
    options = {"model": str(tiny_model), "n": 3}
    first, answer = answered(server, talk, prompt="Why?", **options)
    _, second = answered(server, talk, prompt="And then?", parent=first, **options)
    assert second["provenance"]["prompt"] == (
        f"Question: Why?\n\nAnswer: {answer['text'].strip()}\n\nQuestion: And then?\n\nAnswer:"
    )


def test_a_failed_answer_is_kept_as_its_sentence(server: httpx.Client, talk: str) -> None:
    turn = posted(server, talk, prompt="hello", model="no/such-model")["id"]
    assert "no/such-model" in followed(server, turn)[-1]["message"]
    (kept,) = page(server, talk)
    assert kept["state"] == "failed"
    assert "no/such-model" in kept["error"]


def test_what_cannot_be_asked_is_refused_and_not_stored(server: httpx.Client, talk: str) -> None:
    for body in ({"prompt": " "}, {"prompt": "x", "colour": 1}, {"again": "x"}, {"parent": 1}, []):
        response = server.post(f"{talk}/turns", json=body)
        assert response.status_code == 400
        assert response.json()["message"]
    assert page(server, talk) == []


def test_a_question_asked_again_gets_another_answer_beside_the_first(
    server: httpx.Client, talk: str
) -> None:
    first, _ = answered(server, talk, prompt="What is entropy?", n=12)
    again, answer = answered(server, talk, again=first, n=12)
    assert answer["question"] == "What is entropy?"
    assert answer["provenance"]["temperature"] > 0
    (shown,) = page(server, talk)
    assert (shown["id"], shown["versions"]) == (again, [first, again])
    server.post(f"galactica/api/turns/{first}/show")
    assert page(server, talk)[0]["id"] == first


def test_an_answer_that_was_cut_goes_on(server: httpx.Client, talk: str) -> None:
    first, cut = answered(server, talk, prompt="What is entropy?", n=12)
    assert cut["finish_reason"] == "length"
    _, longer = answered(server, talk, continues=first)
    assert longer["text"].startswith(cut["text"])
    assert len(longer["text"]) > len(cut["text"])


def test_a_page_is_read_from_the_end(server: httpx.Client, talk: str) -> None:
    first, _ = answered(server, talk, prompt="One?", n=2)
    second, _ = answered(server, talk, prompt="Two?", n=2, parent=first)
    assert [turn["id"] for turn in page(server, talk, most=1)] == [second]
    assert [turn["id"] for turn in page(server, talk, before=second)] == [first]


def test_conversations_are_listed_searched_renamed_deleted_and_brought_back(
    server: httpx.Client, talk: str
) -> None:
    answered(server, talk, prompt="What is a quokka?", n=2)

    def titles(words: str) -> list[str]:
        found = server.get("galactica/api/conversations", params={"search": words}).json()
        assert found["problem"] == ""
        return [each["title"] for each in found["conversations"]]

    assert titles("QUOKKA") == ["What is a quokka?"]
    server.patch(talk, json={"title": "An animal"})
    assert titles("quokka") == ["An animal"]
    server.patch(talk, json={"deleted": True})
    assert titles("quokka") == []
    assert server.get(talk).status_code == 400
    server.patch(talk, json={"deleted": False})
    assert titles("quokka") == ["An animal"]


def test_a_draft_is_kept(server: httpx.Client, talk: str) -> None:
    server.patch(talk, json={"draft": "What if"})
    assert server.get(talk).json()["draft"] == "What if"
    assert server.patch(talk, json={"colour": "red"}).status_code == 400


def test_a_draft_is_gone_once_it_is_asked_and_stays_while_another_is_asked_again(
    server: httpx.Client, talk: str
) -> None:
    server.patch(talk, json={"draft": "Why"})
    first, _ = answered(server, talk, prompt="Why?", n=2)
    assert server.get(talk).json()["draft"] == ""
    server.patch(talk, json={"draft": "What if"})
    answered(server, talk, again=first, n=2)
    assert server.get(talk).json()["draft"] == "What if"


def test_an_answer_is_given_in_each_of_its_forms(server: httpx.Client, talk: str) -> None:
    turn, _ = answered(server, talk, prompt=QUESTION)

    def form(name: str) -> httpx.Response:
        return server.get(f"galactica/api/turns/{turn}/form", params={"as": name})

    assert r"\sin 2x" in form("latex").text
    assert "sin 2x" in form("text").json()["text"]
    assert "sin" in form("markdown").json()["text"]
    assert form("pdf").status_code == 400


def test_a_conversation_comes_back_from_the_notebook_it_was_exported_to(
    server: httpx.Client, talk: str
) -> None:
    first, answer = answered(server, talk, prompt=QUESTION)
    answered(server, talk, prompt="What is Bayes' theorem?", parent=first)
    for suffix, said in ((".md", "# Question 2"), (".tex", None), (".html", "<html")):
        response = server.get(f"{talk}/export", params={"format": suffix})
        assert response.status_code == 200
        assert said is None or said in response.text
    assert server.get(f"{talk}/export", params={"format": ".doc"}).status_code == 400
    notebook = server.get(f"{talk}/export", params={"format": ".ipynb"})
    name = json.loads(notebook.headers["X-Galactica-Name"])
    assert name.endswith(".ipynb")
    body = {"name": name, "notebook": notebook.text}
    again = server.post("galactica/api/conversations/import", json=body).json()
    turns = page(server, f"galactica/api/conversations/{again['id']}")
    assert [turn["question"] for turn in turns] == [QUESTION, "What is Bayes' theorem?"]
    assert turns[0]["answer"]["equations"] == answer["equations"]


def test_what_is_no_notebook_is_not_imported(server: httpx.Client) -> None:
    for notebook in ("no JSON", "{}", '{"cells": []}'):
        body = {"name": "my.ipynb", "notebook": notebook}
        refused = server.post("galactica/api/conversations/import", json=body)
        assert refused.status_code == 400
        assert "my.ipynb" in refused.json()["message"]


def test_strangers_are_refused(server: httpx.Client, talk: str) -> None:
    anonymous = httpx.Client(base_url=server.base_url, trust_env=False)
    for path in ("galactica/api/conversations", talk, "galactica/api/turns/1/events"):
        assert anonymous.get(path).status_code == 403


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX")
def test_kill_9_of_the_server_costs_at_most_a_second_of_an_answer(
    environment: dict[str, str],
    tmp_path: Path,
    long_model: Path,
) -> None:
    own = environment | {"JUPYTER_DATA_DIR": str(tmp_path / "data")}
    with jupyter_server(own, tmp_path / "one") as (first, process):
        new = first.post("galactica/api/conversations").json()["id"]
        path = f"galactica/api/conversations/{new}"
        begun(first, path, long_model)
        first.patch(path, json={"draft": "And then"})
        wait_until(lambda: _kept_text(tmp_path / "data") != "")
        process.kill()
        process.wait()
    kept = _kept_text(tmp_path / "data")
    with jupyter_server(own, tmp_path / "two") as (second, _):
        (turn,) = page(second, path)
        (last,) = followed(second, turn["id"])
        assert last["answer"]["text"] == kept
        assert "ended" in last["answer"]["error"]
        found = second.get(path).json()
        assert found["page"][0]["state"] == "answered"
        assert found["draft"] == "And then"


def _kept_text(data: Path) -> str:
    with closing(sqlite3.connect(data / "galactica" / "conversations.sqlite")) as connection:
        row = connection.execute("SELECT text FROM turn").fetchone()
    return str(row[0]) if row else ""
