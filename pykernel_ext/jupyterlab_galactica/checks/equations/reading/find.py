"""The equations inside one formula: rows, chains, lists, and the conditions they stand under.

Everything here works on tokens; nothing is understood yet. A chain `a = b = c` gives the steps
`a = b` and `b = c`, also over the rows of an `aligned` environment. Inequalities, memberships and
words that trail an equation (`, x > 0`, `\\text{ for all } n`) become its conditions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ...macros import Macro
from ..vocabulary.phrases import any_of, said
from ..vocabulary.signs import LOOSE
from .brackets import (
    argument_tokens,
    closing,
    is_opening,
    outside,
    skip_argument,
    split,
    without,
)
from .prepare import prepared
from .restrictions import cut_conditions
from .tokens import ParseError, Token

_ROWS = {"aligned", "align", "gather", "gathered", "split", "eqnarray", "multline", "alignat",
         "alignedat", "flalign", "equation", "array", "cases", "dcases", "rcases",
         "displaymath"}  # fmt: skip
_LAYOUT = {"begin", "end", "row", "amp"}
_PAIRED_COLUMNS = {"aligned", "align", "alignat", "alignedat", "flalign", "split"}
_ONE_STATEMENT_A_ROW = {"eqnarray", "multline"}
_SEPARATORS = {r"\implies", r"\iff", r"\therefore", r"\because", r"\land", r"\wedge", r"\lor",
               r"\impliedby", r"\forall", r"\exists"}  # fmt: skip
_CONNECTIVES = {r"\land", r"\wedge", r"\lor"}
_FOLLOWS = {r"\implies", r"\iff", r"\therefore", r"\to"}
_MEMBERSHIP = {r"\in", r"\notin", r"\subset", r"\subseteq", r"\to", r"\propto", r"\sim", r"\mapsto"}
_TAILS = {r"\in", r"\notin", r"\subset", r"\subseteq"}
_ARROWS = {r"\to", r"\uparrow", r"\downarrow", r"\leftarrow"}
_CONTINUES = {"+", "*", "/", r"\cdot", r"\times", r"\pm", r"\mp", r"\div"}
_SIGNS = {"+", "-"}
_PUNCTUATION = {".", ",", ";", ":"}
_MODULI = {r"\pmod", r"\bmod", r"\mod", r"\pod"}
_CONDITION_WORD = said("supposes", "sets a condition in a formula")
_CHOICE = said("leaves a choice")
_JOINING_WORD = re.compile(rf"(?i)\W*{any_of('concludes', 'joins statements')}\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """One side, one relation, one side; `conditions` are tokens of what it stands under.

    `vague` says that some of its surroundings were not understood, or that it follows from what
    stands before it: it may be shown to hold, but not refuted. `sign` is what is written over the
    relation (`?` for a question, `!` for a demand); `modulus` what both sides are compared by.
    Of `enumerated` values it has the first: `k = 1, 2, 3`.
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
    enumerated: bool = False


@dataclass
class _Segment:
    """Tokens between two separators."""

    tokens: list[Token]
    condition: bool = False  # introduced by words such as "for" or "if"
    follows: bool = False  # stands after an arrow of implication
    listed: bool = False  # the separator before it was a comma
    behind_words: bool = False  # its first side is words
    either: bool = False  # one of those that "or" stands between
    sides: list[list[Token]] = field(default_factory=list)
    ops: list[Token] = field(default_factory=list)
    modulus: list[Token] = field(default_factory=list)
    conditions: list[tuple[Token, ...]] = field(default_factory=list)  # in brackets at its end


def find_statements(
    latex: str,
    macros: Sequence[Macro] = (),
    carried: Sequence[Token] = (),
    *,
    decimal_comma: bool = False,
) -> list[Statement]:
    """The relations that a formula (without its delimiters) states, in order. Raises ParseError.

    `macros` are the text's own; `carried` is the side that a formula beginning with a relation
    goes on from. `decimal_comma` says that the text writes 3,14 for 3.14.
    """
    tokens = prepared(latex, macros, decimal_comma=decimal_comma)
    statements: list[Statement] = []
    last_side: list[Token] | None = _moved(carried, tokens) if carried else None
    first_side: list[Token] | None = None  # of rows that each hold under a condition of their own
    for row in _joined_rows(_rows(tokens)):
        segments = [segment for segment in _segments(row) if segment.tokens]
        behind = False
        for segment in segments:
            segment.modulus = _cut_modulus(segment)
            segment.tokens, segment.conditions = cut_conditions(
                segment.tokens, stands_behind=behind
            )
            segment.tokens = _without_name(segment.tokens)
            segment.tokens, tail = _without_tail(segment.tokens)
            segment.conditions += tail
            segment.sides, segment.ops = _sides(segment.tokens)
            behind = behind or bool(segment.ops)
        goes_on = bool(segments) and bool(segments[0].ops) and not segments[0].sides[0]
        if goes_on and first_side is not None:
            last_side = _moved(first_side, row)
        found, side = _statements(segments, last_side)
        last_side = last_side if _is_remark(row) else side
        statements.extend(found)
        if not found or not found[0].conditions:
            first_side = None
        elif not goes_on:
            first_side = list(found[0].left)
    return statements


