"""Verdicts that nobody here came to, as what they are: words of whoever wrote the notebook."""

from __future__ import annotations

from dataclasses import replace

from .answer import Answer
from .faces import CITATION_STATUSES, VALIDATION_STATUSES, VERDICTS
from .verdicts import (
    CheckReport,
    Citation,
    CodeCheck,
    EquationCheck,
    MoleculeCheck,
    SequenceCheck,
    ValidationStatus,
)


def as_said(answer: Answer) -> Answer:
    """The answer with every verdict as one that its notebook states; `said.ts` does the same."""
    checks = answer.checks
    said = CheckReport(
        equations=tuple(map(_equation, checks.equations)),
        citations=tuple(map(_citation, checks.citations)),
        molecules=tuple(map(_molecule, checks.molecules)),
        sequences=tuple(map(_sequence, checks.sequences)),
        code=tuple(map(_code, checks.code)),
        problems=checks.problems,
        formulas=checks.formulas,
    )
    return replace(answer, checks=said, seal="")


def _equation(check: EquationCheck) -> EquationCheck:
    if check.verdict == "said":
        return check
    return EquationCheck(
        latex=check.latex,
        kind=check.kind,
        verdict="said",
        reason=_told(VERDICTS[check.verdict].word),
        math=check.math,
        start=check.start,
        end=check.end,
    )


def _citation(citation: Citation) -> Citation:
    return Citation(
        number=citation.number,
        text=citation.text,
        title=citation.title,
        author=citation.author,
        status="unchecked",
        reason=_told(CITATION_STATUSES[citation.status].word),
        refs=citation.refs,
        starts=citation.starts,
    )


def _molecule(check: MoleculeCheck) -> MoleculeCheck:
    reason = _validation(check.status)
    return MoleculeCheck(
        smiles=check.smiles, status="unchecked", reason=reason, molecule=check.molecule
    )


def _sequence(check: SequenceCheck) -> SequenceCheck:
    return SequenceCheck(
        kind=check.kind,
        status="unchecked",
        reason=_validation(check.status),
        length=check.length,
        start=check.start,
    )


def _code(check: CodeCheck) -> CodeCheck:
    reason = _validation(check.status)
    return CodeCheck(language=check.language, status="unchecked", reason=reason, code=check.code)


def _validation(status: ValidationStatus) -> str:
    return _told(VALIDATION_STATUSES[status].word)


def _told(word: str) -> str:
    return f"The notebook says “{word}”; this machine has not checked it."
