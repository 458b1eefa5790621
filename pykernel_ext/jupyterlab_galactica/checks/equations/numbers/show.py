"""Numbers for readers, as LaTeX: fractions as fractions, decimals to six digits."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ..vocabulary.multiprecision import mp

_LONGEST = 24  # a fraction with more characters is shown as a decimal
_DIGITS = 7  # of a decimal: enough to see that two sides differ, few enough to read
_LARGEST_WHOLE = 10**12  # larger whole numbers are shown with a power of ten


def show_exact(value: Fraction) -> str:
    text = str(value)
    return (
        text if len(text) <= _LONGEST else show_number(mp.mpf(value.numerator) / value.denominator)
    )


def show_both(left: Any, right: Any) -> tuple[str, str]:
    """Two different numbers, with the digits that it takes to tell them apart."""
    for digits in (_DIGITS, 2 * _DIGITS, 4 * _DIGITS):
        shown = show_number(left, digits), show_number(right, digits)
        if shown[0] != shown[1]:
            break
    return shown


def show_number(value: Any, most: int = _DIGITS) -> str:
    """Up to so many significant digits, integers in full."""
    if mp.im(value):
        real, imaginary = mp.re(value), mp.im(value)
        sign = "-" if imaginary < 0 else "+"
        return f"{show_number(real, most)} {sign} {show_number(abs(imaginary), most)}i"
    value = mp.re(value)
    if mp.isint(value) and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    digits, _, power = mp.nstr(value, most, min_fixed=-4, max_fixed=9).partition("e")
    digits = digits.removesuffix(".0")
    return rf"{digits} \cdot 10^{{{int(power)}}}" if power else digits


def show_values(values: Mapping[str, Fraction | complex]) -> dict[str, str]:
    return {
        name: str(value) if isinstance(value, Fraction) else show_number(mp.mpc(value))
        for name, value in values.items()
    }