def _is_remark(row: Sequence[Token]) -> bool:
    r"""`\quad \text{using } f(x) = \sin x` in a column of its own: no row goes on from it."""
    first = next((token for token in row if token.kind != "quad"), None)
    return first is not None and first.kind == "words" and row[0].kind == "quad"


def _without_name(tokens: list[Token]) -> list[Token]:
    """`H_0: a = b` and `(1): a = b` without the name that the equation is given."""
    places = [at for at, token in outside(tokens) if token.text == ":" and token.kind == "op"]
    relations = [at for at, token in outside(tokens) if token.kind == "relation"]
    if len(places) != 1 or not relations or places[0] > relations[0]:
        return tokens
    (at,) = places
    named = at == 1 or (at > 1 and tokens[1].text == "_") or tokens[0].text == "("
    return tokens[at + 1 :] if named and tokens[at + 1].kind != "relation" else tokens


def _without_tail(tokens: list[Token]) -> tuple[list[Token], list[tuple[Token, ...]]]:
    r"""`a = b \in A` without what it lies in, which is no part of the side; and that it does."""
    signs = [(at, t) for at, t in outside(tokens) if t.kind == "relation" or t.text in _TAILS]
    if len(signs) < 2 or signs[-1][1].text not in _TAILS or signs[-2][1].kind != "relation":
        return tokens, []
    at, before = signs[-1][0], signs[-2][0]
    if before + 1 == at:
        return tokens, []
    return tokens[:at], [tuple(tokens[before + 1 :])]


def last_side(latex: str, macros: Sequence[Macro] = ()) -> Sequence[Token]:
    """The side with which a formula's last relation, or the formula itself, ends."""
    try:
        rows = _rows(prepared(latex, macros))
    except ParseError:
        return ()
    segments = _segments(rows[-1]) if rows else []
    return _sides(segments[0].tokens)[0][-1] if len(segments) == 1 else ()


def _moved(carried: Sequence[Token], tokens: Sequence[Token]) -> list[Token]:
    """Tokens of an earlier formula, as if they stood at the start of this one."""
    start = tokens[0].start if tokens else 0
    return [replace(token, start=start, end=start) for token in carried]


def _rows(tokens: Sequence[Token]) -> list[list[Token]]:
    """Rows of the formula and of row environments that are not the side of an equation."""
    if all(token.kind not in _LAYOUT for token in tokens):
        return [list(tokens)] if tokens else []
    rows: list[list[Token]] = [[]]
    open_: list[str] = []  # environments whose rows are ours
    columns = at = 0
    lined_up = False  # a row before had its relation in a cell behind that of a term
    while at < len(tokens):
        token = tokens[at]
        end = closing(tokens, at) if is_opening(token) else at
        if token.kind == "begin" and token.text in _ROWS and not _has_relation(rows[-1]):
            open_.append(token.text)
            rows.append([])
            columns = 0
            end = at
        elif token.kind == "end" and open_:
            open_.pop()
            rows.append([])
        elif token.kind == "row" or (
            token.kind == "amp" and open_ and _between_relations(rows[-1], tokens, at)
        ):
            rows.append([])
            columns = 0
        elif token.kind == "amp" and open_:
            columns += 1
            paired = open_[-1] in _PAIRED_COLUMNS and columns % 2
            if not _has_relation(rows[-1]) and (following := _next_cell(tokens, at)):
                if at > 1 and tokens[at - 1].text in _SIGNS and tokens[at - 2].kind == "amp":
                    rows[-1].pop()  # of a cell that was left empty
                columns += following - end - 1
                end = following - 1
                if rows[-1] and tokens[following].kind == "relation":
                    if lined_up and columns > 1 and rows[-1][0].text == "+":
                        rows[-1].pop(0)  # of a column that is empty in this row
                    lined_up = True
            elif (
                not paired
                and not _joins_cells(tokens, at)
                and open_[-1] not in _ONE_STATEMENT_A_ROW
            ):
                rows.append([])
        else:
            rows[-1].extend(tokens[at : end + 1])
        at = end + 1
    return [row for row in rows if row]


