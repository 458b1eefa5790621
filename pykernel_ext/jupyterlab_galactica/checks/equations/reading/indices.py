"""Components with indices: `A_{ij}`, the Kronecker delta, the Levi-Civita symbol.

Where one of these symbols stands, an index that occurs twice in a term is summed over (Einstein's
convention).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..tree import (
    Add,
    Call,
    Div,
    Expr,
    Fold,
    Item,
    Mul,
    Neg,
    Num,
    Prod,
    Sum,
    Sym,
    children,
    mul,
    rebuild,
)
from ..tree.kinds import Kind
from ..vocabulary.letters import INDEX_LETTERS
from .brackets import argument_tokens, skip_argument
from .tokens import Token

if TYPE_CHECKING:
    from .grammar import Parser

_LONGEST = 10
"""Tokens of what may be indices or a sign of transposition, braces included."""

SYMBOLS = {r"\delta": ("kronecker", 2), r"\epsilon": ("levi_civita", 3),
           r"\varepsilon": ("levi_civita", 3)}  # fmt: skip


def index_names(tokens: Sequence[Token]) -> list[str] | None:
    """The indices that a subscript consists of; None where it is something else."""
    names = [token.text for token in tokens if token.text != ","]
    plain = all(name in INDEX_LETTERS or name in ("1", "2", "3") for name in names)
    return names if plain and set(names) & INDEX_LETTERS else None


def short_argument(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    """The content of the braces at `at`, or the one token there; nothing where it is long."""
    return argument_tokens(tokens, at) if skip_argument(tokens, at) - at <= _LONGEST else ()


def has_index_notation(tokens: Sequence[Token]) -> bool:
    """Whether such a symbol shares an index with something else."""
    found: Counter[str] = Counter()
    symbols = 0
    for index, token in enumerate(tokens[:-1]):
        if tokens[index + 1].text == "_":
            names = index_names(short_argument(tokens, index + 2)) or []
            found.update(names)
            symbols += token.text in SYMBOLS and len(names) == SYMBOLS[token.text][1]
    return bool(symbols) and max(found.values()) > 1


def component(parser: Parser, kind: Kind | None) -> Expr | None:
    """A letter with indices, whose kind is given where it is known; None for any other letter."""
    token = parser.tokens[parser.at]
    if parser.peek(1) != "_":
        return None
    names = index_names(short_argument(parser.tokens, parser.at + 2))
    name, count = SYMBOLS.get(token.text, ("", {"vector": 1, "matrix": 2}.get(kind or "", 0)))
    if names is None or (count and len(names) != count):
        return None
    parser.take()
    parser.script("_")
    indices = tuple(Num(n) if n.isdigit() else Sym(n) for n in names)
    return Call(name, indices) if name else Item(token.text, indices)


def summed(node: Expr, bound: frozenset[str] = frozenset()) -> Expr:
    """The expression with a sum for every index that a term has twice."""
    match node:
        case Add(terms):
            return Add(tuple(summed(term, bound) for term in terms))
        case Neg(arg):
            return Neg(summed(arg, bound))
        case Fold(_, body, variables):
            inner = summed(body, bound | {variable.name for variable in variables})
            return rebuild(node, (inner, *children(node)[1:]))
        case Sum(body, var) | Prod(body, var):
            return rebuild(node, (summed(body, bound | {var.name}), *children(node)[1:]))
        case Div(num, den):
            return Div(summed(num, bound), den)
    repeated = sorted(name for name, count in _indices(node).items() if count == 2)
    inner = node
    if isinstance(node, Mul):
        inner = mul(*(summed(f, bound) if isinstance(f, Add) else f for f in node.factors))
    for name in repeated:
        if name not in bound:
            inner = Fold("sum", inner, (Sym(name),), None)
    return inner


def _indices(node: Expr) -> Counter[str]:
    """How often each index occurs in a term; in a sum it is as in its first term."""
    match node:
        case Item(_, indices) | Call("kronecker" | "levi_civita", indices):
            return Counter(index.name for index in indices if isinstance(index, Sym))
        case Add(terms):
            return Counter({n: c for n, c in _indices(terms[0]).items() if c == 1})
        case Fold() | Sum() | Prod():
            return Counter()
    total: Counter[str] = Counter()
    for part in children(node):
        total += _indices(part)
    return total
