from __future__ import annotations

from dataclasses import MISSING, asdict, fields, is_dataclass
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from jupyterlab_galactica.answer.answer import Answer, Usage
from jupyterlab_galactica.answer.events import StateChanged
from jupyterlab_galactica.answer.schema import schema
from jupyterlab_galactica.answer.verdicts import (
    Citation,
    CodeCheck,
    EquationCheck,
    MoleculeCheck,
    SequenceCheck,
)

KINDS = (
    Answer,
    Usage,
    EquationCheck,
    Citation,
    MoleculeCheck,
    SequenceCheck,
    CodeCheck,
    StateChanged,
)


def defaults_of(kind: type[Any]) -> dict[str, Any]:
    """What the fields of a value type are where nobody gives them, as JSON data."""
    values = {
        field.name: field.default if field.default_factory is MISSING else field.default_factory()
        for field in fields(kind)
    }
    return {
        name: asdict(value) if is_dataclass(value) else list(value) if value == () else value
        for name, value in values.items()
        if value is not MISSING
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_an_older_answer_lacks_is_read_alike_in_python_and_in_jupyterlab(
    kind: type[Any],
) -> None:
    ours = defaults_of(kind)
    properties = schema()["$defs"][kind.__name__]["properties"]
    theirs = {name: rule["default"] for name, rule in properties.items() if "default" in rule}
    assert theirs
    for name in theirs.keys() & ours.keys():
        assert theirs[name] == ours[name], name


@pytest.mark.parametrize("kind", schema()["$defs"])
def test_every_default_is_a_value_of_its_property(kind: str) -> None:
    for rule in schema()["$defs"][kind].get("properties", {}).values():
        if "default" in rule:
            Draft202012Validator({**rule, "$defs": schema()["$defs"]}).validate(rule["default"])
