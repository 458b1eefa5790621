"""Exact rational values of plain arithmetic."""

from __future__ import annotations

import math
from fractions import Fraction

from ..tree import Add, Call, Div, Expr, Mul, Neg, Num, Pow

MAX_BITS = 8000
"""Of a numerator or denominator: a number of more than two thousand digits is not written out."""
_MOST_DIGITS = 60  # of a number as written: one that is longer is no number to calculate with
_LARGEST_FACTORIAL = 300  # three hundred factorial has a quarter of `MAX_BITS`


def exact(node: Expr) -> Fraction | None:
    """The rational value of plain arithmetic; None where it is anything else or large."""
    match node:
        case Num(digits):
            return Fraction(digits) if len(digits) <= _MOST_DIGITS else None
        case Neg(arg):
            value = exact(arg)
            return None if value is None else -value
        case Add(terms) | Mul(terms):
            values = [exact(term) for term in terms]
            total = Fraction(0 if isinstance(node, Add) else 1)
            for value in values:
                if value is None or value.denominator.bit_length() > MAX_BITS:
                    return None
                total = total + value if isinstance(node, Add) else total * value
            return total if abs(total.numerator).bit_length() < MAX_BITS else None
        case Div(num, den):
            top, bottom = exact(num), exact(den)
            return None if top is None or not bottom else top / bottom
        case Pow(base, exp):
            value, power = exact(base), exact(exp)
            if value is None or power is None or power.denominator != 1:
                return None
            size = max(value.numerator.bit_length(), value.denominator.bit_length())
            if size * abs(power.numerator) > MAX_BITS or (value == 0 and power <= 0):
                return None
            return value**power.numerator
        case Call("percent", (arg,)):
            value = exact(arg)
            return None if value is None else value / 100
        case Call("factorial", (arg,)):
            value = exact(arg)
            if value is None or value.denominator != 1 or not 0 <= value <= _LARGEST_FACTORIAL:
                return None
            return Fraction(math.factorial(int(value)))
    return None
