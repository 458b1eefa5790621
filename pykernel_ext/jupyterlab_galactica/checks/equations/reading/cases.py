"""Reading piecewise values, `\\begin{cases}`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..tree import Call, Cases, Expr
from ..vocabulary.phrases import any_of
from .brackets import matched, outside, split
from .statements import parts, statement, together
from .tokens import ParseError, Token, UnsupportedError

if TYPE_CHECKING:
    from .grammar import Parser

_OTHERWISE = re.compile(rf"(?i)\W*{any_of('otherwise')}\W*")
_PREFIX = re.compile(rf"(?i)\W*{any_of('begins a case')}?\W*")
_PARITY = re.compile(rf"(?i)\W*(?:is\s+)?({any_of('parity')})\W*")


def cases(parser: Parser) -> Expr:
    """The rows of the environment: a value and its condition each."""
    start = parser.place()
    rows = split(parser.environment(), lambda token: token.kind == "row")[0]
    values: list[Expr] = []
    conditions: list[Expr] = []
    for row in filter(None, rows):
        value, condition = _split(row)
        values.append(parser.outside_integrals(value))
        conditions.append(_condition(parser, condition))
    if not values:
        raise ParseError("there are no cases", start)
    return Cases(tuple(values), tuple(conditions))


def _split(row: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Value and condition: at the &, else at the first comma, wide space or words."""
    separators = {"amp"} if any(t.kind == "amp" for t in row) else {"quad", "words"}
    for index, token in outside(row):
        comma = token.text == "," and "amp" not in separators
        if token.kind in separators or comma:
            keep = index if token.kind == "words" else index + 1
            return _stripped(row[:index]), _stripped(row[keep:])
    return _stripped(row), []


def _stripped(tokens: Sequence[Token]) -> list[Token]:
    found = [token for token in tokens if token.kind not in ("quad", "amp")]
    while found and found[-1].text in (",", ".", ";"):
        found.pop()
    while found and found[0].text == ",":
        found.pop(0)
    return matched(found)


def _condition(parser: Parser, tokens: Sequence[Token]) -> Expr:
    words = " ".join(t.text for t in tokens) if all(t.kind == "words" for t in tokens) else ""
    if not tokens or _OTHERWISE.fullmatch(words):
        return Call("otherwise", ())
    rest = list(tokens)
    if rest[0].kind in ("words", "name") and _PREFIX.fullmatch(rest[0].text):
        rest.pop(0)
    found: list[Expr] = []
    pending: list[Token] = []
    for token in rest:
        if token.kind == "words" and (parity := _PARITY.fullmatch(token.text)):
            found.append(Call(parity[1].lower(), (parser.outside_integrals(pending),)))
            pending = []
        elif token.kind == "words" and re.fullmatch(r"\W*and\W*", token.text):
            found.extend(_statements(parser, pending))
            pending = []
        elif token.kind == "words":
            raise UnsupportedError("words inside the formula", token.start)
        else:
            pending.append(token)
    found.extend(_statements(parser, pending))
    if not found:
        raise ParseError("a condition is missing", tokens[0].start)
    return together("and", found)


def _statements(parser: Parser, tokens: Sequence[Token]) -> list[Expr]:
    return [statement(parser, part) for part in parts(tokens, (",", r"\wedge", r"\land")) if part]
