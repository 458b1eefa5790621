"""Values a reader can put in by hand to see that an equation fails. Worker process only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ...answer.verdicts import Counterexample
from .classify import integration_constants
from .notation import is_counting
from .numeric import TooLargeError, UndeterminedError
from .sampling import Sample, Value, sample, soon
from .show import show_number, show_values
from .tree import Relation, size

_SECONDS = 0.3


def counterexample(relation: Relation, differing: Sequence[Sample]) -> Counterexample | None:
    """Small integers where they show the difference, else the first of the points given."""
    if not differing:
        return None
    left, right = relation.left, relation.right
    names = sorted(differing[0].values)
    deadline = soon(_SECONDS)
    negative = all(s.regime in ("negative", "mixed") for s in differing)
    ladder = (1, 2, 3, 5, 7) if not negative else (-1, -2, -3, -5, -7)
    if not integration_constants(frozenset(names)) and size(left) + size(right) < 200:
        for shift in range(3):
            values: Mapping[str, Value] = {
                name: Fraction(abs(ladder[(i + shift) % 5]) if is_counting(name) else
                               ladder[(i + shift) % 5])
                for i, name in enumerate(names)
            }  # fmt: skip
            try:
                tried = sample(left, right, differing[0].regime, values, deadline)
            except (TimeoutError, TooLargeError, UndeterminedError):
                break
            if tried.outcome == "disagree" and tried.clean:
                return Counterexample(
                    show_values(values), show_number(tried.left), show_number(tried.right)
                )
    first = differing[0]
    return Counterexample(
        show_values(first.values), show_number(first.left), show_number(first.right)
    )
