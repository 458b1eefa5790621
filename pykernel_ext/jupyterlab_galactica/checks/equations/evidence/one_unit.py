"""Numbers with units: both sides of an equation between them told in one unit."""

from __future__ import annotations

from dataclasses import dataclass

from ..tree import Div, Expr, Mul, Neg, Pow, Relation, Unit, mul, walk
from ..writing.units import unit_text
from .dimensions.agreement import Evidence, judge_dimensions


@dataclass(frozen=True, slots=True)
class Measured:
    """Both sides as numbers of one `unit`."""

    left: Expr
    right: Expr
    unit: str


class IncommensurableError(Exception):
    """Sides that measure different things; the message is a sentence."""


def in_one_unit(left: Expr, right: Expr) -> Measured | None:
    """The numbers that both sides are of one unit; None where there are no units.

    The unit is that of a side which is a number with its unit, the right one first: so the digits
    given stay visible. Raises IncommensurableError.
    """
    unit = _unit_in(right) or _unit_in(left)
    if unit is None:
        return None
    found = judge_dimensions(Relation("=", left, right), Evidence())
    if found.verdict == "inconsistent":
        raise IncommensurableError(f"The sides cannot be compared: {found.reason}")
    return Measured(
        _divided(left, unit),
        _divided(right, unit),
        unit_text(unit.factors if isinstance(unit, Mul) else (unit,)) or "",
    )


def _unit_in(node: Expr) -> Expr | None:
    """The first unit in an expression, a product of units as a whole."""
    for part in walk(node):
        if is_unit(part):
            return part
        if isinstance(part, Mul):
            units = [factor for factor in part.factors if is_unit(factor)]
            if units:
                return mul(*units)
    return None


def is_unit(node: Expr) -> bool:
    """Whether it is a unit, or a product of powers of units."""
    match node:
        case Unit():
            return True
        case Mul(factors):
            return all(map(is_unit, factors))
        case Div(num, den):
            return is_unit(num) and is_unit(den)
        case Pow(base):
            return is_unit(base)
    return False


def _divided(node: Expr, unit: Expr) -> Expr:
    """The number that an expression is of a unit, by leaving the unit out where it stands."""
    if isinstance(node, Neg):
        return Neg(_divided(node.arg, unit))
    if isinstance(node, Mul):
        numbers = [factor for factor in node.factors if not is_unit(factor)]
        units = [factor for factor in node.factors if is_unit(factor)]
        if numbers and units and mul(*units) == unit:
            return mul(*numbers)
    return Div(node, unit)
