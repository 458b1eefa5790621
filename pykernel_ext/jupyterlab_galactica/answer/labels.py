"""The words every rendering uses for verdicts, citations and how an answer ended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .answer import Answer, FinishReason
from .faces import CITATION_STATUSES, IN_A_SUMMARY, VALIDATION_STATUSES, VERDICTS, Face
from .verdicts import (
    NOT_LOOKED_UP,
    CheckReport,
    Citation,
    CodeCheck,
    EquationCheck,
    MoleculeCheck,
    SequenceCheck,
)

_RETRACTED = "✗ retracted"


def citation_line(citation: Citation) -> str:
    """An entry of the reference list: of a work that was found its record, or else as generated."""
    record = (citation.entry or {}).get("reference_line") if citation.status == "found" else ""
    generated = ", ".join(part for part in (citation.author, citation.title) if part)
    return record or generated or citation.text


def citation_mark(citation: Citation) -> str:
    """What stands behind an entry that was not found, or is retracted; "" where all is well."""
    if citation.status == "found":
        return _RETRACTED if citation.retracted else ""
    mark = str(CITATION_STATUSES[citation.status])
    # Without a bibliography the reason is the same for all.
    told = citation.reason and citation.reason != NOT_LOOKED_UP
    return f"{mark}. {citation.reason}" if told else mark


def citation_status(citation: Citation) -> str:
    """What stands behind an entry of a reference list, such as "found as hecht"."""
    mark = citation_mark(citation)
    if mark:
        return mark
    found = CITATION_STATUSES["found"].word
    return f"{found} as {citation.key}" if citation.key else found


def numbered(citations: Iterable[Citation]) -> list[Citation]:
    """The reference list: one entry for each number, in order."""
    return [entry for _, entry in sorted({c.number: c for c in citations}.items())]


def code_problem(check: CodeCheck | None) -> str:
    """What is wrong with a code block; "" where nothing was found."""
    if check is None or check.status != "invalid":
        return ""
    line = "" if check.line is None else f"line {check.line}: "
    return f"{VALIDATION_STATUSES['invalid'].glyph} {line}{check.reason}"


def tally(checks: Iterable[EquationCheck]) -> str:
    """The verdicts of a whole text, what is accused first: "1 refuted, 3 hold"; "" without any."""
    counts = Counter(check.verdict for check in checks)
    return ", ".join(
        f"{counts[verdict]} {_named(VERDICTS[verdict], counts[verdict])}"
        for verdict in IN_A_SUMMARY
        if counts[verdict]
    )


def summary(report: CheckReport) -> str:
    """What was found to check, and how the equations fared, on one line."""
    told = tally(report.equations)
    others = (
        (report.citations, "citation"),
        (report.molecules, "molecule"),
        (report.sequences, "sequence"),
        (report.code, "code block"),
    )
    parts = [
        f"{_count(len(report.equations), 'equation')}: {told}" if told else "no equation",
        *(_count(len(found), noun) for found, noun in others if found),
    ]
    return "; ".join(parts)


def _named(face: Face, number: int) -> str:
    return face.word if number == 1 else face.plural


_ENDINGS: Mapping[FinishReason | None, str] = {
    "length": "stopped at the limit of new tokens",
    "cancelled": "stopped",
    "error": "broke off",
}


def footer(answer: Answer) -> str:
    """How the answer ended, what was checked, and what it cost.

    What stood in the way of checking, and a notice, have lines of their own.
    """
    usage, provenance = answer.usage, answer.provenance
    checked = tally(answer.equations)
    cached = bool(provenance.get("cached"))  # its speed was that of an earlier run
    parts = [
        _ENDINGS.get(answer.finish_reason, ""),
        checked and f"equations: {checked}",
        str(provenance.get("model", "")),
        _count(usage.completion_tokens, "token") if usage.completion_tokens else "",
        f"{usage.tokens_per_s:.1f} tokens/s" if usage.tokens_per_s and not cached else "",
        "from the answer cache" if cached else "",
    ]
    if usage.dropped_tokens or "dropped" in provenance:
        tokens = _count(usage.dropped_tokens, "token")
        what = f"{tokens} of the prompt did not fit the model's window"
        parts.append(str(provenance.get("dropped", what)))
    parts.append(_tries(provenance))
    line = " · ".join(part for part in parts if part)
    notice = str(provenance.get("notice", ""))
    return "\n".join(filter(None, (line, *answer.checks.problems, notice)))


def _tries(provenance: Mapping[str, Any]) -> str:
    made = provenance.get("tries", 1)
    if made == 1:
        return ""
    kept = provenance.get("kept_try")
    number = kept.get("number", made) if isinstance(kept, Mapping) else made
    return f"{made} tries" if number == made else f"the best of {made} tries, number {number}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


_OUTER = re.compile(r"\\begin\{(align|alignat|eqnarray|flalign|gather|multline)(\*?)\}")


def is_own_display(latex: str) -> bool:
    """Whether a formula is an environment that takes no delimiters around it."""
    found = _OUTER.match(latex)
    return found is not None and latex.endswith(rf"\end{{{found[1]}{found[2]}}}")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out about an answer's nodes, by their ids, of sequences by their starts."""

    equations: Mapping[int, Sequence[EquationCheck]] = field(default_factory=dict)
    citations: Mapping[int, Citation] = field(default_factory=dict)
    molecules: Mapping[int, MoleculeCheck] = field(default_factory=dict)
    sequences: Mapping[int, SequenceCheck] = field(default_factory=dict)
    code: Mapping[int, CodeCheck] = field(default_factory=dict)


def checks_by_node(answer: Answer) -> Checked:
    equations: dict[int, list[EquationCheck]] = {}
    for check in answer.equations:
        equations.setdefault(check.math, []).append(check)
    return Checked(
        equations=equations,
        citations={ref: citation for citation in answer.citations for ref in citation.refs},
        molecules={check.molecule: check for check in answer.molecules},
        sequences={check.start: check for check in answer.sequences},
        code={check.code: check for check in answer.code},
    )
