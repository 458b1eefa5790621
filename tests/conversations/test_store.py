"""Conversations survive what happens to a disk and a process."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.conversations import reading
from jupyterlab_galactica.conversations.store import Store
from jupyterlab_galactica.errors import InputError, StoreError, TooLargeError

ROOM = 1e9


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "galactica" / "conversations.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path)
    yield store
    store.close()


def said(store: Store, conversation: str, question: str, answer: str = "") -> int:
    """Ask after what was said last; with an answer, it is complete."""
    turns = store.path_of(conversation)
    turn = store.ask(conversation, question, {}, turns[-1].id if turns else None, ROOM)
    if answer:
        store.finish(turn.id, {"text": answer})
    return turn.id


def questions(store: Store, conversation: str) -> list[str]:
    return [turn.question for turn in store.path_of(conversation)]


def titles(store: Store, words: str = "") -> list[str]:
    return [each.title for each in store.listed(words)]


def test_what_was_said_is_there_after_a_restart(store: Store, path: Path) -> None:
    talk = store.create().id
    said(store, talk, "What is DNA?", "A polymer.")
    store.close()
    again = Store(path)
    (turn,) = again.page(talk).turns
    assert (turn.question, turn.state, turn.answer) == (
        "What is DNA?",
        "answered",
        {"text": "A polymer."},
    )
    again.close()


_ASKS_AND_HANGS = """
import sys, time
from pathlib import Path
from jupyterlab_galactica.conversations.store import Store
store = Store(Path(sys.argv[1]))
talk = store.create().id
turn = store.ask(talk, "What is DNA?", {}, None, 1e9).id
store.keep_text(turn, "A poly")
store.keep_draft(talk, "And RNA")
print(talk, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX")
def test_message_text_and_draft_survive_kill_9_of_the_server(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _ASKS_AND_HANGS, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    talk = process.stdout.readline().strip()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    monkeypatch.setattr(reading, "SILENT_SECONDS", 0.0)
    store = Store(path)
    page = store.page(talk)
    (turn,) = page.turns
    assert (turn.question, turn.text, turn.state) == ("What is DNA?", "A poly", "interrupted")
    assert page.conversation.draft == "And RNA"
    said(store, talk, "And RNA?", "Another.")
    store.close()


def test_two_processes_see_each_others_messages(store: Store, path: Path) -> None:
    other = Store(path)
    talk = store.create().id
    said(store, talk, "One?", "1")
    before = other.page(talk).conversation.version
    said(other, talk, "Two?", "2")
    assert questions(store, talk) == ["One?", "Two?"]
    assert store.page(talk).conversation.version > before
    other.close()


def test_an_answer_that_is_being_written_is_not_taken_for_interrupted(store: Store) -> None:
    turn = said(store, store.create().id, "Why?")
    assert store.turn(turn).state == "writing"


def test_a_long_conversation_is_read_from_its_end_a_page_at_a_time(store: Store) -> None:
    talk = store.create().id
    store.add_answered(talk, [(f"{number}?", {"text": "."}) for number in range(250)])
    last = store.page(talk, most=20)
    assert last.conversation.turns == 250
    assert [turn.question for turn in last.turns] == [f"{n}?" for n in range(230, 250)]
    earlier = store.page(talk, before=last.turns[0].id, most=3)
    assert [turn.question for turn in earlier.turns] == ["227?", "228?", "229?"]
    first = store.path_of(talk)[0]
    assert store.page(talk, before=first.id).turns == ()


def test_an_edited_question_is_another_version_and_loses_nothing(store: Store) -> None:
    talk = store.create().id
    first = said(store, talk, "What is DNA?", "A polymer.")
    said(store, talk, "Of what?", "Of nucleotides.")
    edited = store.ask(talk, "What is RNA?", {}, None, ROOM)
    assert edited.versions == (first, edited.id)
    assert questions(store, talk) == ["What is RNA?"]
    store.show(first)
    assert questions(store, talk) == ["What is DNA?", "Of what?"]


def test_questions_and_answers_before_a_turn_are_told_as_far_as_there_is_room(
    store: Store,
) -> None:
    talk = store.create().id
    said(store, talk, "One?", "first")
    store.fail(said(store, talk, "Two?"), "It failed.")
    last = said(store, talk, "Three?", "third")
    assert store.said_before(last, 1000) == [("One?", "first"), ("Three?", "third")]
    assert store.said_before(last, 15) == [("Three?", "third")]
    assert store.said_before(None, 1000) == []


def test_a_conversation_is_called_by_its_first_question_until_it_is_renamed(store: Store) -> None:
    talk = store.create().id
    said(store, talk, "\n  What is   DNA?\nI mean, " + "really " * 1000, "A polymer.")
    assert titles(store) == ["What is DNA?"]
    store.rename(talk, " The \n molecule ")
    said(store, talk, "Of what?", "Of nucleotides.")
    assert titles(store) == ["The molecule"]
    with pytest.raises(InputError, match="title"):
        store.rename(talk, " ")


def test_conversations_are_found_by_any_words_in_any_script(store: Store) -> None:
    said(store, store.create().id, "Was ist ÄTHER?", "Ein 50 % Gemisch.")
    said(store, store.create().id, "What is DNA?", "A polymer.")
    assert titles(store, "äther gemisch") == ["Was ist ÄTHER?"]
    assert titles(store, "50 %") == ["Was ist ÄTHER?"]
    assert titles(store, "POLYMER") == ["What is DNA?"]
    assert titles(store, "polymer äther") == []


def test_an_empty_conversation_is_not_listed(store: Store) -> None:
    store.create()
    assert titles(store) == []


def test_a_deleted_conversation_can_be_brought_back(store: Store) -> None:
    talk = store.create().id
    said(store, talk, "What is DNA?", "A polymer.")
    store.delete(talk)
    assert titles(store) == []
    with pytest.raises(InputError, match="gone"):
        store.page(talk)
    store.restore(talk)
    assert questions(store, talk) == ["What is DNA?"]


def test_what_was_deleted_long_ago_goes_for_good(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = store.create().id
    said(store, talk, "What is DNA?", "A polymer.")
    store.delete(talk)
    monkeypatch.setattr("jupyterlab_galactica.conversations.store.DELETED_IS_KEPT", -1.0)
    store.create()
    with pytest.raises(InputError):
        store.restore(talk)


def test_a_store_of_a_newer_version_is_only_read_and_says_so(store: Store, path: Path) -> None:
    talk = store.create().id
    said(store, talk, "What is DNA?", "A polymer.")
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "newer version" in store.problem
    assert questions(store, talk) == ["What is DNA?"]
    with pytest.raises(StoreError, match="newer version"):
        said(store, talk, "And RNA?")


@pytest.mark.parametrize("damage", ["no database", "pages lost"])
def test_a_broken_store_is_set_aside_and_never_deleted(
    store: Store, path: Path, damage: str
) -> None:
    talk = store.create().id
    said(store, talk, "What is DNA?", "A polymer. " * 10_000)
    store.close()
    content = path.read_bytes()
    broken = b"no database at all" * 1000
    if damage == "pages lost":
        broken = content[:4096] + b"\xff" * 40_000 + content[44_096:]
    path.write_bytes(broken)
    assert titles(store) == []
    kept = next(path.parent.glob("conversations-broken-*.sqlite"))
    assert kept.name in store.problem
    assert kept.read_bytes() == broken
    said(store, store.create().id, "And RNA?", "Another.")
    assert titles(store) == ["And RNA?"]


def test_a_full_disk_is_told_in_a_sentence_and_loses_nothing(store: Store) -> None:
    talk = store.create().id
    turn = said(store, talk, "What is DNA?")
    connection: Any = store._database.connection  # type: ignore[union-attr]
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="free some space"):
        store.finish(turn, {"text": "A polymer. " * 10_000})
    assert store.turn(turn).question == "What is DNA?"
    connection.execute("PRAGMA max_page_count = 1000000")
    store.finish(turn, {"text": "A polymer. " * 10_000})
    assert store.turn(turn).state == "answered"


def test_the_size_is_bounded_and_deleted_conversations_make_room(store: Store) -> None:
    talk = store.create().id
    said(store, talk, "What is DNA?", "A polymer. " * 50_000)
    other = store.create().id
    with pytest.raises(TooLargeError, match="conversations_mb"):
        store.ask(other, "And RNA?", {}, None, 200_000)
    store.delete(talk)
    assert store.ask(other, "And RNA?", {}, None, 200_000).question == "And RNA?"


def test_only_the_user_can_read_the_file(store: Store, path: Path) -> None:
    store.create()
    assert {file.stat().st_mode & 0o077 for file in path.parent.glob("*.sqlite*")} == {0}


def test_a_turn_of_another_conversation_is_no_place_to_go_on_from(store: Store) -> None:
    turn = said(store, store.create().id, "What is DNA?", "A polymer.")
    with pytest.raises(InputError, match="another conversation"):
        store.ask(store.create().id, "And RNA?", {}, turn, ROOM)
