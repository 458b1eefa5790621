"""Which numbers in an equation may carry a unit that is not written.

In laws the numbers are small, or stand beside π or in fractions: `2`, `\\frac{4}{3} \\pi`. Where
someone puts in values, as in `v = 9.8 t` or `x = 3t^2 + 2t`, a number has the units of what it
stands for. Numbers of the second sort say nothing about dimensions.
"""

from __future__ import annotations

from fractions import Fraction

from ...algebra.rational import exact
from ...tree import (
    Add,
    Const,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    PlusMinus,
    Pow,
    Relation,
    Sym,
    free_symbols,
    walk,
)

_OF_LAWS = {"1", "2", "3", "4", "6", "8", "12", "16", "24", "32", "64", "0.5", "1.5", "0.25"}


def puts_values_in(relation: Relation) -> bool:
    """Whether even the small numbers of an equation may be values: it has two symbols at most."""
    return len(free_symbols(relation)) <= 2 and Const("pi") not in walk(relation)


def is_plain(number: Num, *, small_too: bool) -> bool:
    """Whether a number is surely a mere number; `small_too` where small ones may be values."""
    return number.digits in (("1",) if small_too else _OF_LAWS)


def numerical_polynomial_in(node: Add) -> str | None:
    """The symbol of a sum such as `3t^2 + 2t + 5`: its powers, each with its number."""
    names: set[str] = set()
    powers: set[Expr] = set()
    for term in node.terms:
        found = _power_of_symbol(term)
        if found is None:
            return None
        names.add(found[0])
        powers.add(found[1])
    names.discard("")
    return names.pop() if len(names) == 1 and len(powers) > 1 else None


def is_without_numbers(node: Expr) -> bool:
    """Whether no term of a sum is a number or has one as a factor: `v^2 + v`."""
    return isinstance(node, Add) and all(isinstance(term, (Sym, Pow)) for term in node.terms)


def _power_of_symbol(term: Expr) -> tuple[str, Expr] | None:
    """The symbol of a term and its exponent, besides numbers; no symbol for a number alone."""
    match term:
        case Neg(arg) | Div(arg, Num()):
            return _power_of_symbol(arg)
        case Num():
            return "", Num("0")
        case Sym(name):
            return name, Num("1")
        case Pow(Sym(name), Num() as exponent):
            return name, exponent
        case Mul(factors):
            rest = [f for f in factors if not _is_number(f)]
            return _power_of_symbol(rest[0]) if len(rest) == 1 else None
    return None


def _is_number(node: Expr) -> bool:
    match node:
        case Num() | Div(Num(), Num()):
            return True
    return False


def has_value(node: Expr) -> bool:
    """Whether a number other than 1 stands in it as a factor: `e^{-2t}` may hide a unit."""
    match node:
        case Neg(arg) | PlusMinus(_, arg):
            return has_value(arg)
        case Mul(factors):
            symbols = sum(not isinstance(f, Num) for f in factors)
            return symbols == 1 and len(factors) == 2
    return False


def number_in(node: Expr) -> Fraction | None:
    """The value of a literal, signed and as a fraction."""
    return exact(node.arg if isinstance(node, PlusMinus) else node)
