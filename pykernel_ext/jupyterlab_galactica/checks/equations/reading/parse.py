"""Tokens to a typed tree: a strict recursive-descent parser.

A token that is not understood ends the parse with a reason and a place; nothing is dropped or
guessed in silence. Where mathematical notation itself is ambiguous (`1/2x`, `a(b)`, `\\log`), the
parser takes the usual convention and notes the choice in `met`; parsing again with that choice
`flipped` gives the other reading.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from ..tree import Div, Expr, Relation
from ..tree.kinds import KindError, check_relation, kind_of
from . import indices, statements
from .commuting import reordered_words
from .cursor import LOOSELY
from .grammar import Parser
from .habits import Habits, habits_of
from .letter_kinds import ARROWS, axes_in, letter_kinds
from .lexer import tokenize
from .probability import in_one_form
from .rewriting import without_indices_of_operators
from .tokens import ParseError, Token, UnsupportedError

_T = TypeVar("_T")

_NUMBERS = {r"\pi": math.pi, "e": math.e}
_OF_A_FRACTION = {"/", r"\frac", "{", "}"}
_ROUNDED = {"=": 0.1, r"\approx": 2.0}
"""Off by more, a letter is given a value of its own."""


def parse_expression(latex: str, flipped: Iterable[str] = ()) -> Expr:
    """The tree of an expression. Raises ParseError, UnsupportedError."""
    return parse_tokens(tokenize(latex), flipped)[0]


def parse_tokens(tokens: Sequence[Token], flipped: Iterable[str] = ()) -> tuple[Expr, set[str]]:
    """The tree of an expression, and the ambiguities met on the way."""

    def read(habits: Habits) -> tuple[Expr, set[str]]:
        parser = Parser(list(tokens), frozenset(flipped), habits)
        result = parser.everything()
        if habits.kinds is not None:
            kind_of(result)
        return result, parser.met

    return _first_that_fits(read, _with_kinds(habits_of(tokens), tokens, {}), 0)


def parse_relation(
    left: Sequence[Token],
    op: str,
    right: Sequence[Token],
    flipped: Iterable[str] = (),
    kinds: Mapping[str, str] | None = None,
) -> tuple[Relation, set[str]]:
    """Both sides read under the same habits: a letter that is a function on one is on the other.

    `kinds` says which letters the text has declared to be vectors or matrices.
    """
    left, right = in_one_form(left, right, kinds or {})
    place = right[0].start if right else 0
    tokens = [*left, Token("relation", op, place, place), *right]
    ratios = [statements.parts(side, (":",)) for side in (left, right)]
    proportion = all(len(ratio) == 2 and all(ratio) for ratio in ratios)  # `a : b = c : d`
    if len({t.text for t in tokens if t.kind == "name"} & {"i", "j", "k"}) > 1:
        raise UnsupportedError("several of the units i, j and k: not judged yet", place)
    chosen = frozenset(flipped)
    reordered = reordered_words(tokens)
    left, right = map(without_indices_of_operators, (left, right))
    indexed = len(left) + len(right) + 1 < len(tokens)

    def read(habits: Habits) -> tuple[Relation, set[str]]:
        met = {LOOSELY + "the order of these factors may matter"} if reordered else set()
        if indexed:
            met.add(LOOSELY + "an operation with an index may be any")
        sides = []
        for parts in ratios if proportion else ([left], [right]):
            trees = [Parser(list(part), chosen, habits, met).everything() for part in parts]
            side = Div(*trees) if proportion else trees[0]
            sides.append(indices.summed(side) if r"\epsilon" in (habits.kinds or ()) else side)
        relation = Relation(op, *sides)  # type: ignore[arg-type]
        if habits.kinds is not None:
            check_relation(relation)
        return relation, met

    said = kinds or {}
    usual = replace(
        habits_of([*left, *right], sides=(left, right)),
        whole_parts=said.get("[") == "floor",
        named=(frozenset(said) & {"i", "e", r"\pi"})
        | _identity(left, right)
        | (_valued(left, op, right) if op in _ROUNDED else frozenset()),
        electrical=said.get("j") == "imaginary",
    )
    every = list(_with_kinds(usual, tokens, said))
    # What is bold or a capital may be anything; an arrow is always one of a vector.
    try:
        return _first_that_fits(read, every, tokens[0].start)
    except UnsupportedError as error:
        surely = any(token.text in ARROWS for token in tokens)
        if every == [usual] or surely:
            raise
        try:
            relation, met = read(replace(usual, plain=True))
        except ParseError:
            raise error from None
        return relation, {*met, LOOSELY + error.reason}


def _valued(left: Sequence[Token], op: str, right: Sequence[Token]) -> frozenset[str]:
    r"""The letter \pi or e where it is given a value that the number does not have: `\pi = 0.4`."""
    for side, other in ((left, right), (right, left)):
        usual = _NUMBERS.get(side[0].text) if len(side) == 1 else None
        given = [float(t.text) for t in other if t.kind == "number" and t.text.isascii()
                 and "\\" not in t.text]  # fmt: skip
        plain = all(t.kind == "number" or t.text in _OF_A_FRACTION for t in other)
        if usual is None or not plain or not 0 < len(given) < 3:
            continue
        value = given[0] if len(given) == 1 else given[0] / (given[1] or 1)
        if abs(value - usual) > _ROUNDED[op]:
            return frozenset({side[0].text})
    return frozenset()


def _identity(left: Sequence[Token], right: Sequence[Token]) -> frozenset[str]:
    r"""The letter e where it is what a product of letters equals: `r \cdot r^5 = e` in a group."""
    for side, other in ((left, right), (right, left)):
        lone = [token.text for token in side] == ["e"]
        factors = [t for t in other if t.kind == "letter"]
        plain = all(
            t.kind in ("letter", "number") or t.text in (r"\cdot", "^", "{", "}", "-", r"\circ")
            for t in other
        )
        numbers = other and other[0].kind == "number"
        if lone and plain and len(factors) > 1 and not numbers:
            return frozenset({"e"})
    return frozenset()


def _first_that_fits(read: Callable[[Habits], _T], every: Iterable[Habits], place: int) -> _T:
    """What is read under the first habits whose kinds agree; the first disagreement otherwise."""
    refusal: KindError | None = None
    for habits in every:
        try:
            return read(habits)
        except KindError as error:
            refusal = refusal or error
    raise UnsupportedError(str(refusal), place)


def _with_kinds(
    habits: Habits, tokens: Sequence[Token], declared: Mapping[str, str]
) -> Iterator[Habits]:
    """The habits with every assignment of kinds to letters that may fit."""
    found = letter_kinds(tokens, declared)
    if not found:
        yield habits
    axes = axes_in(tokens)
    for kinds in found:
        yield replace(habits, kinds=kinds, axes=axes)
