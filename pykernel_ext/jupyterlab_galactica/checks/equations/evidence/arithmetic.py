"""Equations and approximations between numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ....answer.verdicts import Counterexample
from ..algebra.rational import exact
from ..numbers.budget import soon
from ..numbers.closeness import only_rounding
from ..numbers.decimals import given, has_decimals, match_numbers, rounds_to, whole
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
from ..numbers.show import show_both, show_exact, show_number
from ..tree import Add, Call, Const, Expr, Limit, Neg, Num, Pow, walk
from ..vocabulary.multiprecision import (
    NoLimitError,
    NoValueError,
    UndefinedError,
    UnsureError,
    mp,
)
from .evidence import Evidence, undecided

_SECONDS = 0.8
"""Numbers are evaluated once, so most of a check's time is theirs."""

_CLOSE = 1e-6
"""The relative difference below which digits may have been lost in cancellation."""

_SAME = mp.mpf("1e-3")
"""The relative difference that ≈ passes whatever digits are given."""

_NEAR = mp.mpf("0.1")
"""The relative difference that ≈ may mean where no digits say otherwise."""

_DIGITS_MEANT = 3
"""Digits from which a decimal is meant to be exact to the last."""

_ROUNDED_ON_THE_WAY = mp.mpf("0.01")
"""The share that decimals in a computation may be rounded by: two of three digits stay right."""

_HALF = 0.5
"""Of a power of ten, up to which an exponent rounds to another."""

_FINE = Fraction(1, 1000)
"""The coarsest last digit of a number that was surely rounded."""

_FINER = Fraction(1, 10_000)
"""The same of one that was computed with more digits than are written."""

_UNITS_OFF = 2
"""Units of the last digit that rounding twice explains."""


def equal_numbers(left: Expr, right: Expr) -> Evidence:
    """Whether two numbers are equal, as exactly as they are written."""
    a, b = exact(left), exact(right)
    if a is not None and a == b:
        return Evidence(finding="true", reason=f"Both sides are ${show_exact(a)}$.", proved=True)
    approximated = approximates(left) or approximates(right)
    found = (
        sample(sides(left, right), "unit", {}, soon(_SECONDS)) if approximated
        else sample_exactly(left, right, "unit", {}, soon(_SECONDS))
    )  # fmt: skip
    if found.outcome == "undefined":
        return _without_limit(left, right) or undecided("A side has no finite value.")
    x, y, outcome = found.left, found.right, found.outcome
    if outcome == "agree" and abs(x) > mp.mpf(10) ** (MOST_DIGITS - 100):
        return undecided("The numbers are too large to compare.")
    if a is not None and b is not None:
        outcome = "disagree"  # known to differ, even if the digits agree
    elif not approximated and x is not None and abs(x - y) < _CLOSE * max(abs(x), 1):
        same = only_rounding(left, right, soon(_SECONDS))
        if same is not None:
            outcome = "agree" if same else "disagree"
    if outcome == "agree":
        return Evidence(finding="true", reason=f"Both sides are ${show_number(x)}$.", points=1)
    if outcome == "unclear" or x is None:
        return undecided("The values are too uncertain to compare.")
    if _round_alike(left, right):
        return _to_the_digits_given()
    match match_numbers(left, right, x, y):
        case "rounded":
            return _to_the_digits_given()
        case "only-rounded":
            return _nearly("Equal only after rounding.", x, y)
        case "close":
            return _nearly("Equal within one percent; perhaps rounded on the way.", x, y)
    if not found.clean and not is_complex(left, right):
        return undecided("Complex values occur on the way.", "identity")
    return _excused(left, right, x, y) or _different(x, y)


def _excused(left: Expr, right: Expr, x: Any, y: Any) -> Evidence | None:
    """How numbers that differ may be written for the same."""
    if _rest_is_rounded(left, right):
        return _nearly("Equal only after rounding.", x, y)
    if _in_percent(left, right):
        return _nearly("Equal as a number of percent.", x, y)
    if _adds_rounded(left, right, x - y) or _adds_rounded(right, left, x - y):
        return _nearly("Equal within what the rounded terms leave open.", x, y)
    return None


def _rest_is_rounded(left: Expr, right: Expr) -> bool:
    """`-2 + 20.4/20 = -2 + 1`: but for the terms that both sides have, one rounds to the other."""
    if not (isinstance(left, Add) and isinstance(right, Add)):
        return False
    rest, others = list(left.terms), list(right.terms)
    for term in left.terms:
        if term in others:
            rest.remove(term)
            others.remove(term)
    if len(rest) != 1 or len(others) != 1 or len(rest) == len(left.terms):
        return False
    try:
        evaluator = Evaluator({}, soon(_SECONDS))
        x, y = evaluator.value(rest[0]), evaluator.value(others[0])
    except NoValueError:
        return False
    return match_numbers(rest[0], others[0], x, y) in ("rounded", "only-rounded", "close")


def _in_percent(left: Expr, right: Expr) -> bool:
    r"""`\sqrt{1.1^2 + 1.2^2} = 1.6 \%`: the other side is told in percent, without the sign."""
    number = _without_percent(right)
    if number is None or any(isinstance(p, Call) and p.name == "percent" for p in walk(left)):
        return False
    try:
        evaluator = Evaluator({}, soon(_SECONDS))
        x, y = evaluator.value(left), evaluator.value(number)
    except NoValueError:
        return False
    return match_numbers(left, number, x, y) in ("rounded", "only-rounded", "close") or x == y


