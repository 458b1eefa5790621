"""Reading vectors and matrices, where an equation has such notation.

A part of the parser, which asks here before it reads a primary, an exponent or a derivative.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..tree import Call, Const, DerivBy, Expr, MatrixSym, Neg, Num, Pow, VectorSym, mul
from ..tree.kinds import kind_of
from .enclosures import angle, ket, norm
from .indices import component
from .letter_kinds import ADJOINED, ARROWS, BOLD, MARKS, is_table
from .marked_letters import marked, plain
from .nabla import laplacian, nabla
from .tables import matrix
from .tokens import Token, UnsupportedError, is_letter

if TYPE_CHECKING:
    from .grammar import Parser


_LONGEST_PLACE = 7
"""Tokens of a lone vector, as in `\\mathbf{r}_{0}`."""
_NAMES = {"det": "det", "tr": "tr", "Tr": "tr", "trace": "tr", "Trace": "tr"}


def primary(parser: Parser) -> Expr | None:
    """What begins here, if it is notation of vectors or matrices."""
    token = parser.tokens[parser.at]
    kinds = parser.habits.kinds or {}
    if token.text == r"\nabla":
        parser.take()
        return nabla(parser)
    if token.text in MARKS:
        return marked(parser)
    if token.text == r"\Delta" and r"\Delta" in kinds and parser.peek(1) != "_":
        parser.take()
        return laplacian(parser)
    if token.text in (r"\|", r"\lVert"):
        return norm(parser)
    if token.text == r"\langle":
        return angle(parser)
    if is_table(token):
        return matrix(parser)
    if token.text == "proj" and token.kind != "letter" and parser.peek(1) == "_":
        return _projection(parser)
    if token.kind != "letter" and token.text.lstrip("\\") in _NAMES:
        return _named(parser)
    if token.text == r"\lvert" or (token.text == "|" and not parser.bars):
        return ket(parser)
    kind = kinds.get(token.text)
    whole = kind or kinds.get(rf"\mathbf{{{token.text}}}")
    if whole is not None or r"\epsilon" in kinds:
        found = component(parser, whole) if token.kind in ("letter", "macro") else None
        if found is not None:
            return found
    if is_letter(token) and kind is not None:
        return plain(parser, kind)
    return None


def _projection(parser: Parser) -> Expr:
    """`\\operatorname{proj}_{\\mathbf{a}} \\mathbf{v}`"""
    parser.take()
    parser.take()
    onto = parser.argument_expression()
    return Call("projection", (onto, parser.factor()))


def _named(parser: Parser) -> Expr:
    """`\\det`, `\\operatorname{tr}` with brackets or without."""
    name = _NAMES[parser.take().text.lstrip("\\")]
    exponent = parser.argument_expression() if parser.accept("^") else None
    if parser.peek() in ("(", "["):
        content = parser.content()
        parser.at += len(content) + 2
        argument = parser.inside(content)
    else:
        argument = parser.deeper(parser.factor)
        while _is_matrix(parser):
            argument = mul(argument, parser.factor())
    call = Call(name, (argument,))
    return call if exponent is None else Pow(call, exponent)


def _is_matrix(parser: Parser) -> bool:
    """Whether a plain letter for a matrix stands here, as the B of `\\det AB`."""
    token = parser.token()
    kinds = parser.habits.kinds or {}
    return token is not None and token.kind == "letter" and kinds.get(token.text) == "matrix"


_PSEUDO_INVERSE = {r"\dagger", "+"}
_STARS = {"*", r"\ast"}


def raised(parser: Parser, base: Expr, tokens: Sequence[Token]) -> Expr | None:
    """A transpose or adjoint, or None where the superscript is an exponent."""
    text = "".join(token.text for token in tokens)
    kind = kind_of(base)
    if base == Const("e"):
        exponent = parser.inside(tokens)
        return Call("exp", (exponent,)) if kind_of(exponent) == "matrix" else None
    if kind == "scalar":
        return Call("conj", (base,)) if text in _STARS else None
    if text in ("T", r"\top", r"\intercal", "t", r"\mathsf{T}"):
        return Call("transpose", (base,))
    if text == "-T":
        return Pow(Call("transpose", (base,)), Neg(Num("1")))
    if text in _PSEUDO_INVERSE and parser.habits.pseudo_inverse:
        raise UnsupportedError("a dagger beside a transpose: not judged yet", parser.place())
    if text in ADJOINED | _STARS:
        return Call("adjoint", (base,))
    return None


def derivative_by(
    parser: Parser, body: Sequence[Token], denominator: Sequence[Token]
) -> Expr | None:
    """A derivative by `\\mathbf{x}`; None where no vector or matrix stands below."""
    heads = BOLD | ARROWS | set(parser.habits.kinds or ())
    if len(denominator) < 2 or denominator[1].text not in heads:
        return None
    variable = parser.inside(denominator[1:])
    if not isinstance(variable, (VectorSym, MatrixSym)):
        return None
    if body:
        return DerivBy(parser.outside_integrals(body), variable)
    if not parser.starts_factor():
        raise UnsupportedError("a derivative operator on its own", parser.place())
    return DerivBy(parser.product(), variable)


def is_factor(tokens: Sequence[Token]) -> bool:
    """Whether brackets behind a letter hold a factor, as in `f(\\nabla \\cdot \\mathbf{F})`."""
    return any(token.text == r"\nabla" for token in tokens)


def is_place(tokens: Sequence[Token]) -> bool:
    """Whether brackets hold a lone vector, as in `E(\\vec{r})`."""
    return (
        bool(tokens)
        and tokens[0].text in BOLD | ARROWS
        and not any(token.kind == "op" and token.text not in "{}_" for token in tokens)
        and sum(token.text in BOLD | ARROWS for token in tokens) == 1
        and len(tokens) <= _LONGEST_PLACE
    )
