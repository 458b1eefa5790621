"""What was posted to a conversation: a new question, one asked again, or one to go on with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..conversations.store import Store
from ..errors import InputError
from ..question import RETRY_TEMPERATURE
from .asking import read_options

_OWN = ("prompt", "parent", "again", "continues")


@dataclass(frozen=True, slots=True)
class Asked:
    """`options` are kept with the turn; `how` is what an answer needs that is not the first."""

    prompt: str
    parent: int | None
    options: Mapping[str, Any]
    how: Mapping[str, Any] = field(default_factory=dict)


def read_asked(store: Store, body: Mapping[str, Any]) -> Asked:
    """Raises InputError, StoreError."""
    options = read_options({name: value for name, value in body.items() if name not in _OWN})
    if (turn := _turn(body, "continues")) is not None:
        found = store.turn(turn)
        if found.answer is None:
            raise InputError("There is no answer to go on with; ask again.")
        options = {**found.options, **options}
        return Asked(found.question, found.parent, options, {"continues": found.answer["text"]})
    if (turn := _turn(body, "again")) is not None:
        found = store.turn(turn)
        return Asked(found.question, found.parent, options, anew(options))
    prompt = body.get("prompt")
    if not isinstance(prompt, str):
        raise InputError('Send a JSON object with a text named "prompt".')
    return Asked(prompt, _turn(body, "parent"), options)


def anew(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options to ask a question again with, so that its answer differs."""
    hot = max(options.get("temperature", 0.0), RETRY_TEMPERATURE)
    return {"temperature": hot, "cache": False}


def _turn(body: Mapping[str, Any], name: str) -> int | None:
    value = body.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise InputError(f"{name} is the number of a turn, not {value!r:.40}.")
    return value
