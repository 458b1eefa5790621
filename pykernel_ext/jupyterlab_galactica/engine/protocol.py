"""OpenAI's completions protocol as a client speaks it: what is sent, and how answers are read.

Fields: https://platform.openai.com/docs/api-reference/completions, with vLLM's extensions.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, TypeAlias

from ..errors import GalacticaError, InputError, ModelError, WorkerError
from .interface import (
    BeamRequest,
    Chunk,
    Completed,
    CompletionEvent,
    CompletionRequest,
    Hypothesis,
    Origin,
    Progress,
    Token,
)
from .sse import sse_lines

Part: TypeAlias = "Progress | dict[str, Any]"
"""What comes from a server: progress, which only our worker tells, and pieces of its answer."""

StopText: TypeAlias = Callable[[int], "str | None"]
"""The text of a stop token, where it is known."""

ORIGIN_FIELD = "galactica"
"""Beside a stream's usage our worker says what made the completion; see `interface.Origin`."""

_COMMON: dict[str, Any] = {
    "skip_special_tokens": False,
    "spaces_between_special_tokens": False,
    "stream": True,
    "stream_options": {"include_usage": True},
}


def completion_body(
    request: CompletionRequest, model: str, prompt: str | Sequence[int]
) -> dict[str, Any]:
    sampling = request.sampling
    return _COMMON | {
        "model": model,
        "prompt": prompt if isinstance(prompt, str) else list(prompt),
        "max_tokens": sampling.max_tokens,
        "min_tokens": sampling.min_tokens,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "seed": sampling.seed,
        "stop": list(sampling.stop),
        "stop_token_ids": list(sampling.stop_token_ids),
        "ignore_eos": sampling.ignore_eos,
        "logprobs": sampling.logprobs,
        "echo": sampling.echo,
        "return_tokens_as_token_ids": sampling.logprobs is not None,
    }


