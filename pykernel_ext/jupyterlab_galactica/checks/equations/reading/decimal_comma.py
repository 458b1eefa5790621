"""Whether a text writes 3,14 for what others write 3.14."""

from __future__ import annotations

import re
from collections.abc import Iterable

_COMMA = r"(?:,|\{,\})"
_POINT = re.compile(r"(?<![\d.])\d+\.\d")
_SURELY = re.compile(
    rf"(?<![\d,.}}])(?:0{_COMMA}\d*[1-9]\d*[1-9]|\d+{_COMMA}\d{{4,}}|\d+\{{,\}}\d\d?)(?![\d,{{])"
)
"""No list and no thousands: `0,54`, `1,4142`, `2{,}5`."""
_PERHAPS = re.compile(rf"\d{_COMMA}\d")
_LANGUAGE = re.compile(
    r"(?i)\b(?:portanto|ent[aã]o|temos|obtemos|seja|donc|alors|soit|obtient|o[uù]|gilt|wobei|und|"
    r"f[uü]r|ergibt|somit|quindi|allora|otteniamo|entonces|tenemos|luego|obtenemos|jest|oraz|dla|"
    r"где|тогда|если|получим)\b"
)
"""Words of languages in which the comma is decimal, and which English has not."""


def writes_decimal_commas(latex: str, others: Iterable[str], words: str) -> bool:
    """By the formula, the others of its text, and the words beside it."""
    if not _PERHAPS.search(latex) or _POINT.search(latex):
        return False
    formulas = [latex, *others]
    if any(map(_POINT.search, formulas)):
        return False
    return any(map(_SURELY.search, formulas)) or bool(_LANGUAGE.search(words))


_NUMBER = re.compile(r"(\d+)(,|\{,\})(\d+)(?![\d,])")
_RAISED = re.compile(r"\s*(?:\\right\s*)?\)\s*\^")
_IN_BRACKETS = re.compile(r"0,\d*[1-9]\d*[1-9]\Z|\d+,\d{3,}\Z")
"""What is no list of two whole numbers, even in brackets."""


def decimal_at(latex: str, at: int, bracket: str) -> re.Match[str] | None:
    """The number with a decimal comma here, `bracket` being what opened last and is still open."""
    found = _NUMBER.match(latex, at)
    if found is None or found[2] != ",":
        return found
    if _RAISED.match(latex, found.end()):
        return found
    if bracket in (r"\{", "_{") or (bracket in ("(", "[") and not _IN_BRACKETS.match(found[0])):
        return None
    return found
