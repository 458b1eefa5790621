"""Values of both sides of a relation on a sample space, outcome by outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ...tree import (
    Add,
    Apply,
    Call,
    Const,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Relation,
    Root,
    Sym,
)
from ...vocabulary.multiprecision import UndefinedError, UndeterminedError
from ..unknown import waves
from .roles import MOMENTS, complement_of
from .spaces import Bools, Floats, Space

Condition = Bools | list[Floats] | None
"""An event, random variables whose values are known, or nothing."""

_FUNCTIONS: Mapping[str, Callable[..., Floats]] = {
    "exp": np.exp, "ln": np.log, "sin": np.sin, "cos": np.cos, "abs": np.abs, "max": np.maximum,
    "min": np.minimum,
}  # fmt: skip
_COMPARE: Mapping[str, Callable[[Floats, Floats], Bools]] = {
    "=": np.isclose, "<": np.less, ">": np.greater, r"\le": np.less_equal,
    r"\ge": np.greater_equal, r"\ne": lambda a, b: ~np.isclose(a, b),
}  # fmt: skip
_CERTAIN = {r"\Omega": True, r"\emptyset": False}


class OnSpace:
    """Evaluates trees on a space: numbers, or one for each outcome."""

    def __init__(self, space: Space, probabilities: frozenset[str]) -> None:
        self._space = space
        self._probabilities = probabilities
        self._ones = np.ones(len(space.weights))

    def value(self, node: Expr) -> Floats:
        """At every outcome. Raises UndefinedError, UndeterminedError."""
        with np.errstate(all="ignore"):
            result = self._value(node) * self._ones
        if not np.isfinite(result).all():
            raise UndefinedError("not finite")
        return result

    def _value(self, node: Expr) -> Floats:
        match node:
            case Num(digits):
                return np.float64(digits) * self._ones
            case Sym(name):
                return self._symbol(name)
            case Const("pi" | "e" as name):
                return (np.pi if name == "pi" else np.e) * self._ones
            case Add(terms):
                return _floats(np.sum([self._value(term) for term in terms], axis=0))
            case Neg(arg):
                return -self._value(arg)
            case Mul(factors):
                return _floats(np.prod([self._value(factor) for factor in factors], axis=0))
            case Div(num, den):
                return self._value(num) / self._value(den)
            case Pow(base, exp):
                return np.power(self._value(base), self._value(exp))
            case Root(arg, index):
                return np.power(self._value(arg), 1 / self._value(index))
            case Call(name, args) if name in MOMENTS:
                return self._moment(name, args)
            case Call("probability", args):
                return self._probability(args)
            case Apply(name, args) if name in self._probabilities:
                return self._probability(args)
            case Call(name, args) if name in _FUNCTIONS:
                return _FUNCTIONS[name](*map(self._value, args))
            case Apply(name, args, 0):
                return self._unknown(name, list(map(self._value, args)))
        raise UndeterminedError("it has operations that no numbers are tried for")

    def _symbol(self, name: str) -> Floats:
        if name in self._space.variables:
            return self._space.variables[name]
        if name not in self._space.numbers:
            raise UndeterminedError("a name that is no random variable")
        return self._space.numbers[name] * self._ones

    def _unknown(self, name: str, args: Sequence[Floats]) -> Floats:
        start, parts = waves(name, len(args))
        total = start * self._ones
        for amplitude, phase, weights in parts:
            angle = sum((w * a for w, a in zip(weights, args, strict=True)), phase * self._ones)
            total = total + amplitude * np.sin(angle)
        return total

    # Moments and probabilities

    def _moment(self, name: str, args: Sequence[Expr]) -> Floats:
        what, condition = self._given(args)
        values = [self._value(part) for part in what]
        two = name in ("covariance", "correlation")
        if len(values) != 1 + two:
            raise UndeterminedError("an operation on other than one or two random variables")
        if name in ("expectation", "mean"):
            return self._averaged(values[0], condition)
        one, other = values[0], values[-1]
        found = self._together(one, other, condition)
        if name != "correlation":
            return found
        return found / np.sqrt(
            self._together(one, one, condition) * self._together(other, other, condition)
        )

    def _together(self, one: Floats, other: Floats, condition: Condition) -> Floats:
        """The covariance of two variables."""
        product = self._averaged(one, condition) * self._averaged(other, condition)
        return self._averaged(one * other, condition) - product

    def _probability(self, args: Sequence[Expr]) -> Floats:
        what, condition = self._given(args)
        event = self._all_of(what)
        return self._averaged(event.astype(float), condition)

    def _given(self, args: Sequence[Expr]) -> tuple[Sequence[Expr], Condition]:
        """What is averaged, and under which condition."""
        match tuple(args):
            case (Call("given", (what, condition)),):
                return _listed(what), self._condition(condition)
        if any(isinstance(arg, Call) and arg.name == "given" for arg in args):
            raise UndeterminedError("a condition inside a list")
        return args, None

    def _condition(self, node: Expr) -> Condition:
        parts = _listed(node)
        if all(isinstance(part, Sym) and part.name in self._space.variables for part in parts):
            return [self._value(part) for part in parts]
        return self._all_of(parts)

    def _averaged(self, values: Floats, condition: Condition) -> Floats:
        weights = self._space.weights
        if condition is None:
            return (weights @ values) * self._ones
        if isinstance(condition, list):
            return self._class_means(values, condition)
        total = weights @ condition
        if total <= 0:
            raise UndefinedError("a condition of probability 0")
        return (weights @ (values * condition)) / total * self._ones

    def _class_means(self, values: Floats, known: list[Floats]) -> Floats:
        """The average over all outcomes at which what is known has the same values."""
        rows = np.round(np.stack(known, axis=1), 9)
        _, classes = np.unique(rows, axis=0, return_inverse=True)
        classes = classes.reshape(-1)
        weights = self._space.weights
        totals = np.bincount(classes, weights)
        result: Floats = (np.bincount(classes, weights * values) / totals)[classes]
        return result

    # Events

    def _all_of(self, nodes: Sequence[Expr]) -> Bools:
        return np.asarray(np.stack([self.event(node) for node in nodes]).all(axis=0), dtype=bool)

    def event(self, node: Expr) -> Bools:
        if node in self._space.events:
            return self._space.events[node]
        inner = complement_of(node)
        if inner is not None:
            return ~self.event(inner)
        match node:
            case Sym(name) if name in _CERTAIN:
                return np.full(len(self._ones), _CERTAIN[name])
            case Call("union", args):
                either = np.stack([self.event(arg) for arg in args]).any(axis=0)
                return np.asarray(either, dtype=bool)
            case Call("intersection" | "tuple" | "and", args) | Mul(args):
                return self._all_of(args)
            case Call("difference", (whole, part)):
                return self.event(whole) & ~self.event(part)
            case Relation(op, left, right) if op in _COMPARE:
                return _COMPARE[op](self._value(left), self._value(right))
        raise UndeterminedError("an event that is not understood")


def _listed(node: Expr) -> tuple[Expr, ...]:
    return node.args if isinstance(node, Call) and node.name == "tuple" else (node,)


def _floats(values: object) -> Floats:
    return np.asarray(values, dtype=np.float64)
