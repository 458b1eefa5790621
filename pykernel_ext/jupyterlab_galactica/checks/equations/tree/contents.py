"""What an equation with vectors, matrices or nabla is about: its symbols, sizes and derivatives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..vocabulary.letters import AXES
from . import (
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
    Expr,
    Fold,
    IdentityMatrix,
    Item,
    MatrixLit,
    MatrixSym,
    Nabla,
    Prod,
    Relation,
    Sum,
    Sym,
    VectorSym,
    children,
    walk,
)

_HIGHER_AXES = {"y": 2, "2": 2, "z": 3, "3": 3}
_INDEX = re.compile(r"_\{?([^{}]*)\}?$")
_MARKS = re.compile(r"\\(?:mathbf|boldsymbol|vec|hat|bar|tilde)(?![A-Za-z])")


def letter_of(name: str) -> str:
    """The bare letter of a name, with its subscript: `v_{1}` of `\\vec{v}_{1}`."""
    base, _, index = name.partition("_")
    letter = _MARKS.sub("", base).strip("{}")
    return f"{letter}_{index}" if index else letter


def components(name: str, rows: int, columns: int) -> Iterator[tuple[str, int, int]]:
    """Names that mean an entry of the vector or matrix of this name, each with its place."""
    letter = letter_of(name)
    base, _, index = letter.partition("_")
    own = index.strip("{}")
    for i in range(rows):
        for j in range(columns):
            if columns == 1:
                places = (AXES[i : i + 1] or ("",)) + (str(i + 1),)
            else:
                places = (f"{i + 1}{j + 1}", f"{i + 1},{j + 1}", f"{i + 1} {j + 1}")
            for place in places:
                for full in (f"{own}{place}", f"{own},{place}") if own else (place,):
                    yield f"{base}_{{{full}}}", i, j
                    if columns > 1 and base.isupper():
                        yield f"{base.lower()}_{{{full}}}", i, j


@dataclass(frozen=True)
class Contents:
    """The parts of a relation, by what they are."""

    relation: Relation

    @cached_property
    def parts(self) -> tuple[Expr, ...]:
        return tuple(walk(self.relation))

    @cached_property
    def scalars(self) -> frozenset[str]:
        """Names of numbers, and of functions and fields of numbers; indices are none."""
        names = {part.name for part in self.parts if isinstance(part, (Sym, Apply))}
        return frozenset(names.difference(self.free_indices, self.bound_indices))

    @cached_property
    def vectors(self) -> frozenset[str]:
        return frozenset(part.name for part in self.parts if isinstance(part, VectorSym))

    @cached_property
    def matrices(self) -> frozenset[str]:
        return frozenset(part.name for part in self.parts if isinstance(part, MatrixSym))

    @cached_property
    def calls(self) -> frozenset[str]:
        return frozenset(part.name for part in self.parts if isinstance(part, Call))

    @cached_property
    def has_identity(self) -> bool:
        return any(isinstance(part, IdentityMatrix) for part in self.parts)

    @cached_property
    def literal_sizes(self) -> frozenset[int]:
        """Row and column counts of tables, without the 1 of columns and rows."""
        sizes: set[int] = set()
        for part in self.parts:
            if isinstance(part, MatrixLit):
                sizes |= {part.columns, len(part.entries) // part.columns}
        return frozenset(sizes - {1})

    @cached_property
    def is_spatial(self) -> bool:
        """Whether it differentiates by place."""
        return any(isinstance(part, (Nabla, Along, Del)) for part in self.parts)

    @cached_property
    def derivative_variables(self) -> tuple[str, ...]:
        found = {part.var.name for part in self.parts if isinstance(part, (Deriv, DerivOp))}
        primed = any(isinstance(part, VectorSym) and part.primes for part in self.parts)
        return tuple(sorted(found)) or (("t",) if primed else ())

    @cached_property
    def differentiated(self) -> frozenset[str]:
        """Names that are differentiated by themselves, and so are no constants."""
        bodies = {
            part.arg if isinstance(part, Nabla) else part.body
            for part in self.parts
            if isinstance(part, (Nabla, Deriv))
        }
        return frozenset(body.name for body in bodies if isinstance(body, (Sym, Apply)))

    @cached_property
    def vector_variables(self) -> frozenset[VectorSym | MatrixSym]:
        return frozenset(part.var for part in self.parts if isinstance(part, DerivBy))

    @cached_property
    def is_complex(self) -> bool:
        kets = any(name.startswith("|") for name in self.vectors)
        return kets or "adjoint" in self.calls or Const("i") in self.parts

    @cached_property
    def least_dimension(self) -> int:
        """What the unit vectors, cross products and components ask for; 1 where nothing does."""
        least = 1
        for part in self.parts:
            if isinstance(part, Cross) or (isinstance(part, Nabla) and part.kind == "curl"):
                least = 3
            elif isinstance(part, BasisVector):
                least = max(least, part.axis + 1)
        for name in self.scalars:
            match = _INDEX.search(name)
            axis = _HIGHER_AXES.get(match[1][-1:], 0) if match else 0
            if axis > least and self._is_component(name):
                least = axis
        return least

    def _is_component(self, name: str) -> bool:
        return any(
            name == known
            for of in (*self.vectors, *self.matrices)
            for known, *_ in components(of, 3, 1 if of in self.vectors else 3)
        )

    @cached_property
    def items(self) -> frozenset[tuple[str, int]]:
        """Letters with indices, and how many they have."""
        return frozenset(
            (part.name, len(part.indices)) for part in self.parts if isinstance(part, Item)
        )

    @cached_property
    def free_indices(self) -> tuple[str, ...]:
        """Indices that no sum runs over: the equation is about every value of them."""
        found: list[Expr] = []
        for part in self.parts:
            match part:
                case Item(_, indices) | Call("kronecker" | "levi_civita", indices):
                    found += indices
                case Call("component", (_, *indices)):
                    found += indices
        names = {index.name for index in found if isinstance(index, Sym)}
        return tuple(sorted(names - self.bound_indices))

    @cached_property
    def bound_indices(self) -> frozenset[str]:
        """Indices of sums and products."""
        names = {part.var.name for part in self.parts if isinstance(part, (Sum, Prod))}
        folds = [part for part in self.parts if isinstance(part, Fold)]
        return frozenset(names.union(v.name for fold in folds for v in fold.variables))

    def order(self, node: Expr) -> int:
        """How many derivatives stand inside one another at most."""
        inner = max((self.order(part) for part in children(node)), default=0)
        match node:
            case Nabla("laplacian"):
                return inner + 2
            case Nabla() | Along() | DerivBy():
                return inner + 1
            case Deriv(_, _, order) | DerivOp(_, order) | Del(order) | VectorSym(_, _, order):
                return inner + order
        return inner
