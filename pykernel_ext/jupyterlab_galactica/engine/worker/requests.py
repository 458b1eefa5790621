"""Reading the JSON bodies of OpenAI-style requests, with vLLM's extensions and defaults.

A field that cannot be honoured is an error that names it, unless it holds its default.
Fields: https://platform.openai.com/docs/api-reference/completions and vLLM's
`vllm.entrypoints.openai`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import NoneType
from typing import Any

from ...config import load_config, most_new_tokens
from ...errors import NotAllowedError
from ...models.chat import Message, Role, fold_messages
from ...models.detect import family_for
from ...models.prompt import Prompt
from ..interface import BeamSearch, Sampling
from .fields import WHOLE_WINDOW, FieldError, Fields, TogetherError, text, token_ids

MAX_CHOICES = 128
MAX_LOGPROBS = 20

ROLES: Mapping[Any, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
}


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
    fields = Fields(body)
    request = _common(fields, chat=False)
    sampling = replace(
        request.sampling,
        max_tokens=fields.integer("max_tokens", 16, low=0),
        echo=fields.boolean("echo", default=False),
        logprobs=fields.optional_integer("logprobs", low=0, high=MAX_LOGPROBS),
    )
    request = replace(request, prompts=_prompts(fields.take("prompt")), sampling=sampling)
    include_stop = fields.boolean("include_stop_str_in_output", default=False)
    length_penalty = fields.number("length_penalty", 1.0, low=-10.0, high=10.0)
    if fields.boolean("use_beam_search", default=False):
        request = _with_beams(request, include_stop, length_penalty)
    else:
        _refuse("include_stop_str_in_output", include_stop, "without use_beam_search")
        _refuse("length_penalty", length_penalty != 1, "without use_beam_search")
    fields.refuse_rest()
    return _limited(request)


def read_chat(body: Any, loaded_model: str | None) -> GenerationRequest:
    """The body of `/v1/chat/completions`, its messages folded as the model's family has it.

    Raises FieldError.
    """
    fields = Fields(body)
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
        max_tokens=max_tokens or fallback or WHOLE_WINDOW,
        logprobs=alternatives if wants_logprobs else None,
        stop=(*request.sampling.stop, *prompt.stop),
    )
    return _limited(replace(request, prompts=(prompt,), sampling=sampling))


def _common(fields: Fields, *, chat: bool) -> GenerationRequest:
    model = fields.optional_text("model")
    stream_options = fields.take("stream_options")
    if not isinstance(stream_options, (dict, NoneType)):
        raise FieldError("stream_options", 'stream_options is an object, {"include_usage": true}.')
    options = Fields(stream_options or {})
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
            stop_token_ids=fields.optional_token_ids("stop_token_ids"),
            ignore_eos=fields.boolean("ignore_eos", default=False),
        ),
        n=fields.integer("n", 1, low=1, high=MAX_CHOICES),
        skip_special_tokens=fields.boolean("skip_special_tokens", default=True),
        stream=fields.boolean("stream", default=False),
        include_usage=include_usage,
        token_id_names=fields.boolean("return_tokens_as_token_ids", default=False),
        chat=chat,
    )


def _with_beams(
    request: GenerationRequest, include_stop: bool, length_penalty: float
) -> GenerationRequest:
    """The request for its `n` best beams; what only sampling can honour is refused."""
    sampling = request.sampling
    for field, wanted in (
        ("temperature", sampling.temperature not in (0, 1)),
        ("top_p", sampling.top_p != 1),
        ("min_tokens", sampling.min_tokens > 0),
        ("logprobs", bool(sampling.logprobs)),
        ("max_tokens", sampling.max_tokens == 0),
        ("echo", sampling.echo),
    ):
        _refuse(field, wanted, "with use_beam_search")
    return replace(
        request,
        include_stop=include_stop,
        beams=BeamSearch(
            width=request.n,
            max_tokens=sampling.max_tokens,
            stop_token_ids=sampling.stop_token_ids,
            ignore_eos=sampling.ignore_eos,
            length_penalty=length_penalty,
        ),
    )


def _refuse(field: str, wanted: bool, circumstance: str) -> None:
    if wanted:
        raise TogetherError(field, f"{field} is not supported {circumstance}; leave it out.")


def _limited(request: GenerationRequest) -> GenerationRequest:
    if request.choices > (most := load_config().completions):
        raise TogetherError(
            "n",
            f"A request may ask for {most} completions, by the setting completions; send fewer.",
        )
    if request.sampling.min_tokens > request.sampling.max_tokens:
        raise TogetherError("min_tokens", "min_tokens is at most max_tokens; lower it.")
    if request.sampling.top_p == 0:
        raise FieldError("top_p", "top_p lies above 0 and is at most 1.")
    allowed = most_new_tokens()
    if allowed is not None and request.sampling.max_tokens > allowed:
        raise NotAllowedError(
            f"The administrator allows {allowed} new tokens; send max_tokens of at most so many."
        )
    return request


def _prompts(value: Any) -> tuple[str | tuple[int, ...], ...]:
    """A text, token ids, or a list of either."""
    if isinstance(value, str):
        return (text("prompt", value),)
    if not isinstance(value, list) or not value:
        raise FieldError("prompt", "prompt is a text or a list of token ids; give one.")
    if not any(isinstance(item, (str, list)) for item in value):
        return (token_ids("prompt", value),)
    return tuple(
        text("prompt", item) if isinstance(item, str) else token_ids("prompt", item)
        for item in value
    )


def _messages(value: Any) -> list[Message]:
    if not isinstance(value, list) or not value:
        raise FieldError("messages", "messages is a list of {role, content}; give at least one.")
    return [_message(item) for item in value]


def _message(item: Any) -> Message:
    name = item.get("role") if isinstance(item, dict) else None
    role = ROLES.get(name) if isinstance(name, str) else None
    if role is None:
        raise FieldError("messages", "A message's role is system, user or assistant.")
    content = item.get("content")
    if isinstance(content, list):
        if not all(isinstance(part, dict) and part.get("type") == "text" for part in content):
            raise FieldError("messages", "This model reads text only; leave other content out.")
        content = "".join(str(part.get("text", "")) for part in content)
    return Message(role, text("messages", content))


def _stops(value: Any) -> tuple[str, ...]:
    stops = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(stops, list) or not all(isinstance(s, str) and s for s in stops):
        raise FieldError("stop", "stop is a text or a list of texts, none of them empty.")
    return tuple(text("stop", stop) for stop in stops)


@dataclass(frozen=True, slots=True)
class TokenizeRequest:
    """Without `add_special_tokens` there is no start token; Galactica's texts have none."""

    model: str | None
    prompt: str
    add_special_tokens: bool


@dataclass(frozen=True, slots=True)
class DetokenizeRequest:
    model: str | None
    tokens: tuple[int, ...]


def read_tokenize(body: Any) -> TokenizeRequest:
    """The body of `/tokenize`. Raises FieldError."""
    fields = Fields(body)
    request = TokenizeRequest(
        fields.optional_text("model"),
        text("prompt", fields.take("prompt")),
        fields.boolean("add_special_tokens", default=True),
    )
    fields.refuse_rest()
    return request


def read_detokenize(body: Any) -> DetokenizeRequest:
    """The body of `/detokenize`. Raises FieldError."""
    fields = Fields(body)
    request = DetokenizeRequest(
        fields.optional_text("model"), token_ids("tokens", fields.take("tokens"))
    )
    fields.refuse_rest()
    return request
