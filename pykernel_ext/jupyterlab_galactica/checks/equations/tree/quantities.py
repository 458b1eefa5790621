"""The names of what stands for quantities in an equation."""

from __future__ import annotations

from ..vocabulary.names import plain_name
from .nodes import (
    Apply,
    Deriv,
    DerivBy,
    DerivOp,
    Integral,
    Item,
    MatrixSym,
    Relation,
    Sym,
    VectorSym,
)
from .walking import walk


def quantities_in(relation: Relation) -> list[str]:
    """The plain names of what stands for quantities in an equation, bound variables too."""
    found: dict[str, None] = {}
    for part in walk(relation):
        match part:
            case Sym(name) | VectorSym(name) | MatrixSym(name) | Apply(name) | Item(name):
                found[plain_name(name)] = None
            case Deriv(_, var) | Integral(_, var) | DerivOp(var) | DerivBy(_, var):
                found[plain_name(var.name)] = None
    return list(found)
