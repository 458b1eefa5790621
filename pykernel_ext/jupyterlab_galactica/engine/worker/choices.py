"""The choices of one request: completions that are sampled, or the beams of a search."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from ...models.prompt import Prompt
from ..completion import LoadedModel, complete
from ..hypotheses import search
from ..interface import BeamSearch, Chunk, CompletionEvent, Hypothesis, Progress
from .requests import GenerationRequest
from .turns import in_turns


def choices(
    model: LoadedModel, request: GenerationRequest
) -> Generator[tuple[int, CompletionEvent], None, None]:
    """The choice's index and each event of all choices, as many at once as the engine takes."""
    for position, prompt in enumerate(request.prompts):
        events = (
            _sampled(model, request, prompt)
            if request.beams is None
            else _searched(model, request, prompt, request.beams)
        )
        with closing(events):
            for choice, event in events:
                yield position * request.n + choice, event


def _sampled(
    model: LoadedModel, request: GenerationRequest, prompt: str | Sequence[int] | Prompt
) -> Generator[tuple[int, CompletionEvent], None, None]:
    """The copies of one prompt draw with seeds that follow each other, as in vLLM."""

    def sample(copy: int) -> Generator[CompletionEvent, None, None]:
        sampling = request.sampling
        if sampling.seed is not None:
            sampling = replace(sampling, seed=sampling.seed + copy)
        return complete(model, prompt, sampling, skip_special_tokens=request.skip_special_tokens)

    return in_turns((sample(copy) for copy in range(request.n)), model.engine.streams)


def _searched(
    model: LoadedModel,
    request: GenerationRequest,
    prompt: str | Sequence[int] | Prompt,
    beams: BeamSearch,
) -> Generator[tuple[int, CompletionEvent], None, None]:
    """Each hypothesis of one prompt as one chunk."""
    assert not isinstance(prompt, Prompt), "a chat is not searched"
    rank = 0
    with closing(search(model, prompt, beams, request.sampling.stop)) as events:
        for event in events:
            if isinstance(event, Progress):
                yield rank, event
            else:
                yield rank, _chunk_of(event, model, request)
                yield rank, event.completed
                rank += 1


def _chunk_of(hypothesis: Hypothesis, model: LoadedModel, request: GenerationRequest) -> Chunk:
    """The text and tokens of a hypothesis as the request wants them."""
    tokens = hypothesis.tokens
    if hypothesis.completed.finish_reason == "stop" and not request.include_stop:
        tokens = tokens[:-1]
    decode = model.tokenizer.decoder(skip_special_tokens=request.skip_special_tokens)
    return Chunk("".join(decode(token.id) for token in tokens), tokens)
