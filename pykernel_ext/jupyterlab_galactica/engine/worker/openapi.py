"""The worker's description for others' tools, served at `/openapi.json`.

Schemathesis holds it to what is answered (`make test-openai`). What it cannot say: a prompt has to
fit the model's window and hold tokens of its vocabulary, and some fields exclude each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

from ...version import __version__
from .fields import IGNORED, MAX_TOKEN_ID, ONLY_DEFAULT, WHOLE_WINDOW
from .requests import MAX_CHOICES, MAX_LOGPROBS, ROLES

Schema: TypeAlias = dict[str, Any]

TOKENIZER_NAMES = ("bos_token", "pad_token", "eos_token", "unk_token")

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_BOOLEAN: Schema = {"type": "boolean"}
_NUMBER: Schema = {"type": "number"}
_FINISH: Schema = {"enum": ["stop", "length", None]}
_TOKEN: Schema = {"type": "integer", "minimum": 0, "maximum": MAX_TOKEN_ID}
_IDS: Schema = {"type": "array", "items": _TOKEN}
_SOME_IDS: Schema = _IDS | {"minItems": 1}
_SOME_TEXT: Schema = {"type": "string", "minLength": 1}
_LOGPROB: Schema = {"type": ["number", "null"], "maximum": 0}

_EVENT: Schema = {
    "type": "object",
    "properties": {"data": _TEXT, "event": {"const": "message"}},
    "required": ["data"],
    "description": "A part of the answer as JSON, an error, or [DONE].",
}

_REFUSALS = {
    "400": "The request is not as described, or does not fit the model.",
    "401": "The bearer token is missing or wrong.",
    "403": "A page of another site asks.",
    "404": "There is no such path or model.",
    "413": "The request is too large.",
    "421": "The request names another host than this machine.",
    "429": "As many requests wait as may.",
    "500": "The model failed.",
}


@cache
def description() -> Schema:
    """OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "jupyterlab-galactica",
            "version": __version__,
            "description": "OpenAI's completions protocol with vLLM's extensions, one local model.",
        },
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Error": _object(
                    error=_object(
                        message=_TEXT,
                        type=_TEXT,
                        param={"type": ["string", "null"]},
                        code={"type": ["string", "null"]},
                    )
                ),
                "Model": _object(
                    {"max_model_len": _COUNT},
                    id=_TEXT,
                    object={"const": "model"},
                    created=_COUNT,
                    owned_by=_TEXT,
                ),
                "CompletionRequest": _completion_request(),
                "Completion": _answer("text_completion", _completion_choice()),
                "ChatRequest": _chat_request(),
                "ChatCompletion": _answer("chat.completion", _chat_choice()),
            },
        },
    }


def _paths() -> Schema:
    return {
        "/v1/models": {
            "get": _operation(
                "The loaded model, or the one to be loaded",
                _object(object={"const": "list"}, data={"type": "array", "items": _ref("Model")}),
            )
        },
        "/v1/models/{model}": {
            "get": _operation("One of these", _ref("Model")),
            "parameters": [
                {"name": "model", "in": "path", "required": True, "schema": _SOME_TEXT},
            ],
        },
        "/v1/completions": {
            "post": _operation(
                "Continue prompts", _ref("Completion"), _ref("CompletionRequest"), streams=True
            )
        },
        "/v1/chat/completions": {
            "post": _operation(
                "Answer a chat", _ref("ChatCompletion"), _ref("ChatRequest"), streams=True
            )
        },
        "/tokenize": {
            "post": _operation(
                "The ids of a text's tokens",
                _object(tokens=_IDS, count=_COUNT, max_model_len=_nullable(_COUNT)),
                _request({"model": _TEXT, "add_special_tokens": _BOOLEAN}, {"prompt": _TEXT}),
            )
        },
        "/detokenize": {
            "post": _operation(
                "The text of token ids",
                _object(prompt=_TEXT),
                _request({"model": _TEXT}, {"tokens": _IDS}),
            )
        },
        "/tokenizer_info": {
            "get": _operation(
                "The tokenizer's special tokens",
                _object(**{name: {"type": ["string", "null"]} for name in TOKENIZER_NAMES}),
            )
        },
        "/status": {"get": _operation("What the worker is doing", {"type": "object"})},
        "/openapi.json": {"get": _operation("This description", {"type": "object"})},
        "/metrics": {"get": _operation("Figures for Prometheus", None)},
    }


