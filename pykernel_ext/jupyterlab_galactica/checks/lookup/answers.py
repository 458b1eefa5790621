"""Reading services' JSON: whatever is missing or of another type counts as not there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from .service import ServiceError

_MARK = re.compile(
    r"^\W*(?:retracted|withdrawn)(?:\s+(?:article|paper|chapter))?\s*[:\]-]\s*", re.I
)


def without_mark(title: str) -> tuple[str, bool]:
    """A title without the `RETRACTED:` that publishers put before it, and whether there was one."""
    plain = _MARK.sub("", title)
    return plain, plain != title


def json_object(body: bytes) -> Mapping[str, Any]:
    """The JSON object of an answer. Raises ServiceError where it is none."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ServiceError("its answer is not JSON") from error
    if not isinstance(answer, dict):
        raise ServiceError("its answer has not the documented form")
    return answer


def listed(value: object) -> list[Mapping[str, Any]]:
    """The objects in a list. Raises ServiceError where there is no list."""
    if not isinstance(value, list):
        raise ServiceError("its answer has not the documented form")
    return [item for item in value if isinstance(item, dict)]


def objects(value: object) -> list[Mapping[str, Any]]:
    """The objects in a list that may be missing."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: object) -> str:
    """A text, or the first of a list of them."""
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        value = value[0]
    return value.strip() if isinstance(value, str) else ""


def at(value: object, *path: str) -> object:
    """What stands in nested objects, or None."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def year(value: object) -> int | None:
    return value if isinstance(value, int) and 0 < value < 10_000 else None
