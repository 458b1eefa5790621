"""Whether an equation of vectors, matrices or fields claims an identity, by its form alone.

Laws name quantities on one side only, conditions compare with a constant, and a property such as
`A^T = A` does nothing to anything composed. An identity says how an operation distributes over, or
passes by, what it is done to, and has the same monomials on both sides.
"""

from __future__ import annotations

from functools import reduce

from ..algebra.polynomials import (
    NoFormError,
    Polynomial,
    atom,
    constant,
    monomial_power,
    plus,
    times,
    whole_power,
)
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

_MOST_MONOMIALS = 60  # multiplied at once: sides with more are taken for no identity
_HIGHEST_POWER = 4  # of what is multiplied out
_ATOMS = (Sym, VectorSym, MatrixSym, Apply)


def linear_form(contents: Contents) -> Form:
    """What an equation that is not true of all values claims."""
    relation = contents.relation
    left, right = relation.left, relation.right
    if relation.op == ":=" or _introduces(left, right) or _introduces(right, left):
        return "definition"
    if not contents.is_spatial and any(isinstance(part, Apply) for part in contents.parts):
        return "property"
    a, b = _symbols(contents, left), _symbols(contents, right)
    if a != b and a and b:
        return "law"
    if not a and not b:
        return "identity"
    if not a or not b:
        return "question"
    if any(map(_has_unknown_entries, (left, right))):
        return "question"
    if "norm" in contents.calls and not any(isinstance(p, Cross) for p in contents.parts):
        return "question"
    if contents.is_spatial and set(contents.derivative_variables) - set(AXES):
        return "law"  # derivatives by time beside derivatives by place: an equation of motion
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
    try:
        alike = _monomials(left).keys() == _monomials(right).keys()
    except NoFormError:
        return "question"
    return "identity" if alike and composed else "question"


def _has_unknown_entries(side: Expr) -> bool:
    """Whether a side is a column of symbols, which a system of equations is to be solved for."""
    if not isinstance(side, MatrixLit):
        return False
    return len(side.entries) > 1 and all(isinstance(entry, Sym) for entry in side.entries)


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


def _distributes(node: Expr) -> bool:
    """A determinant, inverse, trace or exponential of something composed."""
    for part in walk(node):
        match part:
            case Call("det" | "exp", (Add() | Mul() | Call() | Pow() as arg,)) if _has_matrix(arg):
                return True
            case Pow(Add() | Mul() | Call() as base, Neg(Num("1"))) if _has_matrix(base):
                return True
            case Pow(MatrixLit(), Neg(Num("1"))):
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
            "transpose", "adjoint", "tr", "anticommutator", "det", "projection",
        )  # fmt: skip
        tables = isinstance(part, Mul) and any(isinstance(f, MatrixLit) for f in part.factors)
        commutes = isinstance(part, Call) and part.name == "commutator"
        if isinstance(part, Cross) or tables or commutes:
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
    return False


def _monomials(node: Expr) -> Polynomial:
    """A polynomial without signs, numbers, derivatives and order, so that no term goes out.

    Raises NoFormError.
    """
    match node:
        case Sym(name) | VectorSym(name) | MatrixSym(name) | Apply(name):
            return atom(letter_of(name))
        case Add(terms) | MatrixLit(terms):
            return reduce(plus, map(_monomials, terms))
        case Call("det", (MatrixLit(entries, columns),)):
            return _of_determinant(entries, columns)
        case (
            Neg(part)
            | Nabla(_, part)
            | Deriv(part)
            | Sum(part)
            | Call("transpose" | "adjoint" | "tr" | "conj", (part,))
            | Div(part, Num())
        ):
            return _monomials(part)
        case Mul(factors) | Call("commutator" | "anticommutator", factors):
            return reduce(_times, map(_monomials, factors))
        case Dot(left, right) | Cross(left, right) | Along(left, right):
            return _times(_monomials(left), _monomials(right))
        case Pow(base, Num(digits)) if digits.isdigit() and 0 < int(digits) <= _HIGHEST_POWER:
            return whole_power(_monomials(base), int(digits), _times)
        case Div(num, den) if len(below := list(_monomials(den))) == 1:
            return _times(_monomials(num), {monomial_power(below[0], -1): 1})
        case _ if not children(node):
            return constant(1)
    raise NoFormError


def _of_determinant(entries: tuple[Expr, ...], columns: int) -> Polynomial:
    """The monomials of all products of one entry a row."""
    rows = [entries[start : start + columns] for start in range(0, len(entries), columns)]
    return reduce(_times, [reduce(plus, map(_monomials, row)) for row in rows])


def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    return times(a, b, _MOST_MONOMIALS)
