"""Scalar, vector or matrix: the kind of every expression, and what cannot be put together.

Vectors are columns and covectors rows, so that one rule of products covers `u^T v`, `u v^T`,
`A x` and `x^T A x`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from ..vocabulary.functions import marked
from . import (
    Add,
    Along,
    Apply,
    BasisVector,
    Call,
    Cases,
    Cross,
    Del,
    Deriv,
    DerivBy,
    DerivOp,
    Differential,
    Div,
    Dot,
    Expr,
    IdentityMatrix,
    Integral,
    Item,
    Limit,
    MatrixLit,
    MatrixSym,
    Mul,
    Nabla,
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
    VectorSym,
    children,
    walk,
)

Kind = Literal["scalar", "vector", "covector", "matrix", "operator"]

LINEAR_NODES = (
    VectorSym, BasisVector, MatrixSym, IdentityMatrix, MatrixLit, Dot, Cross, Nabla, Along, Del,
    DerivOp, DerivBy,
)  # fmt: skip

_LINEAR_CALLS = marked("linear")

_PRODUCTS: dict[tuple[Kind, Kind], Kind] = {
    ("matrix", "matrix"): "matrix", ("matrix", "vector"): "vector",
    ("covector", "matrix"): "covector", ("covector", "vector"): "scalar",
    ("vector", "covector"): "matrix",
}  # fmt: skip
_NABLAS: dict[str, tuple[str, dict[Kind, Kind]]] = {
    "grad": ("gradient", {"scalar": "vector", "vector": "matrix"}),
    "div": ("divergence", {"vector": "scalar", "matrix": "vector"}),
    "curl": ("curl", {"vector": "vector"}),
}
_SAME_KIND = marked("keeps kind")
_FLIPPED: dict[Kind, Kind] = {"vector": "covector", "covector": "vector"}


class KindError(Exception):
    """What is put together does not fit, in words: "a vector is added to a scalar"."""


def is_linear(*sides: Expr) -> bool:
    """Whether vectors, matrices or nabla occur."""
    return any(
        isinstance(part, LINEAR_NODES) or (isinstance(part, Call) and part.name in _LINEAR_CALLS)
        for side in sides
        for part in walk(side)
    )


def kind_of(node: Expr) -> Kind:  # noqa: C901 - a case a kind of node
    """The kind of an expression. Raises KindError."""
    match node:
        case VectorSym() | BasisVector():
            return "vector"
        case MatrixSym() | IdentityMatrix():
            return "matrix"
        case MatrixLit():
            return _kind_of_literal(node)
        case Add(values) | Cases(values):
            return _common(values)
        case Neg(arg) | PlusMinus(_, arg) | Differential(arg):
            return kind_of(arg)
        case Mul(factors):
            return product_kind(map(kind_of, factors))
        case Div(num, den):
            _need("scalar", den, "divided by")
            return kind_of(num)
        case Pow():
            return _kind_of_power(node)
        case Root(arg):
            _need("scalar", arg, "put under a root:")
            return "scalar"
        case Call():
            return _kind_of_call(node)
        case Dot(left, right):
            return _kind_of_dot(left, right)
        case Cross(left, right):
            _need("vector", left, "crossed with")
            _need("vector", right, "crossed with")
            return "vector"
        case Nabla():
            return _kind_of_nabla(node)
        case Along(direction, arg):
            _need("vector", direction, "a direction")
            return kind_of(arg)
        case Del() | DerivOp():
            return "operator"
        case DerivBy(body, var):
            return kind_of(var) if kind_of(body) == "scalar" else "matrix"
        case (
            Deriv(body) | Integral(body) | Sum(body) | Prod(body) | Limit(body)
            | RegionIntegral(_, body)
        ):  # fmt: skip
            return kind_of(body)
        case Relation():
            return "scalar"
    for part in children(node):
        kind_of(part)
    return "scalar"


def check_relation(relation: Relation) -> None:
    """Raises KindError where both sides are of different kinds; 0 is of every kind."""
    left, right = kind_of(relation.left), kind_of(relation.right)
    if left == right or is_zero(relation.left) or is_zero(relation.right):
        return
    if "operator" in (left, right):
        return
    if {left, right} == {"matrix", "scalar"}:
        number = relation.left if left == "scalar" else relation.right
        if isinstance(number, Num) or _has_operator(relation.left, relation.right):
            return  # a number stands for its multiple of the identity: [x, p] = i hbar
    if any(isinstance(side, (Sym, Apply, Item)) for side in (relation.left, relation.right)):
        return  # a plain letter is given a vector or matrix for its value
    raise KindError(f"the left side is a {left}, the right side a {right}")


def is_zero(node: Expr) -> bool:
    if isinstance(node, Neg):
        return is_zero(node.arg)
    return isinstance(node, Num) and not node.digits.strip("0.")


def product_kind(kinds: Iterable[Kind]) -> Kind:
    """The kind of a product, its factors in order. Raises KindError."""
    waiting: list[Kind] = []  # what cannot be joined yet, such as u in u (v^T w)
    for kind in kinds:
        waiting.append(kind)
        while len(waiting) > 1:
            joined = _joined(waiting[-2], waiting[-1])
            if joined is None:
                break
            waiting[-2:] = [joined]
    if len(waiting) > 1:
        raise KindError(f"a {waiting[0]} is multiplied by a {waiting[1]} without a product sign")
    return waiting[0] if waiting else "scalar"


def _joined(left: Kind, right: Kind) -> Kind | None:
    if left == "scalar":
        return right
    if right == "scalar":
        return left
    if "operator" in (left, right):
        return "operator"
    return _PRODUCTS.get((left, right))


def _common(terms: Sequence[Expr]) -> Kind:
    """The kind that all terms have; a number beside an operator is a multiple of the identity."""
    kinds = {term: kind_of(term) for term in terms if not is_zero(term)}
    different = sorted(set(kinds.values()))
    if not different:
        return "scalar"
    if "operator" in different:
        return "operator"
    if different == ["matrix", "scalar"]:
        numbers = all(_is_number(term) for term, kind in kinds.items() if kind == "scalar")
        if numbers or _has_operator(*terms):
            return "matrix"
    if len(different) > 1:
        raise KindError(f"a {different[1]} is added to a {different[0]}")
    return different[0]


def _is_number(node: Expr) -> bool:
    return isinstance(node.arg if isinstance(node, Neg) else node, Num)


def _has_operator(*nodes: Expr) -> bool:
    """Whether there are operators of quantum mechanics, which carry hats."""
    return any(
        isinstance(part, MatrixSym) and part.name.startswith(r"\hat")
        for node in nodes
        for part in walk(node)
    )


def _kind_of_literal(node: MatrixLit) -> Kind:
    kinds = [kind_of(entry) for entry in node.entries]
    if any(kind in ("vector", "operator") for kind in kinds):
        # The curl as a determinant: its first row holds unit vectors, its second derivatives.
        return "matrix"
    if node.columns == 1:
        return "vector"
    return "covector" if node.columns == len(node.entries) else "matrix"


def _kind_of_power(node: Pow) -> Kind:
    base = kind_of(node.base)
    _need("scalar", node.exp, "an exponent")
    if base in ("scalar", "matrix", "operator"):
        return base
    if node.exp == Num("2"):
        return "scalar"  # v^2 is v . v
    raise KindError(f"a {base} is raised to a power")


def _kind_of_call(node: Call) -> Kind:
    kinds = [kind_of(arg) for arg in node.args]
    if node.name in ("transpose", "adjoint"):
        return _FLIPPED.get(kinds[0], kinds[0])
    if node.name == "det" and any(
        kind_of(entry) == "vector"
        for arg in node.args
        if isinstance(arg, MatrixLit)
        for entry in arg.entries
    ):
        return "vector"
    if node.name == "component" and kinds[0] in ("vector", "matrix"):
        if len(kinds) != (3 if kinds[0] == "matrix" else 2):
            raise KindError(f"{len(kinds) - 1} indices on a {kinds[0]}")
        return "scalar"
    if node.name == "projection":
        return kinds[1]
    if node.name in ("commutator", "anticommutator"):
        return _common(node.args)
    if node.name in _SAME_KIND:
        return kinds[0]
    return "scalar"


def _kind_of_dot(left: Expr, right: Expr) -> Kind:
    a, b = kind_of(left), kind_of(right)
    if "operator" in (a, b):
        return "operator"
    if (a, b) == ("vector", "vector"):
        return "scalar"
    joined = _PRODUCTS.get((a, b))
    if joined is None:
        raise KindError(f"the dot product of a {a} and a {b}")
    return joined


def _kind_of_nabla(node: Nabla) -> Kind:
    arg = kind_of(node.arg)
    if node.kind == "laplacian" or arg == "operator":
        return arg
    name, kinds = _NABLAS[node.kind]
    if arg not in kinds:
        raise KindError(f"the {name} of a {arg}")
    return kinds[arg]


def _need(needed: Kind, node: Expr, what: str) -> None:
    kind = kind_of(node)
    if kind not in (needed, "operator"):
        raise KindError(f"{what} a {kind}")
