"""How verdicts and statuses are shown, as `answer.schema.json` says it to every front end.

The order of the verdicts is that of severity, worst first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from .schema import schema
from .verdicts import CitationStatus, EquationCheck, ValidationStatus, Verdict

Tone = Literal["good", "bad", "doubt", "plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A glyph (some have none), a word, and the tone of its colour; a verdict has a plural."""

    glyph: str
    word: str
    tone: Tone
    plural: str = ""

    def __str__(self) -> str:
        return f"{self.glyph} {self.word}".strip()


def _faces(definition: str) -> dict[Any, Face]:
    rows = schema()["$defs"][definition]["oneOf"]
    return {row["const"]: Face(**{key: row[key] for key in row if key != "const"}) for row in rows}


VERDICTS: dict[Verdict, Face] = _faces("Verdict")
CITATION_STATUSES: dict[CitationStatus, Face] = _faces("CitationStatus")
VALIDATION_STATUSES: dict[ValidationStatus, Face] = _faces("ValidationStatus")

_SEVERITY = list(VERDICTS)
_ACCUSED: tuple[Verdict, ...] = ("refuted", "doubtful")

IN_A_SUMMARY: tuple[Verdict, ...] = (
    *_ACCUSED, *(verdict for verdict in reversed(_SEVERITY) if verdict not in _ACCUSED),
)  # fmt: skip
"""What a reader must look at first, then the rest, the good ones before the others."""


def worst(checks: Iterable[EquationCheck]) -> EquationCheck:
    """The check a reader must see first. Raises ValueError on none."""
    return min(checks, key=lambda check: _SEVERITY.index(check.verdict))
