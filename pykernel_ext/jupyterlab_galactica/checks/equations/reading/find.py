"""The equations inside one formula: rows, chains, lists, and the conditions they stand under.

Everything here works on tokens; nothing is understood yet. A chain `a = b = c` gives the steps
`a = b` and `b = c`, also over the rows of an `aligned` environment. Inequalities, memberships and
words that trail an equation (`, x > 0`, `\\text{ for all } n`) become its conditions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ...macros import Macro
from ..vocabulary.phrases import any_of, said
from ..vocabulary.signs import LOOSE
from .brackets import CLOSING, OPENING, argument_tokens, closing
from .prepare import prepared
from .restrictions import cut_conditions
from .tokens import ParseError, Token

_ROWS = {"aligned", "align", "gather", "gathered", "split", "eqnarray", "multline", "alignat",
         "alignedat", "flalign", "equation", "array", "cases", "dcases", "rcases",
         "displaymath"}  # fmt: skip
_PAIRED_COLUMNS = {"aligned", "align", "alignat", "alignedat", "flalign", "split"}
_ONE_STATEMENT_A_ROW = {"eqnarray", "multline"}
_SEPARATORS = {r"\implies", r"\iff", r"\therefore", r"\because", r"\land", r"\wedge", r"\lor",
               r"\impliedby", r"\forall", r"\exists"}  # fmt: skip
_FOLLOWS = {r"\implies", r"\iff", r"\therefore"}
_MEMBERSHIP = {r"\in", r"\notin", r"\subset", r"\subseteq", r"\to", r"\propto", r"\sim", r"\mapsto"}
_CONTINUES = {"+", "*", "/", r"\cdot", r"\times", r"\pm", r"\mp", r"\div"}
_PUNCTUATION = {".", ",", ";", ":"}
_MODULI = {r"\pmod", r"\bmod", r"\mod", r"\pod"}
_CONDITION_WORD = said("supposes", "sets a condition in a formula")
_JOINING_WORD = re.compile(rf"(?i)\W*{any_of('concludes', 'joins statements')}\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """One side, one relation, one side; `conditions` are tokens of what it stands under.

    `vague` says that some of its surroundings were not understood, or that it follows from what
    stands before it: it may be shown to hold, but not refuted. `sign` is what is written over the
    relation (`?` for a question, `!` for a demand); `modulus` what both sides are compared by.
    """

    left: tuple[Token, ...]
    op: str
    right: tuple[Token, ...]
    start: int
    end: int
    conditions: tuple[tuple[Token, ...], ...] = ()
    vague: bool = False
    sign: str = ""
    modulus: tuple[Token, ...] = ()


@dataclass
class _Segment:
    """Tokens between two separators."""

    tokens: list[Token]
    condition: bool = False  # introduced by words such as "for" or "if"
    follows: bool = False  # stands after an arrow of implication
    listed: bool = False  # the separator before it was a comma
    sides: list[list[Token]] = field(default_factory=list)
    ops: list[Token] = field(default_factory=list)
    modulus: list[Token] = field(default_factory=list)
    conditions: list[tuple[Token, ...]] = field(default_factory=list)  # in brackets at its end


def find_statements(
    latex: str, macros: Sequence[Macro] = (), carried: Sequence[Token] = ()
) -> list[Statement]:
    """The relations that a formula (without its delimiters) states, in order. Raises ParseError.

    `macros` are the text's own; `carried` is the side that a formula beginning with a relation
    goes on from.
    """
    tokens = prepared(latex, macros)
    statements: list[Statement] = []
    last_side: list[Token] | None = _moved(carried, tokens) if carried else None
    for row in _joined_rows(_rows(tokens)):
        segments = [segment for segment in _segments(row) if segment.tokens]
        behind = False
        for segment in segments:
            segment.modulus = _cut_modulus(segment)
            segment.tokens, segment.conditions = cut_conditions(
                segment.tokens, stands_behind=behind
            )
            segment.sides, segment.ops = _sides(segment.tokens)
            behind = behind or bool(segment.ops)
        found, last_side = _statements(segments, last_side)
        statements.extend(found)
    return statements


def last_side(latex: str, macros: Sequence[Macro] = ()) -> Sequence[Token]:
    """The side with which a formula's last relation, or the formula itself, ends."""
    try:
        tokens = prepared(latex, macros)
    except ParseError:
        return ()
    segments = list(_segments(_rows(tokens)[-1])) if tokens else []
    return _sides(segments[0].tokens)[0][-1] if len(segments) == 1 else ()


