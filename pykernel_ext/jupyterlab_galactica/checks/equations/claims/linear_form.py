"""Whether an equation of vectors, matrices or fields claims an identity, by its form alone.

Laws name quantities on one side only, conditions compare with a constant, and a property such as
`A^T = A` does nothing to anything composed. An identity says how an operation distributes over, or
passes by, what it is done to, and has the same monomials on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..tree import (
    Add,
    Along,
    Apply,
    Call,
    Cross,
    Deriv,
    DerivBy,
    Div,
    Dot,
    Expr,
    IdentityMatrix,
    Item,
    MatrixLit,
    MatrixSym,
    Mul,
    Nabla,
    Neg,
    Num,
    Pow,
    Sum,
    Sym,
    VectorSym,
    children,
    walk,
)
from ..tree.contents import Contents, components, letter_of
from ..vocabulary.letters import AXES, PLACE_LETTERS
from .form import Form

Degrees = frozenset[tuple[tuple[str, int], ...]]
"""The monomials of an expression: in each, the power of every symbol."""

_MOST_MONOMIALS = 60
_ATOMS = (Sym, VectorSym, MatrixSym, Apply)


def linear_form(contents: Contents) -> Form:
    """What an equation that is not true of all values claims."""
    relation = contents.relation
    left, right = relation.left, relation.right
    if relation.op == ":=" or _introduces(left, right) or _introduces(right, left):
        return "definition"
    a, b = _symbols(contents, left), _symbols(contents, right)
    if a != b and a and b:
        return "law"
    if not a and not b:
        return "identity"
    if not a or not b:
        return "question"
    if "norm" in contents.calls and not any(isinstance(p, Cross) for p in contents.parts):
        return "question"
    if _is_evolution(contents):
        return "law"
    if contents.is_spatial and {letter_of(name) for name in a | b} <= PLACE_LETTERS:
        return "identity"  # a calculation: no field in it is unknown
    if contents.calls & {"kronecker", "levi_civita"}:
        return "identity"
    if _distributes(left) or _distributes(right):
        return "identity"
    derives = contents.is_spatial or contents.derivative_variables
    if derives and contents.order(left) != contents.order(right):
        return "law"
    composed = _is_composed(left) or _is_composed(right)
    if contents.is_spatial:
        return "identity" if composed else "question"
    monomials = degrees(left), degrees(right)
    if None in monomials or monomials[0] != monomials[1]:
        return "question"
    return "identity" if composed else "question"


def _symbols(contents: Contents, side: Expr) -> frozenset[str]:
    """Names, with components counted as what they are components of."""
    names = {part.name for part in walk(side) if isinstance(part, _ATOMS)}
    names -= {*contents.free_indices, *contents.bound_indices}
    names |= {part.name for part in walk(side) if isinstance(part, Item)}
    for whole in (*contents.vectors, *contents.matrices):
        columns = 1 if whole in contents.vectors else 3
        parts = {known for known, *_ in components(whole, 3, columns)}
        if names & parts or letter_of(whole) in names:
            names = (names - parts - {letter_of(whole)}) | {whole}
    return frozenset(names)


def _introduces(side: Expr, other: Expr) -> bool:
    """A lone vector, matrix, number or field that the other side does not use."""
    if isinstance(side, Neg):
        return _introduces(side.arg, other)
    if isinstance(side, Deriv) and isinstance(side.body, _ATOMS):
        return side not in set(walk(other))
    if not isinstance(side, _ATOMS):
        return False
    return all(getattr(part, "name", None) != side.name for part in walk(other))


def _is_evolution(contents: Contents) -> bool:
    """Derivatives by time beside derivatives by place: an equation of motion."""
    others = set(contents.derivative_variables) - set(AXES)
    return contents.is_spatial and bool(others)


def _distributes(node: Expr) -> bool:
    """A determinant, inverse, trace or exponential of something composed."""
    for part in walk(node):
        match part:
            case Call("det" | "exp", (arg,)):
                if isinstance(arg, (Add, Mul, Call, Pow)) and _has_matrix(arg):
                    return True
            case Pow(base, Neg(Num("1"))):
                if isinstance(base, (Add, Mul, Call)) and _has_matrix(base):
                    return True
    return False


def _has_matrix(node: Expr) -> bool:
    return any(isinstance(part, (MatrixSym, IdentityMatrix)) for part in walk(node))


def _is_composed(node: Expr) -> bool:
    """Whether an operation is done to a sum, a product or another operation."""
    operations = (Nabla, Dot, Cross, Along, Deriv, DerivBy)
    inner = (Add, Mul, Div, Pow, Call, *operations)
    for part in walk(node):
        named = isinstance(part, Call) and part.name in (
            "transpose", "adjoint", "tr", "commutator", "anticommutator", "det", "projection",
        )  # fmt: skip
        tables = isinstance(part, Mul) and any(isinstance(f, MatrixLit) for f in part.factors)
        if isinstance(part, Cross) or tables:
            return True
        if isinstance(part, operations) or named:
            done_to = [arg.arg if isinstance(arg, Neg) else arg for arg in children(part)]
            if any(isinstance(arg, (*inner, MatrixLit)) for arg in done_to):
                return True
        if isinstance(part, (Mul, Pow)) and _has_matrix(part):
            if any(isinstance(arg, Add) for arg in children(part)):
                return True
            if isinstance(part, Pow) and isinstance(part.base, Mul):
                return True
        if isinstance(part, Call) and part.name == "commutator":
            return True
    return False


def degrees(node: Expr) -> Degrees | None:
    """The monomials of a polynomial, derivatives and order left out; None for anything else."""
    match node:
        case Num():
            return frozenset({()})
        case Sym(name) | VectorSym(name) | MatrixSym(name) | Apply(name):
            return frozenset({((letter_of(name), 1),)})
        case Add(terms):
            return _united(degrees(term) for term in terms)
        case MatrixLit(entries):
            return _united(degrees(entry) for entry in entries)
        case Neg(arg) | Nabla(_, arg):
            return degrees(arg)
        case Deriv(body) | Sum(body):
            return degrees(body)
        case Call("det", (MatrixLit(entries, columns),)):
            return _of_determinant(entries, columns)
        case Call("transpose" | "adjoint" | "tr" | "conj", (arg,)):
            return degrees(arg)
        case Mul(factors) | Call("commutator" | "anticommutator", factors):
            return _product(degrees(factor) for factor in factors)
        case Dot(left, right) | Cross(left, right) | Along(left, right):
            return _product((degrees(left), degrees(right)))
        case Pow(base, Num(digits)) if digits.isdigit() and 0 < int(digits) < 5:
            return _product([degrees(base)] * int(digits))
        case Div(num, Num()):
            return degrees(num)
        case Div(num, den):
            below = degrees(den)
            if below is None or len(below) != 1:
                return None
            (powers,) = below
            return _product((degrees(num), frozenset({tuple((n, -p) for n, p in powers)})))
        case _ if not children(node):
            return frozenset({()})
    return None


def _of_determinant(entries: tuple[Expr, ...], columns: int) -> Degrees | None:
    """The monomials of all products of one entry a row."""
    rows = [entries[start : start + columns] for start in range(0, len(entries), columns)]
    return _product(_united(degrees(entry) for entry in row) for row in rows)


def _united(parts: Iterable[Degrees | None]) -> Degrees | None:
    union: Degrees = frozenset()
    for part in parts:
        if part is None:
            return None
        union |= part
    return union


def _product(parts: Iterable[Degrees | None]) -> Degrees | None:
    product: Degrees = frozenset({()})
    for part in parts:
        if part is None or len(product) * len(part) > _MOST_MONOMIALS:
            return None
        product = frozenset(_times(a, b) for a in product for b in part)
    return product


def _times(
    a: tuple[tuple[str, int], ...], b: tuple[tuple[str, int], ...]
) -> tuple[tuple[str, int], ...]:
    powers = dict(a)
    for name, power in b:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted((name, power) for name, power in powers.items() if power))
