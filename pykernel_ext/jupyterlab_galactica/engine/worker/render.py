"""Completions as OpenAI's JSON, whole or as server-sent events."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from ...errors import (
    BusyError,
    GalacticaError,
    InputError,
    ModelError,
    NotAllowedError,
    TooLargeError,
)
from ...models.prompt import Prompt
from ..completion import LoadedModel
from ..interface import Chunk, Completed, Progress, Token
from ..protocol import ORIGIN_FIELD
from .fields import FieldError, TogetherError
from .offsets import offsets
from .requests import GenerationRequest

DONE = b"data: [DONE]\n\n"
HEARTBEAT = b": \n\n"


def sse(data: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(data).encode("ascii") + b"\n\n"


def sse_progress(progress: Progress) -> bytes:
    """A comment line: clients of OpenAI's protocol pass over it, ours reads it."""
    fields = {
        "phase": progress.phase,
        "detail": progress.detail,
        "fraction": progress.fraction,
    }
    return b": " + json.dumps(fields).encode("ascii") + b"\n\n"


INVALID_VALUE = "invalid_value"
"""The code of an error that `/openapi.json` foretells: a field is not as described there."""

_TYPES = {429: "rate_limit_error", 500: "server_error"}


def error_status(error: GalacticaError) -> int:
    if isinstance(error, TooLargeError):
        return 413
    if isinstance(error, NotAllowedError):
        return 403
    if isinstance(error, InputError):
        return 400
    if isinstance(error, BusyError):
        return 429
    return 404 if isinstance(error, ModelError) else 500


def error_json(error: GalacticaError) -> dict[str, Any]:
    """OpenAI's error object."""
    code = None
    if isinstance(error, ModelError):
        code = "model_error"
    if isinstance(error, FieldError) and not isinstance(error, TogetherError):
        code = INVALID_VALUE
    return {
        "error": {
            "message": str(error),
            "type": _TYPES.get(error_status(error), "invalid_request_error"),
            "param": (error.field or None) if isinstance(error, FieldError) else None,
            "code": code,
        }
    }


class Renderer:
    """The JSON of one request's completions."""

    def __init__(self, request: GenerationRequest, model: LoadedModel) -> None:
        self._request = request
        self._model = model
        self._id = f"{'chatcmpl' if request.chat else 'cmpl'}-{uuid.uuid4().hex}"
        self._created = int(time.time())
        self._begun: set[int] = set()
        self._offsets: dict[int, Callable[[int], int]] = {}

    def chunk(self, index: int, chunk: Chunk) -> dict[str, Any]:
        choice: dict[str, Any] = {"index": index, "finish_reason": None}
        choice["logprobs"] = self._logprobs(index, chunk.tokens)
        if self._request.chat:
            choice["delta"] = self._delta(index) | {"content": chunk.text}
        else:
            choice["text"] = chunk.text
        self._begun.add(index)
        return self._part([choice])

    def last(self, index: int, end: Completed) -> dict[str, Any]:
        choice: dict[str, Any] = {"index": index, **self._ending(end)}
        if self._request.chat:
            choice["delta"] = self._delta(index)
        else:
            choice |= {"text": "", "logprobs": None}
        return self._part([choice])

    def _delta(self, index: int) -> dict[str, str]:
        """The role comes once, with a choice's first part: clients join the parts' texts."""
        return {} if index in self._begun else {"role": "assistant"}

    def usage_part(self, ends: Sequence[Completed]) -> dict[str, Any]:
        return self._part([]) | self._account(ends)

    def whole(self, texts: Sequence[Chunk], ends: Sequence[Completed]) -> dict[str, Any]:
        """The answer to a request that does not stream; `texts` has one chunk for each choice."""
        choices = []
        for index, (text, end) in enumerate(zip(texts, ends, strict=True)):
            choice: dict[str, Any] = {"index": index, **self._ending(end)}
            choice["logprobs"] = self._logprobs(index, text.tokens)
            if self._request.chat:
                choice["message"] = {"role": "assistant", "content": text.text}
            else:
                choice["text"] = text.text
            choices.append(choice)
        return self._object("", choices) | self._account(ends)

    def _part(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return self._object(".chunk" if self._request.chat else "", choices)

    def _object(self, suffix: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        kind = "chat.completion" if self._request.chat else "text_completion"
        return {
            "id": self._id,
            "object": kind + suffix,
            "created": self._created,
            "model": self._model.name,
            "choices": choices,
        }

    def _ending(self, end: Completed) -> dict[str, Any]:
        """`stop_reason` is vLLM's: the stop text, or the id of the stop token."""
        reason: str | int | None = end.stop_text
        if reason is not None and reason not in self._request.sampling.stop:
            reason = self._model.tokenizer.token_id(str(reason))
        return {"finish_reason": end.finish_reason, "stop_reason": reason}

    def _account(self, ends: Sequence[Completed]) -> dict[str, Any]:
        """What the completions cost, and what made them: a field of our own."""
        return {"usage": self._usage(ends), ORIGIN_FIELD: asdict(self._model.origin)}

    def _usage(self, ends: Sequence[Completed]) -> dict[str, int]:
        prompt = sum(end.prompt_tokens for end in ends[:: self._request.n])
        completion = sum(end.completion_tokens for end in ends)
        usage = {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        }
        if self._request.chat:
            usage["dropped_tokens"] = ends[0].dropped_tokens if ends else 0
        return usage

    def _logprobs(self, index: int, tokens: Sequence[Token]) -> dict[str, Any] | None:
        if self._request.sampling.logprobs is None:
            return None

        def name(token: int) -> str:
            if self._request.token_id_names:
                return f"token_id:{token}"
            text = self._model.tokenizer.decode([token])
            return f"token_id:{token}" if "\ufffd" in text else text  # part of a character

        if self._request.chat:
            return {"content": [_chat_logprob(token, name) for token in tokens]}
        names = [name(token.id) for token in tokens]
        return {
            "tokens": names,
            "token_logprobs": [token.logprob for token in tokens],
            "top_logprobs": [_top_logprobs(token, name) for token in tokens],
            "text_offset": [self._offset(index, token.id) for token in tokens],
        }

    def _offset(self, index: int, token: int) -> int:
        """Where in the choice's text its next token begins."""
        if index not in self._offsets:
            request, tokenizer = self._request, self._model.tokenizer
            echoed = request.prompts[index // request.n] if request.sampling.echo else ""
            assert not isinstance(echoed, Prompt), "a chat is not echoed"
            self._offsets[index] = offsets(tokenizer, echoed, request.skip_special_tokens)
        return self._offsets[index](token)


def _top_logprobs(token: Token, name: Callable[[int], str]) -> dict[str, float] | None:
    """None for a prompt's first token, as with OpenAI."""
    if token.logprob is None:
        return None
    return {name(other): logprob for other, logprob in token.alternatives}


def _chat_logprob(token: Token, name: Callable[[int], str]) -> dict[str, Any]:
    def entry(token: int, logprob: float | None) -> dict[str, Any]:
        text = name(token)
        data = None if text.startswith("token_id:") else list(text.encode("utf-8"))
        return {"token": text, "logprob": logprob, "bytes": data}

    top = [entry(other, logprob) for other, logprob in token.alternatives]
    return entry(token.id, token.logprob) | {"top_logprobs": top}
