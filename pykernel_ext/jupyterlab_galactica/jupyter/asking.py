"""A question that was posted, and its answer in the making as events for a server to send on."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..answer.events import Event, Finished
from ..errors import GalacticaError, InputError
from .threads import Threads

if TYPE_CHECKING:
    from ..answering import AnswerStream

_OPTIONS: dict[str, tuple[type, ...]] = {
    "model": (str,),
    "task": (str,),
    "template": (str,),
    "n": (int,),
    "temperature": (int, float),
    "top_p": (int, float),
    "seed": (int,),
    "raw": (bool,),
    "check": (bool,),
    "cache": (bool,),
    "folder": (str,),
}

writing = Threads(
    "galactica-answer",
    "{} answers are being written, as many as the setting answers allows; stop one, or wait.",
)


def read_options(body: dict[str, Any]) -> dict[str, Any]:
    """The options that are set. Raises InputError for one that is not there or of a wrong type."""
    for name, value in body.items():
        if name not in _OPTIONS:
            raise InputError(f"There is no option {name!r} here.")
        if value is not None and not isinstance(value, _OPTIONS[name]):
            raise InputError(f"The option {name!r} cannot be {value!r}.")
    return {name: value for name, value in body.items() if value is not None}


def begin(prompt: str, options: dict[str, Any], folder: Path) -> AnswerStream:
    """The stream of an answer. What it reads and counts first may take a second."""
    from ..assistant import stream
    from ..checks.bibliography.remembered import bibliographies_of

    return stream(prompt, **options, references=bibliographies_of(folder))


def produce(
    events: AnswerStream,
    stopped: threading.Event,
    send: Callable[[Event | GalacticaError], None],
) -> None:
    """Run an answer to its end, or until it is stopped: what came is then closed and finished."""
    try:
        for event in events:
            send(event)
            if stopped.is_set() and not isinstance(event, Finished):
                events.close()
                send(Finished(events.answer))
                break
    except GalacticaError as error:
        send(error)
    finally:
        events.close()


def event_line(item: Event | GalacticaError) -> str:
    """An event as the schema has it, in one line of JSON."""
    if isinstance(item, GalacticaError):
        return json.dumps({"type": "failed", "message": str(item)})
    from ..answer.serialize import event_to_json

    return json.dumps(event_to_json(item))
