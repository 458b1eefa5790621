"""Units beside numbers: `9.8\\,\\mathrm{m/s^2}`, `5\\text{ km/h}`."""

from __future__ import annotations

import re

from ..tree import Div, Expr, Mul, Neg, Num, Pow, Unit, mul

_PREFIXES = ("", "n", "\u00b5", "\\mu ", "m", "c", "d", "k", "M", "G", "T", "p", "f", "h", "u")
_PREFIXED = ("m", "g", "s", "A", "K", "mol", "cd", "N", "J", "W", "Pa", "V", "C", "F", "H", "T",
             "Wb", "Hz", "Ohm", "S", "L", "l", "eV", "cal", "bar", "B", "Bq", "Gy", "rad", "lm",
             "M")  # fmt: skip
_PLAIN = {
    "min", "h", "hr", "hrs", "day", "days", "d", "yr", "year", "years", "week", "weeks", "hour",
    "hours", "minute", "minutes", "second", "seconds", "sec", "secs", "mins", "ft", "in", "inch",
    "inches", "foot", "feet", "mile", "miles", "mi", "yd", "yard", "yards", "lb", "lbs", "oz",
    "pound", "pounds", "ounce", "ounces", "mph", "atm", "torr", "psi", "rev", "rpm", "deg",
    "degree", "degrees", "radian", "radians", "sr", "amu", "u", "ly", "AU", "pc", "au", "gal",
    "gallon", "gallons", "liter", "liters", "litre", "litres", "meter", "meters", "metre",
    "metres", "gram", "grams", "kilogram", "kilograms", "kilometer", "kilometers", "centimeter",
    "centimeters", "millimeter", "millimeters", "newton", "newtons", "joule", "joules", "watt",
    "watts", "volt", "volts", "ampere", "amperes", "kelvin", "kelvins", "mole", "moles", "hertz",
    "coulomb", "coulombs", "tesla", "ohm", "ohms", "pascal", "pascals", "farad", "henry",
    "ton", "tons", "tonne", "tonnes", "kcal", "BTU", "hp", "dyn", "erg", "Gauss", "angstrom",
    "ppm", "dB", "Angstrom", "Wh", "kWh", "MWh", "GWh",
}  # fmt: skip
_SIUNITX_PREFIXES = {
    "femto": "f", "pico": "p", "nano": "n", "micro": "u", "milli": "m", "centi": "c", "deci": "d",
    "kilo": "k", "mega": "M", "giga": "G", "tera": "T",
}  # fmt: skip
_SIUNITX = {
    "metre": "m", "meter": "m", "second": "s", "gram": "g", "kilogram": "kg", "ampere": "A",
    "kelvin": "K", "mole": "mol", "candela": "cd", "newton": "N", "joule": "J", "watt": "W",
    "pascal": "Pa", "volt": "V", "coulomb": "C", "farad": "F", "henry": "H", "tesla": "T",
    "weber": "Wb", "hertz": "Hz", "ohm": "Ohm", "siemens": "S", "litre": "L", "liter": "L",
    "electronvolt": "eV", "bar": "bar", "becquerel": "Bq", "gray": "Gy", "radian": "rad",
    "minute": "min", "hour": "h", "day": "d", "m": "m", "s": "s", "kg": "kg", "N": "N", "J": "J",
    "W": "W", "Pa": "Pa", "V": "V", "A": "A", "K": "K", "Hz": "Hz", "km": "km", "cm": "cm",
    "mm": "mm", "eV": "eV", "Omega": "Ohm",
}  # fmt: skip
_LONGEST = 40
"""Characters of a unit; longer texts are sentences."""
KNOWN = frozenset(_PLAIN | {p + u for p in _PREFIXES for u in _PREFIXED if p != "\\mu "})
"""Symbols and names of units, as they stand in an upright name or in words."""

_PART = re.compile(
    r"(?P<name>[A-Za-z\u00b5]+)(?:\s*\^?\s*\{?(?P<power>[-\u2212]?\d)\}?)?"
    r"|(?P<per>/|\s+per\s+)|(?P<times>\\cdot|\u00b7|\*|\.|~|\\,|\s+)|(?P<open>\()|(?P<close>\))"
)


def unit(text: str) -> Expr | None:
    """The unit that a text such as `m/s^2` or ` km/h` names; None where it names none."""
    text = re.sub(r"\\(?:,|;|!|:| )", " ", _spelled(text)).strip().rstrip(".")
    text = re.sub(r"\s*/\s*", "/", text)
    if not text or len(text) > _LONGEST:
        return None
    result: list[Expr] = []
    divided: list[Expr] = []
    at, below, bracket = 0, False, False
    while at < len(text):
        part = _PART.match(text, at)
        if part is None or part.end() == at:
            return None
        at = part.end()
        if part["name"]:
            if part["name"] not in KNOWN:
                return None
            named: Expr = Unit(part["name"])
            if part["power"]:
                power = part["power"].replace("\u2212", "-")
                exponent: Expr = Num(power.lstrip("-"))
                named = Pow(named, Neg(exponent) if power[0] == "-" else exponent)
            (divided if below else result).append(named)
            below = below and bracket
        elif part["per"]:
            if below or not (result or divided):
                return None
            below = True
        elif part["open"]:
            if not below or bracket:
                return None
            bracket = True
        elif part["close"]:
            if not bracket:
                return None
            bracket = below = False
    if bracket or (below and not divided) or not result:
        return None
    return Div(mul(*result), mul(*divided)) if divided else mul(*result)


def _spelled(text: str) -> str:
    r"""The macros of siunitx as text: `\kilo\metre\per\second\squared` as `km/s^2`."""
    if "\\" not in text:
        return text

    def sign(match: re.Match[str]) -> str:
        name = match[1]
        if name == "per":
            return "/"
        if name in ("squared", "cubed"):
            return "^2 " if name == "squared" else "^3 "
        if name in _SIUNITX_PREFIXES:
            return _SIUNITX_PREFIXES[name]
        return _SIUNITX[name] + " " if name in _SIUNITX else match[0]

    return re.sub(r"\s+(?=/|\^)", "", re.sub(r"\\([A-Za-z]+)\s*", sign, text)).strip()


def raised(quotient: Div, exponent: Expr) -> Expr:
    r"""`\text{m/s}^2` is m/s^2: the exponent belongs to the last unit."""
    den = quotient.den
    last = den.factors[-1] if isinstance(den, Mul) else den
    before = den.factors[:-1] if isinstance(den, Mul) else ()
    return Div(quotient.num, mul(*before, Pow(last, exponent)))


def inverse(unit: Expr) -> Expr:
    """The unit that is divided by."""
    match unit:
        case Pow(base, Neg(exponent)):
            return Pow(base, exponent)
        case Pow(base, exponent):
            return Pow(base, Neg(exponent))
    return Pow(unit, Neg(Num("1")))
