"""An answer while it is written: what it waits for, and its text in steps that a page can bear."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from ...answer.answer import Answer
from ...answer.events import StateChanged
from ...answer.shortening import shortened
from ...answering import AnswerStream
from ...sealing import sealed
from ..display import Pace


def write(
    begin: Callable[[], AnswerStream],
    stopped: threading.Event,
    tell: Callable[[str], None],
    show: Callable[[Answer], None],
) -> Answer:
    """The answer, once it has ended or was stopped; its state is told apart from it.

    Raises GalacticaError where there is none.
    """
    pace = Pace()
    with closing(begin()) as stream:
        for event in stream:
            if stopped.is_set():
                break
            if isinstance(event, StateChanged):
                tell(str(event))
            begun = time.monotonic()
            if pace.is_due(begun):
                show(sealed(shortened(replace(stream.answer, status=""))))
                ended = time.monotonic()
                pace.shown(ended, ended - begun)
    return stream.answer
