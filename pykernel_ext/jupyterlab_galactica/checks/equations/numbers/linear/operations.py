"""Functions of vectors and matrices, by the name a `Call` carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...vocabulary.multiprecision import UndeterminedError, mp
from . import grids
from .grids import Value
from .jets import Jet, applied


def _conjugated(entry: Any) -> Any:
    return entry if isinstance(entry, Jet) else mp.conj(entry)


def _commutator(a: Value, b: Value) -> Value:
    return grids.added(grids.multiplied(a, b), grids.negated(grids.multiplied(b, a)))


def _norm(value: Value) -> Any:
    if not grids.is_grid(value):
        if isinstance(value, Jet):
            return value if value.constant > 0 else -value
        return abs(value)
    if 1 not in grids.shape(value):
        raise UndeterminedError("which norm of a matrix is meant is not said")
    squares = [entry * _conjugated(entry) for entry in grids.entries(value)]
    return applied(mp.sqrt, grids.total(squares))


def _projection(onto: Value, vector: Value) -> Value:
    share = grids.dot(vector, onto) * grids.reciprocal(grids.dot(onto, onto))
    return grids.multiplied(share, onto)


def _transposed(value: Value) -> Value:
    return grids.transposed(value) if grids.is_grid(value) else value


def _exponential(value: Value) -> Value:
    return grids.exponential(value) if grids.is_grid(value) else applied(mp.exp, value)


OPERATIONS: Mapping[str, Callable[..., Value]] = {
    "transpose": _transposed, "conj": lambda value: grids.mapped(_conjugated, value),
    "adjoint": lambda value: grids.mapped(_conjugated, _transposed(value)),
    "det": grids.determinant, "tr": grids.trace, "norm": _norm, "abs": _norm, "exp": _exponential,
    "projection": _projection, "commutator": _commutator,
    "anticommutator": lambda a, b: grids.added(grids.multiplied(a, b), grids.multiplied(b, a)),
    "kronecker": lambda i, j: int(i == j),
    "levi_civita": lambda i, j, k: (i - j) * (j - k) * (k - i) // 2,
}  # fmt: skip
