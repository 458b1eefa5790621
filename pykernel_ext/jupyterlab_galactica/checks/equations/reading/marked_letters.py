"""Reading letters in bold, with arrows and hats, and plain ones that are vectors or matrices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..tree import BasisVector, Expr, IdentityMatrix, MatrixSym, Num, Sym, VectorSym
from ..tree.kinds import Kind
from ..vocabulary.letters import AXES, UNIT_VECTORS
from . import symbols
from .brackets import argument_tokens, matched, put, skip_argument
from .commuting import HATS
from .letter_kinds import ARROWS, BOLD, DOTLESS, MARKS, Kinds, in_bold
from .nabla import nabla
from .tokens import ParseError, Token, UnsupportedError, is_letter

if TYPE_CHECKING:
    from .grammar import Parser


_COORDINATES = {letter: axis for axis, letter in enumerate(AXES)}
_AXES = UNIT_VECTORS | _COORDINATES
_E_AXES = _COORDINATES | {"1": 0, "2": 1, "3": 2}
_IDENTITIES = {"I", r"\mathbf{I}", r"\mathbf{1}", r"\mathbb{1}", r"\mathbb{I}"}


def marked(parser: Parser) -> Expr:
    """A letter, or several, in bold, under an arrow or under a hat."""
    place = parser.place()
    head = parser.take().text
    tokens = parser.argument()
    heads = {head}
    while tokens and tokens[0].text in MARKS:
        heads.add(tokens[0].text)
        tokens = [*argument_tokens(tokens, 1), *tokens[skip_argument(tokens, 1) :]]
    texts = [token.text for token in tokens]
    if texts == [r"\nabla"]:
        return nabla(parser)
    if not tokens:
        raise ParseError("a letter is missing", place)
    if [token.kind for token in tokens] == ["number"]:
        return Num(texts[0])
    capitals = all(text.isupper() or text in ("'", "_") or text.isdigit() for text in texts)
    if head in (r"\overrightarrow", r"\vec", r"\widehat") and len(tokens) > 1 and capitals:
        return _points(head, tokens)
    if not all(is_letter(token) or token.text in DOTLESS for token in tokens):
        if heads <= BOLD:
            return parser.inside(tokens)
        raise UnsupportedError("an accent over an expression: not judged yet", place)
    if len(texts) > 1:
        # An exponent behind the letters belongs to the last one: they are read one by one.
        start, end = tokens[1].start, tokens[-1].end
        rest = [Token("macro", head, start, start), Token("op", "{", start, start), *tokens[1:],
                Token("op", "}", end, end)]  # fmt: skip
        put(parser.tokens, parser.at, parser.at, matched(rest))
    return _symbol(parser, heads, texts[0], with_subscript=len(texts) == 1)


def _points(head: str, tokens: Sequence[Token]) -> Expr:
    """`\\overrightarrow{AB}` from point to point, `\\widehat{ABC}` an angle or arc."""
    points = "".join(token.text for token in tokens)
    if head == r"\widehat":
        return Sym(rf"\widehat{{{points}}}")
    return VectorSym(rf"\overrightarrow{{{points}}}")


def _symbol(parser: Parser, heads: set[str], letter: str, *, with_subscript: bool) -> Expr:
    kinds = parser.habits.kinds or {}
    name = _name(heads, letter)
    base = name
    axis = _axis(parser, heads, letter)
    if with_subscript and parser.peek() == "_":
        subscript = symbols.subscript(parser)
        if letter == "e" and heads & (BOLD | HATS):
            axis = _E_AXES.get(subscript[2:-1])
        name += subscript
    if base in _IDENTITIES and kinds.get(base) == "matrix" and name == base:
        return IdentityMatrix(name)
    kind = _kind(kinds, heads, base)
    if axis is not None and kind != "matrix":
        return BasisVector(name, axis)
    return _typed(parser, name, kind, arguments=with_subscript)


def _kind(kinds: Kinds, heads: set[str], base: str) -> Kind:
    if heads & ARROWS:
        return "vector"
    if base in kinds:
        return kinds[base]
    return "scalar" if heads <= HATS else "vector"


def _typed(parser: Parser, name: str, kind: Kind, *, arguments: bool) -> Expr:
    primes = parser.primes() if arguments else 0
    if kind == "matrix":
        return MatrixSym(name + "'" * primes)
    if kind == "scalar":
        return Sym(name + "'" * primes)
    if arguments and parser.peek() == "(" and (primes or _holds_arguments(parser)):
        return VectorSym(name, parser.arguments(), primes)
    return VectorSym(name + "'" * primes)


def _holds_arguments(parser: Parser) -> bool:
    """Whether brackets hold arguments of a field, `(t)` or `(x, y)`, and no factor."""
    inside = parser.content()
    signs = {"+", "-", r"\cdot", r"\times", r"\nabla"}
    return bool(inside) and not any(token.text in signs for token in inside[1:])


def _name(heads: set[str], letter: str) -> str:
    """The canonical LaTeX of a marked letter: one mark each, the outermost first."""
    name = letter
    if heads & BOLD:
        name = in_bold(letter)
    if heads & ARROWS:
        name = rf"\vec{{{name}}}"
    if heads & HATS:
        name = rf"\hat{{{name}}}"
    return name


def _axis(parser: Parser, heads: set[str], letter: str) -> int | None:
    """The axis of `\\mathbf{i}` or `\\hat{x}`; bold and arrowed ones need company to be one."""
    return _AXES.get(letter) if heads & HATS or letter in parser.habits.axes else None


def plain(parser: Parser, kind: Kind) -> Expr:
    """A letter without a mark that is a vector or a matrix here."""
    token = parser.tokens[parser.at]
    name = symbols.symbol_name(parser)
    if token.text in _IDENTITIES and name.split("_")[0] == token.text and kind == "matrix":
        return IdentityMatrix(name)
    if "_" in name and _is_entry(name):
        return Sym(name)
    return _typed(parser, name, kind, arguments=kind == "vector")


def _is_entry(name: str) -> bool:
    """`A_{12}`, `A_{ij}`, `v_{x}`: a component and no matrix."""
    index = name.partition("_")[2].strip("{}")
    return index in (*AXES, "ij", "ji", "ii", "jk", "ik", "kj") or (
        index.isdigit() and len(index) == 2
    )
