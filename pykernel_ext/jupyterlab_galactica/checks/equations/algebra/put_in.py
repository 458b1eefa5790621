"""A function or a sequence put into an equation for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..tree import (
    Apply,
    Deriv,
    Expr,
    Item,
    Num,
    Relation,
    Sym,
    children,
    free_symbols,
    is_constant,
    rebuild,
    walk,
)
from .differentiate import expanded
from .substitution import substitute

_PRIMED = re.compile(r"(.*?)('+)")
_INDEXED = re.compile(r"(.+)_\{(\w)\}")


@dataclass(frozen=True, slots=True)
class Explicit:
    """`y(x) = body`, or `a_n = body` where it is `discrete`."""

    name: str
    variable: str
    body: Expr
    discrete: bool = False

    def at(self, place: Expr) -> Expr:
        return substitute(self.body, {self.variable: place})

    def slope_at(self, place: Expr, order: int) -> Expr:
        derivative = expanded(Deriv(self.body, Sym(self.variable), order, partial=False))
        return substitute(derivative, {self.variable: place})


def unknown_of(relation: Relation) -> tuple[str, str, bool] | None:
    """The function or sequence that an equation is for, its variable, and whether it is discrete.

    The variable of `y' = 2y` is not said: it is the empty name. None where there are several.
    """
    found: set[tuple[str, str, bool]] = set()
    for part in walk(relation):
        match part:
            case Deriv(Sym(name) | Apply(name), Sym(variable)):
                found.add((name, variable, False))
            case Apply(name, (Sym(variable),), primes) if primes:
                found.add((name, variable, False))
            case Sym(name) if primed := _PRIMED.fullmatch(name):
                found.add((primed[1], "", False))
            case Deriv():
                return None
    if not found:
        return _sequence_of(relation)
    return found.pop() if len(found) == 1 else None


def _sequence_of(relation: Relation) -> tuple[str, str, bool] | None:
    """`a_{n+1} = 2 a_n`: one sequence at several shifts of one index."""
    items = {part for part in walk(relation) if isinstance(part, Item)}
    names = {item.name for item in items}
    if len(items) < 2 or len(names) != 1 or any(len(item.indices) != 1 for item in items):
        return None
    indices = frozenset().union(*(free_symbols(item.indices[0]) for item in items))
    return (names.pop(), next(iter(indices)), True) if len(indices) == 1 else None


def with_solution(node: Expr, solution: Explicit) -> Expr:
    """The equation with the function and its derivatives put in."""
    variable = Sym(solution.variable)
    match node:
        case Deriv(Sym(name) | Apply(name, (Sym(),), 0), _, order) if name == solution.name:
            return solution.slope_at(variable, order)
        case Apply(name, (place,), primes) if name == solution.name:
            inner = with_solution(place, solution)
            return solution.slope_at(inner, primes) if primes else solution.at(inner)
        case Item(name, (place,)) if name == solution.name and solution.discrete:
            return solution.at(place)
        case Sym(name) if name == solution.name and not solution.discrete:
            return solution.body
        case Sym(name) if (found := _PRIMED.fullmatch(name)) and found[1] == solution.name:
            return solution.slope_at(variable, len(found[2]))
        case Sym(name) if solution.discrete and (indexed := _INDEXED.fullmatch(name)):
            if indexed[1] == solution.name:
                digit = indexed[2].isdigit()
                return solution.at(Num(indexed[2]) if digit else Sym(indexed[2]))
    parts = tuple(with_solution(part, solution) for part in children(node))
    return rebuild(node, parts) if parts else node


def is_value_of(relation: Relation, solution: Explicit) -> bool:
    """`y(0) = 1`, `y'(0) = v`, `a_0 = 1`"""
    match relation.left:
        case Apply(name, (place,)) if name == solution.name:
            return is_constant(place) and not _uses(relation.right, solution.name)
        case Sym(name) if solution.discrete and (indexed := _INDEXED.fullmatch(name)):
            return indexed[1] == solution.name and indexed[2].isdigit()
    return False


def _uses(node: Expr, name: str) -> bool:
    return any(isinstance(part, (Apply, Sym)) and part.name == name for part in walk(node))
