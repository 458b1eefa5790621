"""Relations of vectors, matrices and nabla as SymPy sees them: by components, in three dimensions.

Vectors are columns of symbols, fields columns of functions of x, y and z, matrices 3x3 tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..tree import (
    Add,
    Along,
    Apply,
    BasisVector,
    Call,
    Cross,
    Deriv,
    Div,
    Dot,
    Expr,
    IdentityMatrix,
    MatrixLit,
    MatrixSym,
    Mul,
    Nabla,
    Neg,
    Pow,
    Relation,
    Sym,
    VectorSym,
)
from ..tree.contents import Contents, components, letter_of
from ..tree.kinds import is_linear
from ..vocabulary.functions import FUNCTIONS, marked
from ..vocabulary.letters import AXES

_SIZE = 3
_LINEAR = marked("linear")


class NoComponentsError(Exception):
    """The relation has no form by components, such as an operator without an operand."""


def sides_by_components(relation: Relation, scalar: Callable[[Expr], Any]) -> tuple[Any, Any]:
    """Both sides, in one shape. Raises NoComponentsError.

    `scalar` makes the SymPy form of what no vector or matrix is in.
    """
    import sympy

    make = _Maker(Contents(relation), scalar)
    left, right = make(relation.left), make(relation.right)
    shapes = [getattr(side, "shape", None) for side in (left, right)]
    if shapes[0] and not shapes[1]:
        right = sympy.zeros(*shapes[0]) if right == 0 else right * sympy.eye(shapes[0][0])
    elif shapes[1] and not shapes[0]:
        left = sympy.zeros(*shapes[1]) if left == 0 else left * sympy.eye(shapes[1][0])
    return left, right


class _Maker:
    def __init__(self, contents: Contents, scalar: Callable[[Expr], Any]) -> None:
        import sympy

        self.sympy = sympy
        self.scalar = scalar
        self.axes = [scalar(Sym(name)) for name in AXES]
        self.variables = (AXES if contents.is_spatial else ()) + tuple(
            name for name in contents.derivative_variables if name not in AXES
        )
        self.known: dict[str, Any] = {}
        self.size = size = max(contents.literal_sizes, default=_SIZE)
        for name in (*sorted(contents.vectors), *sorted(contents.matrices)):
            self._name_entries(name, size, 1 if name in contents.vectors else size)

    def _name_entries(self, name: str, rows: int, columns: int) -> None:
        table = self.sympy.zeros(rows, columns)
        for known, i, j in components(name, rows, columns):
            if table[i, j] == 0 and known[-2:-1] not in AXES:
                table[i, j] = self._entry(known)
        for known, i, j in components(name, rows, columns):
            self.known.setdefault(known, table[i, j])
        self.known[name] = self.sympy.ImmutableMatrix(table)

    def _entry(self, name: str) -> Any:
        """A symbol, or a function of what things are differentiated by."""
        if self.variables and letter_of(name) not in self.variables:
            return self.scalar(Apply(name, tuple(map(Sym, self.variables))))
        return self.scalar(Sym(name))

    def __call__(self, node: Expr) -> Any:  # noqa: C901 - a case a kind of node
        if isinstance(node, Sym):
            return self.known[node.name] if node.name in self.known else self._entry(node.name)
        if isinstance(node, Apply) and all(isinstance(a, (Sym, VectorSym)) for a in node.args):
            return self.known.get(node.name) or self._entry(node.name)
        if not is_linear(node) and not self.variables and not self.known:
            return self.scalar(node)
        s = self.sympy
        match node:
            case VectorSym(name, _, 0) | MatrixSym(name):
                return self.known[name]
            case BasisVector(_, axis):
                return s.ImmutableMatrix([int(i == axis) for i in range(self.size)])
            case IdentityMatrix():
                return s.ImmutableMatrix(s.eye(self.size))
            case MatrixLit(entries, columns):
                return s.ImmutableMatrix(len(entries) // columns, columns, list(map(self, entries)))
            case Add(terms):
                return self._sum([self(term) for term in terms])
            case Neg(arg):
                return -self(arg)
            case Mul(factors):
                return self._product([self(factor) for factor in factors])
            case Div(num, den):
                return self(num) / self(den)
            case Pow(base, exp):
                value = self(base)
                if getattr(value, "shape", (0, 0))[1] == 1:
                    return value.dot(value)
                return value ** self(exp)
            case Dot(left, right):
                return self(left).dot(self(right))
            case Cross(left, right):
                return self(left).cross(self(right))
            case Nabla(kind, arg):
                return self._nabla(kind, self(arg))
            case Along(direction, arg):
                along, value = self(direction), self(arg)
                return self._sum([along[i] * s.diff(value, x) for i, x in enumerate(self.axes)])
            case Deriv(body, var, order):
                return s.diff(self(body), self.scalar(var), order)
            case Call("abs", (arg,)):
                return abs(self(arg))
            case Call(name, args) if name in _LINEAR:
                form = FUNCTIONS[name].sympy
                if callable(form):
                    return form(s, *map(self, args))
        if is_linear(node):
            raise NoComponentsError(type(node).__name__)
        return self.scalar(node)

    def _sum(self, terms: list[Any]) -> Any:
        total = terms[0]
        for term in terms[1:]:
            shaped = [hasattr(total, "shape"), hasattr(term, "shape")]
            if shaped[0] != shaped[1]:
                raise NoComponentsError("a number beside a matrix")
            total = total + term
        return total

    def _product(self, factors: list[Any]) -> Any:
        """Factors in order; a row times a column is a number."""
        total = factors[0]
        for factor in factors[1:]:
            total = total * factor
            if getattr(total, "shape", None) == (1, 1):
                total = total[0, 0]
        return total

    def _nabla(self, kind: str, value: Any) -> Any:
        axes, d = self.axes, self.sympy.diff
        match kind:
            case "grad":
                if hasattr(value, "shape"):
                    return value.jacobian(axes)
                return self.sympy.ImmutableMatrix([d(value, axis) for axis in axes])
            case "div":
                return sum(d(value[i], axis) for i, axis in enumerate(axes))
            case "curl":
                return self.sympy.ImmutableMatrix([
                    d(value[2], axes[1]) - d(value[1], axes[2]),
                    d(value[0], axes[2]) - d(value[2], axes[0]),
                    d(value[1], axes[0]) - d(value[0], axes[1]),
                ])  # fmt: skip
        return self._sum([d(value, axis, 2) for axis in axes])
