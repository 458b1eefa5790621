"""Values a reader can put in by hand to see that an equation fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import cycle, islice, product
from typing import Any

from ....answer.verdicts import Counterexample
from ..algebra.rational import exact
from ..algebra.substitution import substitute
from ..numbers.budget import now, soon
from ..numbers.sampling import Sample, Value, is_integer, sample, sample_exactly
from ..numbers.show import show_both, show_exact, show_number, show_values
from ..tree import Expr, size
from ..vocabulary.multiprecision import TooLargeError, UndeterminedError
from .case import Case
from .edits import written

_MAX_SIZE = 200
"""Nodes beyond which nobody puts values in by hand."""

_EASY = (1, 2, 3, 5, 7)
_SIMPLE = tuple(map(Fraction, ("1", "2", "0", "-1", "1/2", "3", "-2", "1/4", "4", "-1/2", "10")))
"""What else is easy to put in, the easiest first."""

_MOST = 150
"""Combinations of these that are tried."""

_SECONDS = 0.05
"""The search for values that are easy to put in."""


def counterexample(case: Case, differing: Sequence[Sample]) -> Counterexample | None:
    """Small whole numbers or fractions where they show the difference, else a point given.

    All values pass the tests of the case.
    """
    if not differing:
        return None
    left, right = case.pair.left, case.pair.right
    first = differing[0]
    names = sorted(first.values)
    if size(left) + size(right) >= _MAX_SIZE:
        return at(first)
    deadline = soon(_SECONDS)
    complex_: Counterexample | None = None
    for values in _easy(names, case):
        if now() > deadline:
            break
        try:
            if sample(case.pair, first.regime, values, deadline).outcome != "disagree":
                continue
            tried = sample_exactly(left, right, first.regime, values, deadline)
        except (TimeoutError, UndeterminedError):
            break
        except TooLargeError:
            continue
        if tried.outcome != "disagree" or not (tried.clean or case.about_complex):
            continue
        sides = (_shown(left, values, tried.left), _shown(right, values, tried.right))
        if sides[0] == sides[1]:
            sides = show_both(tried.left, tried.right)
        found = Counterexample(show_values(values), *sides)
        if tried.clean:
            return found
        complex_ = complex_ or found
    return complex_ or at(first)


def _easy(names: Sequence[str], case: Case) -> Iterator[dict[str, Value]]:
    """Values for all the symbols, the easiest first: different ones before equal ones."""
    kinds = case.drawing.kinds
    whole = {name for name in names if is_integer(name, kinds)}
    positive = {name for name in names if kinds.get(name) == "positive"}
    for numbers in islice(_choices(len(names)), _MOST):
        values: dict[str, Value] = dict(zip(names, numbers, strict=True))
        fitting = all(numbers[names.index(n)].denominator == 1 for n in whole) and all(
            numbers[names.index(n)] > 0 for n in (whole | positive)
        )
        if fitting and all(test(values) for test in case.tests):
            yield values


def _choices(count: int) -> Iterator[tuple[Fraction, ...]]:
    for shift in range(3):
        yield tuple(map(Fraction, islice(cycle(_EASY), shift, shift + count)))
    for shift in range(len(_SIMPLE)):
        yield tuple(islice(cycle(_SIMPLE), shift, shift + count))
    yield from product(_SIMPLE, repeat=count)


def at(found: Sample) -> Counterexample:
    """Both sides at a point that was tried."""
    return Counterexample(show_values(found.values), *show_both(found.left, found.right))


def _shown(side: Expr, values: Mapping[str, Value], value: Any) -> str:
    """A side's value, as a fraction where plain arithmetic gives it."""
    numbers = {name: written(v) for name, v in values.items() if isinstance(v, Fraction)}
    rational = exact(substitute(side, numbers))
    return show_number(value) if rational is None else show_exact(rational)