def _without_percent(side: Expr) -> Expr | None:
    """The number before a percent sign."""
    return side.args[0] if isinstance(side, Call) and side.name == "percent" else None


def _adds_rounded(total: Expr, number: Expr, gap: Any) -> bool:
    """`2.3451 + 1.2345 = 3.579648`: given to more digits than the terms, which were rounded."""
    written = given(number)
    if written is None or not isinstance(total, Add):
        return False
    terms = [given(term) for term in total.terms]
    units = [term.unit for term in terms if term is not None]
    if len(units) < len(terms) or max(units) > _FINE:
        return False
    if written.unit > min(units) or (written.unit == min(units) > _FINER):
        return False
    return bool(abs(gap) <= mp.mpf(float(sum(units))) / 2)


def _without_limit(left: Expr, right: Expr) -> Evidence | None:
    """A number is no value for a limit that does not exist."""
    for side, name in ((left, "left"), (right, "right")):
        if not any(isinstance(part, Limit) for part in walk(side)):
            continue
        try:
            Evaluator({}, soon(_SECONDS)).value(side)
        except NoLimitError as error:
            reason = f"The limit on the {name} side does not exist: {error}."
            return Evidence(finding="false", reason=reason, points=1, if_vague=reason)
        except NoValueError:
            return None
    return None


def approximately_equal(left: Expr, right: Expr) -> Evidence:
    """Whether two numbers are equal to the digits given, or nearly. Raises what evaluation does."""
    evaluator = Evaluator({}, soon(_SECONDS))
    try:
        x, y = evaluator.value(left), evaluator.value(right)
    except (UndefinedError, UnsureError):
        return undecided("A side has no certain finite value.")
    largest = max(abs(x), abs(y))
    if _round_alike(left, right):
        return _to_the_digits_given()
    agrees = (
        compare(x, y, evaluator) == "agree"
        or match_numbers(left, right, x, y) in ("rounded", "only-rounded")
        or _rounds_as_written(right, x)
        or _rounds_as_written(left, y)
    )
    if agrees or abs(x - y) <= _SAME * largest:
        return _to_the_digits_given()
    if abs(x - y) <= _NEAR * largest and not _misses_its_digits(left, right, x - y):
        percent = mp.nstr(100 * abs(x - y) / largest, 2)
        return _nearly(f"The sides differ by {percent} percent.", x, y)
    if _in_percent(left, right):
        return _nearly("Equal as a number of percent.", x, y)
    if _is_magnitude(left, right, x, y):
        return _nearly("Equal to the order of magnitude.", x, y)
    return _different(x, y)


def _rounds_as_written(number: Expr, value: Any) -> bool:
    r"""`2^{1024} \approx 2 \cdot 10^{308}`: one digit is given, and it is right."""
    return any(
        written is not None and rounds_to(value, written, truncation=True)
        for written in whole(number)
    )


def _round_alike(left: Expr, right: Expr) -> bool:
    """Whether the exponents of two powers of e or 10 are equal to the digits given."""
    match left, right:
        case Pow(base, one), Pow(other, another) if base == other in (Const("e"), Num("10")):
            evaluator = Evaluator({}, soon(_SECONDS))
            try:
                x, y = evaluator.value(one), evaluator.value(another)
            except NoValueError:
                return False
            return match_numbers(one, another, x, y) == "rounded"
    return False


def _is_magnitude(left: Expr, right: Expr, x: Any, y: Any) -> bool:
    """Whether one side is a bare power of ten, the nearest to the other."""
    for side in (left, right):
        match side:
            case Pow(Num("10"), Num() | Neg(Num())) if x * y > 0:
                return bool(abs(mp.log10(x / y)) < _HALF)
    return False


def _to_the_digits_given() -> Evidence:
    return Evidence(finding="true", reason="Equal to the digits given.", points=1)


def _nearly(reason: str, x: Any, y: Any) -> Evidence:
    return Evidence(finding="mixed", reason=reason, counterexample=_values(x, y))


def _different(x: Any, y: Any) -> Evidence:
    values = _values(x, y)
    return Evidence(
        finding="false",
        reason=f"The left side is ${values.left}$, the right side ${values.right}$.",
        points=1,
        counterexample=values,
        if_vague="The sides differ.",
    )


def _values(x: Any, y: Any) -> Counterexample:
    return Counterexample({}, *show_both(x, y))


def _misses_its_digits(left: Expr, right: Expr, difference: Any) -> bool:
    """Whether a decimal is off by more than rounding explains.

    Where the other side is computed from decimals, these may be rounded too.
    """
    for number, other in ((right, left), (left, right)):
        written = given(number)
        if written is None or not has_decimals(number) or written.digits < _DIGITS_MEANT:
            continue
        unit = mp.mpf(written.unit.numerator) / written.unit.denominator
        size = abs(mp.mpf(written.value.numerator) / written.value.denominator)
        rounded = _ROUNDED_ON_THE_WAY * size if has_decimals(other) else 0
        return bool(abs(difference) > max(_UNITS_OFF * unit, rounded))
    return False
