"""How much is taken on at once. docs/limits.md has the table; a test holds it to this file."""

from __future__ import annotations

from dataclasses import dataclass

MB = 10**6


@dataclass(frozen=True, slots=True)
class Limits:
    """Each is a setting, above 0; what goes beyond one is refused in a sentence that names it.

    `request_mb` is the size of a request's body, `prompt_characters` that of one prompt. `queue` is
    how many requests may wait for the model, `answers` how many the Jupyter server writes at once;
    a request may ask for `completions` of a prompt.
    A document to check may have `document_mb`, and as much again in what it includes; a file of
    works to cite `bibliography_mb`. Answers kept of models, and of services that look works up,
    take `cache_mb` of disk each, kept indexes of bibliographies `indexes_mb`, quantized weights of
    models `weights_mb`; the conversations of the sidebar take `conversations_mb`, beyond which
    nothing more can be asked. A worker that is silent for `check_seconds` over an equation, a
    molecule or a code block is killed.
    """

    request_mb: float = 4.0
    prompt_characters: int = 1_000_000
    queue: int = 32
    answers: int = 16
    completions: int = 128
    document_mb: float = 20.0
    bibliography_mb: float = 200.0
    cache_mb: float = 64.0
    indexes_mb: float = 1000.0
    weights_mb: float = 20_000.0
    conversations_mb: float = 1000.0
    check_seconds: float = 3.0
