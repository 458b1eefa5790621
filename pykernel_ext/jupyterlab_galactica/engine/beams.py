"""Beam search over any model that can tell the logits after a step; `frontier` has its rules."""

from __future__ import annotations

import math
from collections.abc import Collection, Generator, Sequence
from typing import TYPE_CHECKING, Protocol

from ..models.threads import torch_threads
from .frontier import Frontier, Path
from .interface import Beam, BeamSearch, BeamStep, Token
from .sampling import CHOOSING_THREADS, require_number

if TYPE_CHECKING:
    import torch


class Rows(Protocol):
    """Of `token_loop.Streams` what a search needs."""

    def reorder(self, rows: Sequence[int]) -> None: ...

    def put(self, tokens: Sequence[int]) -> None: ...

    def take(self) -> torch.Tensor: ...


def search_beams(
    logits: torch.Tensor,
    streams: Rows,
    search: BeamSearch,
    *,
    ends: Collection[int],
    banned: torch.Tensor,
) -> Generator[BeamStep, None, list[Beam]]:
    """The most probable continuations of a prompt that was read, best first.

    `logits` are those after the prompt, shape (1, vocabulary), which is the one row of `streams`:
    it becomes as many as there are beams. `ends` are the tokens that end a beam, `banned` the
    indices of those that are never chosen. Raises ModelError where the model's output is not a
    number.
    """
    kept = max(2, 1 + len(ends)) * search.width  # enough to go on with, should all others end
    frontier = Frontier(search, ends)
    yield BeamStep(0, search.max_tokens)
    while frontier.advance(_best_candidates(frontier.running, logits, banned, kept)):
        paths = frontier.running
        streams.reorder([path.row for path in paths])
        streams.put([path.tokens[-1].id for path in paths])
        yield BeamStep(frontier.steps, search.max_tokens)
        logits = streams.take()
    return frontier.beams


@torch_threads(CHOOSING_THREADS)
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
