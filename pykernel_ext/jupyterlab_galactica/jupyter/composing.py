"""What the sidebar asks while a message is written: what it will take of the model's window."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from tornado import web

from ..config import load_config
from ..errors import GalacticaError, InputError
from .asking import read_options
from .handling import Handler
from .threads import Threads

MOST_ATTACHED = 50

_counting = Threads("galactica-budget", "{} messages are being counted already; wait.")


class BudgetHandler(Handler):
    """POST `{"prompt": …, "attached": […]}` and options of `ask`: what asking that would take.

    Gives, in tokens, the model's `window`, those of the `prompt` as it would be sent, the `room`
    that is left for more, those `dropped` for want of it, and those of each text in `attached`,
    which the prompt holds already.
    """

    @web.authenticated
    async def post(self) -> None:
        try:
            limits = load_config()
            asked = self.body_within(limits)
            self.finish(json.dumps(await _counting.start(partial(_budget, asked), limits.answers)))
        except GalacticaError as error:
            self.fail(error)


def _budget(body: Any) -> dict[str, Any]:
    """Raises InputError, and ModelError where the model's tokenizer cannot be had."""
    from ..assistant import budget
    from ..models.tokenizer import tokenizer_of
    from ..question import read_question

    prompt, attached, options = _read(body)
    taken = budget(prompt, **options)
    count = tokenizer_of(read_question(prompt, options).model).count
    return {
        "window": taken.context_window,
        "prompt": taken.prompt_tokens,
        "room": taken.room,
        "dropped": taken.dropped_tokens,
        "attached": [count(text) for text in attached],
    }


def _read(body: Any) -> tuple[str, list[str], dict[str, Any]]:
    """Prompt, attached texts and options. Raises InputError."""
    if not isinstance(body, dict) or not isinstance(body.get("prompt"), str):
        raise InputError('Send a JSON object with a text named "prompt".')
    attached = body.get("attached", [])
    if not isinstance(attached, list) or len(attached) > MOST_ATTACHED:
        raise InputError(f"Attach a list of texts, {MOST_ATTACHED} at most.")
    if not all(isinstance(text, str) for text in attached):
        raise InputError("What is attached is text.")
    told = {name: body[name] for name in ("model", "task", "n") if name in body}
    return body["prompt"], attached, read_options(told)


def composing_handlers() -> list[tuple[str, type[Handler], dict[str, Any]]]:
    """Paths, what answers them, and what it is made with."""
    return [("budget", BudgetHandler, {})]
