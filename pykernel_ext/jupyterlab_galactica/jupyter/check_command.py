"""`jupyter galactica check FILE…`: every equation of papers, notes and notebooks with its verdict.

Needs no model and no Jupyter server, so it serves in a terminal, in pre-commit and in CI.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, get_args

from ..answer.explaining import equation_shown, explanation
from ..answer.faces import VERDICTS
from ..answer.labels import tally
from ..answer.report import report_to_json, report_to_text
from ..answer.verdicts import CheckReport, Citation, EquationCheck, Verdict
from ..answer.wording import in_unicode, on_one_line
from ..checks.bibliography.own import NAMES_NONE, OwnBibliography, own_bibliography
from ..checks.coverage import Coverage, coverage_of
from ..checks.documents import STANDARD_INPUT, Document, Place, read_document

EXIT_OK, EXIT_REFUTED = 0, 1

_FORMULA_WIDTH = 60
_PIPE_WIDTH = 100


@dataclass(frozen=True, slots=True)
class _Checked:
    document: Document
    report: CheckReport


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The command's own arguments; whoever adds it says which bibliographies there are."""
    command.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="Markdown, LaTeX, reStructuredText, a notebook or a script with cells of text, "
        "- for standard input",
    )
    command.add_argument(
        "--strict",
        action="store_true",
        help="exit with 1 on what is doubtful, and on works not found, too",
    )
    command.add_argument("--json", action="store_true", help="print the report as JSON")
    command.add_argument(
        "--units",
        action="append",
        metavar="SYMBOL=UNIT",
        help="the unit of a symbol, such as E=V/m; may be repeated (default: those of the project)",
    )
    command.add_argument(
        "--verdict",
        action="append",
        choices=[verdict for verdict in get_args(Verdict) if verdict != "said"],
        help="show only equations with this verdict; may be repeated",
    )


def run(options: argparse.Namespace) -> int:
    """Check the files and print what was found; 1 where something is refuted.

    With `--strict` also where something is doubtful, or a work is cited that is not to be found.

    Raises InputError for a file that cannot be used and a unit that is not understood.
    """
    from ..checks.pool import shared_pool
    from ..checks.units import read_declarations

    units = None if options.units is None else read_declarations(options.units)

    shared_pool().warm()  # its processes start while the files are read
    documents = [read_document(name) for name in options.files]
    checked = list(_check(documents, options.references, units))
    shown = [replace(item, report=_with_verdicts(item.report, options.verdict)) for item in checked]
    if options.json:
        coverage = [{"file": item.document.name, **asdict(_coverage(item))} for item in checked]
        found = {**_to_json(shown), "coverage": coverage}
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        for line in _table(shown):
            print(line)
        for item in checked:
            if item.report.formulas or item.document.unread:
                print(f"Coverage of {_shown_name(item.document)}: {_coverage(item)}")
        print(_summary([item.report for item in checked]))
    for item in checked:
        sys.stderr.writelines(f"{problem}\n" for problem in item.report.problems)
    reports = [item.report for item in checked]
    wrong = any(
        each.accused or any(map(_is_amiss, each.citations)) if options.strict else each.refuted
        for each in reports
    )
    return EXIT_REFUTED if wrong else EXIT_OK


def _check(
    documents: Sequence[Document],
    references: Sequence[str] | None,
    units: Mapping[str, str] | None,
) -> Iterator[_Checked]:
    from ..assistant import check_document

    for document in documents:
        with _bar(document.name) as report:
            found = check_document(
                document,
                references=references,
                progress=report,
                units=units,
                own=_own_bibliography(document) if references is None else NAMES_NONE,
            )
        yield _Checked(document, found)


