"""A conversation as a document, and a notebook's answers as a conversation."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..answer.answer import Answer
from ..conversations.records import Turn
from ..errors import InputError

_FORMS: Mapping[str, Callable[[Answer], str]] = {
    "markdown": Answer.to_markdown,
    "latex": Answer.to_latex,
    "text": Answer.to_text,
}


def in_form(turn: Turn, form: str) -> str:
    """The answer in one of its forms. Raises InputError where there is none of this name."""
    from ..answer.serialize import answer_from_json

    write = _FORMS.get(form)
    if write is None or turn.answer is None:
        raise InputError(f"There is an answer to be had as one of {', '.join(_FORMS)} only.")
    return write(answer_from_json(turn.answer))


def exported(title: str, turns: Iterable[Turn], suffix: str) -> tuple[str, bytes]:
    """A file's name and content. Raises InputError for another format, or where nothing is said."""
    from ..answer.exporting.formats import FORMATS
    from ..answer.serialize import answer_from_json

    def answer(turn: Turn) -> Answer:
        if turn.answer is not None:
            return answer_from_json(turn.answer)
        error = turn.error or "The answer is being written."
        return Answer(question=turn.question, text="", finish_reason="error", error=error)

    files_of = FORMATS.get(suffix)
    if files_of is None:
        raise InputError(f"A conversation is exported as one of {', '.join(FORMATS)}.")
    answers = [*map(answer, turns)]
    if not answers:
        raise InputError("Nothing is said in this conversation yet; ask a question first.")
    stem = re.sub(r"[^\w.+-]+", "-", title)[:60].strip("-.") or "conversation"
    files = files_of(answers, f"{stem}{suffix}")
    if len(files) == 1:
        ((name, text),) = files.items()
        return name, text.encode("utf-8", "replace")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for name, text in files.items():
            written.writestr(name, text.encode("utf-8", "replace"))
    return f"{stem}.zip", archive.getvalue()


def imported(notebook: str, name: str) -> list[tuple[str, dict[str, Any]]]:
    """Questions with the JSON of their answers; verdicts not made here are only said.

    Raises InputError.
    """
    from .export_command import answers_in

    found = [(answer.question, answer.to_json()) for answer in answers_in(notebook, name)]
    if not found:
        raise InputError(f"{name} shows no answers; choose a notebook that was exported from here.")
    return found
