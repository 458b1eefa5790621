"""What an equation says about the dimensions of its symbols.

Terms that are added or compared have one dimension; exponents, and the arguments of functions such
as sin and exp, are numbers. Logarithms are left alone: sums of logarithms of quantities with units
are common practice, their units cancel.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ...algebra.rational import exact
from ...tree import (
    Add,
    Along,
    Apply,
    At,
    BasisVector,
    Call,
    Cases,
    Const,
    Cross,
    Del,
    Deriv,
    DerivBy,
    DerivOp,
    Differential,
    Div,
    Dot,
    Elided,
    Expr,
    Fold,
    IdentityMatrix,
    Integral,
    Item,
    Limit,
    MatrixSym,
    Mul,
    Nabla,
    Neg,
    Num,
    PlusMinus,
    Pow,
    RegionIntegral,
    Relation,
    Root,
    Sum,
    Sym,
    Unit,
    VectorSym,
    children,
    is_constant,
    walk,
)
from ...vocabulary.dimension import ONE, Dimension
from ...vocabulary.functions import FUNCTIONS
from ...vocabulary.names import plain_name
from ...vocabulary.units import UnknownUnitError, named_unit
from .forms import NUMBER, Form
from .literals import (
    has_value,
    is_plain,
    is_without_numbers,
    number_in,
    numerical_polynomial_in,
    puts_values_in,
)

_LENGTH = Dimension((Fraction(0), Fraction(1), *(Fraction(0),) * 5))


@dataclass(frozen=True, slots=True)
class Alike:
    """Two parts of an equation that must have one dimension; without `right` it is a number's."""

    left: Expr
    left_form: Form
    right: Expr | None
    right_form: Form


