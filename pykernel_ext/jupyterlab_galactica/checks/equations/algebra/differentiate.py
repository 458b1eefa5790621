"""Exact derivatives of trees, so that no difference quotient stands in for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
    free_symbols,
    functions,
    mul,
    rebuild,
    size,
    walk,
)
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
    if isinstance(node, Deriv) and _said(node):
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


def _said(node: Deriv) -> bool:
    """Whether the body shows how it depends on the variable, or is a number."""
    names = free_symbols(node.body)
    return node.var.name in names or not (names | functions(node.body))


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
        case Call("log_base", (base, arg)) if name not in free_symbols(base):
            return _over(derivative(arg, name), mul(arg, Call("ln", (base,))))
        case Call("ln" | "log", (Call("abs", (arg,)),)):
            return _over(derivative(arg, name), arg)
        case Call(function, (arg,)) if function in _RULES:
            return _times(_RULES[function](arg), derivative(arg, name))
        case Apply(function, (arg,), primes):
            return _times(Apply(function, (arg,), primes + 1), derivative(arg, name))
    return _under_operator(node, name)


def _under_operator(node: Expr, name: str) -> Expr:
    """Of a derivative, an integral or a sum. Raises NoRuleError."""
    match node:
        case Deriv(body, var, order, partial) if var.name != name:
            return Deriv(derivative(body, name), var, order, partial)
        case Integral(_, var, lower, upper) if lower is not None and upper is not None:
            return _of_integral(node, lower, upper, var.name, name)
        case Sum(body, var, lower, upper) if var.name != name and name not in (
            free_symbols(lower) | free_symbols(upper)
        ):
            return Sum(derivative(body, name), var, lower, upper)
    raise NoRuleError


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


def _of_integral(node: Integral, lower: Expr, upper: Expr, bound: str, name: str) -> Expr:
    """Leibniz's rule."""
    if bound == name:
        raise NoRuleError
    terms = [
        _times(substitute(node.body, {bound: upper}), derivative(upper, name)),
        Neg(_times(substitute(node.body, {bound: lower}), derivative(lower, name))),
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


def _square(node: Expr) -> Expr:
    return Pow(node, _TWO)


def _root(*terms: Expr) -> Expr:
    return Root(add(*terms), _TWO)


def _call(name: str, arg: Expr) -> Expr:
    return Call(name, (arg,))


_RULES: Mapping[str, Callable[[Expr], Expr]] = {
    "sin": lambda u: _call("cos", u),
    "cos": lambda u: Neg(_call("sin", u)),
    "tan": lambda u: _square(_call("sec", u)),
    "cot": lambda u: Neg(_square(_call("csc", u))),
    "sec": lambda u: mul(_call("sec", u), _call("tan", u)),
    "csc": lambda u: Neg(mul(_call("csc", u), _call("cot", u))),
    "sinh": lambda u: _call("cosh", u),
    "cosh": lambda u: _call("sinh", u),
    "tanh": lambda u: _square(_call("sech", u)),
    "coth": lambda u: Neg(_square(_call("csch", u))),
    "sech": lambda u: Neg(mul(_call("sech", u), _call("tanh", u))),
    "csch": lambda u: Neg(mul(_call("csch", u), _call("coth", u))),
    "asin": lambda u: Div(_ONE, _root(_ONE, Neg(_square(u)))),
    "acos": lambda u: Neg(Div(_ONE, _root(_ONE, Neg(_square(u))))),
    "atan": lambda u: Div(_ONE, add(_ONE, _square(u))),
    "acot": lambda u: Neg(Div(_ONE, add(_ONE, _square(u)))),
    "asec": lambda u: Div(_ONE, mul(_square(u), _root(_ONE, Neg(Div(_ONE, _square(u)))))),
    "acsc": lambda u: Neg(Div(_ONE, mul(_square(u), _root(_ONE, Neg(Div(_ONE, _square(u))))))),
    "asinh": lambda u: Div(_ONE, _root(_ONE, _square(u))),
    "acosh": lambda u: Div(_ONE, mul(_root(u, Neg(_ONE)), _root(u, _ONE))),
    "atanh": lambda u: Div(_ONE, add(_ONE, Neg(_square(u)))),
    "acoth": lambda u: Div(_ONE, add(_ONE, Neg(_square(u)))),
    "asech": lambda u: Neg(Div(_ONE, mul(
        _square(u), _root(Div(_ONE, u), Neg(_ONE)), _root(Div(_ONE, u), _ONE)
    ))),
    "acsch": lambda u: Neg(Div(_ONE, mul(_square(u), _root(_ONE, Div(_ONE, _square(u)))))),
    "abs": lambda u: _call("sgn", u),
    "ln": lambda u: Div(_ONE, u),
    "log": lambda u: Div(_ONE, u),
    "exp": lambda u: _call("exp", u),
    "erf": lambda u: Div(mul(_TWO, _call("exp", Neg(_square(u)))), Root(Const("pi"), _TWO)),
    "erfc": lambda u: Neg(Div(mul(_TWO, _call("exp", Neg(_square(u)))), Root(Const("pi"), _TWO))),
}  # fmt: skip
"""Derivatives of functions at their argument, which may be complex, but not for `abs`."""
