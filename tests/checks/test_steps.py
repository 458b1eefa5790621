"""A document checked step by step."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

from jupyterlab_galactica.checks.documents import Document, document_of
from jupyterlab_galactica.checks.documents.notebook import notebook_document
from jupyterlab_galactica.checks.sources import Sources
from jupyterlab_galactica.checks.steps import (
    Done,
    EquationsJudged,
    FormulasFound,
    Step,
    WorksFound,
    check_steps,
    step_to_json,
)


def notebook(*cells: str) -> Document:
    made = [{"cell_type": "markdown", "source": source} for source in cells]
    return notebook_document("paper.ipynb", json.dumps({"cells": made}))


def steps(document: Document, **options: Any) -> list[Step]:
    return list(check_steps(document, Sources(), **options))


def judged(seen: list[Step]) -> list[tuple[str, str]]:
    return [
        (check.latex, check.verdict)
        for step in seen
        if isinstance(step, EquationsJudged)
        for check in step.equations
    ]


def test_the_formulas_are_told_first_and_each_knows_its_cell() -> None:
    seen = steps(notebook("We know $1 = 2$.", "Some words.", "And $3 = 3$."))
    first, last = seen[0], seen[-1]
    assert isinstance(first, FormulasFound)
    assert [(math.latex, place.cell) for math, place in first.formulas] == [
        ("1 = 2", 1),
        ("3 = 3", 3),
    ]
    assert judged(seen) == [("1 = 2", "refuted"), ("3 = 3", "holds")]
    assert isinstance(last, Done)
    assert str(last.coverage) == "2 equations in 2 formulas, 2 judged."


def test_one_cell_is_judged_by_what_stands_before_it() -> None:
    cells = ("Let $x = 3$.", "Then $x^2 = 9$.", "But $1 = 2$.")
    assert judged(steps(notebook(*cells), cell=2)) == [("x^2 = 9", "holds")]
    assert judged(steps(notebook(*cells), cell=3)) == [("1 = 2", "refuted")]


def test_a_work_knows_the_places_where_it_is_cited() -> None:
    (found,) = (
        step
        for step in steps(notebook("See [@bayes1763].", r"And \cite{bayes1763}."))
        if isinstance(step, WorksFound)
    )
    ((work, places),) = found.works
    assert (work.key, work.text, work.status) == (None, "bayes1763", "unchecked")
    assert [(place.cell, place.line) for place in places] == [(1, 1), (2, 1)]


def test_a_work_that_is_cited_in_another_cell_is_left_out() -> None:
    (found,) = (
        step
        for step in steps(notebook("See [@bayes1763].", "And $1 = 1$."), cell=2)
        if isinstance(step, WorksFound)
    )
    assert found.works == ()


def test_the_check_stops_where_nobody_listens() -> None:
    document = document_of("\n\n".join(f"${n} = {n}$" for n in range(500)))
    with closing(check_steps(document, Sources())) as begun:
        assert isinstance(next(begun), FormulasFound)
        assert isinstance(next(begun), EquationsJudged)
    assert list(begun) == []


def test_every_step_is_json() -> None:
    told = [step_to_json(step) for step in steps(notebook("We know $1 = 2$ [@bayes1763]."))]
    assert json.loads(json.dumps(told)) == told
    assert [step["type"] for step in told] == ["formulas", "equations", "works", "done"]
    assert told[0]["formulas"][0]["place"] == {
        "line": 1,
        "column": 10,
        "cell": 1,
        "output": None,
        "file": None,
    }
