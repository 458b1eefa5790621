"""Answers being written into a store that may fail, without a server or a model."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.events import Event, Finished, TextAdded
from jupyterlab_galactica.conversations.store import Store
from jupyterlab_galactica.errors import StoreError
from jupyterlab_galactica.jupyter import runs
from jupyterlab_galactica.jupyter.runs import Runs

from ..waiting import wait_until

FINISHED = Finished(Answer(question="Why?", text="Because.", finish_reason="stop"))


class Events(Iterator[Event]):
    """An answer that goes on when it is let."""

    def __init__(self, *events: Event) -> None:
        self._events = iter(events)
        self.goes_on = threading.Event()
        self.answer = FINISHED.answer
        self._is_first = True

    def __next__(self) -> Event:
        if not self._is_first:
            assert self.goes_on.wait(60)
        self._is_first = False
        return next(self._events)

    def close(self) -> None:
        pass


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "conversations.sqlite")
    yield store
    store.close()


async def _written(store: Store, events: Events, turn: int) -> list[dict[str, Any]]:
    """What somebody sees who joins at the end; all is stored when this returns."""
    running = Runs(store)
    running.start(turn, events, 4)  # type: ignore[arg-type]
    run = running.get(turn)
    assert run is not None
    seen = [json.loads(line) async for line in run.follow() if line]
    while running.get(turn) is not None:
        await asyncio.sleep(0.005)
    return seen


def _asked(store: Store) -> int:
    return store.ask(store.create().id, "Why?", {}, None, 1e9).id


def test_what_is_generated_is_on_disk_while_the_model_is_silent(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "KEEP_SECONDS", 0.01)
    turn = _asked(store)
    events = Events(TextAdded("Becau"), FINISHED)

    def let_go_on() -> None:
        wait_until(lambda: store.turn(turn).text == "Becau")
        events.goes_on.set()

    watcher = threading.Thread(target=let_go_on)
    watcher.start()
    seen = asyncio.run(_written(store, events, turn))
    watcher.join()
    assert [event["type"] for event in seen] == ["text", "finished"]
    assert store.turn(turn).text == "Because."


def test_where_the_disk_is_full_the_answer_is_shown_with_a_sentence_and_stored_later(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "_RETRY_SECONDS", 0.01)
    turn = _asked(store)
    finish, failures = store.finish, iter(range(3))

    def failing(turn: int, answer: Any) -> None:
        if next(failures, None) is not None:
            raise StoreError("The disk is full; free some space.")
        finish(turn, answer)

    monkeypatch.setattr(store, "finish", failing)
    events = Events(FINISHED)
    seen = asyncio.run(_written(store, events, turn))
    assert seen[-1]["answer"]["text"] == "Because."
    assert seen[-1]["answer"]["error"] == "The disk is full; free some space."
    kept = store.turn(turn).answer
    assert kept is not None
    assert (kept["text"], kept["error"]) == ("Because.", None)


def test_a_fault_of_the_program_is_told_and_kept(store: Store) -> None:
    class Broken(Events):
        def __next__(self) -> Event:
            raise ZeroDivisionError

    turn = _asked(store)
    seen = asyncio.run(_written(store, Broken(), turn))
    assert seen[-1]["type"] == "failed"
    assert "log" in seen[-1]["message"]
    assert store.turn(turn).state == "failed"
