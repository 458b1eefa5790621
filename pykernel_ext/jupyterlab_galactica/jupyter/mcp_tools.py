"""Our checks as tools of the Model Context Protocol, for assistants that write mathematics.

jupyter-server-mcp finds them by the entry point `jupyter_server_mcp.tools`, every other client by
`jupyter galactica mcp`. A tool reads, and changes nothing. Its docstring is what an assistant is
told of it, and so are the names and docstrings of what it gives.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..answer.explaining import equation_shown, explanation
from ..answer.labels import summary
from ..config import load_config
from ..errors import InputError, TooLargeError
from ..limits import MB
from .threads import Threads

if TYPE_CHECKING:
    from ..answer.verdicts import CheckReport, Citation, EquationCheck
    from ..checks.documents import Document
    from ..checks.equations.vocabulary.laws import LawRow

TOOLS = [
    f"{__name__}:{name}"
    for name in ("check_equations", "check_citations", "check_document", "known_law")
]

_MOST = 200
"""Equations and works that are told of; what is wrong comes first, and the summary counts all."""
_MOST_LAWS = 12
_LONGEST_QUERY = 2000

_checking = Threads(
    "galactica-mcp",
    "{} texts are being checked, as many as the setting answers allows; wait.",
)

T = TypeVar("T")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class EquationFound:
    """An equation as written, its place, and the verdict with its reason; formulas in `$…$`."""

    place: str
    equation: str
    verdict: str
    reason: str
    repair: str | None


@dataclass(frozen=True)
class WorkFound:
    """A work that is cited, and what the bibliographies say of it."""

    place: str
    cited_as: str
    status: str
    reason: str
    title: str
    author: str
    key: str | None
    bibtex: str


@dataclass(frozen=True)
class Equations:
    """What came out, the worst first."""

    summary: str
    equations: list[EquationFound]


@dataclass(frozen=True)
class Works:
    """What came out, the worst first. `problems` say which bibliographies could not be read."""

    summary: str
    works: list[WorkFound]
    problems: list[str]


@dataclass(frozen=True)
class Checked:
    """What came out of a document, the worst first."""

    summary: str
    coverage: str
    equations: list[EquationFound]
    works: list[WorkFound]
    problems: list[str]


@dataclass(frozen=True)
class Law:
    """A law with what its symbols mean, by their LaTeX, and under what assumptions it holds."""

    name: str
    field: str
    equation: str
    symbols: dict[str, str]
    assumptions: str


@dataclass(frozen=True)
class Laws:
    """`note` says what is to be said of an equation that was asked about."""

    note: str
    laws: list[Law]


async def check_equations(text: str, units: dict[str, str] | None = None) -> Equations:
    r"""Check every equation of a Markdown or LaTeX text: does it hold?

    Call this before you show mathematics to a user, on the whole text: what stands around an
    equation decides what it claims. Formulas stand in `$…$`, `$$…$$`, `\(…\)`, `\[…\]` or an
    environment. `units` may declare those of symbols, such as `{"E": "V/m"}`.

    Verdicts: holds (proved, or agreed at all points tried), refuted (false as it stands), doubtful
    (probably wrong; the reason says why), conditional (true for some values: an equation to solve),
    law (a known law, by name), definition, and unparsed, unsupported or timeout for what was not
    judged. No verdict but holds and law says that an equation is right.
    """
    from .. import assistant
    from ..checks.documents import document_of

    def work(progress: Progress) -> Equations:
        document = document_of(_bounded(text))
        report = assistant.check_document(
            document, references=(), lookup="off", units=units, progress=progress
        )
        return Equations(_summary(report), _equations(document, report.equations))

    return await _in_thread(work)


async def check_citations(text: str, references: list[str] | None = None) -> Works:
    r"""Look up every work that a Markdown or LaTeX text cites: does it exist as cited?

    Works are cited by `\cite{key}`, `[@key]`, or as `[START_REF] Title, Author [END_REF]`; they are
    looked up in the bibliographies `references` (files or folders in the working folder: BibTeX,
    CSL, RIS), by default those that the user has chosen for the project.

    Status: found (with the entry), mismatch (the title exists with another author or year),
    ambiguous, not-found, or unchecked where there was nothing to look it up in.
    """
    from .. import assistant
    from ..checks.documents import document_of

    def work(progress: Progress) -> Works:
        document = document_of(_bounded(text))
        files = None if references is None else [_within(name) for name in references]
        report = assistant.check_document(document, references=files, progress=progress)
        works = _works(document, report.citations)
        return Works(_summary(report), works, list(report.problems))

    return await _in_thread(work)


async def check_document(path: str) -> Checked:
    """Check the equations and citations of a file: Markdown, LaTeX, a notebook, reStructuredText.

    `path` is a file in the working folder. What a LaTeX file includes is read with it, and works
    are looked up in the bibliography that it names. Verdicts are those of `check_equations`, each
    with its line and column (in notebooks also its cell), statuses those of `check_citations`.
    """
    from .. import assistant
    from ..checks.bibliography.own import own_bibliography
    from ..checks.coverage import coverage_of
    from ..checks.documents import read_document

    def work(progress: Progress) -> Checked:
        file = _within(path)
        document = read_document(str(file))
        report = assistant.check_document(
            document,
            own=own_bibliography(document.header + document.text, file.parent),
            progress=progress,
        )
        return Checked(
            _summary(report),
            str(coverage_of(report, document.unread)),
            _equations(document, report.equations),
            _works(document, report.citations),
            list(report.problems),
        )

    return await _in_thread(work)


async def known_law(query: str) -> Laws:
    """Look up a law of physics, chemistry or geometry, by its name or by an equation.

    By a name or field ("Ohm's law", "optics"): the laws of that name, with what each symbol means,
    its unit, and the assumptions. By an equation in LaTeX ("V = I R"): which law it is, or which
    one it differs from by a slip.
    """
    from ..assistant import check_equation
    from ..checks.known_laws import laws_named

    def work(_: Progress) -> Laws:
        if len(query) > _LONGEST_QUERY:
            raise TooLargeError(f"Ask for a law in at most {_LONGEST_QUERY} characters.")
        note, words = "", query
        if "=" in query:
            check = check_equation(query)
            words = check.law or ""
            note = check.reason if check.law else "It is no law of the catalogue."
        rows = laws_named(words, _MOST_LAWS) if words.strip() else ()
        if "=" not in query and not rows:
            note = "The catalogue has no law of this name."
        return Laws(note, [_law(row) for row in rows if "=" not in query or row.name == words])

    return await _in_thread(work)


async def _in_thread(work: Callable[[Progress], T]) -> T:
    """What `work` gives. Where nobody waits any more it is stopped at the next formula."""
    stopped = threading.Event()

    def progress(done: int, total: int) -> None:
        if stopped.is_set():
            raise InputError("The check was stopped.")

    try:
        return await _checking.start(lambda: work(progress), load_config().answers)
    except asyncio.CancelledError:
        stopped.set()
        raise


def _bounded(text: str) -> str:
    """The text. Raises TooLargeError for one over the setting `request_mb`."""
    limit = load_config().request_mb
    if len(text) > limit * MB:
        raise TooLargeError(
            f"The text is over the {limit:g} MB of the setting request_mb; check it in parts."
        )
    return text


def _within(name: str) -> Path:
    """A file or folder in the working folder. Raises InputError for any other."""
    folder = Path.cwd().resolve()
    try:
        path = (folder / name).resolve()
        there = path.is_relative_to(folder) and path.exists()
    except (OSError, ValueError, RuntimeError):
        there = False
    if not there:
        raise InputError(f"There is no {name} in {folder}; give the path of a file there.")
    return path


def _equations(document: Document, checks: Sequence[EquationCheck]) -> list[EquationFound]:
    return [
        EquationFound(
            place=_place(document, check.start),
            equation=equation_shown(check),
            verdict=check.verdict,
            reason=explanation(check),
            repair=check.repair,
        )
        for check in sorted(checks, key=_is_right)[:_MOST]
    ]


def _works(document: Document, works: Sequence[Citation]) -> list[WorkFound]:
    return [
        WorkFound(
            place=", ".join(_place(document, start) for start in work.starts),
            cited_as=work.text,
            status="retracted" if work.retracted else work.status,
            reason=work.reason,
            title=work.title,
            author=work.author,
            key=work.key,
            bibtex=work.to_bibtex(),
        )
        for work in sorted(works, key=lambda work: work.status == "found")[:_MOST]
    ]


def _is_right(check: EquationCheck) -> bool:
    return check.verdict not in ("refuted", "doubtful")


def _place(document: Document, offset: int) -> str:
    """Line and column, in notebooks with the cell, of an included file with its name."""
    place = document.place(offset)
    return f"{place.file}:{place}" if place.file else str(place)


def _summary(report: CheckReport) -> str:
    told = [report.equations[_MOST:], report.citations[_MOST:]]
    rest = f" Told of are {_MOST} of a kind, what is wrong first." if any(told) else ""
    words = summary(report)
    return f"{words[:1].upper()}{words[1:]}.{rest}"


def _law(row: LawRow) -> Law:
    symbols = {
        name: f"{what} in {unit}" if unit else what for name, (what, unit) in row.symbols.items()
    }
    return Law(row.name, row.field, row.latex, symbols, row.assumptions)