def _operation(
    summary: str, answer: Schema | None, body: Schema | None = None, *, streams: bool = False
) -> Schema:
    """`answer` None is plain text."""
    content = {"text/plain": {"schema": _TEXT}} if answer is None else _json(answer)
    if streams:
        content = content | {"text/event-stream": {"schema": _EVENT}}
    responses: Schema = {"200": {"description": summary, "content": content}}
    for status, says in _REFUSALS.items():
        responses[status] = {"description": says, "content": _json(_ref("Error"))}
    operation: Schema = {"summary": summary, "responses": responses}
    if body is not None:
        operation["requestBody"] = {"required": True, "content": _json(body)}
    return operation


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(optional: Mapping[str, Schema] | None = None, /, **required: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _request(optional: Mapping[str, Schema], required: Mapping[str, Schema]) -> Schema:
    """What is optional may also be null, for its default."""
    return _object({name: _nullable(schema) for name, schema in optional.items()}, **required)


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _integer(low: int, high: int = WHOLE_WINDOW) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def _generation_fields() -> dict[str, Schema]:
    """What both endpoints take."""
    return {
        **{name: {"enum": list(values)} for name, values in ONLY_DEFAULT.items() if values},
        **{name: {"type": "null"} for name, values in ONLY_DEFAULT.items() if not values},
        **{name: {} for name in sorted(IGNORED)},
        "model": _TEXT,
        "min_tokens": _integer(0),
        "temperature": {"type": "number", "minimum": 0, "maximum": 100},
        "top_p": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        "seed": _integer(-(2**63), 2**63 - 1),
        "stop": {"anyOf": [_SOME_TEXT, {"type": "array", "items": _SOME_TEXT}]},
        "stop_token_ids": _IDS,
        "ignore_eos": _BOOLEAN,
        "n": _integer(1, MAX_CHOICES),
        "skip_special_tokens": _BOOLEAN,
        "spaces_between_special_tokens": _BOOLEAN,
        "stream": _BOOLEAN,
        "stream_options": _request(
            {
                "include_usage": _BOOLEAN,
                "continuous_usage_stats": {"const": False},
                "include_obfuscation": _BOOLEAN,
            },
            {},
        ),
        "return_tokens_as_token_ids": _BOOLEAN,
    }


def _completion_request() -> Schema:
    beams = {
        "use_beam_search": _BOOLEAN,
        "include_stop_str_in_output": _BOOLEAN,
        "length_penalty": {"type": "number", "minimum": -10, "maximum": 10},
    }
    prompts = [
        _SOME_TEXT,
        _SOME_IDS,
        {
            "type": "array",
            "items": {"anyOf": [_SOME_TEXT, _SOME_IDS]},
            "minItems": 1,
            "maxItems": MAX_CHOICES,
        },
    ]
    return _request(
        {
            **_generation_fields(),
            **beams,
            "max_tokens": _integer(0),
            "logprobs": _integer(0, MAX_LOGPROBS),
            "echo": _BOOLEAN,
        },
        {"prompt": {"anyOf": prompts}},
    )


def _chat_request() -> Schema:
    part = {
        "type": "object",
        "properties": {"type": {"const": "text"}, "text": _TEXT},
        "required": ["type", "text"],
    }
    message = {
        "type": "object",
        "properties": {
            "role": {"enum": list(ROLES)},
            "content": {"anyOf": [_TEXT, {"type": "array", "items": part}]},
        },
        "required": ["role", "content"],
    }
    return _request(
        {
            **_generation_fields(),
            "max_tokens": _integer(1),
            "max_completion_tokens": _integer(1),
            "logprobs": _BOOLEAN,
            "top_logprobs": _integer(0, MAX_LOGPROBS),
        },
        {"messages": {"type": "array", "items": message, "minItems": 1}},
    )


def _answer(kind: str, choice: Schema) -> Schema:
    usage = _object(
        {"dropped_tokens": _COUNT},
        prompt_tokens=_COUNT,
        completion_tokens=_COUNT,
        total_tokens=_COUNT,
    )
    return _object(
        id=_TEXT,
        object={"const": kind},
        created=_COUNT,
        model=_TEXT,
        choices={"type": "array", "items": choice, "minItems": 1},
        usage=usage,
        galactica={"type": "object", "description": "What made the completion."},
    )


def _completion_choice() -> Schema:
    logprobs = _object(
        tokens={"type": "array", "items": _TEXT},
        token_logprobs={"type": "array", "items": _LOGPROB},
        top_logprobs={
            "type": "array",
            "items": {"type": ["object", "null"], "additionalProperties": _NUMBER},
        },
        text_offset={"type": "array", "items": _COUNT},
    )
    return _choice(text=_TEXT, logprobs=_nullable(logprobs))


def _chat_choice() -> Schema:
    token = {"token": _TEXT, "logprob": _LOGPROB, "bytes": {"type": ["array", "null"]}}
    top = {"type": "array", "items": _object(**token)}
    logprobs = _object(content={"type": "array", "items": _object(**token, top_logprobs=top)})
    message = _object(role={"const": "assistant"}, content=_TEXT)
    return _choice(message=message, logprobs=_nullable(logprobs))


def _choice(**fields: Schema) -> Schema:
    return _object(
        index=_COUNT,
        finish_reason=_FINISH,
        stop_reason={"type": ["string", "integer", "null"]},
        **fields,
    )
