"""Numbers with units: both sides of an equation between them told in one unit."""

from __future__ import annotations

from dataclasses import dataclass

from ..tree import Add, Const, Div, Expr, Mul, Neg, Num, Pow, Relation, Unit, mul, walk
from ..vocabulary.dimension import ONE, Dimension
from ..vocabulary.units import UnknownUnitError, named_unit
from ..writing.units import unit_text
from .dimensions.agreement import Evidence, judge_dimensions
from .dimensions.infer import has_unit


@dataclass(frozen=True, slots=True)
class Measured:
    """Both sides as numbers of one `unit`; `bare` says that one of them was written without any."""

    left: Expr
    right: Expr
    unit: str
    bare: bool = False


class IncommensurableError(Exception):
    """Sides that measure different things; the message is a sentence."""


def in_one_unit(left: Expr, right: Expr) -> Measured | None:
    """The numbers that both sides are of one unit; None where there are no units.

    The unit is that of a side which is a number with its unit, the right one first: so the digits
    given stay visible. Raises IncommensurableError.
    """
    of_right, of_left = _unit_in(right), _unit_in(left)
    unit = of_right or of_left
    if unit is None:
        return None
    name = unit_text(unit.factors if isinstance(unit, Mul) else (unit,)) or ""
    found = judge_dimensions(Relation("=", left, right), Evidence())
    bare = of_right is None or of_left is None
    if bare:
        if _dimension(left) == _dimension(right) == ONE:
            return None  # units that cancel
        # Who writes `5 \\cdot 6 = 30 m` leaves the unit to the result.
        bare_left = left if of_left is None else _divided(left, unit)
        bare_right = right if of_right is None else _divided(right, unit)
        if any(_dimension(side) != ONE for side in (bare_left, bare_right)):
            raise IncommensurableError("A number without its unit may be one of any unit.")
        return Measured(bare_left, bare_right, name, bare=True)
    if found.verdict == "inconsistent":
        raise IncommensurableError(f"The sides cannot be compared: {found.reason}")
    return Measured(_divided(left, unit), _divided(right, unit), name)


def _dimension(node: Expr) -> Dimension | None:
    """The dimension of numbers with units; None where it is not clear."""
    match node:
        case Num() | Const():
            return ONE
        case Unit(name):
            try:
                return named_unit(name).dimension
            except UnknownUnitError:
                return None
        case Neg(arg) | Add((arg, *_)):
            return _dimension(arg)
        case Pow(base, Num(digits)) if digits.isdigit():
            raised = _dimension(base)
            return None if raised is None else raised ** int(digits)
        case Mul((first, *rest)):
            a, b = _dimension(first), _dimension(mul(*rest)) if rest else ONE
            return None if a is None or b is None else a * b
        case Div(num, den):
            a, b = _dimension(num), _dimension(den)
            return None if a is None or b is None else a / b
    return None if has_unit(node) else ONE


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
