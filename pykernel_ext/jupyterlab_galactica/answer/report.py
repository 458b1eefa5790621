"""What was checked, on its own: a table for terminals, and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .chemical_formula import formula_to_unicode
from .explaining import equation_details, equation_shown
from .faces import VALIDATION_STATUSES
from .labels import citation_line, citation_mark, code_problem, numbered
from .serialize import check_to_json
from .substances import molecule_facts, sequence_facts
from .verdicts import CheckReport
from .wording import in_unicode, on_one_line


def report_to_json(report: CheckReport) -> dict[str, Any]:
    """The checks as in `answer.schema.json`, without the answer around them."""
    return {
        "equations": [check_to_json(check) for check in report.equations],
        "citations": [check_to_json(citation) for citation in report.citations],
        "molecules": [check_to_json(check) for check in report.molecules],
        "sequences": [check_to_json(check) for check in report.sequences],
        "code": [check_to_json(check) for check in report.code],
        "problems": list(report.problems),
    }


def report_to_text(report: CheckReport) -> str:
    """A line for each thing checked."""
    lines = [
        *_equations(report),
        *_citations(report),
        *_molecules(report),
        *_sequences(report),
        *_code(report),
    ]
    return "\n".join(lines) if lines else "Nothing that can be checked was found."


def _equations(report: CheckReport) -> Iterator[str]:
    for check in report.equations:
        yield f"{on_one_line(equation_shown(check))}   {in_unicode(equation_details(check))}"


def _citations(report: CheckReport) -> Iterator[str]:
    for citation in numbered(report.citations):
        mark = citation_mark(citation)
        yield f"[{citation.number}] {citation_line(citation)}{f' ({mark})' if mark else ''}"


def _molecules(report: CheckReport) -> Iterator[str]:
    for check in report.molecules:
        facts = molecule_facts(check, formula_to_unicode(check.formula), str)
        yield f"{check.smiles}   {facts}"


def _sequences(report: CheckReport) -> Iterator[str]:
    for number, check in enumerate(report.sequences, 1):
        yield f"sequence {number}   {sequence_facts(check)}"


def _code(report: CheckReport) -> Iterator[str]:
    """A block is named by its place among them all: a report has not their text."""
    for check in report.code:
        language = f" ({check.language})" if check.language else ""
        facts = code_problem(check) or f"{VALIDATION_STATUSES[check.status]}: {check.reason}"
        yield f"code block {check.code + 1}{language}   {facts}"
