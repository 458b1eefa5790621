"""The best completions of a prompt by beam search: text in, texts out, over a loaded model."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from ..errors import InputError
from .completion import LoadedModel, queued
from .interface import (
    Beam,
    BeamSearch,
    BeamStep,
    Completed,
    Hypothesis,
    Prefill,
    Progress,
    Queued,
    Sampling,
)
from .window import fit_window, window_ids


def search(
    model: LoadedModel,
    prompt: str | Sequence[int],
    search: BeamSearch,
    stop: Sequence[str] = (),
) -> Generator[Progress | Hypothesis, None, None]:
    """Yield progress, then `search.width` hypotheses, best first.

    `stop` names tokens that end a beam, as `stop_token_ids` do. `max_tokens` is lowered to the room
    the window has. Closing the generator stops before the next token. Raises InputError where the
    prompt does not fit or is empty, or a stop is not one token of this model.
    """
    ids = window_ids(prompt, model.tokenizer, model.engine.context_window)
    sampling = Sampling(max_tokens=search.max_tokens)
    fitting = replace(
        search,
        max_tokens=fit_window(ids, sampling, model.engine.context_window).max_tokens,
        stop_token_ids=(*search.stop_token_ids, *_stop_ids(model, stop)),
    )
    with closing(model.engine.search(ids, fitting)) as steps:
        beams = yield from _progress_of(steps)
    for beam in beams:
        yield _hypothesis(model, beam, fitting, len(ids))


def _stop_ids(model: LoadedModel, stop: Sequence[str]) -> list[int]:
    ids = []
    for name in stop:
        token = model.tokenizer.token_id(name)
        if token is None:
            raise InputError(
                f"{name!r} is not a token of {model.name}, and beam search stops at tokens only; "
                "leave it out or choose another model."
            )
        ids.append(token)
    return ids


def _progress_of(
    steps: Generator[Queued | Prefill | BeamStep, None, list[Beam]],
) -> Generator[Progress, None, list[Beam]]:
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            beams: list[Beam] = end.value
            return beams
        if isinstance(step, Queued):
            yield queued(step)
            continue
        share = step.done / step.total
        if isinstance(step, Prefill):
            yield Progress("reading", f"{step.total} tokens", share)
        else:
            yield Progress("generating", f"{step.done} of at most {step.total} tokens", share)


def _hypothesis(
    model: LoadedModel, beam: Beam, search: BeamSearch, prompt_tokens: int
) -> Hypothesis:
    last = beam.tokens[-1].id
    stopped = beam.finished and last in search.stop_token_ids
    return Hypothesis(
        model.tokenizer.decode(token.id for token in beam.tokens),
        beam.tokens,
        Completed(
            finish_reason="stop" if beam.finished else "length",
            prompt_tokens=prompt_tokens,
            completion_tokens=len(beam.tokens) - beam.finished,
            model=model.name,
            stop_text=model.tokenizer.decode([last]) if stopped else None,
        ),
    )