def _between_relations(before: Sequence[Token], tokens: Sequence[Token], at: int) -> bool:
    """Whether the cells on both sides of the `&` here hold a whole relation each."""
    end = at + 1
    while end < len(tokens) and tokens[end].kind not in ("amp", "row", "end"):
        end = closing(tokens, end) + 1 if is_opening(tokens[end]) else end + 1
    return _is_whole(before) and _is_whole(tokens[at + 1 : end])


def _next_cell(tokens: Sequence[Token], at: int) -> int | None:
    """Where, past empty cells, a cell begins with a sign or relation and so goes on with its row.

    `x &+ y & &= 3`: where the columns line up terms, a row states one thing.
    """
    while at < len(tokens) and tokens[at].kind == "amp":
        at += 1
    goes_on = at < len(tokens) and (tokens[at].kind == "relation" or tokens[at].text in _SIGNS)
    return at if goes_on else None


def _is_whole(cell: Sequence[Token]) -> bool:
    places = [at for at, token in outside(cell) if token.kind == "relation"]
    return bool(places) and places[0] > 0 and places[-1] < len(cell) - 1


def _joins_cells(tokens: Sequence[Token], at: int) -> bool:
    """Whether a relation stands beside the `&` here, or a sign has a cell of its own there."""
    before, after = tokens[:at][-2:], tokens[at + 1 : at + 3]
    if any(token.kind == "relation" for token in (*before[-1:], *after[:1])):
        return True
    signs = ([t.text for t in side if t.kind != "amp"] for side in (before, after))
    return any(len(side) == 1 and (side[0] in _CONTINUES or side[0] == "-") for side in signs)


def _has_relation(tokens: Sequence[Token]) -> bool:
    return any(token.kind == "relation" for token in tokens)


def _joined_rows(rows: list[list[Token]]) -> list[list[Token]]:
    """Rows that continue the one before: after a relation or sign, or beginning with `+`."""
    joined: list[list[Token]] = []
    for row in rows:
        dangling = bool(joined) and _goes_on(joined[-1][-1]) and row[0].kind != "relation"
        inner = [token for token in row if token.kind != "quad"][:1]
        set_in = row[0].kind == "quad"  # `&& \quad - (b + c)` goes on, whatever follows
        continues = bool(inner) and (
            inner[0].text in _CONTINUES
            or (inner[0].text == "-" and (set_in or not _has_relation(row)))
        )
        if continues and joined and set_in:
            row = row[row.index(inner[0]) :]
        if joined and (dangling or continues):
            joined[-1].extend(row)
        else:
            joined.append(list(row))
    return joined


def _goes_on(last: Token) -> bool:
    return last.kind == "relation" or last.text in _CONTINUES or last.text == "-"


def _segments(row: Sequence[Token]) -> list[_Segment]:
    parts, separators = split(row, _separator_of(row))
    segments = [_Segment(parts[0])]
    for beside, tokens, separator in zip(parts, parts[1:], separators, strict=False):
        if separator.text in _CONNECTIVES and not (_relates(beside) and _relates(tokens)):
            segments[-1].tokens += [separator, *tokens]  # an operation, as of differential forms
            continue
        words = separator.kind == "words"
        listed = words or separator.text not in _SEPARATORS
        condition = words and bool(_CONDITION_WORD.search(separator.text))
        either = words and bool(_CHOICE.search(separator.text))
        segments[-1].either |= either
        opens = words and not beside and bool(re.search("[A-Za-z]{2}", separator.text))
        segments.append(
            _Segment(tokens, condition, separator.text in _FOLLOWS, listed, opens, either)
        )
    for segment in segments:
        while segment.tokens and segment.tokens[-1].text in _PUNCTUATION:
            segment.tokens.pop()
    # A condition stays one through the segments that follow it in its row.
    for before, after in pairwise(segments):
        after.condition |= before.condition and after.listed
        after.follows |= before.follows
    return segments


def _relates(tokens: Sequence[Token]) -> bool:
    return _has_relation(tokens) or any(token.text in _MEMBERSHIP for token in tokens)


def _separator_of(row: Sequence[Token]) -> Callable[[Token], bool]:
    r"""What stands between its statements: an arrow does behind a relation, `a = b \to c`."""
    relation = next((t for _, t in outside(row) if t.kind == "relation"), None)

    def separates(token: Token) -> bool:
        arrow = token.text in _ARROWS and relation is not None and relation.start < token.start
        return arrow or _separates(token)

    return separates


def _separates(token: Token) -> bool:
    """Whether it stands between statements; words do unless they spell a quantity or a unit."""
    if token.kind == "words":
        joins = _CONDITION_WORD.search(token.text) or _JOINING_WORD.match(token.text)
        return bool(joins) or not re.search("[A-Za-zÅΩ]", token.text)
    listing = token.kind == "op" and token.text in (",", ";")
    return listing or token.kind == "quad" or token.text in _SEPARATORS


