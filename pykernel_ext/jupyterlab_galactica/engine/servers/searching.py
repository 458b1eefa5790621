"""Beam search run from here: the server tells the most probable next tokens of every beam.

vLLM's own beam search streams nothing, runs past the tokens that end a reference and allows fewer
beams; this one is the local engine's, token by token. The beams go as one batch, whose common
beginning the server has in its prefix cache.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Generator, Sequence
from dataclasses import replace
from typing import Any

from ...errors import InputError
from ..frontier import Frontier, Path
from ..interface import Beam, BeamRequest, Completed, Hypothesis, Progress, Sampling, Token
from ..protocol import read_tokens
from ..window import fit_window
from .asking import ask_json
from .prompts import Vocabulary

_MOST_LOGPROBS = 20
"""What vLLM allows by itself: enough for all that 18 beams and two ends can need."""


def search_beams(
    vocabulary: Vocabulary, prompt: Sequence[int], request: BeamRequest
) -> Generator[Progress | Hypothesis, None, None]:
    """Yield progress, then the hypotheses, best first. Raises InputError, and as `ask`."""
    served, search = vocabulary.served, request.search
    if served.window is not None:
        wanted = Sampling(max_tokens=search.max_tokens)
        search = replace(search, max_tokens=fit_window(prompt, wanted, served.window).max_tokens)
    stops = frozenset((*search.stop_token_ids, *_stop_ids(vocabulary, request.stop)))
    frontier = Frontier(search, stops if search.ignore_eos else stops | {vocabulary.eos})
    goes_on = True
    while goes_on:
        done, total = frontier.steps, search.max_tokens
        yield Progress("generating", f"{done} of at most {total} tokens", done / total)
        goes_on = frontier.advance((yield from _candidates(vocabulary, prompt, frontier)))
    for beam in frontier.beams:
        yield (yield from _hypothesis(vocabulary, beam, stops, len(prompt)))


def _candidates(
    vocabulary: Vocabulary, prompt: Sequence[int], frontier: Frontier
) -> Generator[Progress, None, list[Path]]:
    """The running beams made one token longer, best first."""
    body: dict[str, Any] = {
        "model": vocabulary.served.name,
        "prompt": [[*prompt, *(token.id for token in path.tokens)] for path in frontier.running],
        "max_tokens": 1,
        "temperature": 0.0,
        "logprobs": min(frontier.search.width + len(frontier.ends), _MOST_LOGPROBS),
        "return_tokens_as_token_ids": True,
        "ignore_eos": True,  # so that a token is told of also where a beam ends
    }
    answer = yield from ask_json(vocabulary.server, "/v1/completions", body)
    found = []
    for choice in answer["choices"]:
        row = choice["index"]
        path = frontier.running[row]
        [first] = read_tokens(choice["logprobs"])
        for token, logprob in {(first.id, first.logprob or 0.0), *first.alternatives}:
            if math.isfinite(logprob) and vocabulary.has(token):
                longer = (*path.tokens, Token(token, logprob))
                found.append(Path(longer, path.total + logprob, row))
    return sorted(found, key=lambda candidate: -candidate.total)


def _stop_ids(vocabulary: Vocabulary, stops: Sequence[str]) -> list[int]:
    ids = [vocabulary.token_id(stop) for stop in stops]
    if None in ids:
        raise InputError(
            f"{stops[ids.index(None)]!r} is not a token of {vocabulary.served.name}, and beam "
            "search stops at tokens only; choose another model."
        )
    return [token for token in ids if token is not None]


def _hypothesis(
    vocabulary: Vocabulary, beam: Beam, stops: Collection[int], prompt_tokens: int
) -> Generator[Progress, None, Hypothesis]:
    text = yield from vocabulary.decode([token.id for token in beam.tokens])
    last = beam.tokens[-1].id
    return Hypothesis(
        text,
        beam.tokens,
        Completed(
            finish_reason="stop" if beam.finished else "length",
            prompt_tokens=prompt_tokens,
            completion_tokens=len(beam.tokens) - beam.finished,
            model=vocabulary.served.name,
            stop_text=vocabulary.token_text(last) if beam.finished and last in stops else None,
            server=vocabulary.served.origin(vocabulary.server.url),
        ),
    )
