"""Showing an answer while it grows: in a notebook one output, in a terminal lines of text."""

from __future__ import annotations

import json
import sys
import time
from typing import Any, Protocol

from ..answer.answer import Answer
from ..answer.events import BlockClosed, Event, Restarted, StateChanged
from ..answer.verdicts import CheckReport
from ..answering import AnswerStream

UPDATES_PER_SECOND = 10


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


class Display(Protocol):
    """`show` is called after each event, `close` once at the end, whatever ended it."""

    def show(self, event: Event) -> None: ...

    def close(self) -> None: ...


class NotebookDisplay:
    """One output, updated in place, at most ten times a second.

    An update carries the whole answer, whose length the model's window bounds.
    """

    def __init__(self, stream: AnswerStream, form: str) -> None:
        from IPython.display import display

        self._stream = stream
        self._form = form
        self._updated = time.monotonic()
        self._handle = display(bundle(stream.answer, form), raw=True, display_id=True)

    def show(self, event: Event) -> None:
        if time.monotonic() - self._updated >= 1 / UPDATES_PER_SECOND:
            self._update()

    def close(self) -> None:
        if self._stream.answer.text:
            self._update()
        else:
            self._handle.update({"text/plain": ""}, raw=True)

    def _update(self) -> None:
        self._handle.update(bundle(self._stream.answer, self._form), raw=True)
        self._updated = time.monotonic()


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
            sys.stdout.write(f"An equation was refuted; try {event.attempt}.\n\n")
            self._written = 0
        elif isinstance(event, BlockClosed) and self._form == "answer":
            self._write_blocks()

    def close(self) -> None:
        from ..answer.labels import footer
        from ..answer.report import report_to_text

        answer = self._stream.answer
        if not answer.text:
            self._write_status("")
        elif self._form == "answer":
            self._write_blocks()
            checked = report_to_text(answer.checks) if answer.checks != CheckReport() else ""
            ending = "\n".join(part for part in (checked, answer.error, footer(answer)) if part)
            sys.stdout.write(ending + "\n")
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
