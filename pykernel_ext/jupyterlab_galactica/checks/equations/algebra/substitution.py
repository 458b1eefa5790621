"""Expressions put in for symbols; bound variables are renamed where they would catch a symbol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..tree import (
    Deriv,
    Expr,
    Fold,
    HigherDeriv,
    Integral,
    Limit,
    Prod,
    Sum,
    Sym,
    children,
    free_symbols,
    rebuild,
)


def substitute(node: Expr, values: Mapping[str, Expr]) -> Expr:
    """The tree with each free symbol named in `values` replaced; not inside `d/dx` for its `x`.

    A derivative by a replaced symbol keeps its variable: substitute after carrying it out.
    """
    if not values:
        return node
    match node:
        case Sym(name):
            return values.get(name, node)
        case Fold(_, _, variables):
            values = {k: v for k, v in values.items() if Sym(k) not in variables}
        case Integral(_, var, None, _) | Deriv(_, var) | HigherDeriv(_, var):
            return _beside_variable(node, var, values)
        case Integral() | Sum() | Prod() | Limit():
            node = _uncaught(node, values)
            return _beside_variable(node, node.var, values)
    parts = children(node)
    return rebuild(node, tuple(substitute(part, values) for part in parts)) if parts else node


def _beside_variable(node: Expr, variable: Sym, values: Mapping[str, Expr]) -> Expr:
    """In the body, which has a variable of its own, and in the limits or the order after it."""
    body, *others = children(node)
    inner = {name: value for name, value in values.items() if name != variable.name}
    return rebuild(node, (substitute(body, inner), *(substitute(part, values) for part in others)))


def _uncaught(
    node: Integral | Sum | Prod | Limit, values: Mapping[str, Expr]
) -> Integral | Sum | Prod | Limit:
    """The node with another bound variable where a value to be put in has its name."""
    coming = frozenset().union(*map(free_symbols, values.values()))
    if node.var.name not in coming:
        return node
    fresh = node.var.name
    while fresh in coming or fresh in free_symbols(node.body):
        fresh += "'"
    body = substitute(node.body, {node.var.name: Sym(fresh)})
    return replace(node, body=body, var=Sym(fresh))
