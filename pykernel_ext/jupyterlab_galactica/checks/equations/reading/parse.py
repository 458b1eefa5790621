"""Tokens to a typed tree: a strict recursive-descent parser.

A token that is not understood ends the parse with a reason and a place; nothing is dropped or
guessed in silence. Where mathematical notation itself is ambiguous (`1/2x`, `a(b)`, `\\log`), the
parser takes the usual convention and notes the choice in `met`; parsing again with that choice
`flipped` gives the other reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..tree import Div, Expr, Relation, RelationOp
from ..tree.kinds import KindError, check_relation, kind_of
from . import indices, statements
from .grammar import Parser
from .habits import Habits, habits_of
from .letter_kinds import axes_in, letter_kinds
from .lexer import tokenize
from .tokens import Token, UnsupportedError


def parse_expression(latex: str, flipped: Iterable[str] = ()) -> Expr:
    """The tree of an expression. Raises ParseError, UnsupportedError."""
    return parse_tokens(tokenize(latex), flipped)[0]


def parse_tokens(tokens: Sequence[Token], flipped: Iterable[str] = ()) -> tuple[Expr, set[str]]:
    """The tree of an expression, and the ambiguities met on the way."""
    refusal: KindError | None = None
    for habits in _with_kinds(habits_of(tokens), tokens, {}):
        parser = Parser(list(tokens), frozenset(flipped), habits)
        try:
            result = parser.everything()
            if habits.kinds is not None:
                kind_of(result)
        except KindError as error:
            refusal = refusal or error
        else:
            return result, parser.met
    raise UnsupportedError(str(refusal))


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
    place = right[0].start if right else 0
    tokens = [*left, Token("relation", op, place, place), *right]
    refusal: KindError | None = None
    usual = habits_of([*left, *right], sides=(left, right))
    for habits in _with_kinds(usual, tokens, kinds or {}):
        met: set[str] = set()
        try:
            relation = _read_relation(left, op, right, frozenset(flipped), habits, met)
        except KindError as error:
            refusal = refusal or error
        else:
            return relation, met
    raise UnsupportedError(str(refusal), tokens[0].start)


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


def _read_relation(
    left: Sequence[Token],
    op: str,
    right: Sequence[Token],
    flipped: frozenset[str],
    habits: Habits,
    met: set[str],
) -> Relation:
    sides = []
    ratios = [statements.parts(tokens, (":",)) for tokens in (left, right)]
    for tokens, terms in zip((left, right), ratios, strict=True):
        # `a : b = c : d`
        proportion = all(len(each) == 2 and all(each) for each in ratios)
        read = [
            Parser(list(part), flipped, habits, met).everything()
            for part in (terms if proportion else [tokens])
        ]
        side = Div(*read) if len(read) == 2 else read[0]
        sides.append(indices.summed(side) if r"\epsilon" in (habits.kinds or ()) else side)
    operation: RelationOp = op  # type: ignore[assignment]
    relation = Relation(operation, *sides)
    if habits.kinds is not None:
        check_relation(relation)
    return relation
