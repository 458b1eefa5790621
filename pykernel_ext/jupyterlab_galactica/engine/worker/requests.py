"""Reading the JSON bodies of OpenAI-style requests, with vLLM's extensions and defaults.

A field that cannot be honoured is an error that names it, unless it holds its default.
Fields: https://platform.openai.com/docs/api-reference/completions and vLLM's
`vllm.entrypoints.openai`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...config import load_config
from ...errors import InputError, NotAllowedError
from ...models.chat import Message, Role, fold_messages
from ...models.detect import family_for
from ...models.prompt import Prompt
from ...policy import load_policy
from ..interface import BeamSearch, Sampling

MAX_CHOICES = 128
MAX_LOGPROBS = 20
_WHOLE_WINDOW = 2**31 - 1

_IGNORED = frozenset(
    {"user", "metadata", "request_id", "priority", "store", "service_tier", "safety_identifier"}
)
_ONLY_DEFAULT: Mapping[str, tuple[Any, ...]] = {
    "add_generation_prompt": (True,),
    "add_special_tokens": (True,),
    "allowed_token_ids": ([],),
    "bad_words": ([],),
    "best_of": (1,),
    "continue_final_message": (False,),
    "detokenize": (True,),
    "echo": (False,),
    "frequency_penalty": (0,),
    "functions": ([],),
    "include_stop_str_in_output": (False,),
    "length_penalty": (1,),
    "logit_bias": ({},),
    "min_p": (0,),
    "parallel_tool_calls": (True, False),
    "presence_penalty": (0,),
    "prompt_logprobs": (),
    "repetition_penalty": (1,),
    "response_format": ({"type": "text"},),
    "return_token_ids": (False,),
    "suffix": ("",),
    "tool_choice": ("none", "auto"),
    "tools": ([],),
    "top_k": (0, -1),
    "truncate_prompt_tokens": (-1,),
    "use_beam_search": (False,),
}

_ROLES: Mapping[Any, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
}


class FieldError(InputError):
    """A field of the request cannot be used; `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationRequest:
    """What both endpoints ask for: `n` completions of each prompt. `model` None is the loaded one.

    With `beams` they are searched for, as with vLLM's `use_beam_search`; `include_stop` leaves in
    the token that ended each.
    `token_id_names` writes tokens in log-probabilities as `token_id:7`, vLLM's
    `return_tokens_as_token_ids`.
    """

    model: str | None
    prompts: tuple[str | tuple[int, ...] | Prompt, ...]
    sampling: Sampling
    n: int
    skip_special_tokens: bool
    stream: bool
    include_usage: bool
    token_id_names: bool
    chat: bool
    beams: BeamSearch | None = None
    include_stop: bool = False

    @property
    def choices(self) -> int:
        """The number of completions asked for."""
        return len(self.prompts) * self.n


def read_completion(body: Any) -> GenerationRequest:
    """The body of `/v1/completions`. Raises FieldError."""
    fields = _Fields(body)
    request = _common(fields, chat=False)
    sampling = replace(
        request.sampling,
        max_tokens=fields.integer("max_tokens", 16, low=1),
        logprobs=fields.optional_integer("logprobs", low=0, high=MAX_LOGPROBS),
    )
    request = replace(request, prompts=_prompts(fields.take("prompt")), sampling=sampling)
    if fields.boolean("use_beam_search", default=False):
        request = _with_beams(request, fields)
    fields.refuse_rest()
    return _limited(request)


def read_chat(body: Any, loaded_model: str | None) -> GenerationRequest:
    """The body of `/v1/chat/completions`, its messages folded as the model's family has it.

    Raises FieldError.
    """
    fields = _Fields(body)
    request = _common(fields, chat=True)
    max_tokens = fields.optional_integer("max_completion_tokens", low=1)
    fallback = fields.optional_integer("max_tokens", low=1)
    alternatives = fields.integer("top_logprobs", 0, low=0, high=MAX_LOGPROBS)
    wants_logprobs = fields.boolean("logprobs", default=False)
    prompt = fold_messages(
        _messages(fields.take("messages")), family_for(request.model or loaded_model or "")
    )
    fields.refuse_rest()
    sampling = replace(
        request.sampling,
        max_tokens=max_tokens or fallback or _WHOLE_WINDOW,
        logprobs=alternatives if wants_logprobs else None,
        stop=(*request.sampling.stop, *prompt.stop),
    )
    return _limited(replace(request, prompts=(prompt,), sampling=sampling))


def _common(fields: _Fields, *, chat: bool) -> GenerationRequest:
    model = fields.take("model")
    if model is not None and not isinstance(model, str):
        raise FieldError("model", "model is the name of a model, a text.")
    stream_options = fields.take("stream_options") or {}
    if not isinstance(stream_options, dict):
        raise FieldError("stream_options", 'stream_options is an object, {"include_usage": true}.')
    options = _Fields(stream_options)
    include_usage = options.boolean("include_usage", default=False)
    options.boolean("continuous_usage_stats", default=False, only=False)
    options.boolean("include_obfuscation", default=False)
    options.refuse_rest()
    fields.boolean("spaces_between_special_tokens", default=True)
    return GenerationRequest(
        model=model,
        prompts=(),
        sampling=Sampling(
            min_tokens=fields.integer("min_tokens", 0, low=0),
            temperature=fields.number("temperature", 1.0, low=0.0, high=100.0),
            top_p=fields.number("top_p", 1.0, low=0.0, high=1.0),
            seed=fields.optional_integer("seed", low=-(2**63), high=2**63 - 1),
            stop=_stops(fields.take("stop")),
            stop_token_ids=_token_ids("stop_token_ids", fields.take("stop_token_ids") or []),
            ignore_eos=fields.boolean("ignore_eos", default=False),
        ),
        n=fields.integer("n", 1, low=1, high=MAX_CHOICES),
        skip_special_tokens=fields.boolean("skip_special_tokens", default=True),
        stream=fields.boolean("stream", default=False),
        include_usage=include_usage,
        token_id_names=fields.boolean("return_tokens_as_token_ids", default=False),
        chat=chat,
    )


def _with_beams(request: GenerationRequest, fields: _Fields) -> GenerationRequest:
    """The request for its `n` best beams; what only sampling can honour is refused."""
    sampling = request.sampling
    for field, fine in (
        ("temperature", sampling.temperature in (0, 1)),
        ("top_p", sampling.top_p == 1),
        ("min_tokens", sampling.min_tokens == 0),
        ("logprobs", not sampling.logprobs),
    ):
        if not fine:
            raise FieldError(
                field, f"{field} is not supported with use_beam_search; leave one of them out."
            )
    return replace(
        request,
        include_stop=fields.boolean("include_stop_str_in_output", default=False),
        beams=BeamSearch(
            width=request.n,
            max_tokens=sampling.max_tokens,
            stop_token_ids=sampling.stop_token_ids,
            ignore_eos=sampling.ignore_eos,
            length_penalty=fields.number("length_penalty", 1.0, low=-10.0, high=10.0),
        ),
    )


def _limited(request: GenerationRequest) -> GenerationRequest:
    if request.choices > MAX_CHOICES:
        raise FieldError("n", f"A request may ask for {MAX_CHOICES} completions; send fewer.")
    if request.sampling.min_tokens > request.sampling.max_tokens:
        raise FieldError("min_tokens", "min_tokens is at most max_tokens; lower it.")
    if request.sampling.top_p == 0:
        raise FieldError("top_p", "top_p lies above 0 and is at most 1.")
    if "new_tokens" in load_policy().enforced:
        most = load_config().new_tokens
        if request.sampling.max_tokens > most:
            raise NotAllowedError(
                f"The administrator allows {most} new tokens; send max_tokens of at most so many."
            )
    return request


def _prompts(value: Any) -> tuple[str | tuple[int, ...], ...]:
    """A text, token ids, or a list of either."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not value:
        raise FieldError("prompt", "prompt is a text or a list of token ids; give one.")
    if all(isinstance(item, int) for item in value):
        return (_token_ids("prompt", value),)
    return tuple(item if isinstance(item, str) else _token_ids("prompt", item) for item in value)


def _messages(value: Any) -> list[Message]:
    if not isinstance(value, list) or not value:
        raise FieldError("messages", "messages is a list of {role, content}; give at least one.")
    return [_message(item) for item in value]


def _message(item: Any) -> Message:
    name = item.get("role") if isinstance(item, dict) else None
    role = _ROLES.get(name) if isinstance(name, str) else None
    if role is None:
        raise FieldError("messages", "A message's role is system, user or assistant.")
    content = item.get("content")
    if isinstance(content, list):
        if not all(isinstance(part, dict) and part.get("type") == "text" for part in content):
            raise FieldError("messages", "This model reads text only; leave other content out.")
        content = "".join(str(part.get("text", "")) for part in content)
    if not isinstance(content, str):
        raise FieldError("messages", "A message's content is a text.")
    return Message(role, content)


def _stops(value: Any) -> tuple[str, ...]:
    stops = [value] if isinstance(value, str) else value or []
    if not isinstance(stops, list) or not all(isinstance(s, str) and s for s in stops):
        raise FieldError("stop", "stop is a text or a list of texts, none of them empty.")
    return tuple(stops)


def _token_ids(field: str, value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(_is_integer(item) and item >= 0 for item in value):
        raise FieldError(field, f"{field} has to be a list of token ids, integers from 0 on.")
    return tuple(value)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


class _Fields:
    """The fields of a JSON object, each taken once; null means the default."""

    def __init__(self, body: Any) -> None:
        if not isinstance(body, dict):
            raise FieldError("", "The request's body has to be a JSON object.")
        self._rest = dict(body)

    def take(self, name: str) -> Any:
        return self._rest.pop(name, None)

    def boolean(self, name: str, *, default: bool, only: bool | None = None) -> bool:
        value = self.take(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise FieldError(name, f"{name} is true or false.")
        if only is not None and value is not only:
            raise FieldError(name, f"{name} is not supported here; leave it out.")
        return value

    def integer(self, name: str, default: int, *, low: int, high: int = _WHOLE_WINDOW) -> int:
        value = self.optional_integer(name, low=low, high=high)
        return default if value is None else value

    def optional_integer(self, name: str, *, low: int, high: int = _WHOLE_WINDOW) -> int | None:
        value = self.take(name)
        if value is None:
            return None
        if not _is_integer(value) or not low <= value <= high:
            raise FieldError(name, f"{name} is an integer from {low} to {high}.")
        return int(value)

    def number(self, name: str, default: float, *, low: float, high: float) -> float:
        value = self.take(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise FieldError(name, f"{name} is a number.")
        if not math.isfinite(value) or not low <= value <= high:
            raise FieldError(name, f"{name} is a number from {low:g} to {high:g}.")
        return float(value)

    def refuse_rest(self) -> None:
        for name, value in self._rest.items():
            if value is None or name in _IGNORED:
                continue
            if name not in _ONLY_DEFAULT:
                raise FieldError(name, f"There is no field {name!r} here; leave it out.")
            if value not in _ONLY_DEFAULT[name]:
                raise FieldError(name, f"{name} is not supported here; leave it out.")
