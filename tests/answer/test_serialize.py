from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from jupyterlab_galactica.answer.answer import Answer, Usage
from jupyterlab_galactica.answer.events import (
    BlockClosed,
    CitationsChecked,
    EquationChecked,
    Event,
    Finished,
    Kept,
    Restarted,
    StateChanged,
    TextAdded,
)
from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.schema import schema
from jupyterlab_galactica.answer.serialize import (
    answer_from_json,
    answer_to_json,
    block_to_json,
    check_to_json,
    event_to_json,
)

from .examples import FOUND, FULL, HOLDS, REFUTED, answered
from .marks import texts

ANSWERS = Draft202012Validator(schema())
EVENTS = Draft202012Validator({**schema(), "$ref": "#/$defs/Event"})


def transported(data: dict[str, Any]) -> Any:
    return json.loads(json.dumps(data, allow_nan=False))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


def test_a_full_answer_fits_the_schema_and_comes_back_equal() -> None:
    data = transported(answer_to_json(FULL))
    ANSWERS.validate(data)
    assert answer_from_json(data) == FULL


def test_a_growing_answer_fits_the_schema() -> None:
    growing = Answer(question="q", text="a $x", tail="a $x", status="generating")
    data = transported(growing.to_json())
    ANSWERS.validate(data)
    assert (data["finish_reason"], data["tail"]) == (None, "a $x")


@given(texts)
def test_whatever_is_generated_fits_the_schema_and_comes_back_equal(text: str) -> None:
    answer = answered(text)
    data = transported(answer.to_json())
    ANSWERS.validate(data)
    assert answer_from_json(data) == answer


@pytest.mark.parametrize(
    "event",
    [
        StateChanged("loading", "demo", 0.5),
        TextAdded("a"),
        BlockClosed(FULL.blocks[0], "tail"),
        EquationChecked(REFUTED),
        CitationsChecked((FOUND,)),
        Restarted(2),
        Kept(1),
        Finished(FULL),
    ],
    ids=lambda event: type(event).__name__,
)
def test_every_event_fits_the_schema(event: Event) -> None:
    EVENTS.validate(transported(event_to_json(event)))


def test_no_number_is_nan_or_infinite() -> None:
    strange = replace(
        FULL,
        usage=Usage(ttft_s=math.nan, tokens_per_s=math.inf),
        provenance={"loss": -math.inf, "path": object, "sizes": {1}, "deep": [{"x": math.nan}]},
    )
    data = transported(strange.to_json())
    ANSWERS.validate(data)
    assert data["usage"]["tokens_per_s"] is None
    assert data["provenance"]["deep"] == [{"x": None}]


def test_seconds_that_are_no_number_are_zero() -> None:
    data = check_to_json(replace(HOLDS, seconds=math.nan))
    assert data["seconds"] == 0.0


def test_what_makes_a_sympy_object_stays_behind() -> None:
    check = replace(HOLDS, build_sympy=lambda: 1)
    assert "build_sympy" not in check_to_json(check)


def test_a_closed_block_is_serialized_once() -> None:
    block = answered("A paragraph with $x$.").blocks[0]
    assert block_to_json(block) is block_to_json(block)


def test_data_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="schema_version"):
        answer_from_json({**FULL.to_json(), "schema_version": 2})


@pytest.mark.parametrize(
    ("name", "value"),
    [("text", [{}]), ("blocks", [{"type": "prose"}]), ("equations", [{"latex": 1}]), ("usage", [])],
)
def test_json_that_is_not_as_the_schema_says_is_no_answer(name: str, value: object) -> None:
    data = answer_to_json(Answer(question="Why?", text="So.", blocks=lex("So.")))
    with pytest.raises(ValueError, match=name):
        answer_from_json({**data, name: value})
