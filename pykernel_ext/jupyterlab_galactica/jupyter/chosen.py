"""The lasting settings as front ends change and show them: `%galactica config`, JupyterLab."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from ..config import (
    Config,
    changed,
    decided_elsewhere,
    load_config,
    own_config,
    save_config,
)
from ..errors import InputError
from ..policy import load_policy
from ..setting_values import CHOICES, bounds, lookup_services, paths_in

_LISTS = {"lookup": (",", lookup_services), "bibliographies": (os.pathsep, paths_in)}
"""Settings that are lists in JSON: what parts them as text, and how that is read."""


def choose(values: Mapping[str, str]) -> Config:
    """Store a user's choices, all or none, and give all that are stored.

    Raises InputError, NotAllowedError, and ModelError for a model that nobody has.
    """
    config = before = own_config()
    for name, value in values.items():
        config = changed(config, name, value)
    if config.model != before.model and not config.base_url:
        _check_model(config.model)
    if values:
        save_config(config)
    return config


def as_text(name: str, value: object) -> str:
    """A setting's value of JSON as a user would write it. Raises InputError."""
    if name in _LISTS and isinstance(value, list):
        part, _ = _LISTS[name]
        if any(part in str(item) for item in value):
            raise InputError(f"{name}: no item may have a {part!r} in it.")
        return part.join(map(str, value))
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise InputError(f"{name} cannot be {value!r}.")
    return str(value)


def settings_told() -> list[dict[str, Any]]:
    """Each setting: its value in force, its default, what it may be, and who has decided it.

    `decided` is the sentence that refuses a change, "" where the user is free to choose. Raises
    InputError where what the administrator decided cannot be read.
    """
    config, ceilings = load_config(), load_policy().ceilings
    return [
        {
            "name": field.name,
            "value": _as_json(field.name, getattr(config, field.name)),
            "default": _as_json(field.name, field.default),
            "decided": decided_elsewhere(field.name),
            **_may_be(field.name, field.default, ceilings.get(field.name, math.inf)),
        }
        for field in fields(config)
    ]


def _may_be(name: str, default: object, ceiling: float) -> dict[str, Any]:
    """In the words of JSON Schema."""
    if name in CHOICES:
        return {"enum": list(CHOICES[name])}
    if isinstance(default, str):
        return {}
    low, high = bounds(name)
    most = min(high, ceiling)
    return {"minimum": low} if most == math.inf else {"minimum": low, "maximum": most}


def _as_json(name: str, value: object) -> object:
    return list(_LISTS[name][1](str(value))) if name in _LISTS else value


def _check_model(model: str) -> None:
    """Raises NotAllowedError, and ModelError for a name that is no model's.

    A hub id may be downloaded later.
    """
    from ..models.allowed import check_allowed
    from ..models.catalog import find_local_model
    from ..models.pair_name import split_pair

    check_allowed(model)
    for name in split_pair(model) or (model,):
        find_local_model(name)
