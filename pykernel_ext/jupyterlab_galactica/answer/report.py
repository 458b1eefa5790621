"""What was checked, on its own: a table for terminals, and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .labels import citation_line, citation_mark, equation_details, numbered
from .serialize import check_to_json
from .unicode_math import unicode_math
from .verdicts import CheckReport


def report_to_json(report: CheckReport) -> dict[str, Any]:
    """The checks as in `answer.schema.json`, without the answer around them."""
    return {
        "equations": [check_to_json(check) for check in report.equations],
        "citations": [check_to_json(citation) for citation in report.citations],
        "molecules": [check_to_json(check) for check in report.molecules],
        "code": [check_to_json(check) for check in report.code],
        "problems": list(report.problems),
    }


def report_to_text(report: CheckReport, text: str | None = None) -> str:
    """A line for each equation and work cited; with `text` each equation's line number in it."""
    lines = [*_equations(report, text), *_citations(report)]
    return "\n".join(lines) if lines else "No equations or citations were found."


def _equations(report: CheckReport, text: str | None) -> Iterator[str]:
    for check in report.equations:
        place = "" if text is None else f"line {text.count(chr(10), 0, check.start) + 1}: "
        formula = " ".join(unicode_math(check.latex).split())
        yield f"{place}{formula}   {equation_details(check)}"


def _citations(report: CheckReport) -> Iterator[str]:
    for citation in numbered(report.citations):
        mark = citation_mark(citation)
        yield f"[{citation.number}] {citation_line(citation)}{f' ({mark})' if mark else ''}"
