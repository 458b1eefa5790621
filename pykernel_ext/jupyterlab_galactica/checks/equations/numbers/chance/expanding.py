"""Sums of random variables written out, and `\\sigma_X` as what it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import reduce

from ...algebra.substitution import substitute
from ...tree import (
    Add,
    Apply,
    Call,
    Const,
    Elided,
    Expr,
    Fold,
    Item,
    Mul,
    Neg,
    Num,
    Pow,
    Prod,
    Relation,
    Root,
    Sum,
    Sym,
    add,
    children,
    free_symbols,
    mul,
    rebuild,
    walk,
)
from ...vocabulary.functions import LETTERS
from ...vocabulary.multiprecision import UndeterminedError
from ...writing.latex import to_latex
from .roles import MOMENTS, is_random_letter

MEMBERS = 3
"""Members of a sum over n random variables."""

_MOST_TERMS = 5
_SEQUENCES = {name: row.letter for row, name in LETTERS.items() if row.arguments == 0}
"""Sequences of numbers whose letters are events and random variables here: `B_i`."""

_STATISTIC = re.compile(r"\\(sigma|mu|rho)_\{([^{}]*)\}")
_NAMES = re.compile(r"\s*([A-Z](?:_\d)?)\s*")
_BARE = {r"\mu": "mean", r"\sigma": "deviation"}


def counts_in(relation: Relation) -> dict[str, int]:
    """The numbers of members, chosen for the whole relation: `n` of a sum up to n."""
    found: dict[str, int] = {}
    for part in walk(relation):
        match part:
            case Sum(_, _, _, Sym(name)) | Prod(_, _, _, Sym(name)):
                found[name] = MEMBERS
            case Fold(_, _, _, Call("and", (_, Relation(r"\le", _, Sym(name))))):
                found[name] = MEMBERS
            case Elided(_, _, (*_, last)):
                found.update(dict.fromkeys(_lasts(last), MEMBERS))
            case Call("union" | "intersection", (Call(_, (_, Const("dots"))), last)):
                found.update(dict.fromkeys(_lasts(last), MEMBERS))
    return found


def _lasts(node: Expr) -> set[str]:
    subscripts = {name.partition("_{")[2][:-1] for name in free_symbols(node) if "_{" in name}
    return {name for name in subscripts if len(name) == 1 and name.isalpha()}


def written_out(node: Expr, counts: Mapping[str, int]) -> Expr:
    """The tree with its sums and products written out. Raises UndeterminedError."""
    match node:
        case Sum(body, var, lower, upper) | Prod(body, var, lower, upper):
            first, last = _number(lower, counts), _number(upper, counts)
            if last - first >= _MOST_TERMS:
                raise UndeterminedError("a sum of many random variables")
            terms = [written_out(_at(body, var, k), counts) for k in range(first, last + 1)]
            neutral = Num("0" if isinstance(node, Sum) else "1")
            join = add if isinstance(node, Sum) else mul
            return join(*terms) if terms else neutral
        case Fold("union" | "intersection" as name, body, (var,), domain):
            first, last = _ends(domain, var, counts)
            terms = [written_out(_at(body, var, k), counts) for k in range(first, last + 1)]
            if not 0 < len(terms) <= _MOST_TERMS:
                raise UndeterminedError("a union of many events")
            return reduce(lambda one, other: Call(name, (one, other)), terms)
        case Fold("sum" | "prod" as name, body, (var,), None):
            terms = [written_out(_at(body, var, k), counts) for k in range(1, MEMBERS + 1)]
            return (add if name == "sum" else mul)(*terms)
        case Call("union" | "intersection" as name) if Const("dots") in (chain := _chain(node)):
            at = chain.index(Const("dots"))
            terms = _between(tuple(chain[:at]), tuple(chain[at + 1 :]), counts)
            return reduce(lambda one, other: Call(name, (one, other)), terms)
        case Elided(operator, before, after):
            terms = [written_out(term, counts) for term in _between(before, after, counts)]
            return (add if operator == "sum" else mul)(*terms)
        case Call(name, (index,)) if name in _SEQUENCES:
            return written_out(Item(_SEQUENCES[name], (index,)), counts)
        case Item(name, indices):
            numbers = ",".join(str(_number(index, counts)) for index in indices)
            return Sym(f"{name}_{{{numbers}}}")
    parts = tuple(written_out(part, counts) for part in children(node))
    return rebuild(node, parts) if parts else node


def _chain(node: Expr) -> list[Expr]:
    """The members of `A_1 \\cup \\dots \\cup A_n`."""
    if isinstance(node, Call) and node.name in ("union", "intersection"):
        return [part for arg in node.args for part in _chain(arg)]
    return [node]


def _at(body: Expr, var: Sym, number: int) -> Expr:
    """The body for one number; also in names that carry the index as a part."""
    return substitute(body, {var.name: Num(str(number))})


def _number(node: Expr, counts: Mapping[str, int]) -> int:
    match node:
        case Num(digits) if digits.isdigit():
            return int(digits)
        case Sym(name) if name in counts:
            return counts[name]
        case Neg(arg):
            return -_number(arg, counts)
        case Add(terms):
            return sum(_number(term, counts) for term in terms)
    raise UndeterminedError("an end of a sum that is not a number")


def _ends(domain: Expr | None, var: Sym, counts: Mapping[str, int]) -> tuple[int, int]:
    match domain:
        case Call("and", (Relation("=", left, first), Relation(r"\le", right, last))):
            if left == right == var:
                return _number(first, counts), _number(last, counts)
    raise UndeterminedError("what it runs over is not said")


def _between(
    before: tuple[Expr, ...], after: tuple[Expr, ...], counts: Mapping[str, int]
) -> list[Expr]:
    """The members of `X_1 + \\dots + X_n`."""
    if len(after) != 1:
        raise UndeterminedError("dots that are not understood")
    ends = [name for name in _lasts(after[0]) if name in counts]
    if len(ends) != 1:
        raise UndeterminedError("dots that are not understood")
    terms = [_numbered(after[0], ends[0], k) for k in range(1, counts[ends[0]] + 1)]
    if list(before) != terms[: len(before)]:
        raise UndeterminedError("dots that are not understood")
    return terms


def _numbered(node: Expr, index: str, number: int) -> Expr:
    """`X_n` as `X_1`."""
    if isinstance(node, Sym):
        if node.name == index:
            return Num(str(number))
        return Sym(node.name.replace(f"_{{{index}}}", f"_{{{number}}}"))
    parts = tuple(_numbered(part, index, number) for part in children(node))
    return rebuild(node, parts) if parts else node


# What symbols stand for


def with_processes(node: Expr, *, inside: bool = False) -> Expr:
    """`X(t)` and `Y^1` as the random variables that they are; `f(X)` and `F(x)` are functions."""
    match node:
        case Pow(Sym(name), Num("0" | "1" as mark)) if inside and is_random_letter(name):
            head, _, subscript = name.partition("_")  # nobody writes such a power
            return Sym(f"{head}_{{{subscript.strip('{}')}^{mark}}}")
        case Apply(name, args, 0) if inside and is_random_letter(name) and name not in "FGH":
            if not any(map(is_random_letter, frozenset().union(*map(free_symbols, args)))):
                at = ", ".join(map(to_latex, args))
                return Sym(f"{name}_{{{at}}}")
    within = inside or (isinstance(node, Call) and node.name in MOMENTS)
    parts = tuple(with_processes(part, inside=within) for part in children(node))
    return rebuild(node, parts) if parts else node


def applied(node: Expr, probabilities: frozenset[str]) -> Expr:
    """`P(B)` read as a product, beside `P(A \\mid B)`, as the probability that it must be."""
    parts = tuple(applied(part, probabilities) for part in children(node))
    if isinstance(node, Mul):
        factors: list[Expr] = []
        for part in parts:
            last = factors[-1] if factors else None
            if isinstance(last, Sym) and last.name in probabilities:
                factors[-1] = Apply(last.name, (part,))
            else:
                factors.append(part)
        return mul(*factors)
    return rebuild(node, parts) if parts else node


def explained(node: Expr, members: Mapping[str, str]) -> Expr:
    """`\\sigma_X`, `\\mu_X`, `\\sigma_{XY}` and `\\rho_{XY}` as operations on X and Y.

    `members` are the variables by their subscripts: beside `X_t`, `\\mu_t` is its mean.
    """
    if isinstance(node, Sym):
        match = _STATISTIC.fullmatch(node.name)
        if match and match[2] in members:
            return _of_one(match[1], Sym(members[match[2]])) or node
        found = _statistic(match[1], match[2]) if match else None
        return node if found is None else found
    parts = tuple(explained(part, members) for part in children(node))
    return rebuild(node, parts) if parts else node


def _statistic(letter: str, subscript: str) -> Expr | None:
    joined = re.split(r"([+,-])", subscript)
    names = joined[::2]
    if len(joined) == 1 and len(subscript) == 2 and subscript.isalpha():
        names, joined = list(subscript), [subscript[0], ",", subscript[1]]
    if not all(_NAMES.fullmatch(name) for name in names) or len(joined) > 3:
        return None
    variables = [Sym(name.strip()) for name in names]
    pair = len(joined) == 3 and joined[1] == ","
    if letter == "rho" or (pair and letter == "sigma"):
        name = "correlation" if letter == "rho" else "covariance"
        return Call(name, tuple(variables)) if pair else None
    if pair:
        return None
    inner: Expr = variables[0]
    if len(joined) == 3:
        other = variables[1] if joined[1] == "+" else Neg(variables[1])
        inner = add(inner, other)
    return _of_one(letter, inner)


def _of_one(letter: str, variable: Expr) -> Expr | None:
    if letter == "mu":
        return Call("expectation", (variable,))
    return Root(Call("variance", (variable,)), Num("2")) if letter == "sigma" else None


def members_in(relation: Relation) -> dict[str, str]:
    """The random variables by their subscripts, where all have one letter."""
    names = [
        part.name
        for part in walk(relation)
        if isinstance(part, Sym) and is_random_letter(part.name)
    ]
    if len({name.partition("_{")[0] for name in names}) != 1:
        return {}
    return {name.partition("_{")[2][:-1]: name for name in names if "_{" in name}


def of_the_only_one(node: Expr, variable: Sym) -> Expr:
    """`\\mu` and `\\sigma` as the mean and the deviation of the one variable there is."""
    match node:
        case Pow(Sym(r"\sigma"), Num("2")):
            return Call("variance", (variable,))
        case Sym(r"\mu"):
            return Call("expectation", (variable,))
        case Sym(r"\sigma"):
            return Root(Call("variance", (variable,)), Num("2"))
    parts = tuple(of_the_only_one(part, variable) for part in children(node))
    return rebuild(node, parts) if parts else node


def has_bare(relation: Relation) -> bool:
    return not free_symbols(relation).isdisjoint(_BARE)


def is_statistic(name: str) -> bool:
    """Whether a name is one of those with a random variable as subscript."""
    match = _STATISTIC.fullmatch(name)
    return match is not None and _statistic(match[1], match[2]) is not None