def _moved(carried: Sequence[Token], tokens: Sequence[Token]) -> list[Token]:
    """Tokens of an earlier formula, as if they stood at the start of this one."""
    start = tokens[0].start if tokens else 0
    return [replace(token, start=start, end=start) for token in carried]


def _rows(tokens: list[Token]) -> list[list[Token]]:
    """Rows of the formula and of row environments that are not the side of an equation."""
    rows: list[list[Token]] = [[]]
    open_: list[str] = []  # environments whose rows are ours
    depth = 0  # inside brackets or other environments
    columns = 0
    for token in tokens:
        if token.kind == "begin":
            starts_statement = not any(t.kind == "relation" for t in rows[-1])
            if depth == 0 and token.text in _ROWS and starts_statement:
                open_.append(token.text)
                columns = 0
                rows.append([])
                continue
            depth += 1
        elif token.kind == "end":
            if depth == 0 and open_:
                open_.pop()
                rows.append([])
                continue
            depth -= 1
        elif token.text in OPENING:
            depth += 1
        elif token.text in CLOSING:
            depth = max(depth - 1, 0)
        if depth == 0 and token.kind == "row":
            rows.append([])
            columns = 0
        elif depth == 0 and token.kind == "amp" and open_:
            columns += 1
            if open_[-1] in _ONE_STATEMENT_A_ROW:
                continue
            if open_[-1] not in _PAIRED_COLUMNS or columns % 2 == 0:
                rows.append([])
        else:
            rows[-1].append(token)
    return [row for row in rows if row]


def _joined_rows(rows: list[list[Token]]) -> list[list[Token]]:
    """Rows that continue the one before: after a dangling relation, or beginning with `+`."""
    joined: list[list[Token]] = []
    for row in rows:
        has_relation = any(token.kind == "relation" for token in row)
        dangling = bool(joined) and joined[-1][-1].kind == "relation" and row[0].kind != "relation"
        continues = row[0].text in _CONTINUES or (row[0].text == "-" and not has_relation)
        if joined and (dangling or continues):
            joined[-1].extend(row)
        else:
            joined.append(list(row))
    return joined


def _segments(row: list[Token]) -> list[_Segment]:
    segments = [_Segment([])]
    depth = 0
    for index, token in enumerate(row):
        if token.text in OPENING or token.kind == "begin":
            depth += 1
        elif token.text in CLOSING or token.kind == "end":
            depth = max(depth - 1, 0)
        if depth == 0:
            if token.kind == "quad":
                segments.append(_Segment([], listed=True))
                continue
            if token.text in (",", ";") and token.kind == "op":
                segments.append(_Segment([], listed=True))
                continue
            if token.text in _SEPARATORS:
                segments.append(_Segment([], follows=token.text in _FOLLOWS))
                continue
            if token.kind == "words" and _separates(row, index):
                condition = bool(_CONDITION_WORD.search(token.text))
                segments.append(_Segment([], condition=condition, listed=True))
                continue
        segments[-1].tokens.append(token)
    for segment in segments:
        while segment.tokens and segment.tokens[-1].text in _PUNCTUATION:
            segment.tokens.pop()
    # A condition stays one through the segments that follow it in its row.
    for before, after in pairwise(segments):
        after.condition |= before.condition and after.listed
        after.follows |= before.follows
    return segments


def _separates(row: list[Token], index: int) -> bool:
    """Words that join statements, not a quantity spelled out or a unit."""
    text = row[index].text
    return bool(_CONDITION_WORD.search(text) or _JOINING_WORD.match(text)) or not re.search(
        "[A-Za-z]", text
    )


