"""Beam search over any model that can tell the logits after a step.

The rules are those of transformers' `generate` with `num_beams` and `early_stopping=False`: a beam
that ends counts only while it is among the best `width` candidates, and the search is over once no
running beam scores above the worst of `width` that ended. Beams that reach `max_tokens` compete
with those that ended.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from .interface import Beam, BeamSearch, BeamStep, Token
from .sampling import require_number

if TYPE_CHECKING:
    import torch

Advance: TypeAlias = "Callable[[Sequence[int], Sequence[int]], torch.Tensor]"
"""Given for each beam the row it continues and its new token: the logits after those tokens."""


@dataclass(frozen=True, slots=True)
class _Path:
    """A beam while it runs: `total` is the sum of its log-probabilities, `row` the one it left."""

    tokens: tuple[Token, ...] = ()
    total: float = 0.0
    row: int = 0


def search_beams(
    logits: torch.Tensor,
    advance: Advance,
    search: BeamSearch,
    *,
    ends: Collection[int],
    banned: torch.Tensor,
) -> Generator[BeamStep, None, list[Beam]]:
    """The most probable continuations of a prompt that was read, best first.

    `logits` are those after the prompt, shape (1, vocabulary); `ends` the tokens that end a beam,
    `banned` the indices of those that are never chosen. Raises ModelError where the model's output
    is not a number.
    """
    kept = max(2, 1 + len(ends)) * search.width  # enough to go on with, should all others end
    running = [_Path()]
    found: list[tuple[float, Beam]] = []
    for count in range(1, search.max_tokens + 1):
        yield BeamStep(count - 1, search.max_tokens)
        candidates = _best_candidates(running, logits, banned, kept)
        length = count**search.length_penalty
        last = count == search.max_tokens
        for path in candidates[: search.width]:
            finished = path.tokens[-1].id in ends
            if finished or last:
                found.append((path.total / length, Beam(path.tokens, finished)))
        found = sorted(found, key=lambda scored: -scored[0])[: search.width]
        running = [path for path in candidates if path.tokens[-1].id not in ends][: search.width]
        full = len(found) == search.width
        if last or not running or (full and running[0].total / length <= found[-1][0]):
            break
        logits = advance([path.row for path in running], [path.tokens[-1].id for path in running])
    return [beam for _, beam in found]


def _best_candidates(
    running: Sequence[_Path], logits: torch.Tensor, banned: torch.Tensor, count: int
) -> list[_Path]:
    """The `count` most probable of all beams made one token longer, best first."""
    import torch

    logprobs = logits.float().log_softmax(-1)
    totals = torch.tensor([path.total for path in running]).unsqueeze(-1) + logprobs
    totals.index_fill_(-1, banned, -torch.inf)
    best = totals.flatten().topk(min(count, totals.numel()))
    require_number(best.values[0])
    candidates = []
    for index, total in zip(best.indices.tolist(), best.values.tolist(), strict=True):
        row, token = divmod(index, logits.shape[-1])
        if math.isfinite(total):
            longer = (*running[row].tokens, Token(token, float(logprobs[row, token])))
            candidates.append(_Path(longer, total, row))
    return candidates
