"""What the vocabulary says of functions in LaTeX, as trees."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from ..reading.parse import parse_expression
from ..tree import Call, Expr, children, rebuild, walk
from ..vocabulary.functions import FUNCTIONS
from ..writing.sympy_form import MakeSymbol, to_sympy
from .substitution import substitute

PARAMETERS = ("u", "v", "w")
"""What definitions call their arguments."""

_NOT_IN_SYMPY = frozenset(row.name for row in FUNCTIONS.values() if row.means and not row.sympy)


@cache
def definition(name: str) -> Expr | None:
    """What a function means, of the parameters."""
    row = FUNCTIONS.get(name)
    return parse_expression(row.means) if row is not None and row.means else None


@cache
def slope(name: str) -> Expr | None:
    """The derivative of a function by its last parameter, where its row says one."""
    row = FUNCTIONS.get(name)
    return parse_expression(row.derivative) if row is not None and row.derivative else None


@lru_cache(maxsize=1024)
def meaning(call: Call) -> Expr | None:
    """What a function means of its arguments."""
    whole = definition(call.name)
    return None if whole is None else of_arguments(whole, call)


def of_arguments(said: Expr, call: Call) -> Expr:
    """What is said of parameters, said of the arguments of a call."""
    return substitute(said, dict(zip(PARAMETERS, call.args, strict=False)))


def sympy_form(node: Expr, symbol: MakeSymbol | None = None) -> Any:
    """As `to_sympy`, with functions that SymPy lacks by what they mean."""
    return to_sympy(in_sympy(node), symbol)


def in_sympy(node: Expr) -> Expr:
    """The tree with functions that SymPy lacks replaced by what they mean."""
    if not any(isinstance(part, Call) and part.name in _NOT_IN_SYMPY for part in walk(node)):
        return node
    parts = tuple(in_sympy(part) for part in children(node))
    node = rebuild(node, parts) if parts else node
    if isinstance(node, Call) and node.name in _NOT_IN_SYMPY:
        return meaning(node) or node
    return node
