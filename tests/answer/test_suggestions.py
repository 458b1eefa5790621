from __future__ import annotations

import json
from dataclasses import replace

from jsonschema import Draft202012Validator

from jupyterlab_galactica.answer.serialize import answer_from_json, answer_to_json, schema
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


def test_a_work_found_in_the_bibliography_shows_its_entry_and_score() -> None:
    assert repr(Suggestions([SCORED])) == (
        "1. Vaswani, A., Attention Is All You Need, 2017 "
        "(log-probability -3.25, least likely token -1.50)"
    )
