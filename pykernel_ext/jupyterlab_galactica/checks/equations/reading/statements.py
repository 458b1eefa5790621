"""Reading statements inside brackets: lists, relations, and what stands under a condition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..tree import Call, Expr, Relation
from .brackets import outermost, outside, split
from .tokens import ParseError, Token, UnsupportedError

if TYPE_CHECKING:
    from .grammar import Parser

STATEMENTS = {
    r"\in", r"\notin", r"\subset", r"\subseteq", r"\supset", r"\supseteq", r"\to", r"\mapsto",
    r"\sim", r"\propto", r"\cong", r"\perp", r"\parallel", r"\simeq",
}  # fmt: skip
"""Signs that make a statement of two expressions, beside the relations proper."""


def parts(tokens: Sequence[Token], separators: Sequence[str] = (",", ";")) -> list[list[Token]]:
    """The tokens between separators that stand outside all brackets."""
    return split(tokens, lambda t: t.text in separators and t.kind in ("op", "macro"))[0]


def is_sign(token: Token) -> bool:
    return token.kind == "relation" or (token.kind == "macro" and token.text in STATEMENTS)


def together(name: str, items: Sequence[Expr]) -> Expr:
    """The one item, or a call that holds several."""
    return items[0] if len(items) == 1 else Call(name, tuple(items))


def each(parser: Parser, tokens: Sequence[Token]) -> list[Expr]:
    """The statements of a list."""
    return [statement(parser, part) for part in parts(tokens) if part]


def statement(parser: Parser, tokens: Sequence[Token]) -> Expr:
    """An expression, a relation, or several: `x`, `X = k`, `0 < x < 1`, `A \\mid B`, `d | n`."""
    bars = [at for at, token in outside(tokens) if token.text == "|"]
    if len(bars) % 2 and len(tokens) > 1:
        # Where bars are also absolute values, the lone one stands between two complete sides.
        for at in bars:
            left, right = tokens[:at], tokens[at + 1 :]
            inside = sum(t.text == "|" for t in left) % 2 or sum(t.text == "|" for t in right) % 2
            if left and right and not inside:
                return Call("given", (several(parser, left), several(parser, right)))
        raise ParseError("a bar has no partner", tokens[bars[0]].start)
    sides, signs = split(tokens, is_sign)
    if not signs:
        return parser.outside_integrals(tokens)
    if not sides[0] and len(sides) == 2:
        raise UnsupportedError("a statement with one side", tokens[0].start)
    trees = [several(parser, side) for side in sides]
    relations = [
        Relation(sign.text, left, right)  # type: ignore[arg-type]
        for sign, left, right in zip(signs, trees, trees[1:], strict=False)
    ]
    return together("and", relations)


def several(parser: Parser, tokens: Sequence[Token]) -> Expr:
    """One statement, or a list of them."""
    if not tokens:
        raise parser.error("something is missing")
    return together("tuple", each(parser, tokens))


def listed(parser: Parser, tokens: Sequence[Token]) -> tuple[Expr, ...]:
    """The statements of a list; all of it is one where it stands under a condition."""
    alone = _is_given(outermost(tokens))
    return tuple(statement(parser, part) for part in ([tokens] if alone else parts(tokens)))


def _is_given(outer: Sequence[Token]) -> bool:
    """Whether a bar without a partner stands among them, as in `X | Y = 1`."""
    return sum(token.text == "|" for token in outer) % 2 == 1


def arguments(parser: Parser) -> tuple[Expr, ...]:
    """What a function is applied to: expressions, or one statement (`P(X = k)`, `f(x \\mid y)`)."""
    outer = outermost(parser.content())
    if any(map(is_sign, outer)) or _is_given(outer):
        return listed(parser, parser.bracketed())
    return parser.arguments()
