"""CSL as YAML, Pandoc's own form of a bibliography: a list of items, or one under `references`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml

from .csl import read_csl_items
from .entry import Reading


def read_csl_yaml(text: str, file: str = "") -> Reading:
    """The items of a CSL YAML file. One that is none is named with its line."""
    try:
        items = list(_items(text))
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = " ".join(str(error).split())
        return Reading(problems=(f"{file or 'The bibliography'} is no YAML ({reason}); mend it.",))
    return read_csl_items(items, file)


def _items(text: str) -> Iterator[tuple[Any, int]]:
    """Each item with its line."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_node() if loader.check_node() else None
        if isinstance(node, yaml.MappingNode):
            listed = (value for key, value in node.value if key.value == "references")
            node = next(listed, None)
        for item in node.value if isinstance(node, yaml.SequenceNode) else ():
            yield _with_dates_as_text(loader.construct_document(item)), item.start_mark.line + 1
    finally:
        loader.dispose()


def _with_dates_as_text(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return {
        str(name): value.isoformat() if isinstance(value, date) else value
        for name, value in item.items()
    }
