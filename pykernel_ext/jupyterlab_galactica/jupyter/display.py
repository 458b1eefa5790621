"""Showing an answer while it grows: in a notebook one output, in a terminal lines of text."""

from __future__ import annotations

import json
import sys
import time
from typing import Any, Protocol

from ..answer.answer import MIME_TYPE, Answer
from ..answer.events import BlockClosed, Event, Kept, Restarted, StateChanged
from ..answer.shortening import shortened
from ..answer.verdicts import CheckReport
from ..answering import AnswerStream
from ..sealing import sealed

UPDATES_PER_SECOND = 10
LONGEST_PAUSE = 1.0

# The share of the time in which an answer is written that showing it again and again may take.
SHARE = 1 / 1000


def bundle(answer: Answer, form: str = "answer") -> dict[str, Any]:
    """The MIME bundle of one output form."""
    if form == "answer":
        return answer._repr_mimebundle_()
    text = answer.to_text()
    shown: dict[str, Any] = {"text/plain": text}
    if form == "markdown":
        shown["text/markdown"] = answer.to_markdown()
    elif form == "html":
        shown["text/html"] = answer.to_html()
    elif form == "latex":
        shown["text/plain"] = answer.to_latex()
    elif form == "json":
        shown["text/plain"] = json.dumps(answer.to_json(), indent=2, ensure_ascii=False)
    return shown


def growing_bundle(answer: Answer) -> dict[str, Any]:
    """What of the bundle front ends need while an answer grows: forms that are kept by block."""
    return {
        MIME_TYPE: answer.to_json(),
        "text/html": answer.to_html(),
        "text/plain": answer.text,
    }


class Pace:
    """When a growing answer is shown again.

    At most ten times a second; then, as an update costs more, seldom enough that all of them take
    `SHARE` of the time, so that their cost grows with the answer and not with its square.
    """

    def __init__(self) -> None:
        self._due = 0.0

    def is_due(self, now: float) -> bool:
        return now >= self._due

    def shown(self, now: float, seconds: float) -> None:
        """An update ended, which took `seconds`."""
        pause = max(1 / UPDATES_PER_SECOND, seconds / SHARE)
        self._due = now + min(pause, LONGEST_PAUSE)


class Display(Protocol):
    """`show` is called after each event, `close` once at the end, whatever ended it."""

    def show(self, event: Event) -> None: ...

    def close(self) -> None: ...


class NotebookDisplay:
    """One output, updated in place; all its forms come with the last update."""

    def __init__(self, stream: AnswerStream, form: str) -> None:
        from IPython.display import display

        self._stream = stream
        self._form = form
        self._pace = Pace()
        self._handle = display(self._growing(), raw=True, display_id=True)

    def show(self, event: Event) -> None:
        begun = time.monotonic()
        if self._pace.is_due(begun):
            self._handle.update(self._growing(), raw=True)
            ended = time.monotonic()
            self._pace.shown(ended, ended - begun)

    def close(self) -> None:
        answer = self._stream.answer
        shown = bundle(sealed(shortened(answer)), self._form) if answer.text else {"text/plain": ""}
        self._handle.update(shown, raw=True)

    def _growing(self) -> dict[str, Any]:
        answer = sealed(shortened(self._stream.answer))
        return growing_bundle(answer) if self._form == "answer" else bundle(answer, self._form)


class TerminalDisplay:
    """States on one line of stderr, blocks as text as they close, verdicts at the end."""

    def __init__(self, stream: AnswerStream, form: str) -> None:
        self._stream = stream
        self._form = form
        self._written = 0

    def show(self, event: Event) -> None:
        if isinstance(event, StateChanged):
            self._write_status(str(event))
        elif isinstance(event, Restarted):
            sys.stdout.write(f"Not every equation passed; try {event.attempt}.\n\n")
            self._written = 0
        elif isinstance(event, Kept):
            sys.stdout.write(f"No try passed; the best was try {event.attempt}.\n\n")
            self._written = 0
        elif isinstance(event, BlockClosed) and self._form == "answer":
            self._write_blocks()

    def close(self) -> None:
        from ..answer.labels import footer
        from ..answer.report import report_to_text
        from ..answer.text import printable

        answer = self._stream.answer
        if not answer.text:
            self._write_status("")
        elif self._form == "answer":
            self._write_blocks()
            checked = report_to_text(answer.checks) if answer.checks != CheckReport() else ""
            ending = "\n".join(part for part in (checked, answer.error, footer(answer)) if part)
            sys.stdout.write(printable(ending) + "\n")
        else:
            self._write_status("")
            *_, shown = bundle(answer, self._form).values()
            sys.stdout.write(shown + "\n")
        sys.stdout.flush()

    def _write_blocks(self) -> None:
        self._write_status("")
        blocks = self._stream.answer.blocks
        if len(blocks) > self._written:
            new = Answer(question="", text="", blocks=blocks[self._written :])
            sys.stdout.write(new.to_text() + "\n\n")
            sys.stdout.flush()
        self._written = len(blocks)

    def _write_status(self, text: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{text[:100]}")
            sys.stderr.flush()