def _cut_modulus(segment: _Segment) -> list[Token]:
    r"""Take `\pmod{n}` or `(mod n)` off the end of a congruence."""
    tokens = segment.tokens
    if not any(token.text == r"\equiv" for token in tokens):
        return []
    lowered = [
        at for at, t in outside(tokens[:-1]) if t.text == r"\equiv" and tokens[at + 1].text == "_"
    ]
    if lowered:  # `a \equiv_{21} b`
        moduli = [argument_tokens(tokens, at + 2) for at in lowered]
        dropped = {i for at in lowered for i in range(at + 1, skip_argument(tokens, at + 2))}
        segment.tokens = without(tokens, dropped)
        same = all([t.text for t in m] == [t.text for t in moduli[0]] for m in moduli)
        return moduli[0] if same else []
    for at, token in enumerate(tokens):
        bracketed = tokens[at + 1 : closing(tokens, at)] if token.text == "(" else []
        if bracketed and (bracketed[0].text in _MODULI or bracketed[0].text.strip() == "mod"):
            segment.tokens = tokens[:at]
            return bracketed[1:]
        named = token.kind in ("name", "words") and token.text.strip() == "mod"
        if token.text in _MODULI or named or _spells_mod(tokens, at):
            segment.tokens = tokens[:at]
            rest = tokens[at + (3 if token.kind == "letter" else 1) :]
            return argument_tokens(rest, 0) if rest[:1] and rest[0].text == "{" else rest
    return []


def _spells_mod(tokens: Sequence[Token], at: int) -> bool:
    """`mod` in plain letters, side by side."""
    letters = tokens[at : at + 3]
    texts = [token.text for token in letters]
    return texts == ["m", "o", "d"] and not any(token.spaced for token in letters[1:])


def _sides(tokens: Sequence[Token]) -> tuple[list[list[Token]], list[Token]]:
    return split(tokens, lambda token: token.kind == "relation" or token.text in LOOSE)


def _statements(
    segments: list[_Segment], carried: list[Token] | None
) -> tuple[list[Statement], list[Token] | None]:
    """Statements of one row, and the side that a next row may continue from."""
    claims: list[_Segment] = []
    conditions: list[tuple[Token, ...]] = []
    vague = enumerated = False
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
            enumerated = enumerated or (bool(claims) and segment.listed)
        else:
            claims.append(segment)
            enumerated = enumerated or segment.either
    found: list[Statement] = []
    for segment in claims:
        sides = segment.sides
        begins = segment is segments[0] or bool(found)  # else what it goes on from is not read
        if not sides[0] and carried is not None and not segment.behind_words and begins:
            sides = [carried, *sides[1:]]
        unsure = vague or segment.follows or _given_elsewhere(segment, claims)
        for left, op, right in zip(sides, segment.ops, sides[1:], strict=False):
            if left and right:
                sign = op.text[-1] if op.text[-1] in "?!" else ""
                found.append(Statement(
                    tuple(left), op.text.rstrip("?!"), tuple(right), min(left[0].start, op.start),
                    right[-1].end, tuple(conditions), unsure, sign, tuple(segment.modulus),
                    enumerated,
                ))  # fmt: skip
        if segment is claims[0]:  # a remark behind it is not what the next row goes on from
            carried = sides[-1] or None
    return found, carried


def _is_number_of_equation(segment: _Segment) -> bool:
    """`(3)` or `(2.1)` behind an equation."""
    texts = [token.text for token in segment.tokens]
    return len(texts) == 3 and texts[::2] == ["(", ")"] and segment.tokens[1].kind == "number"


def _restricts(segment: _Segment) -> bool:
    """`x > 0`, `n \\neq 0`, `0 < x < 1`, `x \\in A`: it limits values and claims nothing."""
    if not segment.ops:
        return _relates(segment.tokens)
    equal = any(op.text in ("=", r"\equiv", ":=", r"\approx") for op in segment.ops)
    return segment.listed and not equal


def _given_elsewhere(segment: _Segment, claims: list[_Segment]) -> bool:
    """Whether another statement of the row fixes a symbol of this one (`y = 4x, x = 1`)."""
    letters = {token.text for token in segment.tokens if token.kind in ("letter", "macro")}
    for other in claims:
        first = other.sides[0]
        lone = len(first) == 1 and first[0].kind in ("letter", "macro")
        fixes = lone and first[0].text in letters and other.ops[0].text == "="
        if fixes and other is not segment:
            return True
    return False
