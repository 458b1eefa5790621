"""The words every rendering uses for verdicts, citations and how an answer ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .answer import Answer
from .verdicts import Citation, CodeCheck, EquationCheck, MoleculeCheck, Verdict


@dataclass(frozen=True, slots=True)
class Badge:
    glyph: str
    words: str

    def __str__(self) -> str:
        return f"{self.glyph} {self.words}"


BADGES: Mapping[Verdict, Badge] = {
    "holds": Badge("✓", "holds"),
    "refuted": Badge("✗", "refuted"),
    "conditional": Badge("~", "conditional"),
    "definition": Badge("≔", "definition"),
    "unparsed": Badge("?", "not parsed"),
    "timeout": Badge("⏱", "timed out"),
    "unsupported": Badge("–", "not checked"),
}

_WORST_FIRST: tuple[Verdict, ...] = (
    "refuted", "timeout", "unparsed", "unsupported", "conditional", "definition", "holds",
)  # fmt: skip

NOT_VERIFIED = "not verified"


def worst_verdict(checks: Iterable[EquationCheck]) -> Verdict:
    """The verdict a formula of several equations is marked with. Raises ValueError on none."""
    return min((check.verdict for check in checks), key=_WORST_FIRST.index)


def equation_details(check: EquationCheck) -> str:
    """One line: the verdict, on what it rests, and what speaks against the equation."""
    parts = [
        f"{BADGES[check.verdict]}: {check.reason}" if check.reason else str(BADGES[check.verdict])
    ]
    if check.evidence == "symbolic":
        parts.append("shown symbolically")
    elif check.evidence == "numeric":
        parts.append(f"compared numerically at {check.points} points")
    if check.counterexample is not None:
        values = ", ".join(f"{name} = {at}" for name, at in check.counterexample.values.items())
        left, right = check.counterexample.left, check.counterexample.right
        sides = f"the left side is {left}, the right side {right}"
        parts.append(f"at {values} {sides}" if values else sides)
    if check.solutions:
        parts.append(f"solutions: {check.solutions}")
    if check.dimensions != "unknown":
        parts.append(f"dimensions {check.dimensions}")
    return "; ".join(parts)


def formula_details(checks: Iterable[EquationCheck]) -> str:
    """What to show on hovering: a line for each equation, named where there are several."""
    checks = tuple(checks)
    if len(checks) == 1:
        return equation_details(checks[0])
    return "\n".join(f"{check.latex}   {equation_details(check)}" for check in checks)


def citation_line(citation: Citation) -> str:
    """An entry of the reference list, as found in the bibliography or else as generated."""
    entry = citation.entry or {}
    author = entry.get("author") or citation.author
    title = entry.get("title") or citation.title
    year = entry.get("year", "")
    where = entry.get("journal") or entry.get("booktitle") or entry.get("publisher") or ""
    parts = [part for part in (author, title, where, year) if part]
    return ", ".join(parts) if parts else citation.text


def citation_mark(citation: Citation) -> str:
    """What stands behind an entry that was not found: "" where it was."""
    if citation.status == "found":
        return ""
    return f"{NOT_VERIFIED}: {citation.reason}" if citation.reason else NOT_VERIFIED


def numbered(citations: Iterable[Citation]) -> list[Citation]:
    """The reference list: one entry for each number, in order."""
    return [entry for _, entry in sorted({c.number: c for c in citations}.items())]


def molecule_problem(check: MoleculeCheck | None) -> str:
    """What is wrong with a molecule; "" where nothing was found."""
    return f"✗ invalid: {check.reason}" if check and check.status == "invalid" else ""


def code_problem(check: CodeCheck | None) -> str:
    """What is wrong with a code block; "" where nothing was found."""
    if check is None or check.status != "invalid":
        return ""
    return f"✗ {'' if check.line is None else f'line {check.line}: '}{check.reason}"


def footer(answer: Answer) -> str:
    """Model, cost and how the answer ended, as far as they are known."""
    usage = answer.usage
    parts = [str(answer.provenance.get("model", ""))]
    if usage.completion_tokens:
        parts.append(f"{usage.completion_tokens} tokens")
    if usage.tokens_per_s:
        parts.append(f"{usage.tokens_per_s:.3g} tokens/s")
    if usage.dropped_tokens:
        parts.append(f"{usage.dropped_tokens} tokens of the prompt left out")
    if answer.finish_reason == "length":
        parts.append("stopped at the limit of new tokens")
    elif answer.finish_reason == "cancelled":
        parts.append("stopped")
    return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out about an answer's nodes, by the nodes' ids."""

    equations: Mapping[int, tuple[EquationCheck, ...]] = field(default_factory=dict)
    citations: Mapping[int, Citation] = field(default_factory=dict)
    molecules: Mapping[int, MoleculeCheck] = field(default_factory=dict)
    code: Mapping[int, CodeCheck] = field(default_factory=dict)


def checks_by_node(answer: Answer) -> Checked:
    equations: dict[int, tuple[EquationCheck, ...]] = {}
    for check in answer.equations:
        equations[check.math] = (*equations.get(check.math, ()), check)
    return Checked(
        equations=equations,
        citations={ref: citation for citation in answer.citations for ref in citation.refs},
        molecules={check.molecule: check for check in answer.molecules},
        code={check.code: check for check in answer.code},
    )
