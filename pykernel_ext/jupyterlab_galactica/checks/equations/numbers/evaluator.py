"""Numbers for trees: mpmath at 30 digits, guarded against everything that could explode.

A value comes with what a careful reader would want to know about it: whether anything complex was
met on the way, how large the terms were that were added up (cancellation), and how exact an
approximation by quadrature, differences or extrapolation is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import mpmath

from ..algebra.definitions import meaning
from ..tree import (
    Add,
    Apply,
    Call,
    Const,
    Deriv,
    Div,
    Expr,
    Integral,
    Limit,
    Mul,
    Neg,
    Num,
    Pow,
    Prod,
    Root,
    Sum,
    Sym,
    depends_on_unsaid,
)
from ..vocabulary.functions import FUNCTIONS
from ..vocabulary.multiprecision import (
    DIGITS,
    HugeError,
    UndefinedError,
    UndeterminedError,
    UnsureError,
    mp,
)
from .approximate import integral, limit, series
from .budget import now
from .limits import STEPS_BETWEEN_LOOKS
from .structure_values import STRUCTURES
from .unknown import waves

MAX_EXPONENT = 10**6
"""Larger exponents are taken by logarithms; a logarithm ten times as large is out of bounds."""
_HUGE = mp.mpf(10) ** MAX_EXPONENT  # far below what `HugeError` is raised of
_GUARD_DIGITS = 20  # more digits for such a power: those of its logarithm before the point are lost
_ROUNDED_DIGITS = 5
"""Last digits that rounding may have changed: an imaginary part within them is zero."""
_DIFFERENCE_DIGITS = 8  # last digits that a difference quotient loses
_LARGEST_FACTORIAL = 10**24  # beyond it mpmath takes too long, or too much memory


@dataclass
class Evaluator:
    """Evaluates trees at one point.

    After a run: `complex_met` whether a non-real value occurred, `scale` the largest absolute
    value among the terms of sums, `error` a bound of the absolute error of approximations.
    """

    values: Mapping[str, Any]
    deadline: float
    digits: int = DIGITS
    complex_met: bool = False
    scale: Any = field(default_factory=lambda: mp.mpf(0))
    error: Any = field(default_factory=lambda: mp.mpf(0))
    _bound: dict[str, Any] = field(default_factory=dict)
    _steps: int = 0

    def value(self, node: Expr) -> Any:
        """The value of a tree.

        Raises UndefinedError, TooLargeError, UndeterminedError, UnsureError, TimeoutError.
        """
        try:
            result = self.part(node)
        except (ZeroDivisionError, ValueError, OverflowError, mpmath.libmp.ComplexResult) as error:
            raise UndefinedError(str(error)) from error
        except mpmath.libmp.NoConvergence as error:
            raise UnsureError(str(error)) from error
        if not mp.isfinite(result):
            raise UndefinedError("not finite")
        return result

    def part(self, node: Expr) -> Any:
        """The value of a part, with the exceptions of mpmath and Python as they come."""
        self._steps += 1
        if self._steps % STEPS_BETWEEN_LOOKS == 0 and now() > self.deadline:
            raise TimeoutError
        evaluate = _EVALUATORS.get(type(node))
        if evaluate is None:
            raise UndeterminedError("it has vectors or matrices")
        result = evaluate(self, node)
        if isinstance(result, mp.mpc):
            blur = _ROUNDED_DIGITS - self.digits
            if result.imag == 0 or abs(result.imag) < mp.mpf(10) ** blur * abs(result):
                result = result.real
            else:
                self.complex_met = True
        return result

    def symbol(self, node: Sym) -> Any:
        if node.name in self._bound:
            return self._bound[node.name]
        return self.values[node.name]

    def constant(self, node: Const) -> Any:
        if node.name == "dots":
            raise UndeterminedError("what the dots stand for is not said")
        return {
            "pi": +mp.pi, "e": +mp.e, "i": mp.mpc(0, 1), "infinity": mp.inf, "degree": mp.pi / 180,
            "gamma": +mp.euler,
        }[node.name]  # fmt: skip

    def add(self, node: Add) -> Any:
        total = mp.mpf(0)
        for term in node.terms:
            value = self.part(term)
            size = abs(value)
            if mp.isfinite(size) and size > self.scale:
                self.scale = size
            total += value
        return total

    def product(self, node: Mul) -> Any:
        result = mp.mpf(1)
        for factor in node.factors:
            result *= self.part(factor)
        return result

    def quotient(self, node: Div) -> Any:
        """Nothing is left of a number divided by one that is too large to be written down."""
        above = self.part(node.num)
        try:
            return above / self.part(node.den)
        except HugeError:
            if not abs(above) < _HUGE:
                raise
            return mp.mpf(0)

    def raised(self, base: Any, exponent: Any) -> Any:
        if base == 0:
            if exponent == 0:
                return mp.mpf(1)
            if mp.re(exponent) <= 0:
                raise UndefinedError("division by zero")
            return mp.mpf(0)
        if not mp.isfinite(base) or not mp.isfinite(exponent):
            if base == 1:
                raise UndefinedError("1^infinity")
            return base**exponent
        if abs(exponent) > MAX_EXPONENT:
            logarithm = mp.log(abs(base)) * mp.re(exponent)
            if logarithm > 10 * MAX_EXPONENT:
                raise HugeError("a power is too large to evaluate")
            if logarithm < -10 * MAX_EXPONENT:
                return mp.mpf(0)
            if mp.re(base) < 0 and mp.isint(exponent):
                sign = -1 if int(mp.re(exponent)) % 2 else 1
                return sign * mp.exp(mp.log(-base) * exponent)
            with mp.extradps(_GUARD_DIGITS):
                return mp.exp(mp.log(base) * exponent)
        return base**exponent

    def rooted(self, arg: Any, index: Any) -> Any:
        """The real root where there is one."""
        if index == 2:
            return mp.sqrt(arg)
        odd = mp.isint(index) and int(index) % 2 == 1
        if odd and mp.im(arg) == 0 and arg < 0:
            return -((-arg) ** (1 / index))
        return self.raised(arg, 1 / index)

    def call(self, node: Call) -> Any:
        function = VALUES.get(node.name)
        if function is not None:
            return function(*[self.part(arg) for arg in node.args])
        whole = meaning(node)
        if whole is None:
            raise UndeterminedError("a part of it has no value that could be computed")
        return self.part(whole)

    def apply(self, node: Apply) -> Any:
        """An undefined function: a smooth random one, the same for the same name."""
        args = [self.part(arg) for arg in node.args]
        start, parts = _waves(node.name, len(args))
        total = mp.mpf(0) if node.primes else start
        for amplitude, phase, weights in parts:
            angle = phase + sum(w * a for w, a in zip(weights, args, strict=True))
            if node.primes:
                amplitude = amplitude * weights[0] ** node.primes
                angle += node.primes * mp.pi / 2
            total += amplitude * mp.sin(angle)
        return total

    def function_of(self, body: Expr, name: str) -> Callable[[Any], Any]:
        """The body as a function of a bound variable; its inner terms do not count as terms."""

        def function(value: Any) -> Any:
            scale = self.scale
            try:
                return self.with_values({name: value}, body)
            finally:
                self.scale = scale

        return function

    def with_values(self, values: Mapping[str, Any], body: Expr) -> Any:
        """The body where some symbols have other values."""
        before = self._bound
        self._bound = {**before, **values}
        try:
            return self.part(body)
        finally:
            self._bound = before

    def derivative(self, node: Deriv) -> Any:
        if depends_on_unsaid(node):
            raise UndeterminedError("how one quantity depends on another is not said")
        point = self.symbol(node.var)
        # The real line is left by no step of the difference, so complex values stay out.
        result = mp.diff(self.function_of(node.body, node.var.name), point, node.order)
        self.error = max(self.error, abs(result) * mp.mpf(10) ** (_DIFFERENCE_DIGITS - self.digits))
        return result


@lru_cache(maxsize=256)
def _waves(name: str, arguments: int) -> tuple[Any, list[tuple[Any, Any, list[Any]]]]:
    """The waves of an undefined function as numbers of mpmath."""
    start, parts = waves(name, arguments)
    return mp.mpf(start), [
        (mp.mpf(amplitude), mp.mpf(phase), [mp.mpf(weight) for weight in weights])
        for amplitude, phase, weights in parts
    ]


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """Where mpmath gives up, no value is known."""

    def wrapped(*args: Any) -> Any:
        try:
            return function(*args)
        except (mpmath.libmp.NoConvergence, NotImplementedError, TypeError) as error:
            raise UnsureError("a special function whose value was not found") from error

    return wrapped


VALUES: Mapping[str, Callable[..., Any]] = {
    row.name: _guarded(row.value) for row in FUNCTIONS.values() if row.value is not None
}
"""The functions that a `Call` names, for numbers of mpmath."""

_EVALUATORS: Mapping[type, Callable[[Evaluator, Any], Any]] = {
    Num: lambda _, node: mp.mpf(node.digits),
    Sym: Evaluator.symbol, Const: Evaluator.constant, Add: Evaluator.add, Mul: Evaluator.product,
    Neg: lambda ev, node: -ev.part(node.arg),
    Div: Evaluator.quotient,
    Pow: lambda ev, node: ev.raised(ev.part(node.base), ev.part(node.exp)),
    Root: lambda ev, node: ev.rooted(ev.part(node.arg), ev.part(node.index)),
    Call: Evaluator.call, Apply: Evaluator.apply, Deriv: Evaluator.derivative,
    Integral: integral, Sum: series, Prod: series, Limit: limit, **STRUCTURES,
}  # fmt: skip
