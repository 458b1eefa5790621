"""Both sides of a relation at the points of one reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, Literal

from .....answer.verdicts import Counterexample
from ...numbers.decimals import given, has_decimals, rounds_to
from ...numbers.linear import grids
from ...numbers.linear.conventions import Reading
from ...numbers.linear.grids import Value
from ...numbers.linear.jets import OrderError
from ...numbers.linear.trials import Special, Trial, draw, show
from ...numbers.linear.values import LinearEvaluator
from ...numbers.sampling import Test
from ...tree import Expr, MatrixLit
from ...tree.contents import Contents
from ...tree.kinds import KindError
from ...vocabulary.multiprecision import (
    TooLargeError,
    UndefinedError,
    UndeterminedError,
    UnsureError,
    mp,
)

ROUNDING = mp.mpf("1e-18")
"""What thirty digits leave of the rounding of a few hundred products."""

_SURELY = mp.mpf("1e-9")
"""The relative difference from which both sides surely differ."""

_POINTS = 4
"""Points a reading: each has a dozen random entries, so that chance plays no part."""

_ATTEMPTS = 8
"""Draws for them, as some have no value."""

_ATTEMPTS_UNDER_TESTS = 40
"""The same where they must meet conditions."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How both sides compare at the points of one reading."""

    outcome: Literal["agree", "disagree", "undetermined"]
    points: int = 0
    reason: str = ""
    example: Counterexample | None = None
    steady: bool = False  # each side had one value throughout


def compare_sides(
    contents: Contents,
    reading: Reading,
    deadline: float,
    tests: Sequence[Test] = (),
    special: Special = "",
    shapes: Mapping[str, str] | None = None,
) -> Tried:
    """Both sides at several points that pass the tests; one clear disagreement is enough."""
    agreed = differed = 0
    example: Counterexample | None = None
    moved = False
    seen: set[tuple[str, str]] = set()
    for seed in range(_ATTEMPTS_UNDER_TESTS if tests else _ATTEMPTS):
        if agreed + differed == _POINTS:
            break
        try:
            trial = draw(contents, reading, seed, special, shapes)
            if not all(test(_numbers(trial)) for test in tests):
                continue
            evaluator = evaluator_of(contents, trial, reading, deadline)
            left = evaluator.value(contents.relation.left)
            right = evaluator.value(contents.relation.right)
            left, right = _fitted(left, right)
        except UndefinedError:
            continue
        except (UndeterminedError, UnsureError) as error:
            return Tried("undetermined", reason=str(error))
        except (TooLargeError, OrderError, KindError):
            return Tried("undetermined", reason="its values are out of reach")
        moved = moved or evaluator.moved
        seen.add((show(left), show(right)))
        match _rounded(contents, left, right) or _compared(left, right, evaluator.scale):
            case "agree":
                agreed += 1
            case "disagree":
                differed += 1
                if example is None and contents.free_indices:
                    example = _at_an_index(contents, reading, left, right)
                elif example is None:
                    example = Counterexample(_shown(trial, contents), show(left), show(right))
    if agreed + differed < 2:
        return Tried("undetermined", reason="it has no value at the points tried")
    if differed:
        steady = len(seen) == 1 and differed > 2
        return Tried("disagree", differed, example=example, steady=steady)
    derives = bool(contents.is_spatial or contents.derivative_variables)
    if derives and not moved:
        return Tried("undetermined", reason="nothing in it varies")
    return Tried("agree", agreed)


def _numbers(trial: Trial) -> dict[str, Fraction | complex]:
    return {
        name: Fraction(float(value))
        for name, value in trial.values.items()
        if isinstance(value, (int, mp.mpf))
    }


def evaluator_of(
    contents: Contents, trial: Trial, reading: Reading, deadline: float
) -> LinearEvaluator:
    return LinearEvaluator(
        trial.values, reading.dimension, deadline, trial.axes, reading.transposed_layout,
        contents.free_indices,
    )  # fmt: skip


def _fitted(left: Value, right: Value) -> tuple[Value, Value]:
    """Both sides in one shape: 0 fills any, a number is a multiple of the identity."""
    if grids.is_grid(left) == grids.is_grid(right):
        if grids.is_grid(left) and grids.shape(left) != grids.shape(right):
            if grids.shape(left) == grids.shape(grids.transposed(right)) and 1 in grids.shape(left):
                return left, grids.transposed(right)
            raise UndeterminedError("the sizes of both sides differ")
        return left, right
    if grids.is_grid(left):
        other, one = _fitted(right, left)
        return one, other
    if left == 0:
        return grids.mapped(lambda entry: entry * 0, right), right
    return grids.promoted(left, right), right


def _compared(left: Value, right: Value, scale: Any) -> Literal["agree", "disagree", "unclear"]:
    pairs = list(zip(grids.entries(left), grids.entries(right), strict=True))
    if not all(mp.isfinite(x) and mp.isfinite(y) for x, y in pairs):
        return "unclear"
    largest = max(max(abs(x), abs(y)) for x, y in pairs)
    difference = max(abs(x - y) for x, y in pairs)
    if difference <= ROUNDING * max(scale, largest):
        return "agree"
    return "disagree" if difference > _SURELY * max(largest, scale) else "unclear"


def _rounded(contents: Contents, left: Value, right: Value) -> Literal["agree", ""]:
    """Entries that are given as decimals are compared to the digits given."""
    relation = contents.relation
    for whole, value in ((relation.right, left), (relation.left, right)):
        if not isinstance(whole, MatrixLit) or not has_decimals(whole):
            continue
        pairs = list(zip(whole.entries, grids.entries(value), strict=True))
        if all(_is_rounded(entry, mp.mpmathify(number)) for entry, number in pairs):
            return "agree"
    return ""


def _is_rounded(entry: Expr, value: Any) -> bool:
    """Whether a value rounds to an entry, which may be a whole number among decimals."""
    number = given(entry)
    if number is None:
        return False
    exact = mp.mpf(number.value.numerator) / number.value.denominator
    close = abs(exact - value) <= ROUNDING * max(1, abs(value))
    return bool(close or (has_decimals(entry) and rounds_to(value, number, truncation=True)))


def _at_an_index(contents: Contents, reading: Reading, left: Value, right: Value) -> Counterexample:
    """The first values of the free indices at which both sides differ."""
    places = product(range(1, reading.dimension + 1), repeat=len(contents.free_indices))
    for place, x, y in zip(places, grids.entries(left), grids.entries(right), strict=True):
        if x != y:
            values = dict(zip(contents.free_indices, map(str, place), strict=True))
            return Counterexample(values, show(x), show(y))
    return Counterexample({}, show(left), show(right))


def _shown(trial: Trial, contents: Contents) -> dict[str, str]:
    """What a reader needs to try the point by hand."""
    shown = dict(trial.shown)
    for name in sorted(contents.scalars):
        value = trial.values.get(name)
        if name not in shown and isinstance(value, (int, mp.mpf, mp.mpc)):
            shown[name] = show(value)
    for axis in trial.axes:
        shown[axis] = show(trial.values[axis].constant)
    return shown
