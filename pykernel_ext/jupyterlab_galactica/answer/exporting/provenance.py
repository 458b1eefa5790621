"""Where an answer came from, as names and values to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..answer import Answer
from ..blocks import Code, Element, Node, Text


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    value: str

    @property
    def is_short(self) -> bool:
        """Whether the value stands in a cell of a table; any other has lines of its own."""
        return len(self.value) <= _LONGEST_IN_TABLE and "\n" not in self.value


_NAMES = {
    "fingerprint": "fingerprint of the weights",
    "new_tokens": "new tokens at most",
    "prompt_sha256": "SHA-256 of the prompt",
    "stop": "stops at",
    "top_p": "top-p",
}

_LONGEST_IN_TABLE = 120  # characters


def provenance_rows(answer: Answer) -> tuple[Row, ...]:
    """Everything that is known, and what the answer took; what is None was not chosen."""
    return tuple(_rows((), {**answer.provenance, "tokens": _tokens(answer)}))


def _tokens(answer: Answer) -> str | None:
    usage = answer.usage
    if not usage.completion_tokens:
        return None
    return f"{usage.prompt_tokens} of the prompt, {usage.completion_tokens} generated"


def _rows(path: tuple[str, ...], values: Mapping[str, Any]) -> Iterator[Row]:
    for key, value in values.items():
        name = (*path, _NAMES.get(key) or str(key).replace("_", " "))
        if isinstance(value, Mapping):
            yield from _rows(name, value)
        elif value is not None:
            yield Row(": ".join(name), _readable(value))


def _readable(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(repr(item) if isinstance(item, str) else str(item) for item in value)
    return str(value)


def provenance_nodes(rows: Sequence[Row]) -> tuple[Node, ...]:
    """A heading, a table, and below it the values that are long; nothing where nothing is known."""
    if not rows:
        return ()
    head = Element("thead", (_table_row("th", Row("", "value")),))
    body = Element("tbody", tuple(_table_row("td", row) for row in rows if row.is_short))
    nodes: list[Node] = [Element("h2", (Text("Provenance"),)), Element("table", (head, body))]
    for row in rows:
        if not row.is_short:
            nodes += [Element("p", (Text(f"{row.name}:"),)), Code(-1, "", row.value, 0, 0)]
    return tuple(nodes)


def _table_row(tag: Literal["th", "td"], row: Row) -> Element:
    return Element("tr", tuple(Element(tag, (Text(text),)) for text in (row.name, row.value)))
