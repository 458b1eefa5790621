"""One completion: text in, text out, over a loaded model."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..models.families import GALACTICA
from ..models.fitting import FittedPrompt, fit_prompt
from ..models.precision import Precision
from ..models.prompt import Prompt
from ..models.tokenizer import Tokenizer
from ..version import text_versions
from .interface import (
    Chunk,
    Completed,
    CompletionEvent,
    Engine,
    Origin,
    Prefill,
    Progress,
    Queued,
    Sampling,
    Scored,
    Token,
)
from .stopping import StopTexts
from .window import fit_window, window_ids

_RATE_INTERVAL_S = 1.0


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """`name` is what the user called it, `folder` where its files are.

    `placement` says in words where its weights lie, which take `bytes`; `fingerprint` tells them
    from other weights (`checkpoint.fingerprint`), `stamp` the files they were read from
    (`models.stamp`). `automatic` where the precision is the best that fitted, not one asked for;
    `backend` says in words what computes.
    """

    name: str
    folder: Path
    engine: Engine
    tokenizer: Tokenizer
    family: str = GALACTICA.name
    precision: Precision = "fp32"
    placement: str = "CPU"
    bytes: int = 0
    fingerprint: str = ""
    stamp: str = ""
    automatic: bool = False
    backend: str = "transformers"

    @property
    def origin(self) -> Origin:
        return Origin(
            family=self.family,
            precision=self.precision,
            automatic=self.automatic,
            placement=self.placement,
            fingerprint=self.fingerprint,
            stamp=self.stamp,
            versions=text_versions(),
        )


def complete(
    model: LoadedModel,
    prompt: str | Sequence[int] | Prompt,
    sampling: Sampling,
    *,
    skip_special_tokens: bool = False,
) -> Generator[CompletionEvent, None, None]:
    """Yield what happens, `Completed` last. Closing the generator stops before the next token.

    An echoed prompt comes first: a text as it was given, ids decoded; then its tokens, if scored.
    A token whose text is held back gives an empty chunk: each token is a chance to let others on.
    What of a `Prompt` may go, goes where the window is too small for it and `max_tokens`; a text
    or token ids are taken as they are, and `max_tokens` is lowered to the room they leave. No stop
    text is looked for in the first `min_tokens`. Raises InputError where the prompt does not fit
    or is empty.
    """
    dropped_tokens = 0
    if isinstance(prompt, Prompt):
        fitted = _fit(prompt, sampling, model)
        prompt, dropped_tokens = fitted.text, fitted.dropped_tokens
    ids = window_ids(prompt, model.tokenizer, model.engine.context_window)
    fitting = fit_window(ids, sampling, model.engine.context_window)
    decode = model.tokenizer.decoder(skip_special_tokens=skip_special_tokens)
    stops = StopTexts(sampling.stop)
    rate = _Rate()
    count, ending = 0, None
    unsent: list[Token] = []
    unechoed = sampling.echo
    with closing(model.engine.generate(ids, fitting)) as steps:
        while stops.found is None:
            try:
                step = next(steps)
            except StopIteration as end:
                ending = end.value
                break
            if isinstance(step, Queued):
                yield queued(step)
                continue
            if isinstance(step, Prefill):
                yield Progress("reading", f"{step.total} tokens", step.done / step.total)
                if unechoed:
                    unechoed = False
                    yield Chunk(prompt if isinstance(prompt, str) else model.tokenizer.decode(ids))
                continue
            if isinstance(step, Scored):
                yield Chunk("", step.tokens)
                continue
            count += 1
            progress = rate.tick(count)
            if progress is not None:
                yield progress
            if sampling.logprobs is not None:
                unsent.append(step)
            piece = decode(step.id)
            text = stops.feed(piece) if count > sampling.min_tokens else piece
            yield Chunk(text, tuple(unsent) if text else ())
            if text:
                unsent.clear()
    if ending is not None and sampling.logprobs is not None:
        unsent.append(ending)
    rest = stops.finish()
    if rest or unsent:
        yield Chunk(rest, tuple(unsent))
    stop_text = stops.found
    if ending is not None and ending.id in sampling.stop_token_ids:
        stop_text = model.tokenizer.decode([ending.id])
    yield Completed(
        finish_reason="length" if ending is None and stops.found is None else "stop",
        prompt_tokens=len(ids),
        completion_tokens=count,
        model=model.name,
        stop_text=stop_text,
        dropped_tokens=dropped_tokens,
        origin=model.origin,
    )


def queued(step: Queued) -> Progress:
    return Progress("queued", "1 text ahead" if step.ahead == 1 else f"{step.ahead} texts ahead")


def _fit(prompt: Prompt, sampling: Sampling, model: LoadedModel) -> FittedPrompt:
    """Who asks for as many tokens as there are gets a quarter of the window, or more."""
    window = model.engine.context_window
    new_tokens = sampling.max_tokens if sampling.max_tokens < window else window // 4
    return fit_prompt(prompt, model.tokenizer.count, window, new_tokens)


class _Rate:
    """Tells the speed of generation, at the first token and then once a second."""

    def __init__(self) -> None:
        self._started = self._told = 0.0

    def tick(self, count: int) -> Progress | None:
        now = time.monotonic()
        if count == 1:
            self._started = self._told = now
            return Progress("generating")
        if now - self._told < _RATE_INTERVAL_S:
            return None
        self._told = now
        return Progress("generating", f"{(count - 1) / (now - self._started):.0f} tokens/s")
