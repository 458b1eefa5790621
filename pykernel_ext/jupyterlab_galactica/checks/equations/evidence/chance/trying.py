"""A relation with what is random in it, tried on sample spaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from ...numbers.chance.expanding import (
    applied,
    explained,
    has_bare,
    is_statistic,
    members_in,
    of_the_only_one,
    with_processes,
    written_out,
)
from ...numbers.chance.roles import MOMENTS, Roles, probabilities_in, roles_in
from ...numbers.chance.spaces import Assumed, Floats, Space, drawn
from ...numbers.chance.values import OnSpace
from ...tree import Call, Relation, Sym, free_symbols, walk
from ...vocabulary.multiprecision import UndefinedError, UndeterminedError

SPACES = 6
"""Sample spaces that a relation is tried on."""

EQUALITIES = ("=", ":=", r"\equiv")
INEQUALITIES = ("<", ">", r"\le", r"\ge")

_ATTEMPTS = 14
"""Draws for them, as some leave a side without value."""

_AGREES = 1e-9

_LARGEST = 100
"""Of a factor, as numerator and denominator."""


def is_random(relation: Relation) -> bool:
    """Whether it has probabilities, expectations or the like."""
    operations = MOMENTS | {"probability"}
    if any(isinstance(part, Call) and part.name in operations for part in walk(relation)):
        return True
    if probabilities_in(relation):
        return True
    names = free_symbols(relation)
    return any("+" in name or "-" in name for name in names if is_statistic(name))


def readings(relation: Relation, counts: Mapping[str, int]) -> Iterator[Relation]:
    """The relation without sums, first with what bare `\\mu` and `\\sigma` may mean."""
    letters = probabilities_in(relation)
    members = members_in(relation)
    whole = [
        with_processes(applied(explained(side, members), letters))
        for side in (relation.left, relation.right)
    ]
    try:
        sides = [written_out(side, counts) for side in whole]
        usual = Relation(relation.op, *sides)
        if has_bare(relation):
            variables = roles_in(usual).variables
            if len(variables) == 1:
                (name,) = variables
                meant = [of_the_only_one(side, Sym(name)) for side in sides]
                yield Relation(relation.op, *meant)
    except UndeterminedError:
        return
    yield usual


@dataclass(frozen=True, slots=True)
class Trial:
    """A relation with what is random in it."""

    relation: Relation
    roles: Roles
    counts: Mapping[str, int]

    def compare(self, assumed: Assumed) -> tuple[Literal["true", "false", "none"], int]:
        """How both sides compare on spaces, and on how many. Raises UndeterminedError."""
        agreed = telling = 0
        for seed in range(_ATTEMPTS):
            try:
                left, right = self.sides(drawn(self.roles, assumed, seed, self.counts))
            except UndefinedError:
                continue
            if not _holds(self.relation.op, left, right):
                return "false", agreed
            agreed += 1
            telling += not _vanish(left, right)
            if agreed == SPACES:
                break
        return ("true" if telling >= SPACES // 2 else "none"), agreed

    def factor(self, assumed: Assumed) -> Fraction | None:
        """The simple fraction that the left side is of the right one on all spaces, if it is one.

        Raises UndeterminedError.
        """
        found: set[Fraction] = set()
        for seed in range(SPACES):
            try:
                left, right = self.sides(drawn(self.roles, assumed, seed, self.counts))
            except UndefinedError:
                continue
            if _vanish(left, right):
                continue
            if np.any(np.abs(right) < _AGREES) or np.ptp(left / right) > _AGREES:
                return None
            quotient = float(left[0] / right[0])
            fraction = Fraction(quotient).limit_denominator(_LARGEST)
            if abs(fraction - quotient) > _AGREES or abs(fraction) > _LARGEST:
                return None
            found.add(fraction)
        return found.pop() if len(found) == 1 else None

    def sides(self, space: Space) -> tuple[Floats, Floats]:
        on = OnSpace(space, self.roles.probabilities)
        return on.value(self.relation.left), on.value(self.relation.right)


def _vanish(left: Floats, right: Floats) -> bool:
    """0 = 0 is no evidence."""
    return bool(np.all(np.abs(left) < _AGREES) and np.all(np.abs(right) < _AGREES))


def _holds(op: str, left: Floats, right: Floats) -> bool:
    size = max(1.0, float(np.max(np.abs(left))), float(np.max(np.abs(right))))
    slack = _AGREES * size
    if op in EQUALITIES:
        return bool(np.all(np.abs(left - right) <= slack))
    if op in ("<", r"\le"):
        left, right = right, left
    if op in ("<", ">"):
        return bool(np.all(left > right + slack))
    return bool(np.all(left >= right - slack))
