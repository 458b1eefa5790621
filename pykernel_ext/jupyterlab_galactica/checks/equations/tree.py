"""The typed tree of an expression: what a formula was understood to say.

Trees are immutable and hashable. Sums and products are flat: build them with `add` and `mul`.
Symbols carry their name as canonical LaTeX (`x`, `\\alpha`, `v_{0}`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any, Literal, TypeAlias, get_args

RelationOp = Literal[
    "=", ":=", r"\equiv", "<", ">", r"\le", r"\ge", r"\ne", r"\approx",
    r"\not\equiv", r"\sim", r"\simeq", r"\cong", r"\propto", r"\ll", r"\gg",
    r"\in", r"\notin", r"\subset", r"\subseteq", r"\supset", r"\supseteq", r"\to", r"\mapsto",
    r"\perp", r"\parallel",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Num:
    """A number without sign, with the digits as written."""

    digits: str


@dataclass(frozen=True, slots=True)
class Sym:
    name: str


@dataclass(frozen=True, slots=True)
class Const:
    """A constant; `gamma` is Euler's, `dots` stand for members of a list."""

    name: Literal["pi", "e", "i", "infinity", "degree", "gamma", "dots"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement by its usual symbol (`km`, `N`, `eV`)."""

    name: str


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
    """A function or operation of mathematics by its usual name (`sin`, `abs`, `binom`, `union`).

    A name in LaTeX (`\\mathcal{L}`) is an operator that the text names but does not define.
    """

    name: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Apply:
    """A function that the text has not defined, differentiated `primes` times."""

    name: str
    args: tuple[Expr, ...]
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A member of a sequence or of a family: `a_{n+1}`, `x_{i}`, `A_{ij}`."""

    name: str
    indices: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Deriv:
    """`d^order body / d var^order`; `partial` only says how it was written."""

    body: Expr
    var: Sym
    order: int
    partial: bool


@dataclass(frozen=True, slots=True)
class HigherDeriv:
    """`d^n body / d var^n` with an order that is not a number."""

    body: Expr
    var: Sym
    order: Expr


@dataclass(frozen=True, slots=True)
class Differential:
    """`dx`, `d^{3}r`, `d(uv)`"""

    arg: Expr
    order: int = 1


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


@dataclass(frozen=True, slots=True)
class RegionIntegral:
    """A form such as `P dx + Q dy`, with its differentials, over a region, curve or surface."""

    sign: str  # \\int, \\oint, \\iint, ...
    body: Expr
    region: Expr | None
    upper: Expr | None = None


@dataclass(frozen=True, slots=True)
class Fold:
    """A sum, product, maximum, union ... over all `variables` that satisfy the `domain`."""

    operator: str  # sum, prod, max, min, sup, inf, union, intersection
    body: Expr
    variables: tuple[Sym, ...]
    domain: Expr | None


@dataclass(frozen=True, slots=True)
class Elided:
    """A sum or product with dots in it: what is written before them, and after."""

    operator: Literal["sum", "prod"]
    before: tuple[Expr, ...]
    after: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """A value for every condition; `Call("otherwise", ())` is the condition of the rest."""

    values: tuple[Expr, ...]
    conditions: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class At:
    """The body where `var` is `upper`, less the body where it is `lower`, if there is one."""

    body: Expr
    var: Sym
    lower: Expr | None
    upper: Expr


@dataclass(frozen=True, slots=True)
class VectorSym:
    """A column vector, or a vector field where it has arguments; `primes` are derivatives."""

    name: str
    args: tuple[Expr, ...] = ()
    primes: int = 0


@dataclass(frozen=True, slots=True)
class BasisVector:
    """The unit vector along a Cartesian axis (0, 1, 2), by the name it was given."""

    name: str
    axis: int


@dataclass(frozen=True, slots=True)
class MatrixSym:
    name: str


@dataclass(frozen=True, slots=True)
class IdentityMatrix:
    name: str


@dataclass(frozen=True, slots=True)
class MatrixLit:
    """Entries row by row; a column vector has one column."""

    entries: tuple[Expr, ...]
    columns: int


@dataclass(frozen=True, slots=True)
class Dot:
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Cross:
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Nabla:
    """Gradient, divergence, curl or Laplacian of `arg`."""

    kind: Literal["grad", "div", "curl", "laplacian"]
    arg: Expr


@dataclass(frozen=True, slots=True)
class Along:
    """`(direction \\cdot \\nabla) arg`"""

    direction: Expr
    arg: Expr


@dataclass(frozen=True, slots=True)
class Del:
    """`\\nabla` (order 1) or `\\nabla^2` (order 2) that is not applied to anything."""

    order: int


@dataclass(frozen=True, slots=True)
class DerivOp:
    """`d^order / d var^order` that is not applied to anything."""

    var: Sym
    order: int
    partial: bool


@dataclass(frozen=True, slots=True)
class DerivBy:
    """The derivative of `body` by a vector or a matrix, which may be laid out in two ways."""

    body: Expr
    var: VectorSym | MatrixSym


@dataclass(frozen=True, slots=True)
class Relation:
    """Two sides and what is said of them: a statement, also inside an expression (`P(X = k)`)."""

    op: RelationOp
    left: Expr
    right: Expr


Expr: TypeAlias = (
    Num | Sym | Const | Unit | Add | Neg | PlusMinus | Mul | Div | Pow | Root | Call | Apply | Item
    | Deriv | HigherDeriv | Differential | Integral | Sum | Prod | Limit | RegionIntegral | Fold
    | Elided | Cases | At | Relation | VectorSym | BasisVector | MatrixSym | IdentityMatrix
    | MatrixLit | Dot | Cross | Nabla | Along | Del | DerivOp | DerivBy
)  # fmt: skip

NODE_TYPES: tuple[type, ...] = get_args(Expr)


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


_PARTS: Mapping[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind) if "Expr" in str(field.type))
    for kind in NODE_TYPES
}
"""The fields that hold parts; a bound variable is a `Sym` and none of them."""


