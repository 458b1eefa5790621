"""Arithmetic of small matrices whose entries are numbers or jets.

Neither NumPy nor mpmath has matrices of jets, of exact whole numbers beside them, or of vectors.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from itertools import repeat
from typing import Any, TypeAlias

from ...vocabulary.multiprecision import UndefinedError, UndeterminedError, mp
from .jets import Jet, constant_part

_MOST_ROWS = 5  # of a determinant: by cofactors, six rows take 720 products
_HALVINGS = 10
"""Of a matrix before its exponential is taken: the entries, small whole numbers, fall below 0.1."""
_SERIES_TERMS = 24  # of the exponential: `0.1^24 / 24!` is far below the last of thirty digits

Grid: TypeAlias = tuple[tuple[Any, ...], ...]
"""Rows of entries; a vector is a column."""

Value: TypeAlias = Any
"""A number, a jet or a grid."""


def is_grid(value: Value) -> bool:
    return isinstance(value, tuple)


def column(entries: Sequence[Any]) -> Grid:
    return tuple((entry,) for entry in entries)


def entries(value: Value) -> list[Any]:
    return [entry for row in value for entry in row] if is_grid(value) else [value]


def shape(grid: Grid) -> tuple[int, int]:
    return len(grid), len(grid[0])


def mapped(function: Callable[[Any], Any], value: Value) -> Value:
    """The function of every entry."""
    if is_grid(value):
        return tuple(tuple(function(entry) for entry in row) for row in value)
    return function(value)


def negated(value: Value) -> Value:
    return mapped(operator.neg, value)


def in_rows(entries: Sequence[Any], columns: int) -> Grid:
    """Entries row by row."""
    starts = range(0, len(entries), columns)
    return tuple(tuple(entries[start : start + columns]) for start in starts)


def identity(size: int) -> Grid:
    return tuple(tuple(int(i == j) for j in range(size)) for i in range(size))


def added(a: Value, b: Value) -> Value:
    """A sum; a number added to a square matrix is that multiple of the identity."""
    if is_grid(a) and is_grid(b):
        _same_shape(a, b)
        return tuple(
            tuple(x + y for x, y in zip(r, s, strict=True)) for r, s in zip(a, b, strict=True)
        )
    if is_grid(a) or is_grid(b):
        grid, scalar = (a, b) if is_grid(a) else (b, a)
        if not isinstance(scalar, Jet) and scalar == 0:
            return grid
        return added(grid, promoted(scalar, grid))
    return a + b


def promoted(scalar: Any, grid: Grid) -> Grid:
    """The multiple of the identity of the same size."""
    rows, columns = shape(grid)
    if rows != columns:
        raise UndeterminedError("a number stands where a vector is expected")
    scaled: Grid = mapped(lambda entry: entry * scalar, identity(rows))
    return scaled


def multiplied(a: Value, b: Value) -> Value:
    """A product in order; 1x1 results are numbers."""
    if not is_grid(a):
        return mapped(lambda entry: a * entry, b)
    if not is_grid(b):
        return mapped(lambda entry: entry * b, a)
    if len(a[0]) != len(b):
        raise UndeterminedError("the sizes of the matrices do not fit")
    turned = transposed(b)
    product = tuple(tuple(_inner(row, other) for other in turned) for row in a)
    return product[0][0] if shape(product) == (1, 1) else product


def _inner(row: Sequence[Any], other: Sequence[Any]) -> Any:
    return total([x * y for x, y in zip(row, other, strict=True)])


def transposed(grid: Grid) -> Grid:
    return tuple(zip(*grid, strict=True))


def dot(a: Grid, b: Grid) -> Any:
    _same_shape(a, b)
    return _inner(entries(a), entries(b))


def crossed(a: Grid, b: Grid) -> Grid:
    if shape(a) != (3, 1) or shape(b) != (3, 1):
        raise UndeterminedError("a cross product needs three dimensions")
    (a1, a2, a3), (b1, b2, b3) = entries(a), entries(b)
    return column((a2 * b3 - a3 * b2, a3 * b1 - a1 * b3, a1 * b2 - a2 * b1))


def curl(field: Sequence[Any], slope: Callable[[Any, int], Any]) -> Grid:
    """Of three components, by the slope of each along an axis."""
    x, y, z = field
    return column((slope(z, 1) - slope(y, 2), slope(x, 2) - slope(z, 0), slope(y, 0) - slope(x, 1)))


def total(terms: Sequence[Any]) -> Any:
    """The sum of numbers or jets, of which there is one at least."""
    return reduce(operator.add, terms)


def trace(grid: Grid) -> Any:
    _square(grid)
    return total([row[i] for i, row in enumerate(grid)])


def determinant(grid: Grid) -> Any:
    """By cofactors of the first row, whose products keep their order: vectors and operators may
    stand in it."""
    _square(grid)
    if len(grid) == 1:
        return grid[0][0]
    if len(grid) > _MOST_ROWS:
        raise UndeterminedError("a determinant of more than five rows")
    terms = []
    for j, entry in enumerate(grid[0]):
        minor = tuple((*row[:j], *row[j + 1 :]) for row in grid[1:])
        term = multiplied(entry, determinant(minor))
        terms.append(negated(term) if j % 2 else term)
    return reduce(added, terms)


def inverse(grid: Grid) -> Grid:
    """By Gauss and Jordan's elimination with the largest pivots; entries may be jets."""
    _square(grid)
    size = len(grid)
    rows = [[*row, *unit] for row, unit in zip(grid, identity(size), strict=True)]
    for pivot in range(size):
        best = max(range(pivot, size), key=lambda i: abs(constant_part(rows[i][pivot])))
        if constant_part(rows[best][pivot]) == 0:
            raise UndefinedError("the matrix has no inverse")
        rows[pivot], rows[best] = rows[best], rows[pivot]
        scale = reciprocal(rows[pivot][pivot])
        rows[pivot] = [entry * scale for entry in rows[pivot]]
        for other in range(size):
            if other != pivot:
                factor = rows[other][pivot]
                rows[other] = [
                    x - factor * y for x, y in zip(rows[other], rows[pivot], strict=True)
                ]
    return tuple(tuple(row[size:]) for row in rows)


def eigenvalues(grid: Grid) -> list[Any]:
    _square(grid)
    found: list[Any] = mp.eig(mp.matrix([list(row) for row in grid]), left=False, right=False)
    return found


def reciprocal(value: Any) -> Any:
    if isinstance(value, Jet):
        return value.inverse()
    if value == 0:
        raise UndefinedError("division by zero")
    return mp.mpf(1) / value


def power(grid: Grid, exponent: int) -> Grid:
    _square(grid)
    if exponent < 0:
        grid, exponent = inverse(grid), -exponent
    return reduce(multiplied, repeat(grid, exponent), identity(len(grid)))


def exponential(grid: Grid) -> Grid:
    """The exponential, by its series on a scaled matrix, squared again; entries may be jets."""
    _square(grid)
    small = mapped(lambda entry: entry * mp.mpf(2) ** -_HALVINGS, grid)
    term = result = identity(len(grid))
    for n in range(1, _SERIES_TERMS):
        term = multiplied(multiplied(term, small), mp.mpf(1) / n)
        result = added(result, term)
    for _ in range(_HALVINGS):
        result = multiplied(result, result)
    return result


def _same_shape(a: Grid, b: Grid) -> None:
    if shape(a) != shape(b):
        raise UndeterminedError("the sizes of the vectors or matrices do not fit")


def _square(grid: Grid) -> None:
    if not is_grid(grid) or len(grid) != len(grid[0]):
        raise UndeterminedError("the matrix is not square")
