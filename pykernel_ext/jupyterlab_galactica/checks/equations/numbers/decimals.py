"""Equations between numbers: exactly where that can be, else to the digits a decimal gives."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from ..algebra.rational import exact
from ..tree import Call, Expr, Mul, Neg, Num, Pow, walk
from ..vocabulary.multiprecision import mp

_LARGEST_POWER = 400  # of ten: doubles end before it, and no measured value goes as far
_CLOSE = mp.mpf("0.01")
"""Both sides of a computation with rounded decimals in it: they are given to a few digits."""
_DIGITS_OF_WHOLE = range(3, 13)
"""Fewer are no result of a long computation, and more are meant exactly."""
_NEAR = mp.mpf("0.02")
"""How far rounding may move a whole number: from a value to one digit of it, which is rare."""
_EXACT = mp.mpf("1e-12")
"""Share of half a unit by which a value on the border may be off by rounding."""
_MOST_DECIMALS = 12  # a fraction with a longer denominator is not written as a decimal

Match = Literal["equal", "rounded", "only-rounded", "close", "different"]


@dataclass(frozen=True, slots=True)
class Given:
    """A number as written: value and the size of one unit in its last digit."""

    value: Fraction
    unit: Fraction
    digits: int


def given(node: Expr) -> Given | None:
    """A lone number, with sign, percent or a power of ten; None for anything to be computed."""
    match node:
        case Num(digits):
            places = len(digits.partition(".")[2])
            return Given(Fraction(digits), Fraction(1, 10**places), len(digits.replace(".", "")))
        case Neg(arg):
            return _times(given(arg), Fraction(-1))
        case Call("percent", (arg,)):
            return _times(given(arg), Fraction(1, 100))
        case Mul((number, Pow(Num("10"), exponent))):
            power = exact(exponent)
            if power is not None and power.denominator == 1 and abs(power) <= _LARGEST_POWER:
                return _times(given(number), Fraction(10) ** power.numerator)
    return None


def _times(number: Given | None, factor: Fraction) -> Given | None:
    if number is None:
        return None
    return Given(number.value * factor, number.unit * abs(factor), number.digits)


def whole(node: Expr) -> tuple[Given, Given] | tuple[None, None]:
    """A lone whole number, first with all its digits given, then without the zeros at its end."""
    number = given(node)
    if number is None or has_decimals(node) or not number.value:
        return None, None
    zeros = 0
    while number.value % (number.unit * 10 ** (zeros + 1)) == 0:
        zeros += 1
    return number, Given(number.value, number.unit * 10**zeros, number.digits - zeros)


def has_decimals(node: Expr) -> bool:
    return any(isinstance(part, Num) and "." in part.digits for part in walk(node))


def match_numbers(left: Expr, right: Expr, a: Any, b: Any) -> Match:
    """How two numbers that differ as computed (a, b) agree as written.

    `rounded`: one side is a decimal, and the other rounds (or truncates) to it. `only-rounded`:
    so it is, but the other side is an exact decimal, or this one a whole number, so that the sign
    should have been ≈.
    `close`: decimals stand in the computation, and both sides agree within one percent.
    """
    decimals = has_decimals(left) or has_decimals(right)
    for number, other, value in ((right, left, a), (left, right, b)):
        written = given(number)
        if written is None:
            continue
        if not decimals:
            if _rounds_to_whole(other, value, number):
                return "only-rounded"
            continue
        if rounds_to(value, written, truncation=exact(other) is None or not _terminates(other)):
            return "only-rounded" if _terminates(other) or not has_decimals(number) else "rounded"
        return "different"
    largest = max(abs(a), abs(b))
    if decimals and abs(a - b) <= _CLOSE * largest:
        return "close"
    return "different"


def _rounds_to_whole(other: Expr, value: Any, number: Expr) -> bool:
    """`1000/7 = 143`, and `1836^{3/2} = 80000`: zeros at the end may only fill."""
    exactly, roughly = whole(number)
    if (
        exactly is None
        or roughly is None
        or exactly.digits not in _DIGITS_OF_WHOLE
        or _terminates(other)
    ):
        return False
    near = abs(value - mp.mpf(int(exactly.value))) <= _NEAR * abs(value)
    return near and any(rounds_to(value, each, truncation=False) for each in (exactly, roughly))


def rounds_to(value: Any, written: Given, *, truncation: bool) -> bool:
    """Whether a value, rounded (or cut) to the digits written, gives the number written."""
    if mp.im(value):
        return False
    unit = mp.mpf(written.unit.numerator) / written.unit.denominator
    number = mp.mpf(written.value.numerator) / written.value.denominator
    difference = value - number
    if abs(difference) <= unit / 2 * (1 + _EXACT):
        return True
    return truncation and abs(difference) < unit * (1 - _EXACT) and abs(value) > abs(number)


def _terminates(node: Expr) -> bool:
    """Whether plain arithmetic gives a decimal of finite length."""
    value = exact(node)
    if value is None:
        return False
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1 and len(str(value.denominator)) < _MOST_DECIMALS
