"""The answer to one question: text, blocks, checks, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Any, Literal

from .blocks import Block
from .forms import shown_as
from .verdicts import (
    CheckReport,
    Citation,
    CodeCheck,
    EquationCheck,
    MoleculeCheck,
    SequenceCheck,
)

FinishReason = Literal["stop", "length", "cancelled", "error"]

MIME_TYPE = "application/vnd.galactica.answer+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens and times of one answer; `ttft_s` is the time to the first token.

    Of an answer from the cache (`provenance["cached"]`) they are those of the run that made it.
    `dropped_tokens` of the prompt did not fit the model's window; provenance says what went.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    ttft_s: float | None = None
    tokens_per_s: float | None = None
    dropped_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Answer:
    """An answer, complete or still growing.

    While it grows, `finish_reason` is None, `status` says what is being done, and `tail` is the
    text after the last closed block. `error` is one sentence where the answer broke off; the text
    generated until then is kept. `seal` shows where text and verdicts were made (`sealing.py`).
    """

    question: str
    text: str
    blocks: tuple[Block, ...] = ()
    tail: str = ""
    checks: CheckReport = field(default_factory=CheckReport)
    usage: Usage = field(default_factory=Usage)
    provenance: Mapping[str, Any] = field(default_factory=dict)
    finish_reason: FinishReason | None = None
    status: str = ""
    error: str | None = None
    seal: str = ""

    @property
    def equations(self) -> tuple[EquationCheck, ...]:
        return self.checks.equations

    @property
    def citations(self) -> tuple[Citation, ...]:
        return self.checks.citations

    @property
    def molecules(self) -> tuple[MoleculeCheck, ...]:
        return self.checks.molecules

    @property
    def sequences(self) -> tuple[SequenceCheck, ...]:
        return self.checks.sequences

    @property
    def code(self) -> tuple[CodeCheck, ...]:
        return self.checks.code

    def to_markdown(self) -> str:
        return shown_as("markdown", self)

    def to_html(self) -> str:
        return shown_as("html", self)

    def to_text(self) -> str:
        return shown_as("text", self)

    def to_latex(self) -> str:
        return shown_as("latex", self)

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON data, as `answer.schema.json` describes it."""
        return shown_as("json", self)

    def __repr__(self) -> str:
        question = shorten(self.question, 40, placeholder=" …")
        text = shorten(self.text, 60, placeholder=" …")
        return f"<Answer to {question!r}: {text!r}, {shown_as('summary', self.checks)}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return shown_as("mime_bundle", self)
