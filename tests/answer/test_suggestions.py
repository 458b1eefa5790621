from __future__ import annotations

import json
from dataclasses import replace

from jsonschema import Draft202012Validator

from jupyterlab_galactica.answer.schema import schema
from jupyterlab_galactica.answer.serialize import answer_from_json, answer_to_json
from jupyterlab_galactica.answer.suggestions import Suggestions
from jupyterlab_galactica.answer.verdicts import CitationScore

from .examples import FOUND, FULL, NOT_FOUND

SCORED = replace(FOUND, score=CitationScore(-3.25, -1.5, True))


def test_a_score_fits_the_schema_and_comes_back_equal() -> None:
    checks = replace(FULL.checks, citations=(SCORED, NOT_FOUND))
    data = json.loads(json.dumps(answer_to_json(replace(FULL, checks=checks)), allow_nan=False))
    Draft202012Validator(schema()).validate(data)
    assert data["citations"][0]["score"] == {
        "logprob_sum": -3.25,
        "logprob_min": -1.5,
        "finished": True,
    }
    assert answer_from_json(data).citations == (SCORED, NOT_FOUND)


def test_a_work_found_in_the_bibliography_shows_its_entry_and_score_and_what_to_copy() -> None:
    note = "✓ found as vaswani2017attention; log-probability -3.25, least likely token -1.50"
    copied = (
        r"% 1. \cite{vaswani2017attention} [@vaswani2017attention]",
        "@misc{vaswani2017attention,",
        "  title = {{Attention Is All You Need}},",
        "}",
    )
    assert repr(Suggestions([SCORED])).splitlines() == [
        f"1. A. Vaswani, Attention Is All You Need, 2017. ({note})",
        "",
        *copied,
    ]
    assert "\n".join(("```bibtex", *copied, "```")) in Suggestions([SCORED])._repr_markdown_()


def test_a_work_that_was_not_found_offers_nothing_to_copy() -> None:
    assert "@" not in repr(Suggestions([NOT_FOUND, replace(SCORED, status="mismatch")]))


def test_a_retracted_work_is_marked_though_it_was_found() -> None:
    assert "✗ retracted" in repr(Suggestions([replace(SCORED, retracted=True)]))
