"""Values of expressions with vectors, matrices and nabla at one point.

Without derivatives every entry is a number. With them every entry is a jet in the coordinates and
the variables of differentiation, so that derivatives are exact.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import product, repeat
from typing import Any

from ...tree import (
    Add,
    Along,
    Apply,
    BasisVector,
    Call,
    Const,
    Cross,
    Del,
    Deriv,
    DerivBy,
    DerivOp,
    Div,
    Dot,
    Expr,
    Fold,
    IdentityMatrix,
    Item,
    MatrixLit,
    MatrixSym,
    Mul,
    Nabla,
    Neg,
    Num,
    Pow,
    Prod,
    Root,
    Sum,
    Sym,
    VectorSym,
    walk,
)
from ...tree.kinds import is_linear, kind_of
from ...vocabulary.functions import marked
from ...vocabulary.multiprecision import UndefinedError, UndeterminedError, mp
from ..budget import now
from ..evaluator import Evaluator
from . import grids
from .grids import Value
from .jets import Jet, applied, constant_part
from .operations import OPERATIONS

_MOST_TERMS = 12  # of a sum of vectors or matrices, which run over dimensions or a few members
_HIGHEST_POWER = 12  # of a matrix or jet, which is multiplied out
_NOT_SMOOTH = marked("not smooth")


@dataclass(frozen=True, slots=True)
class Derivation:
    """The value of a derivative operator that waits for what it differentiates."""

    variable: int
    order: int

    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, Jet):
            return 0
        for _ in range(self.order):
            other = other.derivative(self.variable)
        return other


@dataclass
class LinearEvaluator:
    """Evaluates trees at one point of `dimension` dimensions.

    `values` are numbers, jets and grids by name; `axes` the names of the jets' variables in order,
    Cartesian coordinates first. After a run, `scale` is the largest number met and `moved` says
    whether any derivative was other than zero.
    """

    values: Mapping[str, Value]
    dimension: int
    deadline: float
    axes: Sequence[str] = ()
    transposed_layout: bool = False
    indices: Sequence[str] = ()
    scale: Any = 0
    moved: bool = False
    _bound: dict[str, Value] = field(default_factory=dict)

    def value(self, node: Expr) -> Value:
        """The value of a tree, jets reduced to their value at the point.

        Raises UndefinedError, UndeterminedError, TimeoutError.
        """
        try:
            if self.indices:
                return self._for_all_indices(node)
            value = self.part(node)
            if any(isinstance(entry, Derivation) for entry in grids.entries(value)):
                raise UndeterminedError("an operator on its own")
            return grids.mapped(constant_part, value)
        except (ZeroDivisionError, OverflowError, ValueError, TypeError) as error:
            raise UndefinedError(str(error)) from error

    def _for_all_indices(self, node: Expr) -> Value:
        """A column of the values for all values of the free indices."""
        found = self._over(self.indices, self._all_places(len(self.indices)), node)
        if any(grids.is_grid(value) for value in found):
            raise UndeterminedError("indices stand on one side only")
        return grids.column(found)

    def _all_places(self, indices: int) -> Iterable[tuple[int, ...]]:
        return product(range(1, self.dimension + 1), repeat=indices)

    def _over(
        self, names: Sequence[str], places: Iterable[tuple[int, ...]], body: Expr
    ) -> list[Value]:
        """The values of the body for indices with these names."""
        before, values = dict(self._bound), []
        for place in places:
            self._bound.update(zip(names, place, strict=True))
            values.append(self.part(body))
        self._bound = before
        return values

    def part(self, node: Expr) -> Value:
        if now() > self.deadline:
            raise TimeoutError
        if not self.axes and not isinstance(node, (Num, Sym)) and not _has_parts(node):
            scalar = self._scalar(node)
            if scalar is not None:
                return scalar
        evaluate = _EVALUATORS.get(type(node))
        if evaluate is None:
            raise UndeterminedError("it holds notation that has no value of its own")
        result = evaluate(self, node)
        for entry in grids.entries(result):
            if isinstance(entry, (Derivation, tuple)):
                continue  # in a curl written as a determinant
            size = abs(constant_part(entry))
            if size > self.scale and mp.isfinite(size):
                self.scale = size
        return result

    def _scalar(self, node: Expr) -> Any:
        """What only numbers are in is left to the evaluator of numbers."""
        numbers = {
            name: mp.mpmathify(value)
            for name, value in (*self.values.items(), *self._bound.items())
            if isinstance(value, (int, mp.mpf, mp.mpc))
        }
        try:
            return Evaluator(numbers, self.deadline).value(node)
        except KeyError:
            return None

    def symbol(self, node: Sym | VectorSym | MatrixSym) -> Value:
        if isinstance(node, VectorSym) and node.primes:
            if len(self.axes) != 1:
                raise UndeterminedError("what a prime differentiates by is not said")
            return self._differentiated(self.symbol(VectorSym(node.name)), 0, node.primes)
        for known in (self._bound, self.values):
            if node.name in known:
                return known[node.name]
        raise UndeterminedError(f"{node.name} has no value")

    def constant(self, node: Const) -> Any:
        if node.name not in ("pi", "e", "i"):
            raise UndeterminedError("it holds dots or signs without a value")
        return {"pi": +mp.pi, "e": +mp.e, "i": mp.mpc(0, 1)}[node.name]

    def basis(self, node: BasisVector) -> Value:
        if node.axis >= self.dimension:
            raise UndeterminedError("a unit vector beyond the dimensions")
        return grids.column([int(i == node.axis) for i in range(self.dimension)])

    def literal(self, node: MatrixLit) -> Value:
        return grids.in_rows([self.part(entry) for entry in node.entries], node.columns)

    # Arithmetic

    def product(self, node: Mul) -> Value:
        """Factors in order, joined from where they fit: `u v^T w` and `(u . v) w` alike."""
        waiting: list[Value] = []
        for factor in node.factors:
            waiting.append(self.part(factor))
            while len(waiting) > 1 and _fit(waiting[-2], waiting[-1]):
                waiting[-2:] = [grids.multiplied(waiting[-2], waiting[-1])]
        if len(waiting) > 1:
            raise UndeterminedError("the sizes of the matrices do not fit")
        return waiting[0]

    def power(self, node: Pow) -> Value:
        base, exponent = self.part(node.base), self.part(node.exp)
        if grids.is_grid(base) and len(base[0]) == 1:
            return grids.dot(base, base)
        if grids.is_grid(base):
            whole = not isinstance(exponent, Jet) and mp.isint(exponent)
            if not whole or abs(exponent) > _HIGHEST_POWER:
                raise UndeterminedError("a matrix is raised to a power that is no small integer")
            return grids.power(base, int(exponent))
        return self._raised(base, exponent)

    def _raised(self, base: Any, exponent: Any) -> Any:
        if isinstance(exponent, Jet):
            if isinstance(base, Jet):
                return (exponent * base.composed(mp.log)).composed(mp.exp)
            return exponent.composed(lambda x: self._guarded(base, x))
        if isinstance(base, Jet):
            if mp.isint(exponent) and 0 <= exponent <= _HIGHEST_POWER:
                return reduce(operator.mul, repeat(base, int(exponent)), base.lifted(1))
            if base.constant == 0:
                raise UndefinedError("a power at zero")
            return base.composed(lambda x: self._guarded(x, exponent))
        if base == 0 and exponent <= 0:
            raise UndefinedError("division by zero")
        return self._guarded(base, exponent)

    def _guarded(self, base: Any, exponent: Any) -> Any:
        numbers = mp.mpmathify(base), mp.mpmathify(exponent)
        return Evaluator({}, self.deadline).raised(*numbers)

    def root(self, node: Root) -> Any:
        arg, index = self.part(node.arg), mp.mpmathify(self.part(node.index))
        if isinstance(arg, Jet) and arg.constant == 0:
            raise UndefinedError("a root at zero")
        evaluator = Evaluator({}, self.deadline)
        return applied(lambda x: evaluator.rooted(mp.mpmathify(x), index), arg)

    def call(self, node: Call) -> Value:
        if node.name == "component":
            return self.component(node)
        args = [self.part(arg) for arg in node.args]
        known = OPERATIONS.get(node.name)
        if known is not None:
            return known(*args)
        if any(grids.is_grid(arg) for arg in args):
            raise UndeterminedError(f"{node.name} of a vector or matrix")
        varies = any(isinstance(arg, Jet) for arg in args)
        if varies and (len(args) > 1 or node.name in _NOT_SMOOTH):
            raise UndeterminedError(f"the derivative of {node.name}")
        names = [f"x{i}" for i in range(len(args))]

        def of(*numbers: Any) -> Any:
            evaluator = Evaluator(dict(zip(names, numbers, strict=True)), self.deadline)
            return evaluator.value(Call(node.name, tuple(map(Sym, names))))

        return applied(of, args[0]) if len(args) == 1 else of(*args)

    def apply(self, node: Apply) -> Any:
        """A field where its arguments are lone symbols; else a random smooth function of one."""
        if all(isinstance(arg, (Sym, VectorSym)) for arg in node.args) and not node.primes:
            if node.name not in self.values:
                raise UndeterminedError(f"{node.name} has no value")
            return self.values[node.name]
        args = [self.part(arg) for arg in node.args]
        if len(args) != 1 or grids.is_grid(args[0]):
            raise UndeterminedError("a function of several expressions")
        function = Apply(node.name, (Sym("x"),), node.primes)
        return applied(lambda x: Evaluator({"x": x}, self.deadline).value(function), args[0])

    # Products of vectors

    def dot(self, node: Dot) -> Value:
        if isinstance(node.right, Del):
            raise UndeterminedError("an operator on its own")
        left, right = self.part(node.left), self.part(node.right)
        if kind_of(node.left) == kind_of(node.right) == "vector":
            return grids.dot(left, right)
        return grids.multiplied(left, right)

    # Components

    def item(self, node: Item) -> Any:
        tensor = self.values[f"{node.name} of {len(node.indices)}"]
        place = self._place(node.indices)
        if place not in tensor:
            raise UndeterminedError("an index beyond the dimensions")
        return tensor[place]

    def _place(self, indices: Sequence[Expr]) -> tuple[int, ...]:
        return tuple(int(self.part(index)) for index in indices)

    def component(self, node: Call) -> Any:
        grid = self.part(node.args[0])
        place = self._place(node.args[1:])
        if not grids.is_grid(grid) or len(place) != (1 if len(grid[0]) == 1 else 2):
            raise UndeterminedError("which component is meant is not clear")
        row, column = place[0] - 1, place[1] - 1 if len(place) == 2 else 0
        if not (0 <= row < len(grid) and 0 <= column < len(grid[0])):
            raise UndeterminedError("an index beyond the dimensions")
        return grid[row][column]

    def fold(self, node: Fold) -> Value:
        """A sum or product over indices, which run over the dimensions."""
        if node.operator not in ("sum", "prod") or node.domain is not None:
            raise UndeterminedError("what it runs over is not said")
        names = [variable.name for variable in node.variables]
        values = self._over(names, self._all_places(len(names)), node.body)
        return reduce(grids.added if node.operator == "sum" else grids.multiplied, values)

    # Derivatives

    def nabla(self, node: Nabla) -> Value:
        value = self.part(node.arg)
        axes = range(self.dimension)
        match node.kind:
            case "grad":
                slopes = [[self._slope(e, axis) for axis in axes] for e in grids.entries(value)]
                if grids.is_grid(value):
                    return tuple(map(tuple, slopes))
                return grids.column(slopes[0])
            case "div":
                return self._divergence(value)
            case "curl":
                return self._curl(value)
        return grids.mapped(
            lambda entry: grids.total([self._slope(self._slope(entry, a), a) for a in axes]), value
        )

    def _divergence(self, value: Value) -> Value:
        rows = grids.entries(value)
        if len(rows) != self.dimension:
            raise UndeterminedError("the divergence of something of another size")
        return grids.total([self._slope(row, axis) for axis, row in enumerate(rows)])

    def _curl(self, value: Value) -> Value:
        if not grids.is_grid(value) or grids.shape(value) != (3, 1) or self.dimension != 3:
            raise UndeterminedError("a curl needs three dimensions")
        return grids.curl(grids.entries(value), self._slope)

    def along(self, node: Along) -> Value:
        direction = grids.entries(self.part(node.direction))

        def slope(entry: Any) -> Any:
            return grids.total([v * self._slope(entry, axis) for axis, v in enumerate(direction)])

        return grids.mapped(slope, self.part(node.arg))

    def derivative(self, node: Deriv) -> Value:
        return self._differentiated(self.part(node.body), self.axis(node.var.name), node.order)

    def derivative_by(self, node: DerivBy) -> Value:
        """By the components of the variable, which are the jets' own variables here."""
        variable = self.symbol(node.var)
        body = self.part(node.body)
        count = len(grids.entries(variable))
        if not grids.is_grid(body):
            slopes = [self._slope(body, index) for index in range(count)]
            return grids.in_rows(slopes, len(variable[0]))
        if len(variable[0]) != 1 or 1 not in grids.shape(body):
            raise UndeterminedError("the derivative of a matrix by a matrix")
        slopes = [self._slope(entry, i) for i in range(count) for entry in grids.entries(body)]
        table = grids.in_rows(slopes, len(slopes) // count)
        return grids.transposed(table) if self.transposed_layout else table

    def _differentiated(self, value: Value, axis: int, order: int) -> Value:
        for _ in range(order):
            value = grids.mapped(lambda entry: self._slope(entry, axis), value)
        return value

    def _slope(self, entry: Any, axis: int) -> Any:
        if not isinstance(entry, Jet):
            return 0
        slope = entry.derivative(axis)
        self.moved = self.moved or any(slope.coefficients.values())
        return slope

    def axis(self, name: str) -> int:
        if name not in self.axes:
            raise UndeterminedError(f"how things depend on {name} is not said")
        return self.axes.index(name)

    # Sums

    def series(self, node: Sum | Prod) -> Value:
        low, high = self.part(node.lower), self.part(node.upper)
        if not (mp.isint(low) and mp.isint(high)) or high - low >= _MOST_TERMS:
            raise UndeterminedError("a sum over many vectors")
        if high < low:
            raise UndeterminedError("an empty sum")
        places = ((index,) for index in range(int(low), int(high) + 1))
        values = self._over([node.var.name], places, node.body)
        return reduce(grids.added if isinstance(node, Sum) else grids.multiplied, values)


def _has_parts(node: Expr) -> bool:
    """Whether there are vectors, matrices or components in it."""
    return is_linear(node) or any(isinstance(part, (Item, Fold)) for part in walk(node))


def _fit(a: Value, b: Value) -> bool:
    return not grids.is_grid(a) or not grids.is_grid(b) or len(a[0]) == len(b)


_EVALUATORS: Mapping[type, Callable[[LinearEvaluator, Any], Value]] = {
    Num: lambda _, node: int(d) if (d := node.digits).isdigit() else mp.mpf(d),
    Sym: LinearEvaluator.symbol, VectorSym: LinearEvaluator.symbol,
    MatrixSym: LinearEvaluator.symbol, Const: LinearEvaluator.constant,
    BasisVector: LinearEvaluator.basis,
    IdentityMatrix: lambda ev, _: grids.identity(ev.dimension),
    MatrixLit: LinearEvaluator.literal,
    Add: lambda ev, node: reduce(grids.added, map(ev.part, node.terms)),
    Neg: lambda ev, node: grids.negated(ev.part(node.arg)),
    Mul: LinearEvaluator.product,
    Div: lambda ev, node: grids.multiplied(grids.reciprocal(ev.part(node.den)), ev.part(node.num)),
    Pow: LinearEvaluator.power, Root: LinearEvaluator.root, Call: LinearEvaluator.call,
    Apply: LinearEvaluator.apply, Dot: LinearEvaluator.dot,
    Cross: lambda ev, node: grids.crossed(ev.part(node.left), ev.part(node.right)),
    Nabla: LinearEvaluator.nabla, Along: LinearEvaluator.along, Deriv: LinearEvaluator.derivative,
    DerivOp: lambda ev, node: Derivation(ev.axis(node.var.name), node.order),
    DerivBy: LinearEvaluator.derivative_by, Item: LinearEvaluator.item,
    Fold: LinearEvaluator.fold, Sum: LinearEvaluator.series, Prod: LinearEvaluator.series,
}  # fmt: skip
