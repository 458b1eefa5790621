"""Equations about what does not commute, as far as the order of their factors tells.

Nobody writes both `ab` and `ba` of numbers, but while multiplying out brackets, nor `a b a^{-1}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from ..tree import Add, Expr, Mul, Neg, Num, Pow, Relation, Sym, walk

_INVERSE = (Neg(Num("1")), Num("-1"))

Names = tuple[str, ...]


def does_not_commute(relation: Relation) -> bool:
    """Whether an equation read as one of numbers is surely about something else."""
    return conjugates(relation) or in_both_orders(relation)


def is_of_operators(relation: Relation) -> bool:
    """Whether it has calligraphic letters, of which `ab = ba` says that they commute."""
    return any(isinstance(p, Sym) and p.name.startswith(r"\mathcal") for p in walk(relation))


def exchange_factors(relations: Iterable[Relation]) -> bool:
    r"""`\sigma_1\sigma_2` in one equation and `\sigma_2\sigma_1` in another: subscripts alone
    tell which is meant, and in which order says something."""
    found: set[Names] = set()
    for relation in relations:
        for part in walk(relation):
            names = _names(part)
            if len(names) > 1 and len({name.partition("_")[0] for name in names}) == 1:
                found.add(names)
    return any(sorted(one) == sorted(other) for one, other in combinations(found, 2))


def conjugates(relation: Relation) -> bool:
    """`X Y X^{-1}`, or the inverse first."""
    for part in walk(relation):
        if not isinstance(part, Mul):
            continue
        factors = [f for f in part.factors if not isinstance(f, (Num, Neg))]
        for first, last in zip(factors, factors[2:], strict=False):
            pair = (first, last) if isinstance(first, Sym) else (last, first)
            match pair:
                case (Sym(), Pow(base, exp)) if base == pair[0] and exp in _INVERSE:
                    return True
    return False


def in_both_orders(relation: Relation) -> bool:
    """`ab + ba` or `ab = -ba`, where no brackets are multiplied out."""
    if any(_multiplies_out(part) for part in walk(relation)):
        return False
    products = [names for side in (relation.left, relation.right) for names in _terms(side)]
    return any(
        len(set(one)) > 1 and one != other and sorted(one) == sorted(other)
        for one, other in combinations(products, 2)
        if one == other[::-1]
    )


def _multiplies_out(part: Expr) -> bool:
    """A product or power of a sum."""
    match part:
        case Mul(factors):
            return any(isinstance(factor, Add) for factor in factors)
        case Pow(base):
            return isinstance(base, Add)
    return False


def _terms(side: Expr) -> Iterator[Names]:
    """The products of letters that a side is the sum of."""
    for term in side.terms if isinstance(side, Add) else (side,):
        names = _names(term)
        if names:
            yield names


def _names(node: Expr) -> Names:
    """The letters of a product of nothing but letters and numbers, in their order."""
    if isinstance(node, Neg):
        return _names(node.arg)
    if not isinstance(node, Mul):
        return ()
    factors = [factor for factor in node.factors if not isinstance(factor, Num)]
    names = tuple(factor.name for factor in factors if isinstance(factor, Sym))
    return names if len(names) == len(factors) else ()
