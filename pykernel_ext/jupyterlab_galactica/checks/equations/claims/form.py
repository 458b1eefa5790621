"""What an equation claims, judged by its form alone: an identity, a definition, a law, a question.

Only a claim of identity can be refuted. Whatever could also be a definition, a law or an equation
to solve is not one.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import reduce
from typing import Literal

from ..algebra.polynomials import (
    Monomial,
    NoFormError,
    Polynomial,
    atom,
    constant,
    lean,
    plus,
    times,
    whole_power,
)
from ..tree import (
    Add,
    Apply,
    Call,
    Const,
    Deriv,
    Differential,
    Div,
    Expr,
    Fold,
    Integral,
    Limit,
    Mul,
    Neg,
    Num,
    Pow,
    Prod,
    Relation,
    Root,
    Sum,
    Sym,
    children,
    depends_on_unsaid,
    free_symbols,
    functions,
    mul,
    walk,
)
from ..vocabulary.functions import marked
from ..vocabulary.letters import INDEPENDENT_LETTERS, PARAMETER_LETTERS, TRIANGLES

_TRANSCENDENTAL = marked("transcendental")

_MOST_PRODUCTS = 400
"""Terms multiplied at once: a claim is read off what a reader would multiply out."""
_HIGHEST_POWER = 6  # of what is multiplied out
_FEWEST_ALIKE = 2  # terms that must agree before the one that does not is taken for a slip
_LARGEST_FACTOR = 999
"""Larger ones in a term that was left out are no slip that a reader would recognise."""

OPERATORS = (Deriv, Integral, Limit, Prod, Sum)

Form = Literal["identity", "definition", "property", "law", "question"]
"""A `question` is refuted only where one edit makes it an identity; else it is to be solved. A
`property` is said of an undefined function, a `law` relates quantities."""


def classify(relation: Relation) -> Form:
    """The claim of an equation that is not true for all values."""
    left, right = relation.left, relation.right
    if introduces_one(relation):
        return "definition"
    if implicit(relation) or any(isinstance(part, Differential) for part in walk(relation)):
        return "law"
    a, b = free_symbols(left), free_symbols(right)
    if a - b and b - a:
        return "law"
    if _sums_its_own_side(relation):
        return "law"
    if functions(relation):
        if _derives_each(left, right) or _derives_each(right, left):
            return "identity"
        # `(fg)' = f'g - fg'` is a slip in a rule, `(pf')' + qf = 0` a differential equation.
        return "question" if _is_operator_rule(relation) else "property"
    if _depends_on_others(relation) or any(angles <= a | b for angles in TRIANGLES):
        return "law"  # A, B and C together tend to be bound by A + B + C = π
    if a != b:
        return "question"
    if (symbol := _inverted(left)) is not None and symbol == _inverted(right):
        return "law"
    if has_operator(relation) or _distributes(left, right) or _distributes(right, left):
        return "identity"
    return "identity" if _nearly_expanded(left, right) else "question"


def _inverted(side: Expr) -> Sym | None:
    """The symbol that a side is, or is the inverse of, or raises to a label: `q^{-1}`, `c^0`."""
    match side:
        case Pow(base, Num("0" | "1") | Neg(Num("1"))):
            return _inverted(base)
        case Sym():
            return side
    return None


def has_operator(node: Expr) -> bool:
    """Whether something in it is differentiated, integrated, added or multiplied up."""
    return any(isinstance(part, OPERATORS) for part in walk(node))


def _sums_its_own_side(relation: Relation) -> bool:
    r"""`u = \sum_k q_k u^k`: what stands alone on a side is summed on the other, so sought."""
    pairs = ((relation.left, relation.right), (relation.right, relation.left))
    return any(
        isinstance(side, Sym) and side.name in free_symbols(part.body) & free_symbols(part)
        for side, other in pairs
        for part in walk(other)
        if isinstance(part, (Fold, Integral, Prod, Sum))
    )


def introduces_one(relation: Relation) -> bool:
    """Whether it defines one side by the other."""
    left, right = relation.left, relation.right
    return relation.op == ":=" or introduces(left, right) or introduces(right, left)


def introduced(relation: Relation) -> frozenset[str]:
    """The symbols that stand alone on a side, and not on the other."""
    pairs = ((relation.left, relation.right), (relation.right, relation.left))
    return frozenset(
        side.name for side, other in pairs if isinstance(side, Sym) and introduces(side, other)
    )


def names_one(relation: Relation) -> bool:
    r"""Whether a side is one thing that nothing tells the value of, as in `\max f = 3`."""
    pairs = ((relation.left, relation.right), (relation.right, relation.left))
    return not _sums_its_own_side(relation) and any(
        not isinstance(side, (Add, Mul, Neg, Div, Num, Const)) and side not in set(walk(other))
        for side, other in pairs
    )


def is_linear_equation(relation: Relation) -> bool:
    """Linear in one unknown: always a question, however close to an identity."""
    try:
        sides = _expanded(relation.left), _expanded(relation.right)
    except NoFormError:
        return False
    return all(sum(power for _, power in monomial) <= 1 for side in sides for monomial in side)


def _distributes(whole: Expr, parts: Expr) -> bool:
    """`f(a + b) = f(a) + f(b)` and `f(2x) = 2 f(x)`, the claims of those who take f for linear."""
    several = len(free_symbols(whole)) > 1
    match whole:
        case Call(name, (Mul((Num() as factor, argument)),)) if name in _TRANSCENDENTAL:
            return parts == Mul((factor, Call(name, (argument,))))
        case Call(name, (Add(terms),)) if several and name in _TRANSCENDENTAL:
            met = {part.args[0] for part in walk(parts) if isinstance(part, Call)}
        case Div(num, Add(terms)) if several:
            met = {part.den for part in walk(parts) if isinstance(part, Div) and part.num == num}
        case Root(Add(terms)):
            met = {part.arg for part in walk(parts) if isinstance(part, Root)}
        case Pow(Add(terms), exp) if several:
            met = {part.base for part in walk(parts) if isinstance(part, Pow) and part.exp == exp}
        case Pow(Const() | Sym() | Num() as base, Add(terms)):
            met = {part.exp for part in walk(parts) if isinstance(part, Pow) and part.base == base}
        case _:
            return False
    return len(met & {term.arg if isinstance(term, Neg) else term for term in terms}) > 1


def _derives_each(whole: Expr, parts: Expr) -> bool:
    """`(fg)' = f'g'`, the claim of those who take derivatives of products factor by factor."""
    if not isinstance(whole, Deriv) or not isinstance(whole.body, (Mul, Div)):
        return False
    expected = [
        replace(part, primes=part.primes + whole.order)
        for part in children(whole.body)
        if isinstance(part, Apply)
    ]
    return type(parts) is type(whole.body) and list(children(parts)) == expected


def introduces(side: Expr, other: Expr) -> bool:
    """A lone symbol, or a function of lone symbols, that the other side does not use."""
    match side:
        case Sym(name):
            return name not in free_symbols(other)
        case Const("e" | "i"):
            return False
        case Call("abs", (Sym(name),)):
            # How large a set is, or a determinant: of a letter it is said, not claimed.
            return name not in free_symbols(other)
        case Apply(name, args):
            lone = all(isinstance(arg, (Sym, Num)) for arg in args)
            return lone and name not in functions(other)
        case Deriv(Sym(), _) | Deriv(Apply(), _):
            return implicit(side) and side not in set(walk(other))
        case Neg(arg):
            return isinstance(arg, Sym) and introduces(arg, other)
    return False


def implicit(node: Expr) -> bool:
    """Whether it differentiates something whose dependence is not stated."""
    return any(isinstance(part, Deriv) and depends_on_unsaid(part) for part in walk(node))


def _is_operator_rule(relation: Relation) -> bool:
    """Rules about undefined functions, such as the product rule: they hold for all functions.

    Anything else said of a function (`f(-x) = f(x)`, `f' = f`) is a property of that function.
    """
    for part in walk(relation):
        if isinstance(part, Deriv) and not isinstance(part.body, Apply) and functions(part.body):
            return not any(isinstance(other, Deriv) for other in walk(part.body))
    return False


def _depends_on_others(node: Expr) -> bool:
    """A derivative whose body has letters that may depend on the variable."""
    for part in walk(node):
        if isinstance(part, Deriv):
            for name in free_symbols(part.body) - {part.var.name}:
                letter = name.split("_")[0]
                independent = part.partial and letter in INDEPENDENT_LETTERS
                if letter not in PARAMETER_LETTERS and not independent:
                    return True
    return False


def _nearly_expanded(left: Expr, right: Expr) -> bool:
    """A product or power of sums beside its own expansion with one term wrong or missing.

    `(a+b)^2 = a^2 + b^2` claims to be an expansion; `(x+3)^2 = 4x` is an equation to solve.
    """
    return (_is_factored(left) or _is_factored(right)) and _only_difference(left, right) is not None


def _only_difference(left: Expr, right: Expr) -> tuple[Monomial, Polynomial, Polynomial] | None:
    """The monomial in which polynomials with several others alike differ, and both of them."""
    try:
        a, b = _expanded(left), _expanded(right)
    except NoFormError:
        return None
    differing = list(plus(a, b, -1))
    alike = len(a.keys() | b.keys()) - len(differing)
    return (differing[0], a, b) if len(differing) == 1 and alike >= _FEWEST_ALIKE else None


def _is_factored(node: Expr) -> bool:
    match node:
        case Mul(factors):
            return any(isinstance(f, Add) or _is_factored(f) for f in factors)
        case Pow(base, Num()):
            return isinstance(base, Add)
    return False


def _expanded(node: Expr) -> Polynomial:
    """Raises NoFormError for what is too large or no polynomial with numbers."""
    match node:
        case Num(digits):
            return constant(lean(Fraction(digits)))
        case Sym(name):
            return atom(name)
        case Neg(arg):
            return plus({}, _expanded(arg), -1)
        case Add(terms):
            return reduce(plus, map(_expanded, terms))
        case Mul(factors):
            return reduce(_times, map(_expanded, factors))
        case Pow(_, Num("0")):
            return constant(1)
        case Pow(base, Num(digits)) if digits.isdigit() and int(digits) <= _HIGHEST_POWER:
            return whole_power(_expanded(base), int(digits), _times)
        case Div(num, Num(digits)) if float(digits):
            return _times(_expanded(num), constant(1 / Fraction(digits)))
    raise NoFormError


def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    return times(a, b, _MOST_PRODUCTS)


def missing_term(left: Expr, right: Expr) -> Expr | None:
    """What the right side lacks, where both are polynomials that differ in one monomial."""
    found = _only_difference(left, right)
    if found is None:
        return None
    monomial, a, b = found
    if monomial in b or not monomial:
        return None
    value = a[monomial]
    if value.denominator > 1 or not -_LARGEST_FACTOR <= value <= _LARGEST_FACTOR:
        return None
    factors: list[Expr] = [] if abs(value) == 1 else [Num(str(abs(value)))]
    for name, power in sorted(monomial):
        factors.append(Sym(name) if power == 1 else Pow(Sym(name), Num(str(power))))
    term = mul(*factors)
    return Neg(term) if value < 0 else term
