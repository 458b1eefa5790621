"""Single edits of an equation that a slip of the pen may have made wrong: candidates for repair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from ...tree import Add, Call, Cross, Expr, Mul, Neg, Num, Pow, Relation, children, rebuild
from ...tree.kinds import KindError, check_relation, kind_of
from ..edits import tidied, with_one_part, with_one_side, with_one_sign

_MOST = 40
"""Edits that are tried in the time there is."""


def slips(relation: Relation, *, swaps: bool) -> Iterator[Relation]:
    """The equation with one sign, number, transposition or cross product changed.

    With `swaps` also with two neighbouring factors exchanged. What becomes the same on both sides
    is left out: any property (`A^T = A`) is one edit away from that. A sum in another order is not
    the same: it states a law.
    """
    edited = with_one_side(relation, _edits_with_swaps if swaps else _edits)
    tidy = (replace(one, left=tidied(one.left), right=tidied(one.right)) for one in edited)
    differing = (one for one in tidy if _plain(one.left) != _plain(one.right))
    return islice(filter(_fits, differing), _MOST)


def _fits(relation: Relation) -> bool:
    try:
        check_relation(relation)
    except KindError:
        return False
    return True


def _edits(node: Expr) -> Iterator[Expr]:
    yield from _edits_here(node)
    yield from with_one_part(node, _edits)


def _edits_with_swaps(node: Expr) -> Iterator[Expr]:
    yield from _edits_here(node)
    yield from _swapped(node)
    yield from with_one_part(node, _edits_with_swaps)


def _edits_here(node: Expr) -> Iterator[Expr]:
    match node:
        case Add():
            yield from with_one_sign(node)
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
                yield Mul((*factors[:i], factors[i + 1], factors[i], *factors[i + 2 :]))


def _plain(node: Expr) -> Expr:
    """Without first powers."""
    parts = tuple(_plain(part) for part in children(node))
    if isinstance(node, Pow) and parts[1] == Num("1"):
        return parts[0]
    return rebuild(node, parts) if parts else node
