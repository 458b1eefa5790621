"""The rows of `laws.json`: each law as a reader would write it down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("laws.json")


@dataclass(frozen=True, slots=True)
class LawRow:
    """`symbols` are by their LaTeX: what each means, and its unit."""

    name: str
    field: str
    latex: str
    symbols: Mapping[str, tuple[str, str]]
    assumptions: str


@cache
def law_rows() -> tuple[LawRow, ...]:
    """All laws, in the order of the file. A law may have several forms, each a row."""
    return tuple(
        LawRow(
            row["name"],
            row["field"],
            row["latex"],
            {name: (what, unit) for name, (what, unit) in row["symbols"].items()},
            row["assumptions"],
        )
        for row in json.loads(_FILE.read_text(encoding="utf-8"))
    )
