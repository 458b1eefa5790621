"""Units of measure: what `kg m/s^2` stands for. pint holds the knowledge.

pint is imported on first use: it takes a third of a second and 25 MB, which most formulas need not
pay. It is asked about one name at a time; the products and powers are read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from .dimension import ONE, Dimension


class UnknownUnitError(Exception):
    """A unit that is not understood; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` coherent SI units of a dimension; temperatures in °C and °F count differences.

    The factor is `exact`, or as near as a float is (that of a degree has π in it).
    """

    factor: Fraction
    dimension: Dimension
    exact: bool = True

    def __mul__(self, other: Unit) -> Unit:
        exact = self.exact and other.exact
        return Unit(self.factor * other.factor, self.dimension * other.dimension, exact)

    def __pow__(self, exponent: Fraction) -> Unit:
        if exponent.denominator == 1:
            factor, exact = self.factor**exponent.numerator, self.exact
        else:
            factor, exact = Fraction(float(self.factor) ** float(exponent)), False
        return Unit(factor, self.dimension**exponent, exact)


_SPELLINGS = {
    "Ω": "ohm", "℧": "siemens", "°C": "delta_degC", "℃": "delta_degC", "°F": "delta_degF",
    "degC": "delta_degC", "degF": "delta_degF", "celsius": "delta_degC", "°": "degree",
    "AU": "astronomical_unit", "M": "molar", "Ohm": "ohm", "Angstrom": "angstrom", "Å": "angstrom",
    "%": "percent",
    "sec": "second", "hr": "hour", "hrs": "hour", "mins": "minute", "secs": "second",
    "l": "liter", "u": "dalton", "amu": "dalton", "h": "hour",
}  # fmt: skip
_CONSTANTS = {"c", "e", "k", "R", "g_0", "N_A", "K_J", "R_K", "alpha", "pi", "hbar"}
"""Names that pint takes for constants of nature."""

_PINT_BASES = ("[mass]", "[length]", "[time]", "[current]", "[temperature]", "[substance]",
               "[luminosity]")  # fmt: skip
_NO_UNIT = Unit(Fraction(1), ONE)
_GAUSS = Fraction(1, 10_000)
"""In tesla; pint's own gauss belongs to a system in which charge is no base quantity."""

_PART = re.compile(
    r"\s*(?:(?P<times>[·*⋅×.]|\\cdot|\\,|~)|(?P<per>/)|(?P<open>\()|(?P<close>\))"
    r"|(?P<name>%|°[CF]?|[^\W\d_]+(?:_[^\W\d_]+)*)|(?P<one>1))"
    r"(?P<power>\s*(?:\^|\*\*)\s*\{?\s*[-+−]?\d+(?:/\d+)?\s*\}?|[⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[-−]?\d+)?"
)
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
_LONGEST = 80


def read_unit(text: str) -> Unit:
    """The unit that a text such as `V/m`, `kg m^2 s^-2` or `J/(mol K)` names.

    A slash divides by the one unit or bracket after it. Raises UnknownUnitError.
    """
    if len(text) > _LONGEST:
        raise UnknownUnitError("A unit is shorter; write one such as V/m or kg m^2/s.")
    reader = _Reader(text)
    unit = reader.product()
    if reader.at != len(text.rstrip()) or not text.strip():
        raise UnknownUnitError(f"The unit {text!r} is not understood; write one such as V/m.")
    return unit


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = 0

    def product(self) -> Unit:
        result, sign = _NO_UNIT, 1
        while (match := _PART.match(self.text, self.at)) and not match["close"]:
            self.at = match.end()
            if match["times"]:
                continue
            if match["per"]:
                sign = -1
                continue
            if match["open"]:
                self.at = match.start("open") + 1
                factor = self.product()
                closing = _PART.match(self.text, self.at)
                if not closing or not closing["close"]:
                    raise UnknownUnitError(f"A bracket of {self.text!r} is not closed; close it.")
                self.at, match = closing.end(), closing
            else:
                factor = _NO_UNIT if match["one"] else named_unit(match["name"])
            result *= factor ** (sign * _exponent(match["power"]))
            sign = 1
        return result


def _exponent(power: str | None) -> Fraction:
    if not power:
        return Fraction(1)
    try:
        exponent = Fraction(re.sub(r"[\s{}^*]", "", power.translate(_RAISED)))
    except (ValueError, ZeroDivisionError):
        exponent = Fraction(99)
    if abs(exponent) > 12:
        raise UnknownUnitError("The exponent of a unit is too large; write it as a small number.")
    return exponent


@cache
def named_unit(name: str) -> Unit:
    """The unit of one name: `kg`, `mile`, `hours`, `Ω`. Raises UnknownUnitError."""
    import pint

    if name in ("G", "gauss", "Gauss"):
        return Unit(_GAUSS, named_unit("tesla").dimension)
    asked = _SPELLINGS.get(name, name)
    for spelling in (asked, asked.lower() if len(asked) > 3 else asked):
        if spelling in _CONSTANTS or len(spelling) > 40:
            break
        try:
            factor, base = _registry().get_root_units(spelling)
        except (pint.PintError, AssertionError, ValueError, TypeError, AttributeError):
            continue
        given = base.dimensionality
        if not given.keys() <= set(_PINT_BASES):
            break  # pint has a dimension of pixels, too
        powers = tuple(Fraction(given.get(b, 0)).limit_denominator(12) for b in _PINT_BASES)
        scale = Unit(Fraction(1000), ONE) ** -powers[0]  # pint's base unit of mass is the gram
        value, exact = _rational(float(factor))
        return Unit(value, Dimension(powers), exact) * scale
    raise UnknownUnitError(f"No unit is called {name!r}; write one such as V/m or kg m^2/s.")


def _rational(factor: float) -> tuple[Fraction, bool]:
    """The simple fraction, or the short decimal, that a float stands for, if it is one."""
    near = Fraction(factor).limit_denominator(10**6)
    inverse = Fraction(1 / factor).limit_denominator(10**6)
    if float(near) == factor:
        return near, True
    if inverse and float(1 / inverse) == factor:
        return 1 / inverse, True
    digits = repr(factor).partition("e")[0].replace(".", "").strip("0")
    return Fraction(repr(factor)), len(digits) <= 14


@cache
def _registry() -> Any:
    import pint

    return pint.UnitRegistry()
