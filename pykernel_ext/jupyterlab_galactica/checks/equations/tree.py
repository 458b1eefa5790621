"""The typed tree of an expression: what a formula was understood to say.

Trees are immutable and hashable. Sums and products are flat: build them with `add` and `mul`.
Symbols carry their name as canonical LaTeX (`x`, `\\alpha`, `v_{0}`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, TypeAlias

RelationOp = Literal["=", ":=", r"\equiv", "<", ">", r"\le", r"\ge", r"\ne", r"\approx"]


@dataclass(frozen=True, slots=True)
class Num:
    """A number without sign, with the digits as written."""

    digits: str


@dataclass(frozen=True, slots=True)
class Sym:
    name: str


@dataclass(frozen=True, slots=True)
class Const:
    """`pi`, `e`, `i`, `infinity` or `degree`."""

    name: Literal["pi", "e", "i", "infinity", "degree"]


@dataclass(frozen=True, slots=True)
class Add:
    terms: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Neg:
    arg: Expr


@dataclass(frozen=True, slots=True)
class PlusMinus:
    """`\\pm arg` (sign 1) or `\\mp arg` (sign -1)."""

    sign: int
    arg: Expr


@dataclass(frozen=True, slots=True)
class Mul:
    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Div:
    num: Expr
    den: Expr


@dataclass(frozen=True, slots=True)
class Pow:
    base: Expr
    exp: Expr


@dataclass(frozen=True, slots=True)
class Root:
    """The `index`-th root of `arg`; a square root has the index 2."""

    arg: Expr
    index: Expr


@dataclass(frozen=True, slots=True)
class Call:
    """A function of mathematics by its usual name (`sin`, `ln`, `abs`, `factorial`, `binom`)."""

    name: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Apply:
    """A function that the text has not defined, differentiated `primes` times."""

    name: str
    args: tuple[Expr, ...]
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Deriv:
    """`d^order body / d var^order`; `partial` only says how it was written."""

    body: Expr
    var: Sym
    order: int
    partial: bool


@dataclass(frozen=True, slots=True)
class Integral:
    """Definite with both limits, indefinite with none."""

    body: Expr
    var: Sym
    lower: Expr | None
    upper: Expr | None


@dataclass(frozen=True, slots=True)
class Sum:
    body: Expr
    var: Sym
    lower: Expr
    upper: Expr


@dataclass(frozen=True, slots=True)
class Prod:
    body: Expr
    var: Sym
    lower: Expr
    upper: Expr


@dataclass(frozen=True, slots=True)
class Limit:
    """`direction` is 1 from above, -1 from below, 0 from both sides."""

    body: Expr
    var: Sym
    point: Expr
    direction: int


Expr: TypeAlias = (
    Num | Sym | Const | Add | Neg | PlusMinus | Mul | Div | Pow | Root | Call | Apply | Deriv
    | Integral | Sum | Prod | Limit
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    op: RelationOp
    left: Expr
    right: Expr


def add(*terms: Expr) -> Expr:
    """A sum, with sums among the terms opened."""
    flat: list[Expr] = []
    for term in terms:
        flat.extend(term.terms if isinstance(term, Add) else (term,))
    return flat[0] if len(flat) == 1 else Add(tuple(flat))


def mul(*factors: Expr) -> Expr:
    """A product, with products among the factors opened."""
    flat: list[Expr] = []
    for factor in factors:
        flat.extend(factor.factors if isinstance(factor, Mul) else (factor,))
    return flat[0] if len(flat) == 1 else Mul(tuple(flat))


def children(node: Expr) -> tuple[Expr, ...]:
    """The parts of a node, its bound variable not among them."""
    match node:
        case Add(terms):
            return terms
        case Mul(factors):
            return factors
        case Neg(arg) | PlusMinus(_, arg):
            return (arg,)
        case Div(num, den):
            return (num, den)
        case Pow(base, exp):
            return (base, exp)
        case Root(arg, index):
            return (arg, index)
        case Call(_, args) | Apply(_, args):
            return args
        case Deriv(body):
            return (body,)
        case Integral(body, _, lower, upper):
            return (body,) if lower is None or upper is None else (body, lower, upper)
        case Sum(body, _, lower, upper) | Prod(body, _, lower, upper):
            return (body, lower, upper)
        case Limit(body, _, point):
            return (body, point)
    return ()


def walk(node: Expr) -> Iterator[Expr]:
    """The node and everything in it."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        stack.extend(reversed(children(here)))


