"""Vectors, matrices and nabla as LaTeX, unambiguous: a part of `print_latex`."""

from __future__ import annotations

from collections.abc import Callable

from ..tree import (
    Along,
    BasisVector,
    Call,
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

SIGNED = (Dot, Cross, Along)
"""What needs brackets among factors."""

_ATOMS = (Sym, VectorSym, BasisVector, MatrixSym, IdentityMatrix, MatrixLit)
_NABLAS = {
    "grad": r"\nabla ", "div": r"\nabla \cdot ", "curl": r"\nabla \times ",
    "laplacian": r"\nabla^{2} ",
}  # fmt: skip
_RAISED = {"transpose": "T", "adjoint": r"\dagger"}


def linear_to_latex(node: Expr, latex: Callable[[Expr], str]) -> str:
    """A node of vectors, matrices or nabla, its parts written by `latex`."""

    def part(inner: Expr) -> str:
        return latex(inner) if _is_atom(inner) else rf"\left({latex(inner)}\right)"

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


def call_to_latex(name: str, args: tuple[Expr, ...], latex: Callable[[Expr], str]) -> str | None:
    """A function of vectors or matrices; None for one of numbers."""
    first = args[0]
    match name:
        case "transpose" | "adjoint":
            text = latex(first)
            base = text if _is_atom(first) else rf"\left({text}\right)"
            return f"{base}^{{{_RAISED[name]}}}"
        case "norm":
            return rf"\left\| {latex(first)} \right\|"
        case "det":
            return rf"\det\left({latex(first)}\right)"
        case "tr":
            return rf"\operatorname{{tr}}\left({latex(first)}\right)"
        case "kronecker" | "levi_civita":
            letter = r"\delta" if name == "kronecker" else r"\epsilon"
            return f"{letter}_{{{' '.join(map(latex, args))}}}"
        case "component" if len(args) > 2:
            return rf"\left({latex(first)}\right)_{{{' '.join(map(latex, args[1:]))}}}"
        case "projection":
            vector = rf"\left({latex(args[1])}\right)"
            return rf"\operatorname{{proj}}_{{{latex(first)}}} {vector}"
        case "commutator":
            return rf"\left[{latex(first)}, {latex(args[1])}\right]"
        case "anticommutator":
            return rf"\left\{{{latex(first)}, {latex(args[1])}\right\}}"
    return None


def _is_atom(node: Expr) -> bool:
    if isinstance(node, Nabla):
        return True
    return isinstance(node, _ATOMS) or (isinstance(node, Call) and node.name in ("norm", "det"))
