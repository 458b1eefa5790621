"""Conversations over HTTP: `<base_url>/galactica/api/conversations/…` and `…/turns/…`.

What a handler answers is on disk already. An answer is written by the server, not by the request
that asked for it: its events can be followed from the first on by any tab, at any time.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from tornado import web

from ..config import load_config
from ..conversations.records import Conversation, Turn
from ..conversations.store import Store
from ..errors import GalacticaError, InputError
from ..limits import MB
from .asking import begin, writing
from .exchanging import exported, imported, in_form
from .handling import Handler
from .questions import Asked, read_asked
from .recovering import with_end
from .runs import KEEP_SECONDS, MOST_KEEPING, Runs, keeping

T = TypeVar("T")

MOST_TURNS = 100
"""Turns in one page."""


class _Handler(Handler):
    def initialize(self, store: Store, runs: Runs) -> None:
        self.store = store
        self.runs = runs

    def kept(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """What the store gives, in a thread of its own."""
        return keeping.start(work, MOST_KEEPING)

    def body(self) -> dict[str, Any]:
        body = self.body_within(load_config())
        if not isinstance(body, dict):
            raise InputError("Send a JSON object.")
        return body

    async def answer(self, work: Callable[[], Any]) -> None:
        """Answer with the JSON of what `work` gives, or with the sentence of what went wrong."""
        try:
            self.finish(json.dumps(await self.kept(work)))
        except GalacticaError as error:
            self.fail(error)

    def number(self, name: str, default: int | None = None) -> int | None:
        value = self.get_argument(name, None)
        return int(value) if value is not None and value.isdecimal() else default


class ConversationsHandler(_Handler):
    """GET the latest conversations, those in which all words of `search` are said; POST a new one.

    `problem` is what the user should know of the file they are kept in.
    """

    @web.authenticated
    async def get(self) -> None:
        words = self.get_argument("search", "")

        def found() -> dict[str, Any]:
            listed = [_conversation_json(each) for each in self.store.listed(words)]
            return {"conversations": listed, "problem": self.store.problem}

        await self.answer(found)

    @web.authenticated
    async def post(self) -> None:
        await self.answer(lambda: _conversation_json(self.store.create()))


class ConversationHandler(_Handler):
    """GET a page of a conversation: its last turns, or the last `before` a turn.

    PATCH `{"title": …}`, `{"draft": …}` or `{"deleted": …}`, which can be undone.
    """

    @web.authenticated
    async def get(self, conversation: str) -> None:
        before, most = self.number("before"), self.number("most", 20) or 0

        def page() -> dict[str, Any]:
            found = self.store.page(conversation, before, min(most, MOST_TURNS))
            turns = [_turn_json(with_end(self.store, turn)) for turn in found.turns]
            return {**_conversation_json(found.conversation), "page": turns}

        await self.answer(page)

    @web.authenticated
    async def patch(self, conversation: str) -> None:
        def change() -> dict[str, Any]:
            for name, value in body.items():
                match name, value:
                    case "title", str():
                        self.store.rename(conversation, value)
                    case "draft", str():
                        self.store.keep_draft(conversation, value)
                    case "deleted", True:
                        self.store.delete(conversation)
                    case "deleted", False:
                        self.store.restore(conversation)
                    case _:
                        raise InputError(f"A conversation's {name} cannot be {value!r:.40}.")
            return {}

        try:
            body = self.body()
        except GalacticaError as error:
            self.fail(error)
        else:
            await self.answer(change)


class AskHandler(_Handler):
    """POST `{"prompt": …, "parent": …}` and options: a new turn after that one, and its answer.

    `{"again": TURN}` instead asks that turn's question anew, sampled so that the answer differs;
    `{"continues": TURN}` goes on with its answer, which was cut. Both make a further version of it.
    """

    @web.authenticated
    async def post(self, conversation: str) -> None:
        try:
            limits = load_config()
            asked = await self.kept(partial(read_asked, self.store, self.body()))
            folder = self.folder_named(asked.options.get("folder", ""))
            before = await self.kept(
                partial(self.store.said_before, asked.parent, limits.prompt_characters)
            )
            options = {k: v for k, v in asked.options.items() if k != "folder"}
            options |= {"turns": tuple(before), **asked.how}
            events = await writing.start(
                partial(begin, asked.prompt, options, folder), limits.answers
            )
            turn = await self.kept(
                partial(self._stored, conversation, asked, limits.conversations_mb * MB)
            )
        except GalacticaError as error:
            self.fail(error)
            return
        self.runs.start(turn.id, events, limits.answers)
        self.finish(json.dumps(_turn_json(turn)))

    def _stored(self, conversation: str, asked: Asked, most_bytes: float) -> Turn:
        """The turn on disk; what was a draft until now is none any more."""
        turn = self.store.ask(conversation, asked.prompt, asked.options, asked.parent, most_bytes)
        if not asked.how:
            self.store.keep_draft(conversation, "")
        return turn


class EventsHandler(_Handler):
    """GET all events of a turn's answer, from the first on, as they come."""

    def initialize(self, store: Store, runs: Runs) -> None:
        super().initialize(store, runs)
        self._left = False

    def on_connection_close(self) -> None:
        self._left = True

    @web.authenticated
    async def get(self, turn: str) -> None:
        run = self.runs.get(int(turn))
        if run is not None:
            self.begin_events()
            async for line in run.follow():
                if self._left or not await self.send_event(line):
                    return
            return
        try:
            found = await self._ended(int(turn))
        except GalacticaError as error:
            self.fail(error)
        else:
            self.begin_events()
            await self.send_event(found)

    async def _ended(self, turn: int) -> str | None:
        """The last event of a turn that another server writes, or nobody any more."""
        while not self._left:
            found = await self.kept(lambda: with_end(self.store, self.store.turn(turn)))
            if found.answer is not None:
                return json.dumps({"type": "finished", "answer": found.answer})
            if found.error is not None:
                return json.dumps({"type": "failed", "message": found.error})
            await asyncio.sleep(KEEP_SECONDS)
        return None


