"""Real solutions of an equation in one unknown: exactly up to degree two, else by SymPy.

Solutions found elsewhere than here count only after they were put in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from ..tree import Add, Div, Expr, Mul, Neg, Num, Pow, Relation, Sym, free_symbols

_MAX_DEGREE = 8
_SECONDS = 0.1
_NEAR_ZERO = 1e-9

Coefficients = Sequence[Fraction]
"""By power, the constant first."""


def exact_solutions(relation: Relation, name: str) -> list[str] | None:
    """All real solutions as LaTeX, in order; None where this has no way to find them.

    An equation that is true for all values or none of its own accord has none to list.
    """
    left, right = _fraction(relation.left, name), _fraction(relation.right, name)
    if left is None or right is None:
        return None
    numerator = _minus(_times(left[0], right[1]), _times(right[0], left[1]))
    denominator = _times(left[1], right[1])
    if not 2 <= len(numerator) <= 3:
        return None
    if len(numerator) == 2:
        root = -numerator[0] / numerator[1]
        return [] if _at(denominator, root) == 0 else [latex_of(root)]
    return _quadratic(numerator, denominator)


def true_where(relation: Relation, name: str) -> str | None:
    """Where an inequality between polynomials up to degree two is true, as LaTeX.

    None for others, and for those that are always or never true.
    """
    left, right = _fraction(relation.left, name), _fraction(relation.right, name)
    if left is None or right is None or len(left[1]) > 1 or len(right[1]) > 1:
        return None
    difference = _minus(_times(left[0], right[1]), _times(right[0], left[1]))
    if left[1][0] * right[1][0] < 0:
        difference = _times(difference, (Fraction(-1),))
    above = relation.op in (">", r"\ge")
    less, more = ("<", ">") if relation.op in ("<", ">") else (r"\le", r"\ge")
    match difference:
        case (c, b):
            return f"{name} {more if (b > 0) == above else less} {latex_of(-c / b)}"
        case (_, _, a):
            roots = _quadratic(difference, (Fraction(1),))
            if roots is None or len(roots) != 2:
                return None
            if (a > 0) == above:
                return rf"{name} {less} {roots[0]} \text{{ or }} {name} {more} {roots[1]}"
            return f"{roots[0]} {less} {name} {less} {roots[1]}"
    return None


def rational_roots(relation: Relation, name: str) -> list[Fraction] | None:
    """All real roots, where they are rational; None where that is not so or not found."""
    left, right = _fraction(relation.left, name), _fraction(relation.right, name)
    if left is None or right is None or len(left[1]) > 1 or len(right[1]) > 1:
        return None
    numerator = _minus(_times(left[0], right[1]), _times(right[0], left[1]))
    match numerator:
        case (c,):
            return [] if c else None
        case (c, b):
            return [-c / b]
        case (c, b, a):
            inside = b * b - 4 * a * c
            whole = _square_root(inside) if inside >= 0 else None
            if inside < 0:
                return []
            return None if whole is None else [(-b - whole) / (2 * a), (-b + whole) / (2 * a)]
    return None


def _quadratic(numerator: Coefficients, denominator: Coefficients) -> list[str] | None:
    c, b, a = numerator
    inside = b * b - 4 * a * c
    if inside < 0:
        return []
    whole = _square_root(inside)
    if whole is not None:
        roots = sorted({(-b - whole) / (2 * a), (-b + whole) / (2 * a)})
        return [latex_of(root) for root in roots if _at(denominator, root) != 0]
    if any(abs(_near(denominator, sign, numerator)) < _NEAR_ZERO for sign in (1, -1)):
        return None
    return _surds(-b / (2 * a), inside / (4 * a * a))


def _near(polynomial: Coefficients, sign: int, quadratic: Coefficients) -> float:
    """A polynomial at a root of a quadratic, in doubles."""
    c, b, a = map(float, quadratic)
    root = (-b + sign * math.sqrt(b * b - 4 * a * c)) / (2 * a)
    return sum(float(value) * root**power for power, value in enumerate(polynomial))


def _surds(middle: Fraction, square: Fraction) -> list[str]:
    """`m - q sqrt(r)` and `m + q sqrt(r)`, with all squares taken out of the root."""
    under = square.numerator * square.denominator
    outside = 1
    factor = 2
    while factor * factor <= under and factor < 1000:
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


def _fraction(node: Expr, name: str) -> tuple[Coefficients, Coefficients] | None:
    """Numerator and denominator as polynomials; None for anything else."""
    one: Coefficients = (Fraction(1),)
    match node:
        case Num(digits) if len(digits) <= 40:
            return (Fraction(digits),), one
        case Sym(found) if found == name:
            return (Fraction(0), Fraction(1)), one
        case Neg(arg):
            inner = _fraction(arg, name)
            return None if inner is None else (_times(inner[0], (Fraction(-1),)), inner[1])
        case Add(terms):
            total: tuple[Coefficients, Coefficients] = ((Fraction(0),), one)
            for term in terms:
                inner = _fraction(term, name)
                if inner is None:
                    return None
                above = _minus(
                    _times(total[0], inner[1]), _times(_times(inner[0], total[1]), (Fraction(-1),))
                )
                total = above, _times(total[1], inner[1])
            return _small(total)
        case Mul(factors):
            result: tuple[Coefficients, Coefficients] = one, one
            for factor in factors:
                inner = _fraction(factor, name)
                if inner is None:
                    return None
                result = _times(result[0], inner[0]), _times(result[1], inner[1])
            return _small(result)
        case Div(num, den):
            above_, below = _fraction(num, name), _fraction(den, name)
            if above_ is None or below is None or not any(below[0]):
                return None
            return _small((_times(above_[0], below[1]), _times(above_[1], below[0])))
        case Pow(base, Num(digits)) if digits.isdigit() and 0 < int(digits) <= _MAX_DEGREE:
            inner = _fraction(base, name)
            if inner is None:
                return None
            result = one, one
            for _ in range(int(digits)):
                result = _times(result[0], inner[0]), _times(result[1], inner[1])
            return _small(result)
    return None


def _small(
    found: tuple[Coefficients, Coefficients],
) -> tuple[Coefficients, Coefficients] | None:
    return found if max(map(len, found)) <= _MAX_DEGREE + 1 else None


def _times(a: Coefficients, b: Coefficients) -> Coefficients:
    product = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            product[i + j] += x * y
    return _trimmed(product)


def _minus(a: Coefficients, b: Coefficients) -> Coefficients:
    length = max(len(a), len(b))
    padded = [
        (a[i] if i < len(a) else Fraction(0)) - (b[i] if i < len(b) else Fraction(0))
        for i in range(length)
    ]
    return _trimmed(padded)


def _trimmed(values: list[Fraction]) -> Coefficients:
    while len(values) > 1 and not values[-1]:
        values.pop()
    return tuple(values)


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
    names = free_symbols(relation.left) | free_symbols(relation.right)
    return next(iter(names)) if len(names) == 1 else None
