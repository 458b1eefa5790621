"""Letters that depend on the variable of a derivative, as functions of it: `u` in `du/dx`."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from ..tree import Apply, Deriv, Relation, Sym, free_symbols, walk
from .substitution import substitute


def with_functions(relation: Relation, said: AbstractSet[str] = frozenset()) -> Relation | None:
    """The relation with letters that depend on its one variable as functions of that.

    They are those of `said`, where one is differentiated, and those differentiated by themselves,
    as in `d/dx sin u = cos u du/dx`. None where there is none, or there are several variables.
    """
    parts = [part for part in walk(relation) if isinstance(part, Deriv)]
    variables = {part.var for part in parts}
    if len(variables) != 1:
        return None
    (variable,) = variables
    alone = {part.body.name for part in parts if isinstance(part.body, Sym)}
    inside = frozenset().union(*(free_symbols(part.body) for part in parts))
    names = (alone | (said if inside & said else frozenset())) - {variable.name}
    if not names:
        return None
    functions = {name: Apply(name, (variable,)) for name in names}
    return Relation(
        relation.op, substitute(relation.left, functions), substitute(relation.right, functions)
    )
