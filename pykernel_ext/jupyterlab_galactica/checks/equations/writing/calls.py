"""Functions and operations as LaTeX, by their rows in the vocabulary: a part of `to_latex`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from ..tree import (
    NODE_TYPES,
    BasisVector,
    Call,
    Const,
    Expr,
    IdentityMatrix,
    MatrixLit,
    MatrixSym,
    Nabla,
    Num,
    Sym,
    VectorSym,
)
from ..vocabulary.function import Function, Letter
from ..vocabulary.functions import FUNCTIONS, LETTERS, marked

Printer = Callable[[Expr], str]

SET_OPERATIONS = marked("of sets")
_STATEMENTS = marked("of statements")
LOOSE = {row.name for row in FUNCTIONS.values() if row.infix} - _STATEMENTS
"""What needs brackets among factors."""

RAISABLE = {row.name for row in FUNCTIONS.values() if row.latex == f"\\{row.name}"}
"""What is written with its exponent before the argument, `\\sin^{2}(x)`."""

_LETTERED: Mapping[str, Letter] = {
    name: letter
    for letter, name in reversed(LETTERS.items())
    if letter.arguments and not letter.where and not FUNCTIONS[name].latex
}
_FIGURES = {"angle": r"\angle ", "triangle": r"\triangle ", "quadrilateral": r"\square "}
_PLACE = re.compile(r"\(#(\d)\)|#(\d)|#,")
_ATOMS = (Num, Sym, VectorSym, BasisVector, MatrixSym, IdentityMatrix, MatrixLit, Nabla)


def call_to_latex(name: str, args: tuple[Expr, ...], latex: Printer) -> str:
    """A function or operation, its arguments written by `latex`."""
    structure = _structure(name, args, latex)
    if structure is not None:
        return structure
    if name in _LETTERED:
        return _lettered(_LETTERED[name], args, latex)
    row = FUNCTIONS.get(name) or Function(name)
    if row.infix and len(args) > 1:
        plain = NODE_TYPES if name in _STATEMENTS else (Num, Sym)
        return f" {row.infix} ".join(
            latex(arg) if isinstance(arg, plain) else in_brackets((arg,), latex) for arg in args
        )
    if "#" in row.latex:
        return _filled(row.latex, args, latex)
    head = name if name.startswith("\\") else row.latex or rf"\operatorname{{{name}}}"
    return head + in_brackets(args, latex)


def in_brackets(args: Sequence[Expr], latex: Printer) -> str:
    """The arguments of a function."""
    return rf"\left({', '.join(map(latex, args))}\right)"


def is_atom(node: Expr) -> bool:
    """Whether it needs no brackets before an exponent or sign that belongs to all of it."""
    if isinstance(node, Call):
        return node.name in ("norm", "det")
    return isinstance(node, _ATOMS) or node in (Const("pi"), Const("e"))


def grouped(node: Expr, latex: Printer) -> str:
    """The node, in brackets unless it is an atom."""
    return latex(node) if is_atom(node) else in_brackets((node,), latex)


def _filled(template: str, args: tuple[Expr, ...], latex: Printer) -> str:
    def part(match: re.Match[str]) -> str:
        if match[1]:
            return grouped(args[int(match[1]) - 1], latex)
        if match[2]:
            return latex(args[int(match[2]) - 1])
        return ", ".join(map(latex, args))

    return _PLACE.sub(part, template)


def _lettered(letter: Letter, args: tuple[Expr, ...], latex: Printer) -> str:
    ends = letter.subscripts, letter.subscripts + letter.raised
    lowered, raised, rest = args[: ends[0]], args[ends[0] : ends[1]], args[ends[1] :]
    subscript = f"_{{{', '.join(map(latex, lowered))}}}" if lowered else ""
    superscript = f"^{{({', '.join(map(latex, raised))})}}" if raised else ""
    return f"{letter.letter}{subscript}{superscript}{in_brackets(rest, latex)}"


def _structure(name: str, args: tuple[Expr, ...], latex: Printer) -> str | None:
    """What is no row of arguments."""
    if name in _FIGURES:
        return _FIGURES[name] + " ".join(map(latex, args))
    match name, args:
        case "segment", points:
            return rf"\overline{{{' '.join(map(latex, points))}}}"
        case "expectation", (value, about):
            return rf"\operatorname{{E}}_{{{latex(about)}}}\left[{latex(value)}\right]"
        case "component", (inner, index):
            return rf"\left[{latex(inner)}\right]_{{{latex(index)}}}"
        case "component", (inner, *indices):
            return rf"\left({latex(inner)}\right)_{{{' '.join(map(latex, indices))}}}"
        case "set_of", (member, Call("and", parts)):
            return rf"\left\{{{latex(member)} \mid {', '.join(map(latex, parts))}\right\}}"
        case "set_of", (member, condition):
            return rf"\left\{{{latex(member)} \mid {latex(condition)}\right\}}"
    return None
