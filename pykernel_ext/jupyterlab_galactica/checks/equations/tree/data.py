"""Trees as JSON data, which go from a worker process to its parent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from .nodes import NODE_TYPES

_TYPES: Mapping[str, type] = {kind.__name__: kind for kind in NODE_TYPES}
_FIELDS: Mapping[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind)) for kind in NODE_TYPES
}


def to_data(node: Any) -> Any:
    """A tree or relation as JSON data: `[type, field, …]`; tuples become `["()", …]`."""
    if isinstance(node, tuple):
        return ["()", *map(to_data, node)]
    names = _FIELDS.get(type(node))
    if names is not None:
        return [type(node).__name__, *[to_data(getattr(node, name)) for name in names]]
    return node


def from_data(data: Any) -> Any:
    """What `to_data` wrote."""
    if not isinstance(data, list):
        return data
    kind, *parts = data
    values = [from_data(part) for part in parts]
    return tuple(values) if kind == "()" else _TYPES[kind](*values)