def rebuild(node: Expr, parts: tuple[Expr, ...]) -> Expr:
    """The node with other parts, in the order of `children`."""
    match node:
        case Add():
            return add(*parts)
        case Mul():
            return mul(*parts)
        case Neg():
            return Neg(*parts)
        case PlusMinus(sign):
            return PlusMinus(sign, *parts)
        case Div():
            return Div(*parts)
        case Pow():
            return Pow(*parts)
        case Root():
            return Root(*parts)
        case Call() | Apply():
            return replace(node, args=parts)
        case Deriv():
            return replace(node, body=parts[0])
        case Integral() if len(parts) == 1:
            return replace(node, body=parts[0])
        case Integral() | Sum() | Prod():
            return replace(node, body=parts[0], lower=parts[1], upper=parts[2])
        case Limit():
            return replace(node, body=parts[0], point=parts[1])
    return node


def free_symbols(node: Expr) -> frozenset[str]:
    """Names of the symbols that need a value; an indefinite integral leaves its variable free."""
    match node:
        case Sym(name):
            return frozenset((name,))
        case Deriv(body, var):
            return free_symbols(body) | {var.name}
        case Integral(body, var, None, _):
            return free_symbols(body) | {var.name}
        case (
            Integral(body, var, lower, upper)
            | Sum(body, var, lower, upper)
            | Prod(body, var, lower, upper)
        ):
            assert lower is not None
            assert upper is not None
            return (free_symbols(body) - {var.name}) | free_symbols(lower) | free_symbols(upper)
        case Limit(body, var, point):
            return (free_symbols(body) - {var.name}) | free_symbols(point)
    return frozenset().union(*map(free_symbols, children(node)))


def functions(node: Expr) -> frozenset[str]:
    """Names of the undefined functions applied in it."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Apply))


def is_constant(node: Expr) -> bool:
    """Whether it has one value: no free symbol, no undefined function."""
    return not free_symbols(node) and not functions(node)


def size(node: Expr) -> int:
    return sum(1 for _ in walk(node))


def choose_sign(node: Expr, sign: int) -> Expr:
    """The tree with every `\\pm` read as `sign` and every `\\mp` as its opposite."""
    parts = tuple(choose_sign(part, sign) for part in children(node))
    if isinstance(node, PlusMinus):
        return parts[0] if node.sign * sign > 0 else Neg(parts[0])
    return rebuild(node, parts) if parts else node


def has_plus_minus(node: Expr) -> bool:
    return any(isinstance(part, PlusMinus) for part in walk(node))


_TYPES: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (Num, Sym, Const, Add, Neg, PlusMinus, Mul, Div, Pow, Root, Call, Apply, Deriv,
                 Integral, Sum, Prod, Limit, Relation)
}  # fmt: skip


def to_data(node: Any) -> Any:
    """A tree or relation as JSON data: `[type, field, …]`; tuples become `["()", …]`."""
    if isinstance(node, tuple):
        return ["()", *map(to_data, node)]
    if type(node).__name__ in _TYPES:
        return [
            type(node).__name__,
            *(to_data(getattr(node, field.name)) for field in fields(node)),
        ]
    return node


def from_data(data: Any) -> Any:
    """What `to_data` wrote."""
    if not isinstance(data, list):
        return data
    kind, *parts = data
    values = [from_data(part) for part in parts]
    return tuple(values) if kind == "()" else _TYPES[kind](*values)
