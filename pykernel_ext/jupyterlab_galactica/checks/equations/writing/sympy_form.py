"""A tree as a SymPy expression, by constructors only; symbols get names made here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..tree import (
    Add,
    Apply,
    At,
    Call,
    Cases,
    Const,
    Deriv,
    Div,
    Expr,
    HigherDeriv,
    Integral,
    Item,
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
    Unit,
    from_data,
)
from ..tree.kinds import is_linear
from ..vocabulary.functions import FUNCTIONS, marked
from .components import sides_by_components

MakeSymbol = Callable[[str], Any]


def relation_from_data(data: Any) -> Any:
    """The SymPy relation of a stored tree (see `tree.to_data`); nothing in it is evaluated."""
    relation = from_data(data)
    assert isinstance(relation, Relation)
    return relation_to_sympy(relation)


def relation_to_sympy(relation: Relation) -> Any:
    """Vectors and matrices by components. Raises NoComponentsError."""
    import sympy

    if is_linear(relation):
        left, right = sides_by_components(relation, to_sympy)
    else:
        left, right = map(_Builder(evaluate=False), (relation.left, relation.right))
    return getattr(sympy, _RELATIONS.get(relation.op, "Eq"))(left, right, evaluate=False)


def to_sympy(node: Expr, symbol: MakeSymbol | None = None) -> Any:
    """The expression, evaluated as far as SymPy's constructors do; `symbol` makes a symbol."""
    return _Builder(evaluate=True, symbol=symbol)(node)


def safe_name(latex_name: str) -> str:
    """`v_{0}` as `v_0`, `\\alpha` as `alpha`: an identifier for SymPy's printers."""
    name = re.sub(r"\\(?:mathrm|text|bar|tilde)(?![A-Za-z])", "", latex_name)
    name = name.replace("'", "_prime")
    name = re.sub(r"[^A-Za-z0-9_]+", "", name.replace("\\", "").replace(" ", "_"))
    accent = re.match(r"\\(bar|tilde)", latex_name)
    return (name or "symbol") + (f"_{accent.group(1)}" if accent else "")


class _Builder:
    def __init__(self, *, evaluate: bool, symbol: MakeSymbol | None = None) -> None:
        import sympy

        self.sympy = sympy
        self.evaluate = evaluate
        self.symbol = symbol or (lambda name: sympy.Symbol(safe_name(name)))
        self.symbols: dict[str, Any] = {}

    def named(self, name: str) -> Any:
        if name not in self.symbols:
            self.symbols[name] = self.symbol(name)
        return self.symbols[name]

    def __call__(self, node: Expr) -> Any:  # noqa: C901 - a case a kind of node
        s = self.sympy
        match node:
            case Num(digits):
                exact = self.evaluate or "." not in digits
                return s.Rational(digits) if exact else s.Float(digits, len(digits))
            case Sym(name):
                return self.named(name)
            case Const(name):
                return {
                    "pi": s.pi, "e": s.E, "i": s.I, "infinity": s.oo, "degree": s.pi / 180,
                    "gamma": s.EulerGamma, "dots": s.Symbol("dots"),
                }[name]  # fmt: skip
            case Add(terms):
                return s.Add(*map(self, terms), evaluate=self.evaluate)
            case Neg(arg):
                return s.Mul(s.Integer(-1), self(arg), evaluate=self.evaluate)
            case Mul(factors):
                return s.Mul(*map(self, factors), evaluate=self.evaluate)
            case Div(num, den):
                inverse = s.Pow(self(den), s.Integer(-1), evaluate=self.evaluate)
                return s.Mul(self(num), inverse, evaluate=self.evaluate)
            case Pow(base, exp):
                return self.power(self(base), self(exp))
            case Root(arg, index):
                return self.power(self(arg), s.Pow(self(index), s.Integer(-1)))
            case Call(name, args):
                return self.call(name, [self(arg) for arg in args])
            case Apply(name, args, primes):
                return self.apply(name, [self(arg) for arg in args], primes)
            case Deriv(body, var, order, _):
                return s.Derivative(self(body), (self(var), order))
            case Integral(body, var, None, _):
                return s.Integral(self(body), self(var))
            case Integral(body, var, lower, upper):
                assert lower is not None
                assert upper is not None
                return s.Integral(self(body), (self(var), self(lower), self(upper)))
            case Sum(body, var, lower, upper):
                return s.Sum(self(body), (self(var), self(lower), self(upper)))
            case Prod(body, var, lower, upper):
                return s.Product(self(body), (self(var), self(lower), self(upper)))
            case Limit(body, var, point, direction):
                side = {1: "+", -1: "-", 0: "+-"}[direction]
                at = self(point)
                return s.Limit(self(body), self(var), at, "+" if at.is_infinite else side)
            case Item(name, indices):
                return s.Function(safe_name(name))(*map(self, indices))
            case HigherDeriv(body, var, order):
                return s.Derivative(self(body), (self(var), self(order)))
            case At(body, var, lower, upper):
                ends = [s.Subs(self(body), self(var), self(end)) for end in (upper, lower) if end]
                return ends[0] - ends[1] if len(ends) > 1 else ends[0]
            case Cases(values, conditions):
                pairs = zip(values, conditions, strict=True)
                return s.Piecewise(*((self(value), self.condition(when)) for value, when in pairs))
            case Unit(name):
                return s.Symbol(safe_name(name), positive=True)
        raise ValueError(f"{type(node).__name__} has no SymPy form")

    def condition(self, node: Expr) -> Any:
        s = self.sympy
        match node:
            case Call("otherwise"):
                return s.true
            case Call("and", args):
                return s.And(*map(self.condition, args))
            case Call("even" | "odd" as parity, (arg,)):
                return s.Eq(s.Mod(self(arg), 2), int(parity == "odd"))
            case Relation(op, left, right) if op in _RELATIONS:
                return getattr(s, _RELATIONS[op])(self(left), self(right))
        raise ValueError("a condition has no SymPy form")

    def power(self, base: Any, exponent: Any) -> Any:
        """Numbers to large powers stay as they are: evaluating them could take forever."""
        small = not base.is_Number or (exponent.is_Number and abs(exponent) <= 1000)
        return self.sympy.Pow(base, exponent, evaluate=self.evaluate and small)

    def apply(self, name: str, args: list[Any], primes: int) -> Any:
        s = self.sympy
        function = s.Function(safe_name(name))
        if not primes:
            return function(*args)
        place = s.Dummy("xi")
        return s.Subs(s.Derivative(function(place), (place, primes)), place, args[0])

    def call(self, name: str, args: list[Any]) -> Any:
        """A function that SymPy has not is an undefined one of that name."""
        form = FUNCTIONS[name].sympy if name in FUNCTIONS else ""
        if callable(form):
            return form(self.sympy, *args)
        function = getattr(self.sympy, form) if form else self.sympy.Function(safe_name(name))
        if name not in _GROWING:
            return function(*args)
        large = any(abs(arg) > 1000 if arg.is_Number else arg.is_number for arg in args)
        return function(*args, evaluate=self.evaluate and not large)


_RELATIONS = {"=": "Eq", "<": "Lt", ">": "Gt", r"\le": "Le", r"\ge": "Ge", r"\ne": "Ne"}
_GROWING = marked("grows")
