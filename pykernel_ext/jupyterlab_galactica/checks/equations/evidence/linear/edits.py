"""Single edits of an equation that a slip of the pen may have made wrong: candidates for repair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...tree import Add, Call, Cross, Expr, Mul, Neg, Num, Pow, Relation, add, children, rebuild
from ...tree.kinds import KindError, check_relation, kind_of

_MOST = 40
"""Edits that are tried in the time there is."""


def slips(relation: Relation, *, swaps: bool) -> Iterator[Relation]:
    """The equation with one sign, number, transposition or cross product changed.

    With `swaps` also with two neighbouring factors exchanged. What becomes the same on both sides
    is left out: any property (`A^T = A`) is one edit away from that. A sum in another order is not
    the same: it states a law.
    """
    found = 0
    for edited in _edited(relation, swaps):
        if _plain(edited.left) != _plain(edited.right) and _fits(edited):
            yield edited
            found += 1
            if found == _MOST:
                return


def _edited(relation: Relation, swaps: bool) -> Iterator[Relation]:
    for right in _edits(relation.right, swaps):
        yield replace(relation, right=right)
    for left in _edits(relation.left, swaps):
        yield replace(relation, left=left)


def _fits(relation: Relation) -> bool:
    try:
        check_relation(relation)
    except KindError:
        return False
    return True


def _edits(node: Expr, swaps: bool) -> Iterator[Expr]:
    yield from _edits_here(node)
    if swaps:
        yield from _swapped(node)
    parts = children(node)
    for index, part in enumerate(parts):
        for edited in _edits(part, swaps):
            yield rebuild(node, (*parts[:index], edited, *parts[index + 1 :]))


def _edits_here(node: Expr) -> Iterator[Expr]:
    match node:
        case Add(terms):
            for index, term in enumerate(terms):
                other = term.arg if isinstance(term, Neg) else Neg(term)
                yield add(*terms[:index], other, *terms[index + 1 :])
        case Neg(arg):
            yield arg
        case Cross():
            yield Neg(node)
        case Call("transpose", (arg,)):
            yield arg
        case Num(digits) if digits.isdigit() and 0 < int(digits) < 10:
            yield Num(str(int(digits) + 1))
            yield Num(str(int(digits) - 1))


def _swapped(node: Expr) -> Iterator[Expr]:
    if isinstance(node, Mul):
        factors = node.factors
        for i in range(len(factors) - 1):
            if "scalar" not in (kind_of(factors[i]), kind_of(factors[i + 1])):
                pair = (factors[i + 1], factors[i])
                yield Mul((*factors[:i], *pair, *factors[i + 2 :]))


def _plain(node: Expr) -> Expr:
    """Without first powers."""
    parts = tuple(_plain(part) for part in children(node))
    if isinstance(node, Pow) and parts[1] == Num("1"):
        return parts[0]
    return rebuild(node, parts) if parts else node
