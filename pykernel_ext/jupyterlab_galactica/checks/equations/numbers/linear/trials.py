"""Values to try an equation with vectors, matrices or fields at.

Small integers, so that a reader can check what comes out; fields are cubic polynomials.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from math import comb
from random import Random
from typing import Any, Literal

from ...tree.contents import Contents, components, letter_of
from ...vocabulary.letters import (
    ANGLE_LETTERS,
    AXES,
    CURVED_LETTERS,
    POSITION_LETTERS,
    is_counting,
)
from ...vocabulary.multiprecision import UndefinedError, UndeterminedError, mp
from . import grids
from .conventions import Reading
from .grids import Grid, Value
from .jets import Jet, Polynomial, applied, constant_part, of_polynomial, variable

Special = Literal["", "solenoidal", "irrotational", "symmetric", "commuting", "simple"]
"""A property that is given to all vector fields or all matrices; `simple` ones are easy to see."""

_MOST_COEFFICIENTS = 400  # of a jet: products of two take their square
_DRAWS = 20  # of a matrix; hardly any of small whole numbers has no inverse
_DIGITS = 6  # of a number as shown
_SIMPLE_MATRICES: tuple[Grid, ...] = (
    ((1, 1), (0, 1)), ((1, 0), (1, 1)), ((0, 1), (1, 0)), ((2, 0), (0, 1)), ((1, 2), (1, 3)),
)  # fmt: skip
"""With inverses, and no two of them commute."""
_POINT = re.compile(r"[A-Z]'*(?:_\{?\d+\}?)?")


@dataclass(frozen=True, slots=True)
class Trial:
    """Values by name, the variables that derivatives are by, and how fields look to a reader."""

    values: Mapping[str, Value]
    axes: tuple[str, ...]
    shown: Mapping[str, str] = field(default_factory=dict)


def draw(
    contents: Contents,
    reading: Reading,
    seed: int,
    special: Special = "",
    shapes: Mapping[str, str] | None = None,
) -> Trial:
    """Values for everything in the equation; `shapes` are kinds of matrices, by name.

    Raises UndeterminedError, UndefinedError.
    """
    rng = Random(f"linear {seed}")  # noqa: S311 - no secret
    return _Drawer(contents, reading, rng, special, shapes or {}).trial()


class _Drawer:
    def __init__(
        self,
        contents: Contents,
        reading: Reading,
        rng: Random,
        special: Special,
        shapes: Mapping[str, str],
    ) -> None:
        self.shapes = shapes
        self.contents = contents
        self.reading = reading
        self.rng = rng
        self.special = special
        self.axes = self._axes()
        self.point = [rng.choice((1, 2, 3, -1, -2)) for _ in self.axes]
        width = len(self.axes)
        if comb(width + self.order, width) > _MOST_COEFFICIENTS:
            raise UndeterminedError("derivatives of this order in so many variables")
        self.variables = [variable(i, width, self.point[i], self.order) for i in range(width)]
        self.values: dict[str, Value] = {}
        self.shown: dict[str, str] = {}

    def _axes(self) -> tuple[str, ...]:
        contents, dimension = self.contents, self.reading.dimension
        relation = contents.relation
        self.order = max(contents.order(relation.left), contents.order(relation.right))
        if contents.items and self.order:
            raise UndeterminedError("it differentiates by indices")
        by = contents.vector_variables
        if by:
            if len(by) > 1 or contents.is_spatial or contents.derivative_variables:
                raise UndeterminedError("derivatives by several things")
            (only,) = by
            count = dimension if only.name in contents.vectors else dimension**2
            return tuple(f"{only.name}[{i}]" for i in range(count))
        others = contents.derivative_variables
        if not contents.is_spatial and not (contents.vectors and set(others) & set(AXES)):
            return others
        if set(others) & CURVED_LETTERS:
            raise UndeterminedError("derivatives in curved coordinates are not judged yet")
        if dimension > 3:
            raise UndeterminedError("nabla in more than three dimensions")
        return (*AXES[:dimension], *(name for name in others if name not in AXES[:dimension]))

    # Fields

    def trial(self) -> Trial:
        contents, reading = self.contents, self.reading
        self.values.update(zip(self.axes, self.variables, strict=True))
        for name in sorted(contents.matrices):
            self._set_grid(name, self._matrix(name))
        for name in sorted(contents.vectors):
            if not name.startswith(r"\hat") or letter_of(name) not in map(letter_of, self.values):
                self._set_grid(name, self._vector(name))
        if contents.vector_variables:
            self._set_variable()
        for name in sorted(contents.vectors):
            if name.startswith(r"\hat"):
                self._set_grid(name, self._unit(name))
        if reading.lengths:
            self._set_lengths()
        if reading.places and "r" in contents.scalars:
            self.values["r"] = self._length(self._place())
        for name in sorted(contents.scalars - set(contents.free_indices)):
            if name not in self.values:
                self.values[name] = self._scalar(name)
        for name, rank in sorted(contents.items):
            self.values[f"{name} of {rank}"] = self._tensor(name, rank)
        return Trial(self.values, self.axes, self.shown)

    def _set_grid(self, name: str, grid: Grid) -> None:
        self.values[name] = grid
        rows, columns = grids.shape(grid)
        if not name.startswith(r"\hat"):
            for component, i, j in components(name, rows, columns):
                if component in self.contents.scalars:
                    self.values[component] = grid[i][j]

    def _set_variable(self) -> None:
        (only,) = self.contents.vector_variables
        width = 1 if only.name in self.contents.vectors else self.reading.dimension
        self._set_grid(only.name, grids.in_rows(self.variables, width))

    def _scalar(self, name: str) -> Any:
        rng = self.rng
        if name == self.reading.size_letter:
            return self.reading.dimension
        if is_counting(name):
            return rng.randint(2, 4)
        if self.order and self.axes and name not in self.reading.constants:
            return self._field(name)
        return mp.mpf(rng.choice((2, 3, 5, 7, 1.5, 2.5, -1, -3)))

    def _vector(self, name: str) -> Grid:
        dimension = self.reading.dimension
        if self.reading.places and letter_of(name) in POSITION_LETTERS:
            return self._place()
        points = _POINT.findall(name.partition("{")[2]) if "overrightarrow" in name else []
        if len(points) == 2:
            start, end = (self._point(point) for point in points)
            arrow: Grid = grids.added(end, grids.negated(start))
            return arrow
        if self.contents.vector_variables:
            return self._numbers()
        if not self.axes or not self.order or name in self.reading.constants:
            numbers = self._numbers()
            self.shown[name] = show(numbers)
            return numbers
        if self.special in ("solenoidal", "irrotational"):
            return self._special_field(name)
        fields = [self._polynomial() for _ in range(dimension)]
        self.shown[name] = f"({', '.join(self._polynomial_text(p) for p in fields)})"
        return grids.column([self._jet(p) for p in fields])

    def _special_field(self, name: str) -> Grid:
        """The curl of a field, or the gradient of one."""
        if self.special == "irrotational":
            potential = self._jet(self._polynomial(), 1)
            return grids.column([potential.derivative(i) for i in range(self.reading.dimension)])
        if self.reading.dimension != 3:
            raise UndeterminedError("a curl needs three dimensions")
        return grids.curl([self._jet(self._polynomial(), 1) for _ in range(3)], Jet.derivative)

    def _matrix(self, name: str) -> Grid:
        size = self.reading.dimension
        if self.special == "simple" and size == 2:
            place = sorted(self.contents.matrices).index(name)
            grid = _SIMPLE_MATRICES[place % len(_SIMPLE_MATRICES)]
            self.shown[name] = show(grid)
            return grid
        for _ in range(_DRAWS):
            steady = name in self.reading.constants
            rows = [
                [self._number() if steady else self._entry(i, j) for j in range(size)]
                for i in range(size)
            ]
            if self.special == "symmetric":
                rows = [[rows[min(i, j)][max(i, j)] for j in range(size)] for i in range(size)]
            if self.special == "commuting":
                rows = [[rows[i][i] if i == j else 0 for j in range(size)] for i in range(size)]
            shape = self.shapes.get(name, "")
            grid = _shaped(tuple(map(tuple, rows)), shape)
            if shape == "orthogonal" and self.rng.random() < 0.5:
                grid = (grids.negated(grid[:1])[0], *grid[1:])  # a reflection beside the rotation
            if grids.determinant(grids.mapped(constant_part, grid)) != 0:
                if not self.axes:
                    self.shown[name] = show(grid)
                return grid
        raise UndefinedError("no invertible matrix was drawn")

    def _entry(self, i: int, j: int) -> Any:
        if self.axes and self.order and not self.contents.vector_variables:
            return self._jet(self._polynomial())
        return self._number()

    def _tensor(self, name: str, rank: int) -> Mapping[tuple[int, ...], Any]:
        """Components by index, from one: those of a vector or matrix of that letter, or others."""
        places = list(product(range(1, self.reading.dimension + 1), repeat=rank))
        for known in (*self.contents.vectors, *self.contents.matrices):
            grid = self.values[known]
            letters = {letter_of(known), letter_of(known).lower()}
            if letter_of(name) in letters and grids.shape(grid)[1] == (1, len(grid))[rank - 1]:
                return {p: grid[p[0] - 1][p[1] - 1 if rank == 2 else 0] for p in places}
        if name == r"\lambda" and rank == 1 and len(self.contents.matrices) == 1:
            (only,) = self.contents.matrices
            return dict(zip(places, grids.eigenvalues(self.values[only]), strict=True))
        sign = {"symmetric": 1, "antisymmetric": -1}.get(self.shapes.get(name, ""), 0)
        values = {place: self._number() for place in places}
        if rank == 2 and sign:
            return {(i, j): values[i, j] + sign * values[j, i] for i, j in places}
        return values

    def _numbers(self) -> Grid:
        return grids.column([self._number() for _ in range(self.reading.dimension)])

    def _number(self) -> Any:
        whole = self.rng.choice((-3, -2, -1, 1, 2, 3, 4))
        if self.contents.is_complex:
            return mp.mpc(whole, self.rng.choice((-2, -1, 1, 2)))
        return whole

    def _field(self, name: str) -> Jet:
        polynomial = self._polynomial()
        jet = self._jet(polynomial)
        shift = 3 - int(jet.constant) if jet.constant <= 0 else 0
        if shift:  # positive here, so that roots, powers and logarithms exist
            polynomial = {**polynomial, (0,) * len(self.axes): shift}
            jet = jet + shift
        self.shown[name] = self._polynomial_text(polynomial)
        return jet

    def _polynomial(self) -> Polynomial:
        """One term in each variable, and three products of several."""
        width = len(self.axes)
        terms: dict[tuple[int, ...], int] = {}
        for i in range(width):
            power = self.rng.choice((1, 1, 2, 2, 3))
            exponents = tuple(power if i == j else 0 for j in range(width))
            terms[exponents] = self.rng.choice((-2, -1, 1, 2, 3))
        for _ in range(3 if width > 1 else 0):
            chosen = [0] * width
            for _factor in range(3):
                chosen[self.rng.randrange(width)] += 1
            terms[tuple(chosen)] = self.rng.choice((-1, 1, 2))
        return terms

    def _jet(self, polynomial: Polynomial, extra_order: int = 0) -> Jet:
        return of_polynomial(polynomial, self.point, self.order + extra_order)

    def _polynomial_text(self, polynomial: Polynomial) -> str:
        text = ""
        for exponents, coefficient in polynomial.items():
            powers = "".join(
                name + (f"^{power}" if power > 1 else "")
                for name, power in zip(self.axes, exponents, strict=True)
                if power
            )
            size = "" if abs(coefficient) == 1 and powers else str(abs(coefficient))
            sign = "-" if coefficient < 0 else "+"
            text += f" {sign} {size}{powers}" if text else f"{sign.strip('+')}{size}{powers}"
        return text

    # Names that are tied to others

    def _place(self) -> Grid:
        return grids.column(self.variables[: self.reading.dimension])

    def _point(self, name: str) -> Grid:
        key = f"point {name}"
        if key not in self.values:
            self.values[key] = self._numbers()
            self.shown[name] = show(self.values[key])
        found: Grid = self.values[key]
        return found

    def _unit(self, name: str) -> Grid:
        letter = letter_of(name)
        if letter in CURVED_LETTERS - {"r"}:
            raise UndeterminedError("unit vectors of curved coordinates are not judged yet")
        vectors = [
            value
            for known, value in self.values.items()
            if letter_of(known) == letter and grids.is_grid(value) and known != name
        ]
        if vectors:
            whole = vectors[0]
        elif self.reading.places and letter == "r":
            whole = self._place()
        else:
            whole = self.values.get(name) or self._vector(name)
        unit: Grid = grids.multiplied(grids.reciprocal(self._length(whole)), whole)
        return unit

    def _length(self, grid: Grid) -> Any:
        return applied(mp.sqrt, grids.dot(grid, grid))

    def _set_lengths(self) -> None:
        vectors = {name: self.values[name] for name in self.values if name in self.contents.vectors}
        for name, value in vectors.items():
            if letter_of(name) in self.contents.scalars:
                self.values.setdefault(letter_of(name), self._length(value))
        plain = [value for name, value in vectors.items() if "hat" not in name]
        angles = [name for name in ANGLE_LETTERS if name in self.contents.scalars]
        if len(plain) == 2 and len(angles) == 1 and not self.axes:
            a, b = plain
            cosine = grids.dot(a, b) / (self._length(a) * self._length(b))
            self.values[angles[0]] = mp.acos(cosine)


def _shaped(grid: Grid, shape: str) -> Grid:
    """A matrix of the kind that the text says, made of any.

    By its symmetric part, or from the other one by Cayley's transform. Raises UndefinedError.
    """
    match shape:
        case "symmetric" | "antisymmetric":
            return _with(grid, grids.transposed(grid), minus=shape != "symmetric")
        case "Hermitian":
            return _with(_complex(grid), _adjoint(_complex(grid)))
        case "orthogonal":
            return _cayley(_with(grid, grids.transposed(grid), minus=True))
        case "unitary":
            return _cayley(_with(_complex(grid), _adjoint(_complex(grid)), minus=True))
    return grid


def _with(grid: Grid, turned: Grid, *, minus: bool = False) -> Grid:
    found: Grid = grids.added(grid, grids.negated(turned) if minus else turned)
    return found


def _cayley(grid: Grid) -> Grid:
    one = grids.identity(len(grid))
    below = grids.inverse(grids.mapped(mp.mpmathify, grids.added(one, grid)))
    turned: Grid = grids.multiplied(grids.added(one, grids.negated(grid)), below)
    return turned


def _complex(grid: Grid) -> Grid:
    """With imaginary parts, taken from its own entries."""
    rows = enumerate(grids.mapped(mp.mpmathify, grid))
    return tuple(
        tuple(mp.mpc(entry.real, entry.real + j - i) for j, entry in enumerate(row))
        for i, row in rows
    )


def _adjoint(grid: Grid) -> Grid:
    conjugate: Grid = grids.mapped(mp.conj, grids.transposed(grid))
    return conjugate


def _show(value: Any) -> str:
    if isinstance(value, mp.mpc):
        sign = "+" if value.imag >= 0 else "-"
        real, imaginary = (mp.nstr(part, _DIGITS) for part in (value.real, abs(value.imag)))
        return f"{real}{sign}{imaginary}i".replace(".0", "")
    text: str = mp.nstr(value, _DIGITS)
    return text.removesuffix(".0")


def show(value: Value) -> str:
    """As LaTeX: a number as it is, a vector in round brackets, a matrix by its rows."""
    if not grids.is_grid(value):
        return _show(value)
    if len(value[0]) == 1:
        return f"({', '.join(_show(row[0]) for row in value)})"
    rows = r" \\ ".join(" & ".join(map(_show, row)) for row in value)
    return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"
