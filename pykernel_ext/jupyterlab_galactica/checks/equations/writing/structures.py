"""Sequences, cases, folds, dots and units as LaTeX: a part of `to_latex`."""

from __future__ import annotations

from ..tree import (
    Add,
    At,
    Call,
    Cases,
    Const,
    Differential,
    Elided,
    Expr,
    Fold,
    HigherDeriv,
    Item,
    Mul,
    RegionIntegral,
    Relation,
    Sym,
    Unit,
    VectorSym,
)
from .calls import Printer

_BIG = {"union": r"\bigcup", "intersection": r"\bigcap", "argmin": r"\operatorname{argmin}",
        "argmax": r"\operatorname{argmax}", "esssup": r"\operatorname{esssup}"}  # fmt: skip


def structure_to_latex(node: Expr, latex: Printer, term: Printer) -> str | None:
    """A node of these kinds, its parts written by `latex`, terms of sums by `term`; else None."""
    match node:
        case Item(name, indices) if name.endswith("^"):
            return f"{name}{{({', '.join(map(latex, indices))})}}"
        case Item(name, indices):
            return f"{name}_{{{', '.join(map(latex, indices))}}}"
        case Unit(name):
            return rf"\text{{{name}}}"
        case HigherDeriv(body, var, order):
            power = f"^{{{latex(order)}}}"
            return rf"\frac{{d{power}}}{{d {var.name}{power}}}\left({latex(body)}\right)"
        case Differential(arg, order):
            return _differential(arg, order, latex)
        case RegionIntegral(sign, body, region, upper):
            limits = "" if region is None else f"_{{{latex(region)}}}"
            limits += "" if upper is None else f"^{{{latex(upper)}}}"
            return f"{sign}{limits} {term(body)}"
        case Fold(operator, body, variables, domain):
            below = _below(variables, domain, latex)
            sign = _BIG.get(operator, f"\\{operator}")
            return f"{sign}{below} {_grouped(operator, body, latex, term)}"
        case Elided(operator, before, after):
            whole = Add if operator == "sum" else Mul
            return latex(whole((*before, Const("dots"), *after)))
        case Cases(values, conditions):
            rows = [
                f"{latex(value)} & {_condition(condition, latex)}"
                for value, condition in zip(values, conditions, strict=True)
            ]
            return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"
        case At(body, var, lower, upper):
            low = "" if lower is None else f"_{{{var.name} = {latex(lower)}}}"
            high = f"{'_' if lower is None else '^'}{{{var.name} = {latex(upper)}}}"
            return rf"\left. {latex(body)} \right|{low}{high}"
        case Relation(op, left, right):
            return f"{latex(left)} {op} {latex(right)}"
    return None


def _grouped(operator: str, body: Expr, latex: Printer, term: Printer) -> str:
    """The body of an extreme in brackets, which a sum or product need not have."""
    if operator in ("sum", "prod", "union", "intersection", "lim"):
        return term(body)
    if isinstance(body, Call) and body.name == "tuple":
        return latex(body)
    return rf"\left({latex(body)}\right)"


def _differential(arg: Expr, order: int, latex: Printer) -> str:
    if order == 0:
        return rf"\partial {latex(arg)}"
    power = f"^{{{order}}}" if order > 1 else ""
    if isinstance(arg, (Sym, VectorSym)):
        return f"d{power}{latex(arg)}"
    return rf"d{power}\left({latex(arg)}\right)"


def _below(variables: tuple[Sym, ...], domain: Expr | None, latex: Printer) -> str:
    match domain:
        case None:
            below = ", ".join(variable.name for variable in variables)
        case Call("and", parts):
            below = ", ".join(map(latex, parts))
        case _:
            below = latex(domain)
    return f"_{{{below}}}" if below else ""


def _condition(condition: Expr, latex: Printer) -> str:
    match condition:
        case Call("otherwise"):
            return r"\text{otherwise}"
        case Call("even" | "odd" as parity, (arg,)):
            return rf"{latex(arg)} \text{{ {parity}}}"
        case Call("and", parts):
            return r" \land ".join(_condition(part, latex) for part in parts)
    return latex(condition)
