"""Going through trees: parts, free symbols, size, and the same tree with other parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any

from .nodes import (
    NODE_TYPES,
    Add,
    Apply,
    At,
    Call,
    Const,
    Deriv,
    DerivBy,
    DerivOp,
    Div,
    Elided,
    Expr,
    Fold,
    HigherDeriv,
    Integral,
    Item,
    Limit,
    MatrixSym,
    Mul,
    Neg,
    Num,
    PlusMinus,
    Pow,
    Prod,
    Relation,
    Root,
    Sum,
    Sym,
    VectorSym,
    add,
    mul,
)

_PARTS: Mapping[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind) if "Expr" in str(field.type))
    for kind in NODE_TYPES
}
"""The fields that hold parts; a bound variable is a `Sym` and none of them."""


def _parts_of(kind: type) -> Callable[[Any], tuple[Expr, ...]]:
    """How the parts of a node of this type are gathered, as fast as its fields allow."""
    names = _PARTS[kind]
    types = [str(field.type) for field in fields(kind) if field.name in names]
    if not names:
        return lambda node: ()
    if len(names) == 1 and types[0].startswith("tuple"):
        return attrgetter(names[0])
    if types == ["Expr"]:
        part: Callable[[Any], Expr] = attrgetter(names[0])
        return lambda node: (part(node),)
    if set(types) == {"Expr"}:
        return attrgetter(*names)

    def gathered(node: Any) -> tuple[Expr, ...]:
        parts: list[Expr] = []
        for name in names:
            value = getattr(node, name)
            if isinstance(value, tuple):
                parts.extend(value)
            elif value is not None:
                parts.append(value)
        return tuple(parts)

    return gathered


_CHILDREN: Mapping[type, Callable[[Any], tuple[Expr, ...]]] = {
    kind: _parts_of(kind) for kind in NODE_TYPES
}


def children(node: Expr) -> tuple[Expr, ...]:
    """The parts of a node, its bound variable not among them."""
    return _CHILDREN[type(node)](node)


def walk(node: Expr) -> Iterator[Expr]:
    """The node and everything in it."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        if parts := _CHILDREN[type(here)](here):
            stack.extend(parts[::-1])


def rebuild(node: Expr, parts: tuple[Expr, ...]) -> Expr:
    """The node with other parts, in the order of `children`."""
    if isinstance(node, Add):
        return add(*parts)
    if isinstance(node, Mul):
        return mul(*parts)
    left = iter(parts)
    changed: dict[str, Any] = {}
    for name in _PARTS[type(node)]:
        value = getattr(node, name)
        if isinstance(value, tuple):
            changed[name] = tuple(next(left) for _ in value)
        elif value is not None:
            changed[name] = next(left)
    return replace(node, **changed)


_BINDING_NOTHING = frozenset((Num, Const, Add, Neg, Mul, Div, Pow, Root, Call, Apply, Relation))
"""The usual nodes whose free symbols are those of their parts."""


def free_symbols(node: Expr) -> frozenset[str]:
    """Names of the symbols that need a value; an indefinite integral leaves its variable free."""
    found: set[str] = set()
    stack = [node]
    while stack:
        here = stack.pop()
        if isinstance(here, Sym):
            found.add(here.name)
        elif (kind := type(here)) in _BINDING_NOTHING:
            stack.extend(_CHILDREN[kind](here))
        else:
            found |= _free_beside_bound(here)
    return frozenset(found)


def _free_beside_bound(node: Expr) -> frozenset[str]:
    found = list(map(free_symbols, children(node)))
    match node:
        case MatrixSym(name) | VectorSym(name):
            found.append(frozenset((name,)))
        case (
            Integral(_, var, None) | Deriv(_, var) | DerivBy(_, var) | HigherDeriv(_, var)
            | DerivOp(var)
        ):  # fmt: skip
            found.append(frozenset((var.name,)))
        case Integral(_, var) | Sum(_, var) | Prod(_, var) | Limit(_, var) | At(_, var):
            found[0] -= {var.name}  # the body; ends and point stand outside
        case Fold(_, _, variables):
            found = [names - {variable.name for variable in variables} for names in found]
    return frozenset().union(*found)


def functions(node: Expr) -> frozenset[str]:
    """Names of the undefined functions and sequences in it."""
    return frozenset(part.name for part in walk(node) if isinstance(part, (Apply, Item)))


def is_constant(node: Expr) -> bool:
    """Whether it has one value: no free symbol, no undefined function."""
    return not free_symbols(node) and not functions(node)


def size(node: Expr) -> int:
    return sum(1 for _ in walk(node))


def choose_sign(node: Expr, sign: int) -> Expr:
    """The tree with every `\\pm` read as `sign` and every `\\mp` as its opposite."""
    parts = tuple(choose_sign(part, sign) for part in children(node))
    if isinstance(node, PlusMinus):
        return parts[0] if node.sign * sign > 0 else Neg(parts[0])
    return rebuild(node, parts) if parts else node


def has_plus_minus(node: Expr) -> bool:
    return any(isinstance(part, PlusMinus) for part in walk(node))


def depends_on_unsaid(node: Deriv) -> bool:
    """Whether the body has symbols but not the variable: `dy/dx` of an unexplained y."""
    body = free_symbols(node.body)
    return bool(body | functions(node.body)) and node.var.name not in body


def is_open(node: Elided) -> bool:
    """Whether it goes on without end."""
    return not node.after or node.after[-1] == Const("dots")
