"""Sequences, cases, sets, dots, units and special functions as LaTeX: a part of `print_latex`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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
    Num,
    RegionIntegral,
    Relation,
    Sym,
    Unit,
)
from ..vocabulary.functions import LETTERS, RAISED_LETTERS
from .units import unit_text

Printer = Callable[[Expr], str]

_BIG = {"union": r"\bigcup", "intersection": r"\bigcap", "argmin": r"\operatorname{argmin}",
        "argmax": r"\operatorname{argmax}", "esssup": r"\operatorname{esssup}"}  # fmt: skip
_INFIX = {
    "union": r"\cup", "intersection": r"\cap", "difference": r"\setminus", "mod": r"\bmod",
    "compose": r"\circ", "tensor": r"\otimes", "direct_sum": r"\oplus", "convolution": r"\ast",
    "star": r"\star", "given": r"\mid", "divides": r"\mid", "and": r"\land",
}  # fmt: skip
_AROUND = {
    "set": (r"\left\{", r"\right\}"), "tuple": (r"\left(", r"\right)"),
    "list": (r"\left[", r"\right]"), "interval_oc": (r"\left(", r"\right]"),
    "interval_co": (r"\left[", r"\right)"), "mean": (r"\langle ", r" \rangle"),
    "ket": ("|", r"\rangle"), "bra": (r"\langle ", "|"),
    "inner": (r"\langle ", r" \rangle"), "expectation": (r"\mathbb{E}\left[", r"\right]"),
    "variance": (r"\operatorname{Var}\left(", r"\right)"),
    "covariance": (r"\operatorname{Cov}\left(", r"\right)"),
    "correlation": (r"\operatorname{Corr}\left(", r"\right)"),
    "O": (r"O\left(", r"\right)"), "o": (r"o\left(", r"\right)"),
    "probability": (r"\Pr\left(", r"\right)"),
    "upper_gamma": (r"\Gamma\left(", r"\right)"), "hurwitz_zeta": (r"\zeta\left(", r"\right)"),
}  # fmt: skip
_FIGURES = {"angle": r"\angle ", "triangle": r"\triangle ", "quadrilateral": r"\square "}
_LETTERS: Mapping[str, tuple[str, int]] = {
    name: (letter, subscripts) for (letter, subscripts, _), name in LETTERS.items()
    if letter != r"\vartheta"
}  # fmt: skip
_RAISED = {name: (key[0], key[1]) for key, name in RAISED_LETTERS.items()}


def structure_to_latex(node: Expr, latex: Printer, term: Printer) -> str | None:
    """A node of these kinds, its parts written by `latex`, terms of sums by `term`; else None."""
    match node:
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
        case Elided("sum", before, after):
            return latex(Add((*before, Const("dots"), *after)))
        case Elided(_, before, after):
            return latex(Mul((*before, Const("dots"), *after)))
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
    if isinstance(arg, Sym) or type(arg).__name__ == "VectorSym":
        return f"d{power}{latex(arg)}"
    return rf"d{power}\left({latex(arg)}\right)"


def _below(variables: tuple[Sym, ...], domain: Expr | None, latex: Printer) -> str:
    if domain is not None:
        match domain:
            case Call("and", parts):
                return f"_{{{', '.join(map(latex, parts))}}}"
        return f"_{{{latex(domain)}}}"
    names = ", ".join(variable.name for variable in variables)
    return f"_{{{names}}}" if names else ""


def _condition(condition: Expr, latex: Printer) -> str:
    match condition:
        case Call("otherwise"):
            return r"\text{otherwise}"
        case Call("even" | "odd" as parity, (arg,)):
            return rf"{latex(arg)} \text{{ {parity}}}"
        case Call("and", parts):
            return r" \land ".join(_condition(part, latex) for part in parts)
    return latex(condition)


def operation_to_latex(name: str, args: tuple[Expr, ...], latex: Printer) -> str | None:
    """An operation or special function; None for one that `print_latex` knows."""
    if name.startswith("\\"):
        return rf"{name}\left({', '.join(map(latex, args))}\right)"
    if name == "expectation" and len(args) == 2:
        return rf"\operatorname{{E}}_{{{latex(args[1])}}}\left[{latex(args[0])}\right]"
    if name in _AROUND:
        opening, closing = _AROUND[name]
        return f"{opening}{', '.join(map(latex, args))}{closing}"
    if name in _FIGURES:
        return _FIGURES[name] + " ".join(map(latex, args))
    if name in _INFIX and len(args) > 1:
        plain = name in ("given", "divides", "and")
        sides = (latex(arg) if plain else _operand(arg, latex) for arg in args)
        return f" {_INFIX[name]} ".join(sides)
    if name in _LETTERS:
        letter, subscripts = _LETTERS[name]
        return _lettered(letter, args[:subscripts], (), args[subscripts:], latex)
    if name in _RAISED:
        letter, subscripts = _RAISED[name]
        raised = args[subscripts:-1]
        return _lettered(letter, args[:subscripts], raised, args[-1:], latex)
    return _special(name, args, latex)


def _special(name: str, args: tuple[Expr, ...], latex: Printer) -> str | None:
    if name.startswith("hyper_"):
        above, below = name.split("_")[1:]
        return rf"{{}}_{{{above}}}F_{{{below}}}\left({', '.join(map(latex, args))}\right)"
    match name, args:
        case "set_of", (member, condition):
            return rf"\left\{{{latex(member)} \mid {_listed(condition, latex)}\right\}}"
        case "segment", points:
            return rf"\overline{{{' '.join(map(latex, points))}}}"
        case "residue", (value, modulus):
            return rf"{latex(value)} \pmod{{{latex(modulus)}}}"
        case (("held" | "pochhammer"), (inner, index)):
            return rf"\left({latex(inner)}\right)_{{{latex(index)}}}"
        case "component", (inner, index):
            return rf"\left[{latex(inner)}\right]_{{{latex(index)}}}"
        case "falling", (base, order):
            return rf"{_operand(base, latex)}^{{\underline{{{latex(order)}}}}}"
        case "double_factorial", (number,):
            return f"{_operand(number, latex)}!!"
        case "starred", (number,):
            return f"{_operand(number, latex)}^{{*}}"
        case "truncated", (number,):
            return rf"{latex(number)} \ldots"
        case "in_base", (number, base):
            return f"{latex(number)}_{{{latex(base)}}}"
        case "polylog", (order, number):
            return rf"\operatorname{{Li}}_{{{latex(order)}}}\left({latex(number)}\right)"
        case "incomplete_beta", (end, a, b):
            return rf"\mathrm{{B}}_{{{latex(end)}}}\left({latex(a)}, {latex(b)}\right)"
        case "q_pochhammer", (base, q, order):
            return rf"\left({latex(base)}; {latex(q)}\right)_{{{latex(order)}}}"
    return None


def _listed(condition: Expr, latex: Printer) -> str:
    match condition:
        case Call("and", parts):
            return ", ".join(map(latex, parts))
    return latex(condition)


def _lettered(
    letter: str,
    lowered: tuple[Expr, ...],
    raised: tuple[Expr, ...],
    args: tuple[Expr, ...],
    latex: Printer,
) -> str:
    subscript = f"_{{{', '.join(map(latex, lowered))}}}" if lowered else ""
    superscript = f"^{{({', '.join(map(latex, raised))})}}" if raised else ""
    return rf"{letter}{subscript}{superscript}\left({', '.join(map(latex, args))}\right)"


def _operand(node: Expr, latex: Printer) -> str:
    return latex(node) if isinstance(node, (Num, Sym)) else rf"\left({latex(node)}\right)"


def units_to_latex(factors: tuple[Expr, ...]) -> str | None:
    """The unit that some factors make together; None where one of them is no unit."""
    text = unit_text(factors)
    return None if text is None else rf"\text{{ {text}}}"
