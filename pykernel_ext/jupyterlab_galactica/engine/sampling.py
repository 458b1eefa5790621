"""From logits to the next token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..errors import ModelError
from ..models.threads import torch_threads
from .interface import Sampling, Token

if TYPE_CHECKING:
    import torch

GREEDY_BELOW = 1e-5
"""The likeliest token is taken below this temperature, as in vLLM."""
CHOOSING_THREADS = 1
"""A row of logits is done before a second thread wakes, which then looks out for more work on the
core that the next step needs."""
_NUCLEUS_GUESS = 1024
"""The nucleus is nearly always within the most likely thousand; a full sort costs much more."""


def token_chooser(sampling: Sampling) -> Callable[[torch.Tensor, torch.Tensor], Token]:
    """A function from the logits of one position, shape (vocabulary,), to the token chosen.

    Its second argument holds the indices of tokens not to choose; the log-probabilities reported
    are the model's all the same. It draws from a generator of its own, on the CPU: the same seed
    gives the same tokens whatever else runs and wherever the model is.
    """
    import torch

    generator = torch.Generator()
    if sampling.seed is None:
        generator.seed()
    else:
        generator.manual_seed(sampling.seed)

    @torch_threads(CHOOSING_THREADS)
    def choose(logits: torch.Tensor, banned: torch.Tensor) -> Token:
        logits = logits.clone()  # where a row begins decides how torch rounds its sums
        allowed = logits.index_fill(0, banned, -torch.inf) if len(banned) else logits
        if sampling.temperature < GREEDY_BELOW:
            chosen = int(allowed.argmax())
        else:
            chosen = _draw(allowed / sampling.temperature, sampling.top_p, generator)
        require_number(allowed[chosen])
        if sampling.logprobs is None:
            return Token(chosen)
        return score([chosen], logits.unsqueeze(0), banned, sampling.logprobs)[0]

    return choose


def score(
    tokens: Sequence[int], logits: torch.Tensor, banned: torch.Tensor, alternatives: int
) -> tuple[Token, ...]:
    """Each token with its log-probability under its row of logits, shape (tokens, vocabulary).

    So many likeliest `alternatives` stand beside it, without the `banned`. Raises ModelError where
    the model's output is not a number.
    """
    import torch

    logprobs = logits.log_softmax(-1)
    own = logprobs.gather(1, torch.tensor(tokens, dtype=torch.long).unsqueeze(1)).squeeze(1)
    require_number(own.sum())
    possible = logprobs.index_fill(1, banned, -torch.inf) if len(banned) else logprobs
    top = possible.topk(min(alternatives, logits.shape[1] - len(banned)))
    return tuple(
        Token(token, logprob, tuple(zip(indices, values, strict=True)))
        for token, logprob, indices, values in zip(
            tokens, own.tolist(), top.indices.tolist(), top.values.tolist(), strict=True
        )
    )


def require_number(logit: torch.Tensor) -> None:
    """Raise ModelError where the model's output overflowed."""
    if not logit.isfinite():
        raise ModelError(
            "The model's output is not a number in this precision; load it in another one."
        )


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
