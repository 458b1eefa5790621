"""Completions over HTTP: from the shared worker, or any server that speaks OpenAI's protocol."""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

from ..errors import GalacticaError, InputError, ModelError, WorkerError
from ..models.catalog import find_local_model, qualified_name
from ..models.tokenizer import Tokenizer
from . import connection
from .interface import (
    Chunk,
    Completed,
    CompletionEvent,
    CompletionRequest,
    Progress,
    Sampling,
    Token,
)
from .sse import sse_lines

if TYPE_CHECKING:
    import httpx

_CONNECT_TIMEOUT_S = 10.0
_WORKER_SILENCE_S = 120.0
"""The worker sends something every second; a process that hangs this long is given up."""
_SERVER_SILENCE_S = 600.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

_tokenizers: dict[str, Tokenizer] = {}


class WorkerCompleter:
    """`Completer` that asks the shared worker and starts it where none runs."""

    def complete(self, request: CompletionRequest) -> Generator[CompletionEvent, None, None]:
        model = qualified_name(request.model)
        body = _body(request, model, request.prompt)
        found = connection.read()
        if found is not None:
            try:
                yield from self._ask(found, body)
                return
            except _NotThereError:
                pass
        yield Progress("starting", "the model's process")
        try:
            yield from self._ask(connection.find_or_start(), body)
        except _NotThereError as error:
            raise WorkerError(
                "The model's process stopped at once; ask again to start it anew, or read "
                f"{connection.log_file()}."
            ) from error

    def _ask(
        self, found: connection.Connection, body: dict[str, Any]
    ) -> Generator[CompletionEvent, None, None]:
        import httpx

        timeout = httpx.Timeout(_CONNECT_TIMEOUT_S, read=_WORKER_SILENCE_S)
        broken = (
            "The model's process stopped, perhaps for want of memory; ask again to start it anew "
            f"({connection.log_file()} may say why)."
        )
        with connection.http_client(found, timeout=timeout) as client:
            yield from _stream(client, "/v1/completions", body, broken)


class ServerCompleter:
    """`Completer` for a server such as vLLM at `base_url`, with or without its `/v1`.

    Its key, where it wants one, is in the environment variable GALACTICA_API_KEY. Prompts go as
    token ids where the model's tokenizer is on this machine: a server knows nothing of Galactica's
    one-character tokens in sequences.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/").removesuffix("/v1")

    def complete(self, request: CompletionRequest) -> Generator[CompletionEvent, None, None]:
        import httpx

        prompt = request.prompt
        tokenizer = _local_tokenizer(request.model)
        if isinstance(prompt, str) and tokenizer is not None:
            prompt = tokenizer.encode(prompt)
        body = _body(request, request.model, prompt)
        key = os.environ.get("GALACTICA_API_KEY")
        try:
            client = httpx.Client(
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
        except _NotThereError as error:
            raise WorkerError(
                f"The server at {self._base_url} cannot be reached ({error}); check that it runs, "
                "the URL, and GALACTICA_API_KEY."
            ) from error


class _NotThereError(Exception):
    """Nobody listens at this address, or it is not who we think."""


def _body(request: CompletionRequest, model: str, prompt: Any) -> dict[str, Any]:
    sampling: Sampling = request.sampling
    return {
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
        "return_tokens_as_token_ids": sampling.logprobs is not None,
        "skip_special_tokens": False,
        "spaces_between_special_tokens": False,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def _stream(
    client: httpx.Client, path: str, body: dict[str, Any], broken: str
) -> Generator[CompletionEvent, None, None]:
    """Post and yield events. Leaving the generator closes the connection, which cancels."""
    import httpx

    answered = False
    try:
        with client.stream("POST", path, json=body) as response:
            answered = True
            if response.status_code != httpx.codes.OK:
                raise _error_of(response.status_code, response.read())
            yield from _events(response.iter_bytes(), body["model"], broken)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        if answered or isinstance(error, httpx.ReadTimeout):
            raise WorkerError(broken) from error
        raise _NotThereError(str(error)) from error


def _events(parts: Iterator[bytes], model: str, broken: str) -> Iterator[CompletionEvent]:
    doing: Progress | None = None
    reason: dict[str, Any] | None = None
    usage: dict[str, Any] = {}
    for line in sse_lines(parts):
        if line.startswith(":"):
            doing = _progress(line) or doing
            if doing is not None:
                yield doing
        if not line.startswith("data:"):
            continue
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            break
        try:
            part = json.loads(data)
        except ValueError as error:
            raise WorkerError(broken) from error
        if "error" in part:
            raise _error(part["error"], part["error"].get("code"))
        usage = part.get("usage") or usage
        for choice in part.get("choices", ()):
            if choice.get("text") or choice.get("logprobs"):
                yield Chunk(choice.get("text", ""), _tokens(choice.get("logprobs")))
            if choice.get("finish_reason"):
                reason = choice
    if reason is None:
        raise WorkerError(broken)
    yield Completed(
        finish_reason="length" if reason["finish_reason"] == "length" else "stop",
        prompt_tokens=usage.get("prompt_tokens", 0),
        completion_tokens=usage.get("completion_tokens", 0),
        model=model,
        stop_text=_stop_text(reason.get("stop_reason"), model),
    )


def _stop_text(reason: str | int | None, model: str) -> str | None:
    """The text of vLLM's `stop_reason`, which is a text or a token's id."""
    if not isinstance(reason, int):
        return reason
    tokenizer = _local_tokenizer(model)
    return tokenizer.decode([reason]) if tokenizer is not None else None


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


def _progress(comment: str) -> Progress | None:
    """What our worker says in a comment; None for comments of other servers and heartbeats."""
    try:
        fields = json.loads(comment[1:])
        return Progress(fields["phase"], fields["detail"], fields["fraction"])
    except (ValueError, KeyError, TypeError):
        return None


def _tokens(logprobs: dict[str, Any] | None) -> tuple[Token, ...]:
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


def _error_of(status: int, body: bytes) -> Exception:
    if status in (401, 403):
        return _NotThereError(f"it refuses the key, status {status}")
    try:
        answer = json.loads(body)
        error = answer.get("error", answer)
        return _error(error if isinstance(error, dict) else {"message": str(error)}, status)
    except (ValueError, AttributeError):
        return WorkerError(f"The server answered with status {status}; read its log.")


def _error(error: dict[str, Any], code: Any) -> GalacticaError:
    message = str(error.get("message") or "The server failed; read its log.")
    if code == 404 or error.get("code") in (404, "model_error"):
        return ModelError(message)
    if error.get("type") in ("invalid_request_error", "BadRequestError") or code == 400:
        return InputError(message)
    return WorkerError(message)
