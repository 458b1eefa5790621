"""Completions of a server that speaks OpenAI's protocol: vLLM, TGI, llama.cpp, one that chats."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

from ...errors import InputError, WorkerError
from ..interface import (
    BeamRequest,
    Chunk,
    Completed,
    CompletionEvent,
    CompletionRequest,
    Hypothesis,
    Progress,
)
from ..protocol import (
    Part,
    beam_body,
    completion_body,
    plain_body,
    read_completion,
    read_hypotheses,
    read_parts,
)
from ..stopping import StopTexts
from ..window import fit_window
from .about import OURS, served
from .address import Address, address_of
from .asking import UnknownPathError, ask, broken
from .chatting import chat_body, completion_part
from .prompts import Vocabulary, vocabulary_of
from .searching import search_beams


class ServerCompleter:
    """`Completer` for the server at `base_url`, with or without its `/v1`.

    It is asked for what it serves before each completion: who serves has started anew, perhaps,
    with another model. Raises InputError where `base_url` cannot be one.
    """

    def __init__(self, base_url: str) -> None:
        self._server = address_of(base_url)

    def complete(self, request: CompletionRequest) -> Generator[CompletionEvent, None, None]:
        with _understood(self._server):
            vocabulary = yield from self._vocabulary(request.model)
            fitted = yield from _fitted(request, vocabulary)
            try:
                yield from _complete(fitted, vocabulary)
            except UnknownPathError as error:
                yield from _chat(request, vocabulary, error)

    def search(self, request: BeamRequest) -> Generator[Progress | Hypothesis, None, None]:
        with _understood(self._server):
            vocabulary = yield from self._vocabulary(request.model)
            prompt = yield from vocabulary.encode(request.prompt)
            if not vocabulary.extended or isinstance(prompt, str):
                raise InputError(
                    f"References are searched by the probabilities of tokens, which the server at "
                    f"{self._server.url} does not tell by their ids; ask a vLLM server, or the "
                    "model on this machine."
                )
            try:
                if vocabulary.served.software is OURS:
                    yield from _search_there(request, prompt, vocabulary)
                else:
                    yield from search_beams(vocabulary, prompt, request)
            except UnknownPathError as error:
                raise error.error from error

    def _vocabulary(self, model: str) -> Generator[Progress, None, Vocabulary]:
        found = yield from served(self._server, model)
        return vocabulary_of(self._server, found)


@contextmanager
def _understood(server: Address) -> Iterator[None]:
    """What is not as the protocol has it (a field missing, of another kind) breaks the answer off.

    No such error comes from here: what a caller throws into a generator it knows.
    """
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise WorkerError(
            f"The server at {server.url} does not answer as OpenAI's protocol has it ({error!r}); "
            "check base_url, and ask again."
        ) from error


def _fitted(
    request: CompletionRequest, vocabulary: Vocabulary
) -> Generator[Progress, None, CompletionRequest]:
    """The prompt in ids where that can be, and no more new tokens than the server's window has."""
    prompt = yield from vocabulary.encode(request.prompt)
    window, sampling = vocabulary.served.window, request.sampling
    if window is not None and not isinstance(prompt, str):
        sampling = fit_window(prompt, sampling, window)
    return replace(request, prompt=prompt, sampling=sampling)


def _complete(
    request: CompletionRequest, vocabulary: Vocabulary
) -> Generator[CompletionEvent, None, None]:
    _check_special_tokens(vocabulary)
    body_of = completion_body if vocabulary.extended else plain_body
    body = body_of(request, request.model, request.prompt)
    yield from _stopped(_events(request, vocabulary, "/v1/completions", body), request)


def _search_there(
    request: BeamRequest, prompt: Sequence[int], vocabulary: Vocabulary
) -> Generator[Progress | Hypothesis, None, None]:
    """Our own server searches by itself, and reads the prompt once."""
    parts = _parts(vocabulary.server, "/v1/completions", beam_body(request, request.model, prompt))
    yield from read_hypotheses(parts, request.model, vocabulary.token_text)


def _chat(
    request: CompletionRequest, vocabulary: Vocabulary, error: UnknownPathError
) -> Generator[CompletionEvent, None, None]:
    """Where a server knows no completions, it may know chats. Raises the first error if not."""
    if not isinstance(request.prompt, str):
        raise error.error from error
    body = chat_body(request, request.prompt)
    try:
        yield from _stopped(_events(request, vocabulary, "/v1/chat/completions", body), request)
    except UnknownPathError:
        raise error.error from error


def _events(
    request: CompletionRequest, vocabulary: Vocabulary, path: str, body: dict[str, Any]
) -> Generator[CompletionEvent, None, None]:
    server, found = vocabulary.server, vocabulary.served
    parts = _parts(server, path, body)
    with closing(read_completion(parts, request.model, vocabulary.token_text)) as events:
        for event in events:
            if isinstance(event, Completed):
                event = replace(event, server=found.origin(server.url))
            yield event


def _parts(server: Address, path: str, body: dict[str, Any]) -> Generator[Part, None, None]:
    asked = Progress("queued", f"the server at {server.url}")
    yield asked
    with closing((yield from ask(server, path, body))) as data:
        for part in read_parts(data, lambda: broken(server), asked):
            yield part if isinstance(part, Progress) else completion_part(part)


def _stopped(
    events: Generator[CompletionEvent, None, None], request: CompletionRequest
) -> Generator[CompletionEvent, None, None]:
    """The events up to the first stop text, which some servers leave in, and do not name."""
    stops = StopTexts(request.sampling.stop)
    with closing(events):
        for event in events:
            if isinstance(event, Chunk):
                if (text := stops.feed(event.text)) or event.tokens:
                    yield replace(event, text=text)
            elif isinstance(event, Completed):
                if rest := stops.finish():
                    yield Chunk(rest)
                if stops.found is not None:
                    event = replace(event, finish_reason="stop", stop_text=stops.found)
                yield event
            else:
                yield event


def _check_special_tokens(vocabulary: Vocabulary) -> None:
    if vocabulary.is_galactica and not vocabulary.extended:
        raise InputError(
            f"{vocabulary.served.software.name} cannot be asked for Galactica's special tokens, "
            "and so not for its references; serve the model with vLLM."
        )
