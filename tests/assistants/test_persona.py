"""The persona in jupyter-ai's chat, with the real packages and the bundled model."""

from __future__ import annotations

import asyncio
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.answer.answer import MIME_TYPE
from jupyterlab_galactica.answer.serialize import answer_from_json

pytestmark = [pytest.mark.assistants, pytest.mark.timeout(180)]
pytest.importorskip("jupyter_ai_persona_manager", reason="make test-assistants has it")

QUESTION = "What is the double angle formula for sine?"


@pytest.fixture
def persona(
    tmp_path: Path, runtime_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Any:
    """A persona of a chat that is kept in a file."""
    from jupyterlab_chat.websocket_model import WsChatModel
    from traitlets.config import LoggingConfigurable

    for name, value in runtime_environment.items():
        monkeypatch.setenv(name, value)

    class Manager(LoggingConfigurable):
        base_url = "/"
        event_logger = None
        chat = None

        def get_chat_dir(self) -> str:
            return str(tmp_path)

    (entry,) = entry_points(group="jupyter_ai.personas", name="galactica")
    chat = WsChatModel("talk.chat", tmp_path)
    return entry.load()(parent=Manager(), chat=chat)


def answered(persona: Any, question: str, *, when_writing: Any = None) -> dict[str, Any]:
    """The persona's message after a question; `when_writing` is called as it grows."""
    from jupyterlab_chat.models import NewMessage

    async def ask() -> None:
        chat = persona.chat
        sent = chat.add_message(NewMessage(body=question, sender="someone"))
        if when_writing is not None:
            update = chat.update_message

            def seen(message: Any, **options: Any) -> None:
                update(message, **options)
                when_writing(message)

            chat.update_message = seen
        await persona.process_message(chat.get_message(sent))

    asyncio.run(ask())
    messages: list[dict[str, Any]] = persona.chat.to_dict()["messages"]
    (reply,) = (message for message in messages if message["sender"] == persona.id)
    return reply


def test_it_says_what_it_is(persona: Any) -> None:
    assert persona.name == "Galactica"
    assert "on this machine" in persona.defaults.description
    assert Path(persona.defaults.avatar_path).read_text().startswith("<svg")


def test_it_answers_from_our_worker_with_our_checks(persona: Any) -> None:
    reply = answered(persona, f"@Galactica {QUESTION}")
    assert "✓" in reply["body"]
    assert "$" in reply["body"]
    assert r"\(" not in reply["body"]
    shown = reply["mime_model"]["data"]
    assert shown["text/markdown"] == reply["body"]
    answer = answer_from_json(shown[MIME_TYPE])
    assert answer.question.strip() == QUESTION
    assert [check.verdict for check in answer.equations].count("holds") > 0


def test_the_answer_grows(persona: Any) -> None:
    bodies: list[str] = []
    reply = answered(
        persona,
        "Give the forms of the double angle formula for cosine.",
        when_writing=lambda message: bodies.append(message.body),
    )
    assert len(bodies) > 1
    assert bodies[-1] == reply["body"]


def test_what_cannot_be_asked_is_answered_by_a_sentence(persona: Any) -> None:
    reply = answered(persona, "@Galactica  ")
    assert reply["body"]
    assert "Traceback" not in reply["body"]
    assert reply.get("mime_model") is None


def test_it_can_be_stopped(persona: Any) -> None:
    def stop(_: Any) -> None:
        asyncio.get_running_loop().create_task(persona.cancel_response())

    reply = answered(
        persona, "Give the forms of the double angle formula for cosine.", when_writing=stop
    )
    shown = answer_from_json(reply["mime_model"]["data"][MIME_TYPE])
    assert shown.finish_reason in ("cancelled", "stop")
