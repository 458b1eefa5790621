"""The JSON schema of answers and events, which the package carries as a file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("answer.schema.json")


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of an answer; `$defs/Event` is that of an event."""
    loaded: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded
