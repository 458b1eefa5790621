"""Completions by the shared worker, which is started where none runs."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from functools import partial
from typing import Any

from ..errors import WorkerError
from ..models.catalog import qualified_name
from ..models.tokenizer import local_tokenizer
from . import connection
from .asking import NotThereError, ask
from .interface import BeamRequest, CompletionEvent, CompletionRequest, Hypothesis, Progress
from .protocol import (
    Part,
    beam_body,
    completion_body,
    read_completion,
    read_hypotheses,
    read_parts,
)
from .spawning import broken_off


class WorkerCompleter:
    """`Completer` that asks the shared worker and starts it where none runs."""

    def complete(self, request: CompletionRequest) -> Generator[CompletionEvent, None, None]:
        model = qualified_name(request.model)
        body = completion_body(request, model, request.prompt)
        yield from read_completion(self._parts(body), model, partial(_token_text, model))

    def search(self, request: BeamRequest) -> Generator[Progress | Hypothesis, None, None]:
        model = qualified_name(request.model)
        body = beam_body(request, model, request.prompt)
        yield from read_hypotheses(self._parts(body), model, partial(_token_text, model))

    def held_precision(self, model: str) -> str | None:
        """The precision in which the worker holds the model; None where it does not, or none runs.

        None too where the worker does not answer: who asks it next will be told.
        """
        try:
            found = connection.status()
        except WorkerError:
            return None
        precision: str | None = found.get("precision")
        return precision if found["model"] == qualified_name(model) else None

    def _parts(self, body: dict[str, Any]) -> Generator[Part, None, None]:
        found = connection.read()
        detail = "the model's process"
        if found is not None and not connection.outdated(found):
            try:
                yield from _ask_worker(found, body)
                return
            except NotThereError as error:
                detail += f" anew, since {error}"
        yield Progress("starting", detail)
        found = connection.find_or_start()
        try:
            yield from _ask_worker(found, body)
        except NotThereError as error:
            raise WorkerError(broken_off(found.pid)) from error


def _ask_worker(found: connection.Connection, body: dict[str, Any]) -> Generator[Part, None, None]:
    with closing(ask(found, "/v1/completions", body)) as data:
        yield from read_parts(data, lambda: broken_off(found.pid))


def _token_text(model: str, token: int) -> str | None:
    tokenizer = local_tokenizer(model)
    return tokenizer.decode([token]) if tokenizer is not None else None
