"""Equations between numbers with units: both sides told in one unit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ....answer.verdicts import Counterexample
from ..numbers.budget import soon
from ..numbers.decimals import rounds_to, whole
from ..numbers.evaluator import Evaluator
from ..tree import Expr
from ..vocabulary.multiprecision import UndefinedError, UndeterminedError, UnsureError, mp
from .dimensions.infer import has_unit
from .evidence import Evidence, undecided
from .one_unit import IncommensurableError, Measured, in_one_unit

_ROUNDING = mp.mpf("1e-12")
"""What conversion factors known to a dozen digits leave of a whole number."""

_SECONDS = 0.5
"""One evaluation."""

_FACTORS = (10, 100, 10**3, 10**4, 10**6, 10**9, 10**12, 60, 3600, 24, 86400, 7, 12, 3, 3.6, 365)
"""Between units of a kind: prefixes, time, feet and inches, km/h."""

_CONVERTED = mp.mpf("1e-3")


def in_units(left: Expr, right: Expr, compare: Callable[[Expr, Expr], Evidence]) -> Evidence:
    """What `compare` finds of two sides; where they have units, of their numbers in one unit."""
    try:
        measured = in_one_unit(left, right)
    except IncommensurableError as error:
        return undecided(str(error), "equation")
    if measured is None:
        return compare(left, right)
    found = compare(measured.left, measured.right)
    if found.finding == "false" and measured.bare:
        if _is_conversion(measured):
            return undecided("A number without its unit may be one of another unit.", "equation")
        return found
    if found.finding in ("false", "mixed"):
        found = _after_conversion(left, right) or found
    unit = rf"\text{{ {measured.unit}}}"
    example = found.counterexample
    if example is not None:
        sides = (f"{side}{unit}" for side in (example.left, example.right))
        example = Counterexample(example.values, *sides)
    reason, numbers = re.subn(r"\$([^$]+)\$", lambda number: f"${number[1]}{unit}$", found.reason)
    if not numbers:
        reason = f"{reason.removesuffix('.')} (in {measured.unit})."
    return replace(found, reason=reason, counterexample=example, repair=None)


def _is_conversion(measured: Measured) -> bool:
    """Whether the numbers differ by a factor between usual units, such as 1000 or 60."""
    try:
        evaluator = Evaluator({}, soon(_SECONDS))
        x, y = evaluator.value(measured.left), evaluator.value(measured.right)
    except (UndefinedError, UndeterminedError, UnsureError):
        return False
    if not x or not y:
        return False
    ratio = max(abs(x / y), abs(y / x))
    return any(abs(ratio / factor - 1) < _CONVERTED for factor in _FACTORS)


def _after_conversion(left: Expr, right: Expr) -> Evidence | None:
    """A whole number of one unit beside other units: `1 mi = 1609 m`, `60 mi/h = 27 m/s`.

    Where the factor between the units is no whole number, the number with more digits is rounded.
    One digit, or zeros that may only hold the place, leave open how far.
    """
    given = [number for side in (left, right) if (number := _number_written(side)) is not None]
    if len(given) == 2 and given[0] > given[1]:
        left, right = right, left
    measured = in_one_unit(left, right)
    if measured is None or not has_unit(measured.left):
        return None
    exactly, roughly = whole(measured.right)
    if exactly is None or roughly is None:
        return None
    try:
        value = Evaluator({}, soon(_SECONDS)).value(measured.left)
    except (UndefinedError, UndeterminedError, UnsureError):
        return None
    if abs(value - mp.nint(value)) <= _ROUNDING * abs(value):
        return None
    if exactly.digits > 1 and rounds_to(value, exactly, truncation=False):
        return Evidence(finding="true", reason="Equal to the digits given.", points=1)
    if rounds_to(value, roughly, truncation=False):
        return Evidence(finding="mixed", reason="Equal only after rounding.")
    return None


def _number_written(side: Expr) -> int | None:
    """How many digits a whole number with its unit is given to."""
    measured = in_one_unit(side, side)
    _, number = whole(measured.right) if measured is not None else (None, None)
    return None if number is None else number.digits
