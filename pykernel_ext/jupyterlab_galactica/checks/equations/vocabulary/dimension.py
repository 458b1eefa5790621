"""Dimensions of quantities: rational powers of the seven base quantities of the SI."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

BASES = ("M", "L", "T", "I", "Θ", "N", "J")
"""Mass, length, time, electric current, temperature, amount of substance, luminous intensity."""

_ZERO = (Fraction(0),) * len(BASES)


@dataclass(frozen=True, slots=True)
class Dimension:
    """`powers` of `BASES`, in their order."""

    powers: tuple[Fraction, ...] = _ZERO

    def __mul__(self, other: Dimension) -> Dimension:
        if other is ONE:
            return self
        if self is ONE:
            return other
        return Dimension(tuple(a + b for a, b in zip(self.powers, other.powers, strict=True)))

    def __truediv__(self, other: Dimension) -> Dimension:
        return Dimension(tuple(a - b for a, b in zip(self.powers, other.powers, strict=True)))

    def __pow__(self, exponent: Fraction | int) -> Dimension:
        if self is ONE:
            return self
        return Dimension(tuple(power * exponent for power in self.powers))

    def __bool__(self) -> bool:
        """Whether it is the dimension of anything but a number."""
        return any(self.powers)

    def __str__(self) -> str:
        """`M L^2 T^-2`; `1` for a number."""
        parts = [
            base if power == 1 else f"{base}^{power}"
            for base, power in zip(BASES, self.powers, strict=True)
            if power
        ]
        return " ".join(parts) or "1"


ONE = Dimension()


def dimension(text: str) -> Dimension:
    """The dimension written as `str` writes it. Raises ValueError for anything else."""
    powers = dict.fromkeys(BASES, Fraction(0))
    for part in text.split():
        base, _, power = part.partition("^")
        if part != "1":
            if base not in powers:
                raise ValueError(f"{base} is not one of {' '.join(BASES)}")
            powers[base] += Fraction(power or 1)
    return Dimension(tuple(powers.values()))


_COHERENT: Mapping[Dimension, str] = {
    dimension(text): unit
    for text, unit in (
        ("M", "kg"), ("L", "m"), ("T", "s"), ("I", "A"), ("Θ", "K"), ("N", "mol"), ("J", "cd"),
        ("T^-1", "1/s"), ("L T^-1", "m/s"), ("L T^-2", "m/s²"), ("L^2", "m²"), ("L^3", "m³"),
        ("M L T^-1", "kg m/s"), ("M L T^-2", "N"), ("M L^2 T^-2", "J"), ("M L^2 T^-3", "W"),
        ("M L^-1 T^-2", "Pa"), ("M L^-3", "kg/m³"), ("M L^2 T^-1", "J s"), ("I T", "C"),
        ("M L^2 T^-3 I^-1", "V"), ("M L^2 T^-3 I^-2", "Ω"), ("M L T^-3 I^-1", "V/m"),
        ("M T^-2 I^-1", "T"), ("M L^2 T^-2 I^-1", "Wb"), ("M L^2 T^-2 I^-2", "H"),
        ("M^-1 L^-2 T^4 I^2", "F"), ("I T L^-3", "C/m³"), ("I L^-2", "A/m²"), ("I L^-1", "A/m"),
        ("M L^2 T^-2 Θ^-1", "J/K"), ("M L^2 T^-2 N^-1", "J/mol"), ("N L^-3", "mol/m³"),
    )
}  # fmt: skip


def in_words(what: Dimension) -> str:
    """`$M L^{2} T^{-2}$ (J)`: with the usual unit where there is one; `a number` for none."""
    if not what:
        return "a number"
    unit = _COHERENT.get(what)
    formula = re.sub(r"\^(\S+)", r"^{\1}", str(what))
    return f"${formula}$ ({unit})" if unit else f"${formula}$"