def plain_body(
    request: CompletionRequest, model: str, prompt: str | Sequence[int]
) -> dict[str, Any]:
    """OpenAI's own fields, for servers that know no others; what holds its default is left out.

    (TGI refuses a `top_p` of 1.) Stops by id stay with the caller.
    """
    sampling = request.sampling
    body: dict[str, Any] = {
        "model": model,
        "prompt": prompt if isinstance(prompt, str) else list(prompt),
        "max_tokens": sampling.max_tokens,
        "temperature": sampling.temperature,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if sampling.top_p < 1:
        body["top_p"] = sampling.top_p
    if sampling.seed is not None:
        body["seed"] = sampling.seed
    if sampling.stop:
        body["stop"] = list(sampling.stop)
    return body


def beam_body(request: BeamRequest, model: str, prompt: str | Sequence[int]) -> dict[str, Any]:
    search = request.search
    return _COMMON | {
        "model": model,
        "prompt": prompt if isinstance(prompt, str) else list(prompt),
        "max_tokens": search.max_tokens,
        "temperature": 0.0,
        "use_beam_search": True,
        "n": search.width,
        "length_penalty": search.length_penalty,
        "stop": list(request.stop),
        "stop_token_ids": list(search.stop_token_ids),
        "ignore_eos": search.ignore_eos,
        "include_stop_str_in_output": True,
        "logprobs": 0,
        "return_tokens_as_token_ids": True,
    }


def read_parts(
    data: Iterator[bytes], broken: Callable[[], str], doing: Progress | None = None
) -> Iterator[Part]:
    """The parts of an event stream; in a silent moment (empty `data`) the last progress again.

    `doing` is what a server does that tells no progress, until text comes. Raises the error a
    server tells of, or WorkerError with the sentence that `broken` gives where the stream makes no
    sense or ends before a completion does.
    """
    ended = False
    for line in sse_lines(data):
        if line.startswith(":"):
            doing = _progress(line) or doing
            if doing is not None:
                yield doing
        if not line.startswith("data:"):
            continue
        text = line.removeprefix("data:").strip()
        if text == "[DONE]":
            break
        try:
            part = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise WorkerError(broken()) from error
        if not isinstance(part, dict):
            raise WorkerError(broken())
        if "error" in part:
            raise _told(part["error"], None)
        choices = part.get("choices") or ()
        ended = ended or any(choice.get("finish_reason") for choice in choices)
        if doing is not None and doing.phase != "generating" and choices:
            doing = Progress("generating")
        yield part
    if not ended:
        raise WorkerError(broken())


def read_completion(
    parts: Generator[Part, None, None], model: str, stop_text: StopText
) -> Generator[CompletionEvent, None, None]:
    """The events of the one completion that was asked for."""
    ending: dict[str, Any] = {}
    usage: dict[str, Any] = {}
    origin: Origin | None = None
    with closing(parts):
        for part in parts:
            if isinstance(part, Progress):
                yield part
                continue
            usage = part.get("usage") or usage
            origin = _origin(part.get(ORIGIN_FIELD)) or origin
            for choice in part.get("choices") or ():
                if choice.get("text") or choice.get("logprobs"):
                    yield Chunk(choice.get("text", ""), read_tokens(choice.get("logprobs")))
                if choice.get("finish_reason"):
                    ending = choice
    completed = _completed(ending, model, stop_text, usage, usage.get("completion_tokens", 0))
    yield replace(completed, origin=origin)


def read_hypotheses(
    parts: Generator[Part, None, None], model: str, stop_text: StopText
) -> Generator[Progress | Hypothesis, None, None]:
    """Progress, and then the hypotheses in the order the server gives them."""
    texts: dict[int, str] = defaultdict(str)
    tokens: dict[int, tuple[Token, ...]] = defaultdict(tuple)
    endings: dict[int, dict[str, Any]] = {}
    usage: dict[str, Any] = {}
    with closing(parts):
        for part in parts:
            if isinstance(part, Progress):
                yield part
                continue
            usage = part.get("usage") or usage
            for choice in part.get("choices") or ():
                index = choice["index"]
                texts[index] += choice.get("text") or ""
                tokens[index] += read_tokens(choice.get("logprobs"))
                if choice.get("finish_reason"):
                    endings[index] = choice
    for index, ending in sorted(endings.items()):
        completed = _completed(ending, model, stop_text, usage, len(tokens[index]))
        yield Hypothesis(texts[index], tokens[index], completed)


def error_of(status: int, body: bytes) -> GalacticaError:
    """The error a server answered with instead of a stream."""
    try:
        answer = json.loads(body)
        return _told(answer.get("error", answer), status)
    except (ValueError, AttributeError, RecursionError):
        return WorkerError(f"The server answered with status {status}; read its log.")


def _completed(
    ending: dict[str, Any],
    model: str,
    stop_text: StopText,
    usage: dict[str, Any],
    completion_tokens: int,
) -> Completed:
    """`stop_reason` is vLLM's: a text, or a token's id."""
    stop = ending.get("stop_reason")
    return Completed(
        finish_reason="length" if ending["finish_reason"] == "length" else "stop",
        prompt_tokens=usage.get("prompt_tokens", 0),
        completion_tokens=completion_tokens,
        model=model,
        stop_text=stop_text(stop) if isinstance(stop, int) else stop,
    )


def _origin(fields: Any) -> Origin | None:
    """What our worker says of itself; None of other servers, and of a worker that says it anew."""
    try:
        return Origin(**fields)
    except TypeError:
        return None


def _progress(comment: str) -> Progress | None:
    """What our worker says in a comment; None for comments of other servers and heartbeats."""
    try:
        fields = json.loads(comment[1:])
        return Progress(fields["phase"], fields["detail"], fields["fraction"])
    except (ValueError, KeyError, TypeError):
        return None


def read_tokens(logprobs: dict[str, Any] | None) -> tuple[Token, ...]:
    """Tokens from OpenAI's `logprobs`, their names written as `token_id:7`."""
    if not logprobs:
        return ()
    names, values = logprobs["tokens"], logprobs["token_logprobs"]
    tops = logprobs.get("top_logprobs") or [{}] * len(names)
    return tuple(
        Token(_id(name), value, tuple((_id(other), p) for other, p in (top or {}).items()))
        for name, value, top in zip(names, values, tops, strict=True)
    )


def _id(name: str) -> int:
    return int(name.removeprefix("token_id:"))


def _told(error: Any, status: int | None) -> GalacticaError:
    """What a server calls an error: an object, or its message alone."""
    if not isinstance(error, dict):
        return _error({"message": str(error)}, status)
    return _error(error, status if status is not None else error.get("code"))


def _error(error: dict[str, Any], code: Any) -> GalacticaError:
    message = str(error.get("message") or "The server failed; read its log.")
    if code == 404 or error.get("code") in (404, "model_error"):
        return ModelError(message)
    if error.get("type") in ("invalid_request_error", "BadRequestError") or code == 400:
        return InputError(message)
    return WorkerError(message)