def _own_bibliography(document: Document) -> OwnBibliography:
    return own_bibliography(document.text, Path(document.name).parent, document.header)


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr for work that takes longer than half a second."""
    from tqdm import tqdm

    with tqdm(
        desc=title, unit=" characters", unit_scale=True, delay=0.5, mininterval=0.5, leave=False
    ) as bar:

        def report(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield report


def _with_verdicts(report: CheckReport, verdicts: Sequence[Verdict] | None) -> CheckReport:
    if verdicts is None:
        return report
    return CheckReport(equations=tuple(c for c in report.equations if c.verdict in verdicts))


def _table(checked: Sequence[_Checked]) -> Iterator[str]:
    """Each equation with place, verdict and reason; then whatever else was found in its file."""
    places = [[_place(item.document, check) for check in item.report.equations] for item in checked]
    width = max((len(place) for row in places for place in row), default=0)
    verdict_width = max(len(str(face)) for face in VERDICTS.values())
    page = shutil.get_terminal_size((_PIPE_WIDTH, 0)).columns
    indent = " " * (width + verdict_width + 4)
    for item, row in zip(checked, places, strict=True):
        for place, check in zip(row, item.report.equations, strict=True):
            badge = str(VERDICTS[check.verdict])
            yield f"{place:{width}}  {badge:{verdict_width}}  {_formula(check)}"
            details = in_unicode(explanation(check))
            if check.claim != "asserted":
                details = f"[{check.claim}] {details}"
            yield from textwrap.wrap(
                details, max(page, 2 * len(indent)), initial_indent=indent,
                subsequent_indent=indent,
            )  # fmt: skip
        yield from _citations(item)
        others = replace(item.report, equations=(), citations=())
        if others != CheckReport(problems=others.problems, formulas=others.formulas):
            yield from (f"{_shown_name(item.document)}: {line}"
                        for line in report_to_text(others).splitlines())  # fmt: skip


def _citations(item: _Checked) -> Iterator[str]:
    """Each work cited, with the place where it is cited first."""
    for citation in item.report.citations:
        where = f":{item.document.place(citation.starts[0])}" if citation.starts else ""
        line = report_to_text(CheckReport(citations=(citation,)))
        yield f"{_shown_name(item.document)}{where}: {line}"


def _is_amiss(citation: Citation) -> bool:
    return citation.status in ("not-found", "mismatch")


def _formula(check: EquationCheck) -> str:
    return textwrap.shorten(on_one_line(equation_shown(check)), _FORMULA_WIDTH, placeholder=" …")


def _place(document: Document, check: EquationCheck) -> str:
    place = document.place(check.start)
    return f"{_file(document, place)}:{place}"


def _file(document: Document, place: Place) -> str:
    """The file that a place is in: the document's own, or one that it includes."""
    if place.file is None:
        return _shown_name(document)
    return (Path(document.name).parent / place.file).as_posix()


def _shown_name(document: Document) -> str:
    return "<stdin>" if document.name == STANDARD_INPUT else document.name


def _summary(reports: Sequence[CheckReport]) -> str:
    equations = [check for report in reports for check in report.equations]
    citations = [citation for report in reports for citation in report.citations]
    total = len(equations)
    sentences = ["No equation was found."]
    if equations:
        sentences = [f"{total} equation{'' if total == 1 else 's'}: {tally(equations)}."]
    if citations:
        counts = Counter(citation.status.replace("-", " ") for citation in citations)
        shares = ", ".join(f"{count} {status}" for status, count in counts.most_common())
        works = "work is" if len(citations) == 1 else "works are"
        sentences.append(f"{len(citations)} {works} cited: {shares}.")
    return " ".join(sentences)


def _coverage(item: _Checked) -> Coverage:
    return coverage_of(item.report, item.document.unread)


def _to_json(checked: Sequence[_Checked]) -> dict[str, Any]:
    """The reports of all files as one; each thing says its file, each equation its place."""
    together: dict[str, Any] = report_to_json(CheckReport())
    for item in checked:
        report = report_to_json(item.report)
        problems = report.pop("problems")
        together["problems"] += problems
        for kind, rows in report.items():
            together[kind] += [{"file": item.document.name, **row} for row in rows]
    equations = ((item.document, check) for item in checked for check in item.report.equations)
    for row, (document, check) in zip(together["equations"], equations, strict=True):
        place = document.place(check.start)
        row.update(asdict(place))
        row["file"] = document.name if place.file is None else _file(document, place)
    works = ((item.document, work) for item in checked for work in item.report.citations)
    for row, (document, work) in zip(together["citations"], works, strict=True):
        row["places"] = [asdict(document.place(start)) for start in work.starts]
    return together
