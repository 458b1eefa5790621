"""A tree as LaTeX: how an equation was understood, written without ambiguity.

Parsing the result gives the same tree again (for trees the parser makes under its default
conventions).
"""

from __future__ import annotations

from ..tree import (
    Add,
    Apply,
    Call,
    Const,
    Deriv,
    Div,
    Elided,
    Expr,
    Fold,
    HigherDeriv,
    Integral,
    Item,
    Limit,
    MatrixSym,
    Mul,
    Neg,
    Num,
    PlusMinus,
    Pow,
    Prod,
    RegionIntegral,
    Relation,
    Root,
    Sum,
    Sym,
)
from .calls import LOOSE, RAISABLE, SET_OPERATIONS, call_to_latex, in_brackets
from .linear import SIGNED, differentiation, linear_to_latex
from .structures import structure_to_latex
from .units import unit_text

_CONSTANTS = {
    "pi": r"\pi", "e": r"\mathrm{e}", "i": r"\mathrm{i}", "infinity": r"\infty",
    "degree": r"^{\circ}", "gamma": r"\gamma_{\mathrm{E}}", "dots": r"\ldots",
}  # fmt: skip


def relation_to_latex(relation: Relation) -> str:
    return f"{to_latex(relation.left)} {relation.op} {to_latex(relation.right)}"


def to_latex(node: Expr) -> str:  # noqa: C901 - a case a kind of node
    """The expression in LaTeX."""
    match node:
        case Num(digits):
            return digits
        case Sym(name):
            return name
        case Const(name):
            return _CONSTANTS[name]
        case Add(terms):
            return _sum(terms)
        case Neg(arg):
            return f"-{_in_sum(arg)}"
        case PlusMinus(sign, arg):
            return rf"{_PM[sign]} {_in_sum(arg)}"
        case Mul(factors):
            return _product(factors)
        case Div(num, den):
            return rf"\frac{{{to_latex(num)}}}{{{to_latex(den)}}}"
        case Pow(Call(function, args), exp) if function in RAISABLE and exp != Neg(Num("1")):
            return rf"\{function}^{{{to_latex(exp)}}}{in_brackets(args, to_latex)}"
        case Pow(base, exp):
            return f"{_base(base)}^{{{to_latex(exp)}}}"
        case Root(arg, Num("2")):
            return rf"\sqrt{{{to_latex(arg)}}}"
        case Root(arg, index):
            return rf"\sqrt[{_bracketed_index(index)}]{{{to_latex(arg)}}}"
        case Call(name, args):
            return call_to_latex(name, args, to_latex)
        case Apply(name, args, primes):
            return f"{name}{chr(39) * primes}{in_brackets(args, to_latex)}"
        case Deriv(body, var, order, partial):
            return differentiation(var, order, partial) + _brackets(body)
        case Integral(body, var, lower, upper):
            limits = ""
            if lower is not None and upper is not None:
                limits = f"_{{{to_latex(lower)}}}^{{{to_latex(upper)}}}"
            return rf"\int{limits} {to_latex(body)} \, d {var.name}"
        case Sum(body, var, lower, upper) | Prod(body, var, lower, upper):
            operator = r"\sum" if isinstance(node, Sum) else r"\prod"
            limits = f"_{{{var.name} = {to_latex(lower)}}}^{{{to_latex(upper)}}}"
            return f"{operator}{limits} {_in_sum(body)}"
        case Limit(body, var, point, direction):
            side = {1: "^{+}", -1: "^{-}", 0: ""}[direction]
            return rf"\lim_{{{var.name} \to {to_latex(point)}{side}}} {_in_sum(body)}"
        case _:
            structure = structure_to_latex(node, to_latex, _in_sum)
            return linear_to_latex(node, to_latex) if structure is None else structure


_PM = {1: r"\pm", -1: r"\mp"}


def _sum(terms: tuple[Expr, ...]) -> str:
    text = ""
    for term in terms:
        match term:
            case Neg(arg):
                text += f" - {_in_sum(arg)}" if text else f"-{_in_sum(arg)}"
            case PlusMinus(sign, arg):
                text += f" {_PM[sign]} {_in_sum(arg)}"
            case _:
                text += f" + {_in_sum(term)}" if text else _in_sum(term)
    return text.strip()


def _in_sum(node: Expr) -> str:
    """A term: sums and signs inside it need brackets."""
    loose = isinstance(node, (Add, Neg, PlusMinus)) or (
        isinstance(node, Elided) and node.operator == "sum"
    )
    if loose or (isinstance(node, Call) and node.name in SET_OPERATIONS):
        return _brackets(node)
    return to_latex(node)


def _brackets(node: Expr) -> str:
    return rf"\left({to_latex(node)}\right)"


_OPEN_ENDED = (Sum, Prod, Limit, Deriv, HigherDeriv, Fold, RegionIntegral)


def _product(factors: tuple[Expr, ...]) -> str:
    text = ""
    for index, factor in enumerate(factors):
        if factor == Const("degree") and index:
            text += r"^{\circ}"
            continue
        unit = unit_text((factor,)) if index else None
        if unit is not None:
            text += rf"\text{{ {unit}}}"
            continue
        last = index == len(factors) - 1
        degree = not last and factors[index + 1] == Const("degree")
        grouped = (
            isinstance(factor, (Add, Neg, PlusMinus, Mul, Elided, *SIGNED))
            or (isinstance(factor, Call) and factor.name in LOOSE)
            or (isinstance(factor, _OPEN_ENDED) and not last)
            or (degree and not isinstance(factor, (Num, Sym)))
        )
        part = _brackets(factor) if grouped else to_latex(factor)
        if text:
            text += (r" \cdot " if _needs_dot(factors[index - 1], part) else " ") + part
        else:
            text = part
    return text


def _needs_dot(before: Expr, after: str) -> bool:
    """Whether two factors side by side would be read as something else."""
    if after[0].isdigit() or after[0] == "d" or after.startswith((r"\mathrm", r"\text")):
        return True
    if isinstance(before, Num):
        return after.startswith(r"\frac")  # a mixed number
    if before == Sym("d") or isinstance(before, Div):
        return True
    if isinstance(before, Call) and before.name == "percent":
        return True  # a remainder
    # Brackets after a symbol would hold its arguments.
    return after.startswith(r"\left(") and not isinstance(before, (Const, Add, Neg))


def _base(node: Expr) -> str:
    match node:
        case (
            Num() | Sym() | Item() | MatrixSym() | Const("pi" | "e" | "i" | "infinity") | Root()
            | Call("abs")
        ):  # fmt: skip
            return to_latex(node)
    return _brackets(node)


def _bracketed_index(index: Expr) -> str:
    text = to_latex(index)
    return f"{{{text}}}" if "]" in text else text
