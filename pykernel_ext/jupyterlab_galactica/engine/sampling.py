"""From logits to the next token."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import ModelError
from .interface import Sampling, Token

if TYPE_CHECKING:
    import torch

_GREEDY_BELOW = 1e-5
_NUCLEUS_GUESS = 1024
"""The nucleus is nearly always within the most likely thousand; a full sort costs much more."""


def token_chooser(sampling: Sampling) -> Callable[[torch.Tensor], Token]:
    """A function from the logits of one position, shape (vocabulary,), to the token chosen.

    It draws from a generator of its own, on the CPU: the same seed gives the same tokens whatever
    else runs and wherever the model is.
    """
    import torch

    generator = torch.Generator()
    if sampling.seed is None:
        generator.seed()
    else:
        generator.manual_seed(sampling.seed)

    def choose(logits: torch.Tensor) -> Token:
        logits = logits.float().cpu()
        if sampling.temperature < _GREEDY_BELOW:
            chosen = int(logits.argmax())
        else:
            chosen = _draw(logits / sampling.temperature, sampling.top_p, generator)
        if not logits[chosen].isfinite():
            raise ModelError(
                "The model's output is not a number in this precision; load it in another one."
            )
        if sampling.logprobs is None:
            return Token(chosen)
        return _with_logprobs(chosen, logits, sampling.logprobs)

    return choose


def _draw(logits: torch.Tensor, top_p: float, generator: torch.Generator) -> int:
    """Draw from the smallest set of most likely tokens whose probabilities reach `top_p`."""
    import torch

    uniform = torch.rand((), dtype=torch.float64, generator=generator)
    probabilities = logits.softmax(-1, dtype=torch.float64)
    if top_p >= 1:
        return _invert(probabilities.cumsum(-1), uniform)
    top = probabilities.topk(min(_NUCLEUS_GUESS, len(probabilities)))
    if top.values.sum() < top_p:
        top = probabilities.sort(descending=True)
    cumulative = top.values.cumsum(-1)
    nucleus = int((cumulative < top_p).sum()) + 1
    return int(top.indices[_invert(cumulative[:nucleus], uniform)])


def _invert(cumulative: torch.Tensor, uniform: torch.Tensor) -> int:
    """The index at which a cumulative distribution passes `uniform` of its total."""
    import torch

    found = int(torch.searchsorted(cumulative, uniform * cumulative[-1], right=True))
    return min(found, len(cumulative) - 1)


def _with_logprobs(chosen: int, logits: torch.Tensor, alternatives: int) -> Token:
    logprobs = logits.log_softmax(-1)
    top = logprobs.topk(min(alternatives, len(logprobs)))
    return Token(
        chosen,
        float(logprobs[chosen]),
        tuple(zip(top.indices.tolist(), top.values.tolist(), strict=True)),
    )
