"""Verdicts on equations and approximations between numbers."""

from __future__ import annotations

from typing import Any

from ....answer.verdicts import Counterexample
from ..algebra.rational import exact
from ..claims.circumstances import Circumstances
from ..numbers.budget import soon
from ..numbers.closeness import only_rounding
from ..numbers.decimals import given, has_decimals, match_numbers
from ..numbers.evaluator import Evaluator
from ..numbers.sampling import (
    MOST_DIGITS,
    approximates,
    compare,
    is_complex,
    sample,
    sample_exactly,
    sides,
)
from ..numbers.show import show_exact, show_number
from ..tree import Expr, is_constant
from ..vocabulary.multiprecision import UndefinedError, UnsureError, mp
from .judgement import Judgement

_SECONDS = 0.8
_CLOSE = 1e-6
_DIGITS_MEANT = 3
_UNITS_OFF = 2


def judge_numbers(left: Expr, right: Expr, circumstances: Circumstances) -> Judgement:
    a, b = exact(left), exact(right)
    if a is not None and a == b:
        return Judgement("identity", "holds", f"Both sides are {show_exact(a)}.", "symbolic")
    approximated = approximates(left) or approximates(right)
    found = (
        sample(sides(left, right), "unit", {}, soon(_SECONDS)) if approximated
        else sample_exactly(left, right, "unit", {}, soon(_SECONDS))
    )  # fmt: skip
    if found.outcome == "undefined":
        return Judgement("unknown", "unsupported", "A side has no finite value.")
    x, y, outcome = found.left, found.right, found.outcome
    if outcome == "agree" and abs(x) > mp.mpf(10) ** (MOST_DIGITS - 100):
        return Judgement("unknown", "unsupported", "The numbers are too large to compare.")
    if a is not None and b is not None:
        outcome = "disagree"  # known to differ, even if the digits agree
    elif not approximated and x is not None and abs(x - y) < _CLOSE * max(abs(x), 1):
        same = only_rounding(left, right, soon(_SECONDS))
        if same is not None:
            outcome = "agree" if same else "disagree"
    if outcome == "agree":
        shown = show_number(x)
        return Judgement("identity", "holds", f"Both sides are {shown}.", "numeric", 1)
    if outcome == "unclear" or x is None:
        return Judgement("unknown", "unsupported", "The values are too uncertain to compare.")
    values = Counterexample({}, show_number(x), show_number(y))
    match match_numbers(left, right, x, y):
        case "rounded":
            return Judgement("identity", "holds", "Equal to the digits given.", "numeric", 1)
        case "only-rounded":
            return Judgement(
                "identity", "conditional", "Equal only after rounding.", counterexample=values
            )
        case "close":
            return Judgement(
                "identity", "conditional", "Equal within one percent; perhaps rounded on the way.",
                counterexample=values,
            )  # fmt: skip
    if not found.clean and not is_complex(left, right):
        return Judgement("identity", "unsupported", "Complex values occur on the way.")
    if is_constant(left) and circumstances.vague:
        return Judgement("identity", "conditional", "The sides differ.", counterexample=values)
    return Judgement(
        "identity", "refuted", f"The left side is {values.left}, the right side {values.right}.",
        points=1, counterexample=values,
    )  # fmt: skip


def judge_approximation(left: Expr, right: Expr) -> Judgement:
    if not (is_constant(left) and is_constant(right)):
        return Judgement("law", "definition", "An approximation between varying quantities.")
    evaluator = Evaluator({}, soon(_SECONDS))
    try:
        x, y = evaluator.value(left), evaluator.value(right)
    except (UndefinedError, UnsureError):
        return Judgement("unknown", "unsupported", "A side has no certain finite value.")
    values = Counterexample({}, show_number(x), show_number(y))
    largest = max(abs(x), abs(y))
    agrees = compare(x, y, evaluator) == "agree" or match_numbers(left, right, x, y) in (
        "rounded", "only-rounded",
    )  # fmt: skip
    if agrees or abs(x - y) <= mp.mpf("1e-3") * largest:
        return Judgement("identity", "holds", "Equal to the digits given.", "numeric", 1)
    if abs(x - y) <= mp.mpf("0.1") * largest and not _misses_its_digits(left, right, x - y):
        percent = mp.nstr(100 * abs(x - y) / largest, 2)
        return Judgement(
            "identity", "conditional", f"The sides differ by {percent} percent.",
            counterexample=values,
        )  # fmt: skip
    return Judgement(
        "identity", "refuted", f"The left side is {values.left}, the right side {values.right}.",
        points=1, counterexample=values,
    )  # fmt: skip


def _misses_its_digits(left: Expr, right: Expr, difference: Any) -> bool:
    """Whether a decimal is off by more than rounding explains, its other side being exact."""
    for number, other in ((right, left), (left, right)):
        written = given(number)
        if written is None or not has_decimals(number) or has_decimals(other):
            continue
        unit = mp.mpf(written.unit.numerator) / written.unit.denominator
        return bool(written.digits >= _DIGITS_MEANT and abs(difference) > _UNITS_OFF * unit)
    return False
