"""Values a reader can put in by hand to see that an equation fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import cycle, islice
from typing import Any

from ....answer.verdicts import Counterexample
from ..algebra.rational import exact
from ..algebra.substitution import substitute
from ..numbers.budget import soon
from ..numbers.sampling import Sample, Value, sample_exactly
from ..numbers.show import show_exact, show_number, show_values
from ..tree import Expr, size
from ..vocabulary.letters import integration_constants, is_counting
from ..vocabulary.multiprecision import TooLargeError, UndeterminedError
from .case import Case
from .edits import written

_MAX_SIZE = 200
"""Nodes beyond which nobody puts values in by hand."""

_EASY = (1, 2, 3, 5, 7)

_SECONDS = 0.1
"""The search for values that are easy to put in."""


def counterexample(case: Case, differing: Sequence[Sample]) -> Counterexample | None:
    """Small integers where they show the difference, else the first of the points given.

    All values pass the tests of the case.
    """
    if not differing:
        return None
    left, right = case.pair.left, case.pair.right
    first = differing[0]
    names = sorted(first.values)
    deadline = soon(_SECONDS)
    sign = -1 if all(s.regime in ("negative", "mixed") for s in differing) else 1
    if not integration_constants(frozenset(names)) and size(left) + size(right) < _MAX_SIZE:
        for shift in range(3):
            numbers = islice(cycle(_EASY), shift, None)
            values: Mapping[str, Value] = {
                name: Fraction(number if is_counting(name) else sign * number)
                for name, number in zip(names, numbers, strict=False)
            }
            if not all(test(values) for test in case.tests):
                continue
            try:
                tried = sample_exactly(left, right, first.regime, values, deadline)
            except (TimeoutError, TooLargeError, UndeterminedError):
                break
            if tried.outcome == "disagree" and tried.clean:
                return Counterexample(
                    show_values(values),
                    _shown(left, values, tried.left),
                    _shown(right, values, tried.right),
                )
    return at(first)


def at(found: Sample) -> Counterexample:
    """Both sides at a point that was tried."""
    return Counterexample(
        show_values(found.values), show_number(found.left), show_number(found.right)
    )


def _shown(side: Expr, values: Mapping[str, Value], value: Any) -> str:
    """A side's value, as a fraction where plain arithmetic gives it."""
    numbers = {name: written(v) for name, v in values.items() if isinstance(v, Fraction)}
    rational = exact(substitute(side, numbers))
    return show_number(value) if rational is None else show_exact(rational)
