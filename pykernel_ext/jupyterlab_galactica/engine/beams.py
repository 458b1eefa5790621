"""Beam search over any model that can tell the logits after a step; `frontier` has its rules."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Generator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from .frontier import Frontier, Path
from .interface import Beam, BeamSearch, BeamStep, Token
from .sampling import require_number

if TYPE_CHECKING:
    import torch

Advance: TypeAlias = "Callable[[Sequence[int], Sequence[int]], torch.Tensor]"
"""Given for each beam the row it continues and its new token: the logits after those tokens."""


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
    frontier = Frontier(search, ends)
    while True:
        yield BeamStep(frontier.steps, search.max_tokens)
        if not frontier.advance(_best_candidates(frontier.running, logits, banned, kept)):
            return frontier.beams
        paths = frontier.running
        logits = advance([path.row for path in paths], [path.tokens[-1].id for path in paths])


def _best_candidates(
    running: Sequence[Path], logits: torch.Tensor, banned: torch.Tensor, count: int
) -> list[Path]:
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
            candidates.append(Path(longer, total, row))
    return candidates
