"""Whether two numbers that agree to many digits are the same.

What rounding has left of a difference shrinks with every digit more; a true one stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..tree import Call, Expr, is_constant, walk
from ..vocabulary.functions import FUNCTIONS
from ..vocabulary.multiprecision import (
    TooLargeError,
    UndefinedError,
    UndeterminedError,
    UnsureError,
    mp,
)
from .evaluator import Evaluator

_DIGITS = 90  # for the first look: three times as many as values usually have
_MOST_DIGITS = 20_000  # with more digits one value takes longer than a check may
_SPARE_DIGITS = 10  # last digits that rounding may have changed

_NEAR_ONE = {row.name: row.nears_one for row in FUNCTIONS.values() if row.nears_one is not None}


def only_rounding(left: Expr, right: Expr, deadline: float) -> bool | None:
    """Whether nothing but rounding keeps two constants apart; None where it cannot be told.

    Raises TooLargeError where that takes too many digits, and TimeoutError.
    """
    try:
        first = _difference(left, right, _DIGITS, deadline)
        if first is None:
            return None
        more = 2 * (_DIGITS + int(mp.log10(max(first[1], 1))))
        more += max(_digits_to_one(left, right, deadline), default=0)
        if more > _MOST_DIGITS:
            raise TooLargeError("the numbers are too close to compare")
        second = _difference(left, right, more, deadline)
    except (UndefinedError, UnsureError, UndeterminedError):
        return None
    if second is None:
        return None
    blurred = second[0] <= second[1] * mp.mpf(10) ** (_SPARE_DIGITS - more)
    return bool(blurred or second[0] <= first[0] * mp.mpf(10) ** (_DIGITS + _SPARE_DIGITS - more))


def _digits_to_one(left: Expr, right: Expr, deadline: float) -> Iterator[int]:
    for side in (left, right):
        for part in walk(side):
            if isinstance(part, Call) and part.name in _NEAR_ONE and is_constant(part):
                argument = abs(Evaluator({}, deadline).value(part.args[0]))
                yield int(min(_NEAR_ONE[part.name](argument) / mp.log(10), _MOST_DIGITS))


def _difference(left: Expr, right: Expr, digits: int, deadline: float) -> tuple[Any, Any] | None:
    """The difference and the size of what it is taken of; None where it is approximate."""
    with mp.workdps(digits):
        evaluator = Evaluator({}, deadline, digits=digits)
        a, b = evaluator.value(left), evaluator.value(right)
        if evaluator.error > 0:
            return None
        return abs(a - b), max(abs(a), abs(b), evaluator.scale)