@dataclass(slots=True)
class _Reader:
    known: Mapping[str, Dimension]
    values_put_in: bool
    found: list[Alike] = field(default_factory=list)
    anonymous: int = 0

    def form(self, node: Expr) -> Form | None:  # noqa: C901 - a case a kind of node
        """The dimension of a part; None where it fits any, as 0 does."""
        match node:
            case Num(digits):
                if not digits.strip("0."):
                    return None
                return NUMBER if is_plain(node, small_too=self.values_put_in) else self._any()
            case Const(name) if name in self.known:
                return Form(self.known[name])  # the charge e, the current i
            case Const("e") if self.known:
                return self._alike_by_name(node)  # a charge, perhaps: powers of it come elsewhere
            case Const(name):
                return None if name in ("infinity", "dots") else NUMBER
            case Unit(name):
                try:
                    return Form(named_unit(name).dimension)
                except UnknownUnitError:
                    return self._any()
            case Sym(name) | MatrixSym(name):
                return self.symbol(name)
            case BasisVector() | IdentityMatrix():
                return NUMBER
            case Neg(arg) | PlusMinus(_, arg):
                return self.form(arg)
            case Add(terms):
                return self._sum(node, terms)
            case Mul(factors):
                return self._product(*factors)
            case Div(Num(), Num()) if not self.values_put_in:
                return NUMBER
            case Div(num, den):
                top, bottom = self.form(num), self.form(den)
                return None if top is None or bottom is None else top / bottom
            case Pow(base, exp):
                return self._power(node, base, exp)
            case Root(arg, index):
                inner, degree = self.form(arg), exact(index)
                if inner is None:
                    return None
                return inner ** (1 / degree) if degree else self._alike_by_name(node)
            case Call(name, args):
                return self._call(node, name, args)
            case Apply(name, args, primes):
                return self._applied(node, name, args, primes)
            case VectorSym(name, args, primes):
                return self._primed(name, [self.form(arg) for arg in args], primes)
            case Item(name, indices):
                for index in indices:
                    self.form(index)
                return self.symbol(name)
            case Deriv(body, var, order):
                return self._product(body, divisor=self.symbol(var.name) ** order)
            case DerivOp(var, order):
                return self.symbol(var.name) ** -order
            case DerivBy(body, var):
                return self._product(body, divisor=self.symbol(var.name))
            case Integral(body, var, lower, upper):
                for end in (lower, upper):
                    if end is not None and not isinstance(end, Num):
                        self._alike(end, self.form(end), var, self.symbol(var.name))
                return self._product(body, var)
            case Differential(arg, order):
                inner = self.form(arg)
                return inner**order if inner is not None else None
            case RegionIntegral(_, body) | Sum(body) | Limit(body) | At(body):
                return self.form(body)
            case Fold(operator, body):
                inner = self.form(body)
                return self._any() if operator == "prod" else inner
            case Elided("sum", before, after):
                return self._sum(node, before + after)
            case Cases(values):
                return self._sum(node, values)
            case Dot(left, right) | Cross(left, right):
                return self._product(left, right)
            case Nabla(kind, arg):
                order = 2 if kind == "laplacian" else 1
                return self._product(arg, divisor=Form(_LENGTH**order))
            case Along(direction, arg):
                return self._product(direction, arg, divisor=Form(_LENGTH))
            case Del(order):
                return Form(_LENGTH**-order)
        for part in children(node):
            self.form(part)
        return self._alike_by_name(node)

    def symbol(self, name: str) -> Form:
        plain = plain_name(name)
        return Form(self.known[plain]) if plain in self.known else self._alike_by_name(plain)

    def _any(self) -> Form:
        """A dimension of its own."""
        self.anonymous += 1
        return self._alike_by_name(self.anonymous)

    def _alike_by_name(self, name: Hashable) -> Form:
        """An unknown dimension, the same for the same name or expression."""
        return Form(ONE, {name: 1})

    def _product(self, *factors: Expr, divisor: Form = NUMBER) -> Form | None:
        result = NUMBER
        zero = False
        measured = any(map(has_unit, factors))
        for factor in factors:
            if measured and is_constant(factor) and not has_unit(factor):
                continue  # a number whose unit is written
            form = self.form(factor)
            if form is None:
                zero = True
            else:
                result *= form
        return None if zero else result / divisor

    def _sum(self, node: Expr, terms: tuple[Expr, ...]) -> Form | None:
        variable = numerical_polynomial_in(node) if isinstance(node, Add) else None
        if not self.values_put_in and is_without_numbers(node):
            variable = None
        if variable is not None and self.symbol(variable) != NUMBER:
            return self._any()
        first: tuple[Expr, Form] | None = None
        for term in terms:
            form = self.form(term)
            if form is None:
                continue
            if number_in(term) is not None and not isinstance(term, Num):
                form = NUMBER
            elif isinstance(term, Num) and term.digits not in ("1", "2"):
                form = self._any()
            if first is None:
                first = term, form
            else:
                self._alike(*first, term, form)
        return first[1] if first else None

    def _power(self, node: Expr, base: Expr, exp: Expr) -> Form | None:
        exponent = exact(exp)
        if exponent is None:
            self._require_number(exp)
        if isinstance(base, (Num, Const)) and not (exponent and base == Const("e")):
            if isinstance(base, Num) and base.digits == "10":
                return self._any()  # 3 \cdot 10^8: a value
            return NUMBER
        inner = self.form(base)
        if inner is None or exponent is not None:
            return None if inner is None else inner ** (exponent or 0)
        return self._alike_by_name(node)

    def _call(self, node: Expr, name: str, args: tuple[Expr, ...]) -> Form | None:
        rule = FUNCTIONS[name].dimension if name in FUNCTIONS else ""
        if rule == "of numbers":
            for arg in args:
                self._require_number(arg)
            return NUMBER
        forms = [self.form(arg) for arg in args]
        if rule == "to a number":
            return NUMBER
        if rule == "like its argument":
            return forms[0]
        if rule in ("of like arguments", "of like arguments to a number"):
            for arg, form in zip(args[1:], forms[1:], strict=True):
                self._alike(args[0], forms[0], arg, form)
            return forms[0] if rule == "of like arguments" else NUMBER
        return self._alike_by_name(node)

    def _applied(self, node: Expr, name: str, args: tuple[Expr, ...], primes: int) -> Form | None:
        forms = [self.form(arg) for arg in args]
        lone = all(isinstance(arg, (Sym, Num, VectorSym)) for arg in args)
        if not lone:
            return self._alike_by_name(node)  # `g(h_2 - h_1)` may be a product
        if name == r"\delta" and len(forms) == 1 and forms[0] is not None:
            return forms[0] ** -1  # Dirac's
        return self._primed(name, forms, primes)

    def _primed(self, name: str, forms: Sequence[Form | None], primes: int) -> Form:
        """A function, or its derivative by its first argument."""
        if not primes:
            return self.symbol(name)
        by = forms[0] if forms else None
        return self.symbol(name) / by**primes if by is not None else self._any()

    def _require_number(self, node: Expr) -> None:
        form = self.form(node)
        if form is not None and not has_value(node):
            self.found.append(Alike(node, form, None, NUMBER))

    def _alike(self, left: Expr, a: Form | None, right: Expr, b: Form | None) -> None:
        if a is not None and b is not None:
            self.found.append(Alike(left, a, right, b))


def requirements(relation: Relation, known: Mapping[str, Dimension]) -> list[Alike]:
    """The parts of an equation that must be alike, inner ones first, then its sides."""
    reader = _Reader(known, puts_values_in(relation))
    left, right = reader.form(relation.left), reader.form(relation.right)
    if left is None or right is None:
        return reader.found
    for side, other in ((relation.left, relation.right), (relation.right, relation.left)):
        value = number_in(side)
        if value is not None and (value != 1 or isinstance(other, (Sym, VectorSym, Apply))):
            return reader.found  # `v = 5`, `c = 1`: a value without its unit
    reader.found.append(Alike(relation.left, left, relation.right, right))
    return reader.found


def dimension_of(node: Expr) -> Dimension | None:
    """The dimension of an expression by the units in it alone; None where it is open."""
    form = _Reader({}, values_put_in=True).form(node)
    return None if form is None or form.unknown else form.known


def has_unit(node: Expr) -> bool:
    """Whether a unit is written somewhere in it."""
    return any(isinstance(part, Unit) for part in walk(node))
