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
    Sym,
    VectorSym,
)
from .calls import Printer, grouped, in_brackets

SIGNED = (Dot, Cross, Along)
"""What needs brackets among factors."""

_NABLAS = {
    "grad": r"\nabla ", "div": r"\nabla \cdot ", "curl": r"\nabla \times ",
    "laplacian": r"\nabla^{2} ",
}  # fmt: skip


def linear_to_latex(node: Expr, latex: Printer) -> str:
    """A node of vectors, matrices or nabla, its parts written by `latex`."""
    match node:
        case VectorSym(name, args, primes):
            return name + "'" * primes + (in_brackets(args, latex) if args else "")
        case BasisVector(name) | MatrixSym(name) | IdentityMatrix(name):
            return name
        case MatrixLit(entries, columns):
            rows = [entries[i : i + columns] for i in range(0, len(entries), columns)]
            text = r" \\ ".join(" & ".join(map(latex, row)) for row in rows)
            return rf"\begin{{pmatrix}} {text} \end{{pmatrix}}"
        case Dot(left, right):
            return rf"{grouped(left, latex)} \cdot {grouped(right, latex)}"
        case Cross(left, right):
            return rf"{grouped(left, latex)} \times {grouped(right, latex)}"
        case Nabla(kind, arg):
            return _NABLAS[kind] + grouped(arg, latex)
        case Along(direction, arg):
            along = rf"\left({grouped(direction, latex)} \cdot \nabla\right)"
            return f"{along} {grouped(arg, latex)}"
        case Del(order):
            return r"\nabla" if order == 1 else rf"\nabla^{{{order}}}"
        case DerivOp(var, order, partial):
            return differentiation(var, order, partial)
        case DerivBy(body, var):
            return f"{differentiation(var, 1, partial=True)} {grouped(body, latex)}"
    raise TypeError(type(node).__name__)


def differentiation(var: Sym | VectorSym | MatrixSym, order: int, partial: bool) -> str:
    """What stands before the body of a derivative."""
    d = r"\partial" if partial else "d"
    power = f"^{{{order}}}" if order > 1 else ""
    return rf"\frac{{{d}{power}}}{{{d} {var.name}{power}}}"
