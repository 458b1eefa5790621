"""Real solutions of an equation in one unknown: exactly up to degree two, else by SymPy.

Solutions found elsewhere than here count only after they were put in.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce

from ..tree import Add, Div, Expr, Mul, Neg, Num, Pow, Relation, Sym, free_symbols
from .polynomials import Monomial, NoFormError, Polynomial, lean
from .quotients import Quotient, as_quotient, atom

_MAX_DEGREE = 8  # of numerators and denominators on the way: they must fall to two in the end

_MOST_DIGITS = 40  # of a number: more digits than any value that a solution is read for

_NEAR_ZERO = 1e-9  # half the digits of a double: what is nearer to a pole than this may be one

_MOST_SQUARES = 1000
"""Squares are taken out of roots one factor after another, of which no more are tried."""

Coefficients = Sequence[Fraction]
"""By power, the constant first."""


def exact_solutions(relation: Relation, name: str) -> list[str] | None:
    """All real solutions as LaTeX, in order; None where this has no way to find them.

    An equation that is true for all values or none of its own accord has none to list.
    """
    found = _difference(relation, name)
    if found is None:
        return None
    numerator, denominator = found
    roots = _rational(numerator)
    if roots is not None:
        return [latex_of(root) for root in roots if _at(denominator, root) != 0]
    if len(numerator) != 3 or _nearly_zero(denominator, numerator):
        return None
    return _surds(numerator)


def true_where(relation: Relation, name: str) -> str | None:
    """Where an inequality between polynomials up to degree two is true, as LaTeX.

    None for others, and for those that are always or never true.
    """
    found = _difference(relation, name)
    if found is None or len(found[1]) > 1:
        return None
    difference, (below,) = found
    above = (relation.op in (">", r"\ge")) == (below > 0)
    less, more = ("<", ">") if relation.op in ("<", ">") else (r"\le", r"\ge")
    match difference:
        case (c, b):
            return f"{name} {more if (b > 0) == above else less} {latex_of(-c / b)}"
        case (_, _, a):
            rational = _rational(difference)
            roots = _surds(difference) if rational is None else [*map(latex_of, rational)]
            if len(roots) != 2:
                return None
            if (a > 0) == above:
                return rf"{name} {less} {roots[0]} \text{{ or }} {name} {more} {roots[1]}"
            return f"{roots[0]} {less} {name} {less} {roots[1]}"
    return None


def rational_roots(relation: Relation, name: str) -> list[Fraction] | None:
    """All real roots, where they are rational; None where that is not so or not found."""
    found = _difference(relation, name)
    if found is None or len(found[1]) > 1:
        return None
    if len(found[0]) == 1:
        return [] if found[0][0] else None
    return _rational(found[0])


def _rational(polynomial: Coefficients) -> list[Fraction] | None:
    """All real roots up to degree two, in order; None where they are not rational."""
    match polynomial:
        case (c, b):
            return [-c / b]
        case (c, b, a):
            inside = b * b - 4 * a * c
            if inside < 0:
                return []
            whole = _square_root(inside)
            if whole is not None:
                return sorted({(-b - whole) / (2 * a), (-b + whole) / (2 * a)})
    return None


def _nearly_zero(polynomial: Coefficients, quadratic: Coefficients) -> bool:
    """Whether a polynomial may be zero at a root of a quadratic, in doubles."""
    c, b, a = map(float, quadratic)
    for sign in (1, -1):
        root = (-b + sign * math.sqrt(b * b - 4 * a * c)) / (2 * a)
        value = sum(float(value) * root**power for power, value in enumerate(polynomial))
        if abs(value) < _NEAR_ZERO:
            return True
    return False


def _surds(quadratic: Coefficients) -> list[str]:
    """`m - q sqrt(r)` and `m + q sqrt(r)`, with all squares taken out of the root."""
    c, b, a = quadratic
    middle, square = -b / (2 * a), (b * b - 4 * a * c) / (4 * a * a)
    under = square.numerator * square.denominator
    outside = 1
    factor = 2
    while factor * factor <= under and factor < _MOST_SQUARES:
        while under % (factor * factor) == 0:
            under //= factor * factor
            outside *= factor
        factor += 1
    share = Fraction(outside, square.denominator)
    top = "" if share.numerator == 1 else f"{share.numerator} "
    root = rf"{top}\sqrt{{{under}}}"
    if share.denominator > 1:
        root = rf"\frac{{{root}}}{{{share.denominator}}}"
    if not middle:
        return [f"-{root}", root]
    return [f"{latex_of(middle)} - {root}", f"{latex_of(middle)} + {root}"]


def latex_of(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def _square_root(value: Fraction) -> Fraction | None:
    above, below = math.isqrt(value.numerator), math.isqrt(value.denominator)
    root = Fraction(above, below)
    return root if root * root == value else None


def _difference(relation: Relation, name: str) -> tuple[Coefficients, Coefficients] | None:
    """Numerator and denominator of the left side less the right; None where they have none."""
    try:
        left, right = _fraction(relation.left, name), _fraction(relation.right, name)
    except NoFormError:
        return None
    difference = left - right
    return _by_power(difference.num), _by_power(difference.den)


def _by_power(polynomial: Polynomial) -> Coefficients:
    values = {_power(monomial): value for monomial, value in polynomial.items()}
    return [Fraction(values.get(power, 0)) for power in range(max(values, default=0) + 1)]


def _power(monomial: Monomial) -> int:
    return sum(int(power) for _, power in monomial)


def _fraction(node: Expr, name: str) -> Quotient:
    """Polynomials in the unknown over one another. Raises NoFormError for anything else."""
    found = _read(node, name)
    if any(_power(monomial) > _MAX_DEGREE for part in (found.num, found.den) for monomial in part):
        raise NoFormError
    return found


def _read(node: Expr, name: str) -> Quotient:
    match node:
        case Num(digits) if len(digits) <= _MOST_DIGITS:
            return as_quotient(lean(Fraction(digits)))
        case Sym(found) if found == name:
            return atom(name)
        case Neg(arg):
            return -_fraction(arg, name)
        case Add(terms):
            return reduce(operator.add, [_fraction(term, name) for term in terms])
        case Mul(factors):
            return reduce(operator.mul, [_fraction(factor, name) for factor in factors])
        case Div(num, den):
            above, below = _fraction(num, name), _fraction(den, name)
            if below.num:
                return above * Quotient(below.den, below.num)
        case Pow(base, Num(digits)) if digits.isdigit() and 0 < int(digits) <= _MAX_DEGREE:
            return _fraction(base, name) ** int(digits)
    raise NoFormError


def _at(polynomial: Coefficients, x: Fraction) -> Fraction:
    return sum((c * x**i for i, c in enumerate(polynomial)), Fraction(0))


def solution_set(name: str, solutions: Sequence[str]) -> str:
    """`x = 2`, or the set, as LaTeX."""
    if not solutions:
        return rf"\text{{no real }} {name}"
    if len(solutions) == 1:
        return f"{name} = {solutions[0]}"
    return rf"{name} \in \left\{{{', '.join(solutions)}\right\}}"


def unknown_of(relation: Relation) -> str | None:
    """The only symbol of an equation; None where there are none or several."""
    names = free_symbols(relation)
    return next(iter(names)) if len(names) == 1 else None
