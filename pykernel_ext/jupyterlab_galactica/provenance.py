"""Where an answer comes from: what was asked, and what made it, so that it can be made again."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

from .engine.interface import Completed
from .models.fitting import FittedPrompt
from .models.prompt import Prompt
from .question import Question, sampling_of, unread_turns
from .version import __version__


def asked(question: Question, prompt: Prompt, sent: FittedPrompt) -> dict[str, Any]:
    """What is known before the first token; the sampling is that of the first try."""
    sampling = sampling_of(question, prompt, attempt=1)
    found = {
        "model": question.model,
        "family": question.family.name,
        "task": question.task,
        "template": question.template,
        "raw": question.raw,
        "prompt": sent.text,
        "prompt_sha256": hashlib.sha256(sent.text.encode("utf-8", "surrogatepass")).hexdigest(),
        "new_tokens": sampling.max_tokens,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "seed": sampling.seed,
        "stop": list(sampling.stop),
        "version": __version__,
        "versions": {"jupyterlab-galactica": __version__},
    }
    if dropped := sent.dropped or unread_turns(question):
        found["dropped"] = dropped
    return found


def made(completed: Completed) -> dict[str, Any]:
    """What is known once the text is complete; of a server what it says of itself."""
    found: dict[str, Any] = {"model": completed.model}
    if completed.server:
        found["server"] = asdict(completed.server)
    if origin := completed.origin:
        found |= {
            "family": origin.family,
            "fingerprint": origin.fingerprint,
            "precision": origin.precision,
            "placement": origin.placement,
            "versions": dict(origin.versions),
        }
    if completed.cached:
        found["cached"] = True
    return found


def tried(question: Question, prompt: Prompt, kept: int, made: int) -> dict[str, Any]:
    """How many tries were made, and how the one was sampled that stands."""
    if question.tries == 1:
        return {}
    sampling = sampling_of(question, prompt, kept)
    return {
        "tries": made,
        "kept_try": {
            "number": kept,
            "temperature": sampling.temperature,
            "seed": sampling.seed,
        },
    }
