"""Vectors, matrices and nabla as LaTeX, unambiguous: a part of `to_latex`."""

from __future__ import annotations

from ..tree import (
    Along,
    BasisVector,
    Cross,
    Del,
    DerivBy,
    DerivOp,
    Dot,
    Expr,
    IdentityMatrix,
    MatrixLit,
    MatrixSym,
    Nabla,
    VectorSym,
)
from .calls import Printer, is_atom

SIGNED = (Dot, Cross, Along)
"""What needs brackets among factors."""

_NABLAS = {
    "grad": r"\nabla ", "div": r"\nabla \cdot ", "curl": r"\nabla \times ",
    "laplacian": r"\nabla^{2} ",
}  # fmt: skip


def linear_to_latex(node: Expr, latex: Printer) -> str:
    """A node of vectors, matrices or nabla, its parts written by `latex`."""

    def part(inner: Expr) -> str:
        return latex(inner) if is_atom(inner) else rf"\left({latex(inner)}\right)"

    match node:
        case VectorSym(name, args, primes):
            applied = rf"\left({', '.join(map(latex, args))}\right)" if args else ""
            return name + "'" * primes + applied
        case BasisVector(name) | MatrixSym(name) | IdentityMatrix(name):
            return name
        case MatrixLit(entries, columns):
            rows = [entries[i : i + columns] for i in range(0, len(entries), columns)]
            text = r" \\ ".join(" & ".join(map(latex, row)) for row in rows)
            return rf"\begin{{pmatrix}} {text} \end{{pmatrix}}"
        case Dot(left, right):
            return rf"{part(left)} \cdot {part(right)}"
        case Cross(left, right):
            return rf"{part(left)} \times {part(right)}"
        case Nabla(kind, arg):
            return _NABLAS[kind] + part(arg)
        case Along(direction, arg):
            return rf"\left({part(direction)} \cdot \nabla\right) {part(arg)}"
        case Del(order):
            return r"\nabla" if order == 1 else rf"\nabla^{{{order}}}"
        case DerivOp(var, order, partial):
            d = r"\partial" if partial else "d"
            power = f"^{{{order}}}" if order > 1 else ""
            return rf"\frac{{{d}{power}}}{{{d} {var.name}{power}}}"
        case DerivBy(body, var):
            return rf"\frac{{\partial}}{{\partial {var.name}}} {part(body)}"
    raise TypeError(type(node).__name__)
