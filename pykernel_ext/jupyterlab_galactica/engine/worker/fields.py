"""The fields of a request's JSON, each with its type and range."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ...errors import InputError

WHOLE_WINDOW = 2**31 - 1
MAX_TOKEN_ID = 2**31 - 1

IGNORED = frozenset(
    {"user", "metadata", "request_id", "priority", "store", "service_tier", "safety_identifier"}
)
ONLY_DEFAULT: Mapping[str, tuple[Any, ...]] = {
    "add_generation_prompt": (True,),
    "add_special_tokens": (True,),
    "allowed_token_ids": ([],),
    "bad_words": ([],),
    "best_of": (1,),
    "continue_final_message": (False,),
    "detokenize": (True,),
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


class FieldError(InputError):
    """A field of the request cannot be used; `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class TogetherError(FieldError):
    """A field of the request cannot be used beside another, each being fine alone."""


class Fields:
    """The fields of a JSON object, each taken once; null means the default."""

    def __init__(self, body: Any) -> None:
        if not isinstance(body, dict):
            raise FieldError("", "The request's body has to be a JSON object.")
        self._rest = dict(body)

    def take(self, name: str) -> Any:
        return self._rest.pop(name, None)

    def optional_text(self, name: str) -> str | None:
        value = self.take(name)
        return None if value is None else text(name, value)

    def optional_token_ids(self, name: str) -> tuple[int, ...]:
        value = self.take(name)
        return () if value is None else token_ids(name, value)

    def boolean(self, name: str, *, default: bool, only: bool | None = None) -> bool:
        value = self.take(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise FieldError(name, f"{name} is true or false.")
        if only is not None and value is not only:
            raise FieldError(name, f"{name} is not supported here; leave it out.")
        return value

    def integer(self, name: str, default: int, *, low: int, high: int = WHOLE_WINDOW) -> int:
        value = self.optional_integer(name, low=low, high=high)
        return default if value is None else value

    def optional_integer(self, name: str, *, low: int, high: int = WHOLE_WINDOW) -> int | None:
        value = self.take(name)
        if value is None:
            return None
        number = whole(value)
        if number is None or not low <= number <= high:
            raise FieldError(name, f"{name} is an integer from {low} to {high}.")
        return number

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
            if value is None or name in IGNORED:
                continue
            if name not in ONLY_DEFAULT:
                raise FieldError(name, f"There is no field {name!r} here; leave it out.")
            if not any(_same(value, default) for default in ONLY_DEFAULT[name]):
                raise FieldError(name, f"{name} is not supported here; leave it out.")


def text(field: str, value: Any) -> str:
    """A text of whole characters. Raises FieldError."""
    if not isinstance(value, str):
        raise FieldError(field, f"{field} has to be a text.")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FieldError(
            field, f"{field} holds half of a character (a lone surrogate); send valid Unicode."
        ) from error
    return value


def token_ids(field: str, value: Any) -> tuple[int, ...]:
    """A list of token ids. Raises FieldError."""
    ids = [whole(item) for item in value] if isinstance(value, list) else [None]
    found = tuple(item for item in ids if item is not None and 0 <= item <= MAX_TOKEN_ID)
    if len(found) < len(ids):
        raise FieldError(field, f"{field} has to be a list of token ids, integers from 0 on.")
    return found


def whole(value: Any) -> int | None:
    """An integer of JSON, where 1.0 is one and true is none; None for what is none."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _same(value: Any, default: Any) -> bool:
    """Whether they are equal in JSON, where false is not 0."""
    return bool(value == default) and isinstance(value, bool) == isinstance(default, bool)
