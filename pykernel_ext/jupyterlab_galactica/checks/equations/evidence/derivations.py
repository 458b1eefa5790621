"""What the earlier equations of a text say of an equation: that it follows, or cannot be.

It follows from those equations wherever all of them are true and it is too. It contradicts them
where it is never true then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice, product
from typing import Literal

from ..claims.context import Context, value_of
from ..claims.form import has_operator
from ..claims.known import Definition, Known
from ..claims.ordered import does_not_commute, exchange_factors
from ..numbers.budget import now, soon
from ..numbers.decimals import has_decimals
from ..numbers.variety import AGREES, NoPointsError, Point, points_on, rank, sides
from ..tree import Relation, Sym, free_symbols, has_plus_minus, is_constant, size
from ..vocabulary.letters import is_counting
from .slips import gaps, slip, to_the_digits_given, with_sign
from .versions import flattened, letters_before_brackets, multiplied, values_as_symbols, versions

_SECONDS = 0.25
"""Of a whole check, what holding an equation against earlier ones may take."""

_MAX_SIZE = 121
"""Nodes of an earlier equation, beyond which points on it are slow to find."""

_NEAREST = 10
"""Earlier equations about the same symbols that are tried alone."""

_TOGETHER = 6
"""Earlier equations that are taken together at most: a system in six unknowns."""

_VALUES = 3
"""Values of one symbol that a text may give one after the other."""

DIFFERS = 1e-4
"""The relative difference from which two sides surely differ, far above what Newton leaves."""

_DIFFERS_ROUNDED = 0.02
"""The same where decimals stand, which texts round to two digits."""


_NOTHING = 1e-4
"""The size of a side up to which it may be a zero that was crept up to."""

Truth = Literal["always", "sometimes", "never"]


@dataclass(frozen=True)
class Step:
    """An equation held against `premises`, earlier equations of the text.

    `relation` is the equation with `used` definitions put in. It is true at all, some or none of
    the `points` where the premises are; `isolated` says that these are all of them.
    """

    truth: Truth
    premises: tuple[Known, ...]
    relation: Relation
    points: tuple[Point, ...]
    isolated: bool
    used: tuple[Definition, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        return free_symbols(self.relation)

    @cached_property
    def meant(self) -> Relation | None:
        """What would follow, where one slip of the pen explains that it does not. Searched for."""
        about_numbers = not self.names and not self.premises
        if about_numbers or has_operator(self.relation):  # one value takes many steps
            return None
        meant = slip(self.relation, self.points)
        if meant is not None and self.premises and _is_identity(meant):
            return None
        return meant


def steps(relation: Relation, context: Context) -> Iterator[Step]:
    """The equation held against the earlier ones: the nearest first, then several together."""
    deadline = soon(_SECONDS)
    factors, called = letters_before_brackets(relation, context)
    if free_symbols(relation) & called or does_not_commute(relation):
        return
    knowns = usable(_of_other_chains(relation, context.premises), factors, called)
    for version, used in versions(multiplied(relation, factors), context.definitions):
        try:
            flat = flattened(version)
        except NoPointsError:
            continue
        for premises in _premises(flat, knowns):
            if now() > deadline:
                return
            found = _held(flat, premises, used)
            if found is not None:
                yield found


def is_value(relation: Relation) -> bool:
    """`x = 3`"""
    return isinstance(relation.left, Sym) and is_constant(relation.right)


# Premises


def _premises(relation: Relation, knowns: Sequence[Known]) -> Iterator[tuple[Known, ...]]:
    """Sets of earlier equations that fix what the relation is about."""
    names = free_symbols(relation)
    if not names:
        yield ()
        return
    related = [known for known in reversed(knowns) if free_symbols(known.relation) & names]
    nearest = related[:_NEAREST]
    values: dict[str, list[Known]] = {}
    for known in reversed(knowns):
        value = value_of(known.relation)
        if value is not None and len(values.setdefault(value[0], [])) < _VALUES:
            values[value[0]].append(known)
    yield ()
    for known in nearest:
        if names <= free_symbols(known.relation):
            yield (known,)
    if names <= values.keys():
        yield from islice(product(*(values[name] for name in sorted(names))), 2 * _VALUES)
    for known in nearest:
        if value_of(known.relation) is None:
            both = names | free_symbols(known.relation)
            valued = sorted(name for name in values if name in both)
            if valued and names <= free_symbols(known.relation) | set(valued):
                for choice in islice(product(*(values[name] for name in valued)), _VALUES):
                    yield (known, *choice)
    together: list[Known] = []
    reached = set(names)
    for known in reversed(knowns):
        if known.stance.claim in ("tried", "assumed") or not free_symbols(known.relation) & reached:
            continue
        together.append(known)
        reached |= free_symbols(known.relation)
        if 1 < len(together) <= _TOGETHER:
            yield tuple(together)


def _of_other_chains(relation: Relation, knowns: Sequence[Known]) -> list[Known]:
    """Without the links `a = b` of a chain that goes on with `b = c`: nobody has checked them."""
    ends = {relation.left}
    kept: list[Known] = []
    for known in reversed(knowns):
        if known.ago == -1 and known.relation.right in ends:
            ends.add(known.relation.left)
        else:
            kept.insert(0, known)
    return kept


def usable(knowns: Sequence[Known], factors: frozenset[str], called: frozenset[str]) -> list[Known]:
    """The equations that say something, with the values of undefined functions as symbols."""
    usable = []
    for known in knowns:
        if size(known.relation) > _MAX_SIZE:
            continue
        try:
            relation = flattened(multiplied(known.relation, factors))
        except NoPointsError:
            continue
        if does_not_commute(known.relation):
            continue
        if free_symbols(known.relation) & called:
            continue  # read as a product where a function is meant
        if free_symbols(relation) and not has_operator(relation) and not _is_identity(relation):
            usable.append(replace(known, relation=relation))
    return usable


@lru_cache(maxsize=1024)
def _is_identity(relation: Relation) -> bool:
    found = gaps(relation, _anywhere(sorted(free_symbols(relation))))
    return bool(found) and max(found) <= AGREES


# Points


def _held(
    relation: Relation, premises: tuple[Known, ...], used: tuple[Definition, ...]
) -> Step | None:
    relation, *relations = values_as_symbols((relation, *(known.relation for known in premises)))
    premises = tuple(replace(k, relation=r) for k, r in zip(premises, relations, strict=True))
    fixed = frozenset().union(*map(free_symbols, relations))
    if premises and not free_symbols(relation) <= fixed:
        return None
    if premises and exchange_factors((relation, *relations)):
        return None
    names = sorted(fixed | free_symbols(relation))
    try:
        points = _consistent(relations, names) if premises else _anywhere(names)
        found = gaps(relation, points)
        isolated = not names or _are_isolated(relations, names, points[0])
    except NoPointsError:
        return None
    if not found or len(found) < len(points):
        return None
    if min(found) <= AGREES:
        truth: Truth = "always" if max(found) <= AGREES else "sometimes"
    elif to_the_digits_given(relation, points):
        truth = "always"
    else:
        rounded = any(map(has_decimals, (relation, *relations)))
        if min(found) <= (_DIFFERS_ROUNDED if rounded else DIFFERS):
            return None
        truth = "never"
    return Step(truth, premises, relation, tuple(points), isolated, used)


def _are_isolated(relations: Sequence[Relation], names: Sequence[str], point: Point) -> bool:
    """Whether the relations leave no other values near a point."""
    if len(relations) < len(names):
        return False
    if any(map(has_plus_minus, relations)):
        return len(names) == 1
    return rank(relations, names, point) >= len(names)


def _consistent(relations: Sequence[Relation], names: Sequence[str]) -> list[Point]:
    """Points where the relations are true, and no side is 0 that need not be.

    `u = 2v` and `u = 4v` are true together at 0 only: from such premises everything follows.
    """
    points = _points(relations, names)
    varying = [r for r in relations if not (is_constant(r.left) or is_constant(r.right))]
    if len(varying) < 2 or has_plus_minus(varying[0]):
        return points
    evaluate = [sides(relation) for relation in varying if not has_plus_minus(relation)]
    telling = [p for p in points if all(abs(each(p)[0]) > _NOTHING for each in evaluate)]
    if not telling:
        raise NoPointsError
    return points


def _points(relations: Sequence[Relation], names: Sequence[str]) -> list[Point]:
    """Points where the relations are true, with either sign where one is left open."""
    if not any(map(has_plus_minus, relations)):
        return list(points_on(relations, names))
    found: list[Point] = []
    for sign in (1, -1):
        found += points_on([with_sign(relation, sign) for relation in relations], names)
    return found


def _anywhere(names: Sequence[str]) -> list[Point]:
    """Points that nothing is known of."""
    ladder = (0.7, 1.3, 2.1, 0.4, 1.9, 3.3, 2.6)
    points: list[Point] = []
    for shift in range(4):
        point: Point = {}
        for i, name in enumerate(names):
            value = ladder[(i * 3 + shift) % 7] + 0.1 * i
            if is_counting(name):
                value = 1.0 + (shift + i) % 3 + (5 if name[0] in "nNm" else 0)
            point[name] = value
        points.append(point)
    return points
