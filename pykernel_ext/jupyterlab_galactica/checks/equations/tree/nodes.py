"""The typed tree of an expression: what a formula was understood to say.

Trees are immutable and hashable. Sums and products are flat: build them with `add` and `mul`.
Symbols carry their name as canonical LaTeX (`x`, `\\alpha`, `v_{0}`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

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
