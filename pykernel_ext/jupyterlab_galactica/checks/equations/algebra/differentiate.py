"""Exact derivatives of trees, so that no difference quotient stands in for one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ..tree import (
    Add,
    Apply,
    Call,
    Const,
    Deriv,
    Div,
    Expr,
    Integral,
    Mul,
    Neg,
    Num,
    Pow,
    Root,
    Sum,
    Sym,
    add,
    children,
    depends_on_unsaid,
    free_symbols,
    mul,
    rebuild,
    size,
    walk,
)
from .definitions import meaning, of_arguments, slope
from .substitution import substitute

_MAX_SIZE = 1500  # parts of a derivative: a larger one is left as it stands, and approximated
_ZERO, _ONE, _TWO = Num("0"), Num("1"), Num("2")


class NoRuleError(Exception):
    """There is no rule here for the derivative of a part."""


def expanded(node: Expr) -> Expr:
    """The tree with derivatives carried out where there is a rule; the others stay."""
    if not any(isinstance(part, Deriv) for part in walk(node)):
        return node
    parts = tuple(expanded(part) for part in children(node))
    node = rebuild(node, parts) if parts else node
    if isinstance(node, Deriv) and not depends_on_unsaid(node):
        try:
            body = node.body
            for _ in range(node.order):
                body = derivative(body, node.var.name)
                if size(body) > _MAX_SIZE:
                    return node
        except NoRuleError:
            return node
        return body
    return node


@lru_cache(maxsize=512)
def derivative(node: Expr, name: str) -> Expr:
    """The derivative by a symbol; other symbols are constants. Raises NoRuleError."""
    if name not in free_symbols(node):
        return _ZERO
    match node:
        case Sym():
            return _ONE
        case Neg(arg):
            return Neg(derivative(arg, name))
        case Add(terms):
            return _sum(derivative(term, name) for term in terms)
        case Mul(factors):
            return _sum(
                _times(derivative(factor, name), *factors[:i], *factors[i + 1 :])
                for i, factor in enumerate(factors)
            )
        case Div(num, den):
            above, below = derivative(num, name), derivative(den, name)
            if below == _ZERO:
                return _over(above, den)
            return _over(_sum((_times(above, den), Neg(_times(num, below)))), Pow(den, _TWO))
        case Pow(base, exp):
            return _of_power(base, exp, name)
        case Root(arg, index) if name not in free_symbols(index):
            power = node if index == _TWO else Pow(node, add(index, Neg(_ONE)))
            return _over(derivative(arg, name), mul(index, power))
        case Call("ln" | "log", (Call("abs", (arg,)),)):
            return _over(derivative(arg, name), arg)
        case Call():
            return _of_call(node, name)
        case Apply(function, (arg,), primes):
            return _times(Apply(function, (arg,), primes + 1), derivative(arg, name))
    return _under_operator(node, name)


def _under_operator(node: Expr, name: str) -> Expr:
    """Of a derivative, an integral or a sum. Raises NoRuleError."""
    match node:
        case Deriv(body, var, order, partial) if var.name != name:
            return Deriv(derivative(body, name), var, order, partial)
        case Integral(_, var, lower, upper) if var.name != name and lower and upper:
            return _of_integral(node, lower, upper, name)
        case Sum(body, var, lower, upper) if var.name != name and name not in (
            free_symbols(lower) | free_symbols(upper)
        ):
            return Sum(derivative(body, name), var, lower, upper)
    raise NoRuleError


def _of_call(call: Call, name: str) -> Expr:
    rule = slope(call.name)
    *parameters, variable = call.args
    if rule is not None and not any(name in free_symbols(part) for part in parameters):
        return _times(of_arguments(rule, call), derivative(variable, name))
    whole = meaning(call)
    if whole is None:
        raise NoRuleError
    return derivative(whole, name)


def _of_power(base: Expr, exp: Expr, name: str) -> Expr:
    if name not in free_symbols(exp):
        lowered = _lowered(base, exp)
        return _times(exp, lowered, derivative(base, name))
    power = Pow(base, exp)
    growth = _times(derivative(exp, name), _logarithm(base))
    if name in free_symbols(base):
        growth = _sum((growth, _over(_times(exp, derivative(base, name)), base)))
    return _times(power, growth)


def _lowered(base: Expr, exp: Expr) -> Expr:
    """The power with an exponent less by one."""
    if isinstance(exp, Num) and exp.digits.isdigit() and int(exp.digits) > 0:
        return base if exp.digits == "2" else Pow(base, Num(str(int(exp.digits) - 1)))
    return Pow(base, add(exp, Neg(_ONE)))


def _logarithm(base: Expr) -> Expr:
    return _ONE if base == Const("e") else Call("ln", (base,))


def _of_integral(node: Integral, lower: Expr, upper: Expr, name: str) -> Expr:
    """Leibniz's rule."""
    terms = [
        _times(substitute(node.body, {node.var.name: upper}), derivative(upper, name)),
        Neg(_times(substitute(node.body, {node.var.name: lower}), derivative(lower, name))),
    ]
    if name in free_symbols(node.body):
        terms.append(Integral(derivative(node.body, name), node.var, lower, upper))
    return _sum(terms)


def _sum(terms: Iterable[Expr]) -> Expr:
    kept = [term for term in terms if term not in (_ZERO, Neg(_ZERO))]
    return add(*kept) if kept else _ZERO


def _times(*factors: Expr) -> Expr:
    if _ZERO in factors:
        return _ZERO
    kept = [factor for factor in factors if factor != _ONE]
    return mul(*kept) if kept else _ONE


def _over(num: Expr, den: Expr) -> Expr:
    return _ZERO if num == _ZERO else Div(num, den)