class StopHandler(_Handler):
    """POST: end the answer of a turn; what came of it is kept."""

    @web.authenticated
    async def post(self, turn: str) -> None:
        self.finish(json.dumps({"stopped": self.runs.stop(int(turn))}))


class ShowHandler(_Handler):
    """POST: have a conversation lead through this version of a turn."""

    @web.authenticated
    async def post(self, turn: str) -> None:
        await self.answer(lambda: self.store.show(int(turn)))


class FormHandler(_Handler):
    """GET `{"text": …}`, a turn's answer `as` markdown, latex or text."""

    @web.authenticated
    async def get(self, turn: str) -> None:
        name = self.get_argument("as", "markdown")
        await self.answer(lambda: {"text": in_form(self.store.turn(int(turn)), name)})


class ExportHandler(_Handler):
    """GET a conversation as a document; `format` is `.md`, `.tex`, `.html` or `.ipynb`.

    LaTeX with works cited comes as an archive of two files.
    """

    @web.authenticated
    async def get(self, conversation: str) -> None:
        suffix = self.get_argument("format", ".md")

        def document() -> tuple[str, bytes]:
            found = self.store.page(conversation, most=1).conversation
            return exported(found.title, self.store.path_of(conversation), suffix)

        try:
            name, content = await self.kept(document)
        except GalacticaError as error:
            self.fail(error)
            return
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("X-Galactica-Name", json.dumps(name))
        self.finish(content)


class ImportHandler(_Handler):
    """POST `{"name": …, "notebook": …}`: a new conversation of the answers in a notebook's text."""

    @web.authenticated
    async def post(self) -> None:
        def conversation() -> dict[str, Any]:
            answers = imported(str(body.get("notebook", "")), name)
            new = self.store.create().id
            self.store.add_answered(new, answers)
            self.store.rename(new, Path(name).stem or name)
            return _conversation_json(self.store.page(new, most=1).conversation)

        try:
            body = self.body()
            name = str(body.get("name") or "This file")
        except GalacticaError as error:
            self.fail(error)
        else:
            await self.answer(conversation)


def conversation_handlers() -> list[tuple[str, type[_Handler], dict[str, Any]]]:
    """Paths, what answers them, and what it is made with."""
    from jupyter_core.paths import jupyter_data_dir

    store = Store(Path(jupyter_data_dir()) / "galactica" / "conversations.sqlite")
    shared = {"store": store, "runs": Runs(store)}
    conversation, turn = "conversations/([0-9a-f]{32})", r"turns/(\d{1,18})"
    return [
        (path, handler, shared)
        for path, handler in (
            ("conversations", ConversationsHandler),
            ("conversations/import", ImportHandler),
            (conversation, ConversationHandler),
            (f"{conversation}/turns", AskHandler),
            (f"{conversation}/export", ExportHandler),
            (f"{turn}/events", EventsHandler),
            (f"{turn}/stop", StopHandler),
            (f"{turn}/show", ShowHandler),
            (f"{turn}/form", FormHandler),
        )
    ]


def _conversation_json(conversation: Conversation) -> dict[str, Any]:
    return asdict(conversation)


def _turn_json(turn: Turn) -> dict[str, Any]:
    names = ("id", "parent", "depth", "versions", "question", "state", "answer", "error")
    return {name: getattr(turn, name) for name in names}
