"""The Jupyter server's part: `<base_url>/galactica/api/…` for the sidebar.

An answer is streamed as server-sent events, each one an event of `answer.schema.json`.
"""

from __future__ import annotations

import asyncio
import json
import threading
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

from ..config import load_config
from ..errors import GalacticaError, InputError
from .administration import administer
from .asking import begin, event_line, produce, read_options, writing
from .composing import composing_handlers
from .configuring import ConfigHandler
from .conversing import conversation_handlers
from .document_handler import DocumentHandler
from .handling import EventsHandler, Handler
from .model_handlers import model_handlers
from .threads import Threads

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

    from ..answer.answer import Answer

_checking = Threads(
    "galactica-check",
    "{} answers are being checked, as many as the setting answers allows; wait.",
)
_asking = Threads("galactica-status", "The model's process is being asked already; wait.")

_running: dict[str, threading.Event] = {}
"""Answers being written, by the id their asker gave them; setting the event stops one."""


class AskHandler(EventsHandler):
    """POST `{"prompt": …, "id": …}` and options of `ask`; a closed connection stops the answer.

    `folder`, from the server's root, is that of the document asked from: the bibliographies of its
    project are used. Nothing is kept of it.
    """

    @web.authenticated
    async def post(self) -> None:
        try:
            limits = load_config()
            prompt, answer_id, options = _read_question(self.body_within(limits))
            folder = self.folder_named(options.pop("folder", ""))
            events = await writing.start(partial(begin, prompt, options, folder), limits.answers)
            producer = writing.start(
                partial(produce, events, self.stopped, self.tell), limits.answers
            )
        except GalacticaError as error:
            self.fail(error)
            return
        answer_id = answer_id or str(id(self))
        _running[answer_id] = self.stopped
        try:
            await self.send_until_done(producer, event_line)
        finally:
            del _running[answer_id]


class StopHandler(APIHandler):
    """POST `{"id": …}`: end that answer; its stream still brings what came, closed and finished."""

    @web.authenticated
    async def post(self) -> None:
        stopped = _running.get(str((self.get_json_body() or {}).get("id")))
        if stopped is not None:
            stopped.set()
        self.finish(json.dumps({"stopped": stopped is not None}))


class SealsHandler(Handler):
    """POST `{"answers": […]}`: which of these, JSON of answers, carry verdicts made here."""

    @web.authenticated
    async def post(self) -> None:
        from ..sealing import is_sealed

        try:
            limits = load_config()
            body = self.body_within(limits)
            answers = body.get("answers") if isinstance(body, dict) else None
            given = answers if isinstance(answers, list) else []
            own = await _checking.start(lambda: [*map(is_sealed, given)], limits.answers)
        except GalacticaError as error:
            self.fail(error)
        else:
            self.finish(json.dumps({"own": own}))


class CheckHandler(Handler):
    """POST `{"answer": …, "folder": …}`: check the text of an answer's JSON again, as asked here.

    Gives `{"bundle": …}`, the answer in all its forms, with its own verdicts. `folder` is that of
    `AskHandler`.
    """

    @web.authenticated
    async def post(self) -> None:
        try:
            limits = load_config()
            check = partial(self._checked, self.body_within(limits))
            bundle = await _checking.start(check, limits.answers)
        except GalacticaError as error:
            self.fail(error)
        else:
            self.finish(json.dumps({"bundle": bundle}))

    def _checked(self, body: Any) -> dict[str, Any]:
        from ..assistant import check_again
        from ..checks.bibliography.remembered import bibliographies_of

        try:
            answer, folder = _to_check(body["answer"]), str(body.get("folder", ""))
        except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            raise InputError("This answer cannot be read; ask its question again.") from error
        references = bibliographies_of(self.folder_named(folder))
        return check_again(answer, references=references)._repr_mimebundle_()


def _to_check(said: Any) -> Answer:
    """The answer of a notebook; of one that an older version wrote, its question and its text."""
    from ..answer.answer import Answer
    from ..answer.serialize import answer_from_json

    try:
        return answer_from_json(said)
    except (AttributeError, LookupError, TypeError, ValueError):
        if not isinstance(said["text"], str):
            raise
        question = str(said.get("question", ""))
        return Answer(question=question, text=said["text"], finish_reason="stop")


class StatusHandler(Handler):
    _asked: ClassVar[list[asyncio.Future[dict[str, Any]]]] = []
    """The one question to the worker: whoever asks meanwhile waits for the same answer."""

    @web.authenticated
    async def get(self) -> None:
        from ..engine.connection import status

        if not self._asked or self._asked[0].done():
            self._asked[:] = [_asking.start(status, most=2)]
        try:
            self.finish(json.dumps(await asyncio.shield(self._asked[0])))
        except GalacticaError as error:
            self.fail(error, 503)


class ModelsHandler(Handler):
    @web.authenticated
    async def get(self) -> None:
        from ..models.allowed import offered_allowed

        try:
            default = load_config().model
            offered = offered_allowed(default)
        except GalacticaError as error:
            self.fail(error, 503)
            return
        models = [{"name": name, "note": note} for name, note in offered]
        if models and not any(name == default for name, _ in offered):
            default = offered[0][0]
        self.finish(json.dumps({"models": models, "default": default}))


class TasksHandler(APIHandler):
    @web.authenticated
    async def get(self) -> None:
        from ..models.templates import TASKS

        tasks = [{"name": name, "note": row.note} for name, row in TASKS.items()]
        self.finish(json.dumps({"tasks": tasks}))


def _load_jupyter_server_extension(server: ServerApp) -> None:
    """Called by the Jupyter server when it starts.

    Raises InputError where what the administrator decided cannot be used: then there is no
    extension.
    """
    from .markdown_export import prefer_markdown

    administer(server)
    prefer_markdown(server.config)
    handlers = [
        ("ask", AskHandler, {}),
        ("stop", StopHandler, {}),
        ("seals", SealsHandler, {}),
        ("check", CheckHandler, {}),
        ("document", DocumentHandler, {}),
        ("status", StatusHandler, {}),
        ("models", ModelsHandler, {}),
        ("tasks", TasksHandler, {}),
        ("config", ConfigHandler, {}),
        *composing_handlers(),
        *conversation_handlers(),
        *model_handlers(),
    ]
    api = url_path_join(server.web_app.settings["base_url"], "galactica", "api")
    server.web_app.add_handlers(
        ".*$",
        [(url_path_join(api, path), handler, made_with) for path, handler, made_with in handlers],
    )


def _read_question(body: Any) -> tuple[str, str, dict[str, Any]]:
    """Prompt, id and options. Raises InputError."""
    if not isinstance(body, dict) or not isinstance(body.get("prompt"), str):
        raise InputError('Send a JSON object with a text named "prompt".')
    options = {name: value for name, value in body.items() if name not in ("prompt", "id")}
    return body["prompt"], str(body.get("id") or ""), read_options(options)
