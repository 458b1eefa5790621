"""Completions over HTTP: from the shared worker, or any server that speaks OpenAI's protocol."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from .. import outgoing
from ..errors import InputError, ModelError, WorkerError
from ..models.catalog import find_local_model, qualified_name
from ..models.tokenizer import SPECIAL_TOKENS, Tokenizer
from . import connection
from .asking import NotThereError, ask
from .interface import BeamRequest, CompletionEvent, CompletionRequest, Hypothesis, Progress
from .protocol import (
    Part,
    beam_body,
    completion_body,
    error_of,
    read_completion,
    read_hypotheses,
    read_parts,
)
from .spawning import broken_off

if TYPE_CHECKING:
    import httpx

_CONNECT_TIMEOUT_S = 10.0
_SERVER_SILENCE_S = 600.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

_tokenizers: dict[str, Tokenizer] = {}


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
        if found is not None and not connection.is_outdated(found):
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


class ServerCompleter:
    """`Completer` for a server such as vLLM at `base_url`, with or without its `/v1`.

    Its key, where it wants one, is in the environment variable GALACTICA_API_KEY. Prompts go as
    token ids where the model's tokenizer is on this machine: a server knows nothing of Galactica's
    one-character tokens in sequences.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/").removesuffix("/v1")

    def complete(self, request: CompletionRequest) -> Generator[CompletionEvent, None, None]:
        model = request.model
        body = completion_body(request, model, _encoded(model, request.prompt))
        yield from read_completion(self._parts(body), model, partial(_token_text, model))

    def search(self, request: BeamRequest) -> Generator[Progress | Hypothesis, None, None]:
        """As `Completer.search`; vLLM's beams pass over `stop`, so they are cut afterwards."""
        model = request.model
        body = beam_body(request, model, _encoded(model, request.prompt))
        events = read_hypotheses(self._parts(body), model, partial(_token_text, model))
        found = []
        with closing(events):
            for event in events:
                if isinstance(event, Progress):
                    yield event
                else:
                    found.append(_cut_at_stop(event, model, request.stop))
        penalty = request.search.length_penalty
        yield from sorted(found, key=lambda cut: _score(cut, penalty), reverse=True)

    def _parts(self, body: dict[str, Any]) -> Generator[Part, None, None]:
        import httpx

        key = os.environ.get("GALACTICA_API_KEY")
        try:
            client = outgoing.client(
                base_url=self._base_url,
                headers={"Authorization": f"Bearer {key}"} if key else {},
                timeout=httpx.Timeout(_CONNECT_TIMEOUT_S, read=_SERVER_SILENCE_S),
                trust_env=httpx.URL(self._base_url).host not in _LOOPBACK,
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise InputError(f"{self._base_url!r} is not a URL ({error}); correct it.") from error
        broken = f"The server at {self._base_url} broke off; ask again, or read its log."
        try:
            with client:
                yield from _stream(client, "/v1/completions", body, broken)
        except NotThereError as error:
            raise WorkerError(
                f"The server at {self._base_url} cannot be reached ({error}); check that it runs, "
                "the URL, and GALACTICA_API_KEY."
            ) from error


def _stream(
    client: httpx.Client, path: str, body: dict[str, Any], broken: str
) -> Generator[Part, None, None]:
    """Post and yield the parts. Leaving the generator closes the connection, which cancels."""
    import httpx

    answered = False
    try:
        with client.stream("POST", path, json=body) as response:
            answered = True
            if response.status_code in (401, 403):
                raise NotThereError(f"it refuses the key, status {response.status_code}")
            if response.status_code != httpx.codes.OK:
                raise error_of(response.status_code, response.read())
            yield from read_parts(response.iter_bytes(), lambda: broken)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        if answered or isinstance(error, httpx.ReadTimeout):
            raise WorkerError(broken) from error
        raise NotThereError(str(error)) from error


def _local_tokenizer(model: str) -> Tokenizer | None:
    """The model's tokenizer where its files are on this machine; the hub is not asked."""
    if model not in _tokenizers:
        try:
            folder = find_local_model(model)
            if folder is None:
                return None
            _tokenizers[model] = Tokenizer.from_folder(folder)
        except ModelError:
            return None
    return _tokenizers[model]


def _encoded(model: str, prompt: str | Sequence[int]) -> str | Sequence[int]:
    tokenizer = _local_tokenizer(model)
    return prompt if tokenizer is None or not isinstance(prompt, str) else tokenizer.encode(prompt)


def _token_id(model: str, token: str) -> int | None:
    """A token's id; Galactica's special tokens have theirs in every vocabulary of its make."""
    tokenizer = _local_tokenizer(model)
    if tokenizer is not None:
        return tokenizer.token_id(token)
    return SPECIAL_TOKENS.index(token) if token in SPECIAL_TOKENS else None


def _token_text(model: str, token: int) -> str | None:
    tokenizer = _local_tokenizer(model)
    return tokenizer.decode([token]) if tokenizer is not None else None


def _cut_at_stop(hypothesis: Hypothesis, model: str, stops: Sequence[str]) -> Hypothesis:
    """The hypothesis up to and with the first of the `stops` in it."""
    names = {_token_id(model, stop): stop for stop in stops}
    for place, token in enumerate(hypothesis.tokens):
        stop = names.get(token.id)
        if stop is not None and stop in hypothesis.text:
            return Hypothesis(
                hypothesis.text[: hypothesis.text.index(stop) + len(stop)],
                hypothesis.tokens[: place + 1],
                replace(
                    hypothesis.completed,
                    finish_reason="stop",
                    completion_tokens=place,
                    stop_text=stop,
                ),
            )
    return hypothesis


def _score(hypothesis: Hypothesis, length_penalty: float) -> float:
    """What beams are ranked by, as `BeamSearch` says."""
    total = sum(token.logprob or 0.0 for token in hypothesis.tokens)
    length: float = max(1, len(hypothesis.tokens)) ** length_penalty
    return total / length