def _parts_of(kind: type) -> Callable[[Any], tuple[Expr, ...]]:
    """How the parts of a node of this type are gathered, as fast as its fields allow."""
    names = _PARTS[kind]
    types = {field.name: str(field.type) for field in fields(kind)}
    if not names:
        return lambda node: ()
    if len(names) == 1 and types[names[0]].startswith("tuple"):
        return attrgetter(names[0])
    if len(names) > 1 and all(types[name] == "Expr" for name in names):
        return attrgetter(*names)
    if types[names[0]] == "Expr" and len(names) == 1:
        part: Callable[[Any], Expr] = attrgetter(names[0])
        return lambda node: (part(node),)

    def gathered(node: Any) -> tuple[Expr, ...]:
        parts: list[Expr] = []
        for name in names:
            value = getattr(node, name)
            if isinstance(value, tuple):
                parts.extend(value)
            elif value is not None:
                parts.append(value)
        return tuple(parts)

    return gathered


_CHILDREN: Mapping[type, Callable[[Any], tuple[Expr, ...]]] = {
    kind: _parts_of(kind) for kind in NODE_TYPES
}


def children(node: Expr) -> tuple[Expr, ...]:
    """The parts of a node, its bound variable not among them."""
    return _CHILDREN[type(node)](node)


def walk(node: Expr) -> Iterator[Expr]:
    """The node and everything in it."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        if parts := _CHILDREN[type(here)](here):
            stack.extend(parts[::-1])


def rebuild(node: Expr, parts: tuple[Expr, ...]) -> Expr:
    """The node with other parts, in the order of `children`."""
    if isinstance(node, Add):
        return add(*parts)
    if isinstance(node, Mul):
        return mul(*parts)
    left = iter(parts)
    changed: dict[str, Any] = {}
    for name in _PARTS[type(node)]:
        value = getattr(node, name)
        if isinstance(value, tuple):
            changed[name] = tuple(next(left) for _ in value)
        elif value is not None:
            changed[name] = next(left)
    return replace(node, **changed)


_BINDING_NOTHING = frozenset((Num, Const, Add, Neg, Mul, Div, Pow, Root, Call, Apply, Relation))
"""The usual nodes whose free symbols are those of their parts."""


def free_symbols(node: Expr) -> frozenset[str]:
    """Names of the symbols that need a value; an indefinite integral leaves its variable free."""
    found: set[str] = set()
    stack = [node]
    while stack:
        here = stack.pop()
        if isinstance(here, Sym):
            found.add(here.name)
        elif (kind := type(here)) in _BINDING_NOTHING:
            stack.extend(_CHILDREN[kind](here))
        else:
            found |= _free_beside_bound(here)
    return frozenset(found)


def _free_beside_bound(node: Expr) -> frozenset[str]:
    match node:
        case MatrixSym(name):
            return frozenset((name,))
        case VectorSym(name, args):
            return frozenset((name,)).union(*map(free_symbols, args))
        case Deriv(body, var) | DerivBy(body, var):
            return free_symbols(body) | {var.name}
        case DerivOp(var):
            return frozenset((var.name,))
        case HigherDeriv(body, var, order):
            return free_symbols(body) | free_symbols(order) | {var.name}
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
        case At(body, var):
            ends = children(node)[1:]
            return (free_symbols(body) - {var.name}).union(*map(free_symbols, ends))
        case Fold(_, _, variables):
            inner = frozenset().union(*map(free_symbols, children(node)))
            return inner - {variable.name for variable in variables}
    return frozenset().union(*map(free_symbols, children(node)))


def functions(node: Expr) -> frozenset[str]:
    """Names of the undefined functions and sequences in it."""
    return frozenset(part.name for part in walk(node) if isinstance(part, (Apply, Item)))


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


_TYPES: Mapping[str, type] = {kind.__name__: kind for kind in NODE_TYPES}
_FIELDS: Mapping[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind)) for kind in NODE_TYPES
}


def to_data(node: Any) -> Any:
    """A tree or relation as JSON data: `[type, field, …]`; tuples become `["()", …]`."""
    if isinstance(node, tuple):
        return ["()", *map(to_data, node)]
    names = _FIELDS.get(type(node))
    if names is not None:
        return [type(node).__name__, *[to_data(getattr(node, name)) for name in names]]
    return node


def from_data(data: Any) -> Any:
    """What `to_data` wrote."""
    if not isinstance(data, list):
        return data
    kind, *parts = data
    values = [from_data(part) for part in parts]
    return tuple(values) if kind == "()" else _TYPES[kind](*values)
