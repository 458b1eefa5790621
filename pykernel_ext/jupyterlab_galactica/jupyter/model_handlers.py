"""What JupyterLab's model dialog and the open panel ask: which models there are, load, unload."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from functools import partial
from typing import Any

from tornado import web

from ..config import load_config
from ..errors import GalacticaError, InputError
from .handling import EventsHandler, Handler
from .threads import Threads

_MOST = 4

_looking = Threads("galactica-models", "The models are being looked for already; wait.")
_loading = Threads("galactica-load", "{} models are being loaded already; wait, or cancel one.")


class OffersHandler(Handler):
    """GET: the models, what they need and whether it is here; the machine; what is loaded."""

    @web.authenticated
    async def get(self) -> None:
        try:
            told = await _looking.start(_offers_told, _MOST)
        except GalacticaError as error:
            self.fail(error, 503)
        else:
            self.finish(json.dumps(told))


def _offers_told() -> dict[str, Any]:
    from ..models.machine import this_machine
    from ..models.offers import offers

    machine = this_machine()
    return {
        "models": [asdict(offer) for offer in offers(machine)],
        "memory": machine.memory,
        "gpus": list(machine.gpus),
    }


class DownloadHandler(Handler):
    """GET `?model=`: how many bytes would be downloaded; asks the hub."""

    @web.authenticated
    async def get(self) -> None:
        from ..models.allowed import check_allowed
        from ..models.catalog import find_local_model
        from ..models.hub import download_size

        model = self.get_query_argument("model", "")

        def size() -> int:
            check_allowed(model)
            return download_size(model) if find_local_model(model) is None else 0

        try:
            count = await _looking.start(size, _MOST)
        except GalacticaError as error:
            self.fail(error)
        else:
            self.finish(json.dumps({"bytes": count}))


class WelcomeHandler(Handler):
    """GET `?model=`: what to ask it first, what to know of it, and whether it is on this machine.

    Without a model, of the configured one.
    """

    @web.authenticated
    async def get(self) -> None:
        model = self.get_query_argument("model", "")
        try:
            told = await _looking.start(partial(_welcome, model), _MOST)
        except GalacticaError as error:
            self.fail(error, 503)
        else:
            self.finish(json.dumps(told))


def _welcome(model: str) -> dict[str, Any]:
    from ..demo import NOTICE
    from ..models.catalog import BUNDLED, find_local_model
    from ..models.first_questions import first_questions

    model = model or load_config().model
    try:
        is_here = find_local_model(model) is not None
    except GalacticaError:  # said where it is asked
        is_here = False
    notice = NOTICE if model in BUNDLED else ""
    return {"questions": first_questions(model), "notice": notice, "is_here": is_here}


class LoadHandler(EventsHandler):
    """POST `{"model": …, "precision": …}`: load, as events; a closed connection ends the loading.

    `precision` may be left out. The events are states, and at the end one of the type `loaded`, or
    `failed` with its sentence.
    """

    @web.authenticated
    async def post(self) -> None:
        try:
            model, precision = _read_load(self.body_within(load_config()))
            load = partial(_load, model, precision, self.stopped, self.tell)
            work = _loading.start(load, _MOST)
        except GalacticaError as error:
            self.fail(error)
        else:
            await self.send_until_done(work, json.dumps)


def _read_load(body: Any) -> tuple[str, str | None]:
    if not isinstance(body, dict) or not isinstance(body.get("model"), str) or not body["model"]:
        raise InputError('Send a JSON object with a text named "model".')
    precision = body.get("precision")
    if precision is not None and not isinstance(precision, str):
        raise InputError("precision is a text such as auto or int8.")
    return body["model"], precision


def _load(
    model: str,
    precision: str | None,
    stopped: threading.Event,
    send: Callable[[dict[str, Any]], None],
) -> None:
    from ..assistant import load
    from ..models.allowed import check_allowed

    last = ""
    try:
        check_allowed(model)
        with closing(load(model, precision)) as states:
            for state in states:
                last = state.detail
                send({"type": "state", "words": str(state), "fraction": state.fraction})
                if stopped.is_set():
                    return
    except GalacticaError as error:
        send({"type": "failed", "message": str(error)})
    else:
        send({"type": "loaded", "detail": last})


class UnloadHandler(Handler):
    """POST: free the memory of the loaded model; `{"unloaded": NAME}`, null where none was."""

    @web.authenticated
    async def post(self) -> None:
        from ..assistant import unload

        try:
            name = await _loading.start(unload, _MOST)
        except GalacticaError as error:
            self.fail(error, 503)
        else:
            self.finish(json.dumps({"unloaded": name}))


def model_handlers() -> list[tuple[str, type[Handler], dict[str, Any]]]:
    return [
        ("offers", OffersHandler, {}),
        ("download", DownloadHandler, {}),
        ("welcome", WelcomeHandler, {}),
        ("load", LoadHandler, {}),
        ("unload", UnloadHandler, {}),
    ]
