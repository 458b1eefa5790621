"""The context window: prompt and new tokens together never pass it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import InputError
from ..models.tokenizer import LONG, Tokenizer
from .interface import Sampling


def window_ids(prompt: str | Sequence[int], tokenizer: Tokenizer, window: int) -> list[int]:
    """The ids of a prompt. Raises InputError for a long text that passes the window by far.

    That costs neither the time nor the memory of its ids.
    """
    if not isinstance(prompt, str):
        return list(prompt)
    if len(prompt) > LONG and (tokens := tokenizer.count(prompt)) > window:
        raise InputError(
            f"The prompt has {tokens} tokens, but the model's window holds {window} in all; "
            "shorten the prompt."
        )
    return tokenizer.encode(prompt)


def fit_window(prompt: Sequence[int], sampling: Sampling, window: int) -> Sampling:
    """`sampling` with no more new tokens than the window has room for after the prompt.

    Raises InputError where the prompt leaves room for none of those wanted, or is empty.
    """
    if not prompt:
        raise InputError("The prompt is empty; write a question.")
    room = window - len(prompt)
    if room < max(min(1, sampling.max_tokens), sampling.min_tokens):
        raise InputError(
            f"The prompt has {len(prompt)} tokens and asks for {sampling.max_tokens} new ones, but "
            f"the model's window holds {window} in all; shorten the prompt."
        )
    return replace(sampling, max_tokens=min(sampling.max_tokens, room))


def check_window(prompt: Sequence[int], sampling: Sampling, window: int) -> None:
    """Raise InputError where prompt and new tokens pass the window: asked before generating."""
    fitting = fit_window(prompt, sampling, window)
    if fitting.max_tokens < sampling.max_tokens:
        raise InputError(
            f"The prompt has {len(prompt)} tokens and {sampling.max_tokens} new ones are asked "
            f"for, but the model's window holds {window} in all; ask for at most "
            f"{fitting.max_tokens} new tokens or shorten the prompt."
        )
