"""The JSON schema of answers and events, which the package carries as a file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_FILE = Path(__file__).with_name("answer.schema.json")


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of an answer; `$defs/Event` is that of an event."""
    loaded: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded


def fault_of(answer: Any) -> str:
    """What of an answer's JSON is not as the schema says, "" for nothing.

    What has a default may be missing: earlier versions did not write it.
    """
    from jsonschema.exceptions import best_match

    fault = best_match(_validator().iter_errors(answer))
    return f"{fault.json_path}: {fault.message[:200]}" if fault else ""


@cache
def _validator() -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    definitions = {name: _without_defaulted(kind) for name, kind in schema()["$defs"].items()}
    return Draft202012Validator({**schema(), "$defs": definitions})


def _without_defaulted(kind: dict[str, Any]) -> dict[str, Any]:
    """A definition that does not require what has a default."""
    properties = kind.get("properties", {})
    required = [name for name in kind.get("required", ()) if "default" not in properties[name]]
    return {**kind, "required": required} if required else kind