def _cut_modulus(segment: _Segment) -> list[Token]:
    r"""Take `\pmod{n}` or `(mod n)` off the end of a congruence."""
    tokens = segment.tokens
    if not any(token.text == r"\equiv" for token in tokens):
        return []
    for at, token in enumerate(tokens):
        bracketed = tokens[at + 1 : closing(tokens, at)] if token.text == "(" else []
        if bracketed and (bracketed[0].text in _MODULI or bracketed[0].text.strip() == "mod"):
            segment.tokens = tokens[:at]
            return bracketed[1:]
        if token.text in _MODULI:
            segment.tokens = tokens[:at]
            rest = tokens[at + 1 :]
            return argument_tokens(rest, 0) if rest[:1] and rest[0].text == "{" else rest
    return []


def _sides(tokens: list[Token]) -> tuple[list[list[Token]], list[Token]]:
    sides: list[list[Token]] = [[]]
    ops: list[Token] = []
    depth = 0
    for token in tokens:
        if token.text in OPENING or token.kind == "begin":
            depth += 1
        elif token.text in CLOSING or token.kind == "end":
            depth = max(depth - 1, 0)
        if depth == 0 and (token.kind == "relation" or token.text in LOOSE):
            ops.append(token)
            sides.append([])
        else:
            sides[-1].append(token)
    return sides, ops


def _statements(
    segments: list[_Segment], carried: list[Token] | None
) -> tuple[list[Statement], list[Token] | None]:
    """Statements of one row, and the side that a next row may continue from."""
    claims: list[_Segment] = []
    conditions: list[tuple[Token, ...]] = []
    vague = False
    for segment in segments:
        conditions += segment.conditions
        if not segment.tokens:
            continue
        if claims and (segment.condition or _restricts(segment)):
            conditions.append(tuple(segment.tokens))
        elif _is_number_of_equation(segment):
            continue
        elif not segment.ops or segment.condition:
            # Words, lists of values, and premises before any claim: not understood.
            vague = vague or segment.condition or bool(claims)
        else:
            claims.append(segment)
    found: list[Statement] = []
    for segment in claims:
        sides = segment.sides
        if not sides[0] and carried is not None:
            sides = [carried, *sides[1:]]
        unsure = vague or segment.follows or _given_elsewhere(segment, claims)
        for left, op, right in zip(sides, segment.ops, sides[1:], strict=False):
            if left and right:
                found.append(
                    Statement(
                        tuple(left),
                        op.text.rstrip("?!"),
                        tuple(right),
                        min(left[0].start, op.start),
                        right[-1].end,
                        tuple(conditions),
                        unsure,
                        op.text[-1] if op.text[-1] in "?!" else "",
                        tuple(segment.modulus),
                    )
                )
        carried = sides[-1] or None
    return found, carried


def _is_number_of_equation(segment: _Segment) -> bool:
    """`(3)` or `(2.1)` behind an equation."""
    texts = [token.text for token in segment.tokens]
    return (
        texts[:1] == ["("]
        and texts[-1:] == [")"]
        and len(texts) == 3
        and (segment.tokens[1].kind == "number")
    )


def _restricts(segment: _Segment) -> bool:
    """`x > 0`, `n \\neq 0`, `0 < x < 1`, `x \\in A`: it limits values and claims nothing."""
    if any(token.text in _MEMBERSHIP for token in segment.tokens) and not segment.ops:
        return True
    if not segment.ops or any(op.text in ("=", r"\equiv", ":=", r"\approx") for op in segment.ops):
        return False
    return segment.listed


def _given_elsewhere(segment: _Segment, claims: list[_Segment]) -> bool:
    """Whether another statement of the row fixes a symbol of this one (`y = 4x, x = 1`)."""
    letters = {token.text for token in segment.tokens if token.kind in ("letter", "macro")}
    for other in claims:
        lone = len(other.sides[0]) == 1 and other.sides[0][0].kind in ("letter", "macro")
        equal = bool(other.ops) and other.ops[0].text == "="
        fixes = lone and equal and other.sides[0][0].text in letters
        if fixes and other is not segment:
            return True
    return False
