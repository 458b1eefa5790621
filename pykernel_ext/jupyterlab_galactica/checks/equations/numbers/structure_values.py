"""Values of sequences, cases, differentials, sums with dots and units.

An undetermined part raises UndeterminedError: then the equation has no numbers to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import TYPE_CHECKING, Any

from ..tree import (
    Apply,
    At,
    Call,
    Cases,
    Deriv,
    Differential,
    Elided,
    Expr,
    Fold,
    HigherDeriv,
    Item,
    PlusMinus,
    RegionIntegral,
    Relation,
    Sym,
    Unit,
    free_symbols,
    walk,
)
from ..vocabulary.multiprecision import TooLargeError, UndefinedError, UndeterminedError, mp
from ..vocabulary.special_values import divisors
from ..vocabulary.units import UnknownUnitError, named_unit
from .dots import sum_with_dots

if TYPE_CHECKING:
    from .evaluator import Evaluator

_MAX_ORDER = 12  # of a derivative by differences: higher ones lose all of thirty digits
_UNIT_BLUR = mp.mpf("1e-14")  # error of a unit whose size was measured, as a share of it


def _higher(ev: Evaluator, node: HigherDeriv) -> Any:
    if any(isinstance(part, (Deriv, HigherDeriv)) for part in walk(node.body)):
        raise TooLargeError("a derivative of symbolic order of another derivative")
    order = ev.part(node.order)
    if not mp.isint(order) or order < 0:
        raise UndefinedError("the order of a derivative is a natural number")
    if order > _MAX_ORDER:
        raise TooLargeError(f"a derivative of an order above {_MAX_ORDER}")
    return ev.part(Deriv(node.body, node.var, int(order), False) if order else node.body)


def _differential(ev: Evaluator, node: Differential) -> Any:
    """The change of an expression along a direction that is fixed at random for every symbol."""
    if node.order != 1:
        raise UndeterminedError("a volume element has no value of its own")
    here = {name: ev.symbol(Sym(name)) for name in free_symbols(node.arg)}

    def moved(step: Any) -> Any:
        return ev.with_values({n: v + step * _direction(n) for n, v in here.items()}, node.arg)

    return mp.diff(moved, 0)


def _direction(name: str) -> Any:
    return mp.mpf(Random(f"direction {name}").uniform(0.5, 2))  # noqa: S311 - no secret


def _cases(ev: Evaluator, node: Cases) -> Any:
    for branch, condition in zip(node.values, node.conditions, strict=True):
        if holds(ev, condition):
            return ev.part(branch)
    raise UndefinedError("no case applies")


def holds(ev: Evaluator, condition: Expr) -> bool:
    """Whether a condition is true at this point. Raises UndeterminedError."""
    match condition:
        case Call("otherwise"):
            return True
        case Call("and", args):
            return all(holds(ev, arg) for arg in args)
        case Call("or", args):
            return any(holds(ev, arg) for arg in args)
        case Call("even" | "odd" as parity, (arg,)):
            number = ev.part(arg)
            return bool(mp.isint(number)) and int(number) % 2 == (parity == "odd")
        case Call("divides", (divisor, number)):
            d, n = ev.part(divisor), ev.part(number)
            return bool(d != 0 and mp.isint(n / d))
        case Relation(op, left, right) if op in _COMPARE:
            a, b = ev.part(left), ev.part(right)
            if mp.im(a) or mp.im(b):
                raise UndefinedError("complex numbers have no order")
            return bool(_COMPARE[op](a, b))
    raise UndeterminedError("a condition that cannot be put to the test")


_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b, r"\ne": lambda a, b: a != b, "<": lambda a, b: a < b,
    ">": lambda a, b: a > b, r"\le": lambda a, b: a <= b, r"\ge": lambda a, b: a >= b,
}  # fmt: skip


def _at(ev: Evaluator, node: At) -> Any:
    body = ev.function_of(node.body, node.var.name)
    upper = body(ev.part(node.upper))
    return upper if node.lower is None else upper - body(ev.part(node.lower))


def _fold(ev: Evaluator, node: Fold) -> Any:
    if node.operator not in _FOLDS or len(node.variables) != 1:
        raise UndeterminedError("what it runs over is not said")
    body = ev.function_of(node.body, node.variables[0].name)
    return _FOLDS[node.operator]([body(member) for member in _members(ev, node)])


def _members(ev: Evaluator, node: Fold) -> list[Any]:
    """The finitely many values that the variable takes."""
    variable = node.variables[0]
    match node.domain:
        case Call("divides", (var, number)) if var == variable:
            return [mp.mpf(d) for d in divisors(ev.part(number))]
        case Relation(r"\in", var, Call("set", members)) if var == variable:
            return [ev.part(member) for member in members]
    raise UndeterminedError("what it runs over is not said")


_FOLDS: Mapping[str, Callable[[list[Any]], Any]] = {
    "sum": sum, "prod": mp.fprod, "max": max, "min": min,
}  # fmt: skip


def _unit(ev: Evaluator, node: Unit) -> Any:
    """Base units are random numbers: what holds for all of them holds in every system."""
    try:
        unit = named_unit(node.name)
    except UnknownUnitError as error:
        raise UndeterminedError("a unit is not known") from error
    result = mp.mpf(unit.factor.numerator) / unit.factor.denominator
    for index, power in enumerate(unit.dimension.powers):
        size = mp.mpf(Random(f"unit {index}").uniform(1.1, 3))  # noqa: S311 - no secret
        result *= size ** (mp.mpf(power.numerator) / power.denominator)
    if not unit.exact:
        ev.error = max(ev.error, abs(result) * _UNIT_BLUR)
    return result


def _undetermined(reason: str) -> Callable[[Evaluator, Expr], Any]:
    def raises(ev: Evaluator, node: Expr) -> Any:
        raise UndeterminedError(reason)

    return raises


STRUCTURES: Mapping[type, Callable[[Evaluator, Any], Any]] = {
    # An unknown sequence is an unknown function of its index.
    Item: lambda ev, node: ev.part(Apply(f"{node.name}_", node.indices)),
    HigherDeriv: _higher, Differential: _differential, Cases: _cases, At: _at, Fold: _fold,
    Elided: sum_with_dots, Unit: _unit, PlusMinus: _undetermined("a sign left open"),
    RegionIntegral: _undetermined("an integral over a region"),
    Relation: _undetermined("it has a statement as a part"),
}  # fmt: skip
"""Values by the type of the node.

They raise UndefinedError, TooLargeError, UndeterminedError.
"""
