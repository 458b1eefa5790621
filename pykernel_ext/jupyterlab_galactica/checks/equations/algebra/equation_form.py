"""One form for the many ways to write a law: rearranged, over a common denominator, squared.

An equation becomes a polynomial that is zero, in atoms: symbols, and parts that are left whole
(functions, derivatives, integrals). Denominators are cleared, common factors dropped, powers of an
equation between two terms taken out, coefficients made coprime integers.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from ..tree import (
    Add,
    Along,
    Apply,
    BasisVector,
    Call,
    Const,
    Cross,
    Deriv,
    Div,
    Dot,
    Elided,
    Expr,
    Fold,
    Integral,
    Item,
    Limit,
    MatrixSym,
    Mul,
    Nabla,
    Neg,
    Num,
    Pow,
    Relation,
    Root,
    Sum,
    Sym,
    VectorSym,
    size,
)
from ..vocabulary.names import plain_name
from .form_shapes import is_plain
from .polynomials import ONE, Atom, NoFormError, Polynomial, lean
from .radicals import Normal, between_two, cleared, plus, power_of_atom, primitive, raised, times
from .rational import exact

EQUALITIES = {"=", ":=", r"\equiv"}
_MOST_NODES = 60  # of both sides: twice as many as the longest law of the catalogue has, about


def normal_form(relation: Relation) -> Normal:
    """The polynomial that an equation says is zero, up to its sign. Raises NoFormError."""
    if relation.op not in EQUALITIES or size(relation) > _MOST_NODES:
        raise NoFormError
    terms = plus(_terms(relation.left), _terms(relation.right), -1)
    if len(terms) == 2:
        terms = between_two(terms)
    terms = cleared(terms)
    if len(terms) == 2:
        terms = cleared(between_two(terms))
    form = primitive(terms)
    if not form or (len(form) == 1 and is_plain(form)):
        raise NoFormError  # 0 = 0, or one product that is zero
    return form


# From trees


def _terms(node: Expr) -> Polynomial:
    match node:
        case Num():
            value = exact(node)
            if value is None:
                raise NoFormError
            return {ONE: value} if value else {}
        case Neg(arg):
            return times(_terms(arg), {ONE: Fraction(-1)})
        case Add(terms):
            return reduce(plus, map(_terms, terms))
        case Mul(factors):
            return reduce(times, map(_terms, factors))
        case Div(num, den):
            return times(_terms(num), raised(_terms(den), -1))
        case Pow(Const("e"), exp) | Call("exp", (exp,)):
            return _exponential(exp)
        case Pow(base, exp):
            exponent = exact(exp)
            if exponent is not None:
                return raised(_terms(base), lean(exponent))
            return power_of_atom(("power", _frozen(base), _frozen(exp)))
        case Root(arg, index):
            degree = exact(index)
            if not degree:
                raise NoFormError
            return raised(_terms(arg), 1 / degree)
        case Dot(left, right):
            return _bilinear("dot", left, right)
        case Cross(left, right):
            return _bilinear("cross", left, right)
    return power_of_atom(_whole(node))


def _whole(node: Expr) -> Atom:
    """What is left whole, as an atom. Raises NoFormError."""
    match node:
        case Sym(name) | VectorSym(name, (), 0) | MatrixSym(name):
            return plain_name(name)
        case VectorSym(name, _, 0) | Apply(name, _, 0) if _is_field(node):
            return plain_name(name)
        case Apply(name, args, 0):
            return ("apply", plain_name(name), *map(_frozen, args))
        case Const(name) if name in ("pi", "e", "i"):
            return ("const", name)
        case BasisVector(name):
            return ("basis", name)
        case Call(name, args):
            return ("call", name, *map(_frozen, args))
        case Item(name, indices):
            return ("item", plain_name(name), *map(_frozen, indices))
        case Deriv(body, var, order):
            return ("derivative", _frozen(body), _frozen(var), order)
        case Integral(body, var, lower, upper):
            ends = [_frozen(end) for end in (lower, upper) if end is not None]
            return ("integral", _frozen(body), _frozen(var), *ends)
        case Sum(body) | Limit(body) | Fold(_, body):
            return (type(node).__name__, _frozen(body))
        case Nabla(kind, arg):
            return (kind, _frozen(arg))
        case Along(direction, arg):
            return ("along", _frozen(direction), _frozen(arg))
        case Elided("sum", before, after):
            return ("elided", *map(_frozen, before + after))
    raise NoFormError


def _is_field(node: VectorSym | Apply) -> bool:
    """`E(r, t)`: a function of where and when, written with or without its arguments."""
    return all(isinstance(arg, (Sym, VectorSym)) for arg in node.args)


def _frozen(node: Expr) -> Normal:
    return frozenset(_terms(node).items())


def _exponential(exp: Expr) -> Polynomial:
    """`e^{-x}` as the inverse of `e^x`."""
    inner = _terms(exp)
    if len(inner) == 1 and next(iter(inner.values())) < 0:
        positive = frozenset((key, -value) for key, value in inner.items())
        return power_of_atom(("exp", positive), -1)
    return power_of_atom(("exp", frozenset(inner.items())))


def _bilinear(kind: str, left: Expr, right: Expr) -> Polynomial:
    """A product of vectors, with the scalar factors outside."""
    result: Polynomial = {ONE: Fraction(1)}
    parts: list[Normal] = []
    for side in (left, right):
        terms = _terms(side)
        if len(terms) == 1 and isinstance(side, (Mul, Neg, Div)):
            vectors = _vectors(side)
            if len(vectors) == 1:
                vector = _terms(vectors[0])
                result = times(result, times(terms, raised(vector, -1)))
                terms = vector
        parts.append(frozenset(terms.items()))
    atom = (kind, frozenset(parts)) if kind == "dot" else (kind, *parts)
    return times(result, power_of_atom(atom))


def _vectors(node: Expr) -> list[Expr]:
    match node:
        case VectorSym() | BasisVector():
            return [node]
        case Mul(factors):
            return [vector for factor in factors for vector in _vectors(factor)]
        case Neg(arg) | Div(arg, _):
            return _vectors(arg)
    return []
