"""Numbers for readers: fractions as fractions, decimals to six digits."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ..vocabulary.multiprecision import mp


def show_exact(value: Fraction) -> str:
    text = str(value)
    return text if len(text) <= 24 else show_number(mp.mpf(value.numerator) / value.denominator)


def show_number(value: Any) -> str:
    """Up to seven significant digits, integers in full."""
    if mp.im(value):
        real, imaginary = mp.re(value), mp.im(value)
        sign = "-" if imaginary < 0 else "+"
        return f"{show_number(real)} {sign} {show_number(abs(imaginary))}i"
    value = mp.re(value)
    if mp.isint(value) and abs(value) < 10**12:
        return str(int(value))
    return str(mp.nstr(value, 7, min_fixed=-4, max_fixed=9)).removesuffix(".0")


def show_values(values: Mapping[str, Fraction | complex]) -> dict[str, str]:
    return {
        name: str(value) if isinstance(value, Fraction) else show_number(mp.mpc(value))
        for name, value in values.items()
    }
