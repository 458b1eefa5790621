"""Words and phrases of a text, by what they mean to the formula beside them.

`phrases.json` has one row a phrase: a regular expression, read without regard to case, and an
example in which it acts. English, with few exceptions. (JSON, as reading TOML takes a hundred times
as long, and every process that gathers surroundings reads the table.)
"""

from __future__ import annotations

import json
import re
from pathlib import Path

_FILE = Path(__file__).with_name("phrases.json")
_ROWS: dict[str, list[tuple[str, str]]] = json.loads(_FILE.read_text(encoding="utf-8"))


def phrases(meaning: str) -> tuple[str, ...]:
    """The phrases that mean this, in the table's order."""
    return tuple(phrase for phrase, _ in _ROWS[meaning])


def any_of(*meanings: str) -> str:
    """A regular expression for the phrases of these meanings, to stand inside another."""
    return f"(?:{'|'.join(phrase for meaning in meanings for phrase in phrases(meaning))})"


def said(*meanings: str) -> re.Pattern[str]:
    """What finds a phrase of these meanings anywhere in a text."""
    return re.compile(rf"(?i)\b{any_of(*meanings)}\b")
