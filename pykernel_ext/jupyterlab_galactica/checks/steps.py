"""A document checked step by step, each equation told of as soon as it is judged."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..answer.blocks import Math
from ..answer.serialize import check_to_json
from ..answer.verdicts import CheckReport, Citation, EquationCheck
from .bibliography.own import NAMES_NONE, OwnBibliography
from .coverage import Coverage, coverage_of
from .documents import Document, Place
from .sources import Sources


@dataclass(frozen=True, slots=True)
class FormulasFound:
    """The formulas of the text, each with its place in the file."""

    formulas: tuple[tuple[Math, Place], ...]


@dataclass(frozen=True, slots=True)
class EquationsJudged:
    """Equations of some formulas, in the text's order; `formulas` counts those judged so far."""

    equations: tuple[EquationCheck, ...]
    formulas: int


@dataclass(frozen=True, slots=True)
class WorksFound:
    """The works cited, each with the places in the file at which it is cited."""

    works: tuple[tuple[Citation, tuple[Place, ...]], ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The last step. `problems` are sentences on what stood in the way."""

    coverage: Coverage
    problems: tuple[str, ...]


Step = FormulasFound | EquationsJudged | WorksFound | Done


def check_steps(
    document: Document,
    sources: Sources,
    *,
    units: Mapping[str, str] | None = None,
    own: OwnBibliography = NAMES_NONE,
    cell: int | None = None,
) -> Generator[Step, None, None]:
    """What is found in a document, and then what is known of it.

    Of a notebook's `cell`, counted from 1, only that is judged, with all that stands before it
    known. Closing the generator stops the check.
    """
    from ..answer.lexer import lex_parts
    from .cited_keys import find_keys
    from .formulas import check_formulas_in_batches
    from .gathering import gathered
    from .works import check_works

    blocks = tuple(lex_parts(document.parts))
    found = gathered(blocks, units, document.macros)
    formulas = [
        (math, around, place)
        for math, around in found.formulas
        if _is_in(place := document.place(math.start), cell)
    ]
    judged: list[EquationCheck] = []
    done = 0
    with sources:
        for ref in found.citations:
            sources.begin(ref.text)
        yield FormulasFound(tuple((math, place) for math, _, place in formulas))
        asked = ((math, around) for math, around, _ in formulas)
        for batch in check_formulas_in_batches(asked):
            equations = tuple(check for _, checks in batch for check in checks)
            judged += equations
            done += len(batch)
            yield EquationsJudged(equations, done)
        works = check_works(found.citations, find_keys(blocks), sources, own)
        yield _works(document, works, cell)
        report = CheckReport(equations=tuple(judged), formulas=len(formulas))
        yield Done(coverage_of(report, document.unread), (*own.problems, *sources.problems))


def step_to_json(step: Step) -> dict[str, Any]:
    """A step as JSON data, told apart from others by its type."""
    match step:
        case FormulasFound(formulas):
            rows = [
                {"id": math.id, "latex": math.latex, "place": asdict(place)}
                for math, place in formulas
            ]
            return {"type": "formulas", "formulas": rows}
        case EquationsJudged(equations, done):
            checks = [*map(check_to_json, equations)]
            return {"type": "equations", "equations": checks, "formulas": done}
        case WorksFound(works):
            found = [
                {"citation": check_to_json(work), "places": [*map(asdict, places)]}
                for work, places in works
            ]
            return {"type": "works", "works": found}
        case Done(coverage, problems):
            return {"type": "done", "coverage": str(coverage), "problems": list(problems)}


def _works(document: Document, works: tuple[Citation, ...], cell: int | None) -> WorksFound:
    placed = []
    for work in works:
        places = tuple(map(document.place, work.starts))
        if cell is None or any(place.cell == cell for place in places):
            placed.append((work, places))
    return WorksFound(tuple(placed))


def _is_in(place: Place, cell: int | None) -> bool:
    return cell is None or place.cell == cell
