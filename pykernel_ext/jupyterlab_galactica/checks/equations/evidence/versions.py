"""Equations as the text around them means them: its functions put in, its numbers multiplied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, pairwise, product

from ..algebra.differentiate import NoRuleError, derivative
from ..algebra.substitution import substitute
from ..claims.context import Context
from ..claims.form import OPERATORS
from ..claims.known import Definition
from ..numbers.variety import NoPointsError
from ..tree import (
    Add,
    Apply,
    Call,
    Expr,
    Mul,
    Neg,
    Num,
    Relation,
    Sym,
    children,
    free_symbols,
    functions,
    is_constant,
    mul,
    rebuild,
    size,
    walk,
)
from ..vocabulary.functions import marked
from ..writing.latex import to_latex

_PERIODIC = marked("periodic")

_MAX_SIZE = 360
"""Nodes that putting functions in may make of an equation."""


def letters_before_brackets(
    relation: Relation, context: Context
) -> tuple[frozenset[str], frozenset[str]]:
    """Of the letters that stand before brackets somewhere, the factors and the functions.

    `b(1)` is a product where b is a number elsewhere.
    """
    relations = (relation, *(known.relation for known in context.knowns))
    letters = frozenset().union(*map(functions, relations))
    if not letters:
        return letters, letters
    plain = frozenset().union(*map(_plain_symbols, relations))
    surely = frozenset().union(*map(_functions_of_symbols, relations))
    surely |= _values_on_both_sides(relation)
    factors = (letters & plain) - surely - context.definitions.keys()
    return factors, letters - factors


def _functions_of_symbols(relation: Relation) -> frozenset[str]:
    """Letters applied to a lone symbol, as in `D(a)`: functions, whatever they are elsewhere."""
    return frozenset(
        part.name
        for part in walk(relation)
        if isinstance(part, Apply) and all(isinstance(arg, Sym) for arg in part.args)
    )


def _values_on_both_sides(relation: Relation) -> frozenset[str]:
    """Letters of `h(15) = h(2015)`: applied to numbers alone, on both sides, and nothing else."""
    found = functions(relation.left) & functions(relation.right) - free_symbols(relation)
    return found - {
        part.name
        for part in walk(relation)
        if isinstance(part, Apply) and not all(map(is_constant, part.args))
    }


def _plain_symbols(relation: Relation) -> frozenset[str]:
    """The symbols that stand somewhere without brackets after them."""
    parts = list(walk(relation))
    before_brackets = {
        id(one)
        for part in parts
        if isinstance(part, Mul)
        for one, two in pairwise(part.factors)
        if isinstance(two, (Add, Neg, Num))
    }
    return frozenset(p.name for p in parts if isinstance(p, Sym) and id(p) not in before_brackets)


def multiplied(relation: Relation, letters: frozenset[str]) -> Relation:
    if not letters:
        return relation
    return Relation("=", _product(relation.left, letters), _product(relation.right, letters))


def _product(node: Expr, letters: frozenset[str]) -> Expr:
    parts = tuple(_product(part, letters) for part in children(node))
    node = rebuild(node, parts) if parts else node
    if isinstance(node, Apply) and node.name in letters and len(node.args) == 1:
        return node if node.primes else mul(Sym(node.name), node.args[0])
    return node


def versions(
    relation: Relation, definitions: Mapping[str, Sequence[Definition]]
) -> Iterator[tuple[Relation, tuple[Definition, ...]]]:
    """The equation as it stands, and with functions replaced by what the text says they are."""
    yield relation, ()
    names = sorted(functions(relation) & definitions.keys())
    if not names:
        return
    for choice in islice(product(*(definitions[name][-3:][::-1] for name in names)), 4):
        chosen = dict(zip(names, choice, strict=True))
        try:
            left, right = applied(relation.left, chosen), applied(relation.right, chosen)
        except NoRuleError:
            continue
        version = Relation("=", left, right)
        if size(version) <= _MAX_SIZE:
            yield version, choice


def applied(node: Expr, definitions: Mapping[str, Definition]) -> Expr:
    """The tree with functions replaced by their formulas. Raises NoRuleError."""
    parts = tuple(applied(part, definitions) for part in children(node))
    node = rebuild(node, parts) if parts else node
    if not isinstance(node, Apply) or node.name not in definitions:
        return node
    definition = definitions[node.name]
    if len(definition.parameters) != len(node.args):
        return node
    body = definition.body
    for _ in range(node.primes):
        body = derivative(body, definition.parameters[0])
    others = {name: other for name, other in definitions.items() if name != node.name}
    values = dict(zip(definition.parameters, node.args, strict=True))
    return substitute(applied(body, others), values)


@lru_cache(maxsize=1024)
def flattened(relation: Relation) -> Relation:
    """The values of undefined functions as symbols: `f(2)` is a number. Raises NoPointsError."""
    return Relation("=", _flat(relation.left), _flat(relation.right))


def values_as_symbols(relations: Sequence[Relation]) -> list[Relation]:
    r"""The same with `\cos A` as a symbol where A stands nowhere else: one unknown for another."""
    parts = [part for relation in relations for part in walk(relation)]
    within = Counter(p for p in parts if isinstance(p, Call) and p.name in _PERIODIC)
    letters = Counter(part.name for part in parts if isinstance(part, Sym))
    alone: dict[Expr, Sym] = {
        call: Sym(to_latex(call))
        for call, count in within.items()
        if isinstance(call.args[0], Sym) and letters[call.args[0].name] == count
    }
    if not alone:
        return list(relations)
    return [Relation(r.op, _with(r.left, alone), _with(r.right, alone)) for r in relations]


def _with(node: Expr, symbols: Mapping[Expr, Sym]) -> Expr:
    if node in symbols:
        return symbols[node]
    parts = children(node)
    return rebuild(node, tuple(_with(part, symbols) for part in parts)) if parts else node


def _flat(node: Expr) -> Expr:
    if isinstance(node, Apply):
        return Sym(to_latex(node))
    if isinstance(node, OPERATORS) and any(isinstance(part, Apply) for part in walk(node)):
        raise NoPointsError
    parts = tuple(_flat(part) for part in children(node))
    return rebuild(node, parts) if parts else node
