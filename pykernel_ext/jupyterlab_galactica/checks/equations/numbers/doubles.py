"""Numbers for trees in the machine's own arithmetic, a hundred times faster than mpmath.

A tree becomes a chain of closures once and is then evaluated at many points. What doubles cannot
do well (poles of gamma, limits, overflow) raises `BeyondDoublesError`, and mpmath takes over.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..algebra.definitions import meaning
from ..tree import (
    Add,
    Apply,
    Call,
    Const,
    Div,
    Expr,
    Integral,
    Mul,
    Neg,
    Num,
    Pow,
    Prod,
    Root,
    Sum,
    Sym,
)
from ..vocabulary.double_functions import logarithm, sine
from ..vocabulary.function import Function, Number
from ..vocabulary.functions import FUNCTIONS
from ..vocabulary.multiprecision import (
    BeyondDoublesError,
    TooLargeError,
    UndefinedError,
    UnsureError,
    mp,
)
from .budget import now
from .evaluator import VALUES
from .limits import MOST_TERMS, STEPS_BETWEEN_LOOKS
from .oscillating import oscillating_between, phase_in
from .quadrature import quadrature
from .series import summed
from .unknown import waves

_REAL = 1e-14  # an imaginary part smaller than this share of the real one is what rounding left
_LARGEST_EXPONENT = 1e5  # larger ones turn the last digit of the base into a false one of the power


@dataclass
class State:
    """One evaluation: the values put in, and what a careful reader would want to know of it."""

    values: dict[str, Number]
    complex_met: bool = False
    scale: float = 0.0
    error: float = 0.0
    deadline: float = math.inf
    steps: int = 0

    def count(self) -> None:
        """Raises TimeoutError where it takes too long."""
        self.steps += 1
        if self.steps % STEPS_BETWEEN_LOOKS == 0 and now() > self.deadline:
            raise TimeoutError


Closure = Callable[[State], Number]


class _NotCompiledError(Exception):
    pass


@lru_cache(maxsize=256)
def compiled(node: Expr) -> Closure | None:
    """A function from the values of the symbols to the value of the tree; None where mpmath must.

    The function raises BeyondDoublesError, ZeroDivisionError and TimeoutError.
    """
    try:
        inner = _closure(node)
    except _NotCompiledError:
        return None

    def run(state: State) -> Number:
        try:
            value = inner(state)
        except (ValueError, OverflowError) as error:
            raise BeyondDoublesError from error
        if not cmath.isfinite(value):
            raise BeyondDoublesError
        return value

    return run


def _closure(node: Expr) -> Closure:
    match node:
        case Num(digits):
            return _constant(float(digits))
        case Const(name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case Sym(name):
            return lambda state: state.values[name]
        case Neg(arg):
            inner = _closure(arg)
            return lambda state: -inner(state)
        case Add(parts) | Mul(parts):
            joined = _sum if isinstance(node, Add) else _product
            return joined([_closure(part) for part in parts])
        case Div(num, den):
            above, below = _closure(num), _closure(den)
            return lambda state: _settled(above(state) / below(state), state)
        case Pow(first, second) | Root(first, second):
            raised = _power if isinstance(node, Pow) else _root
            return raised(_closure(first), _closure(second))
        case Call(name) if name in FUNCTIONS:
            return _call(node, FUNCTIONS[name])
        case Apply(name, (arg,), primes):
            return _unknown(name, _closure(arg), primes)
        case Integral(_, _, lower, upper) | Sum(_, _, lower, upper) | Prod(_, _, lower, upper):
            if lower is not None and upper is not None:
                return _over_range(node, _closure(lower), _closure(upper))
    raise _NotCompiledError


def _over_range(node: Integral | Sum | Prod, lower: Closure, upper: Closure) -> Closure:
    body, name = _closure(node.body), node.var.name
    match node:
        case Sum():
            return _series(body, name, lower, upper)
        case Prod():
            return _product_over(body, name, lower, upper)
    phase = phase_in(node.body, name)
    if phase is not None and Const("infinity") in (node.upper, node.lower, *_negated(node.lower)):
        return _oscillating(body, _closure(phase), name, lower, upper)
    return _integral(body, name, lower, upper)


def _call(node: Call, row: Function) -> Closure:
    if row.doubles is not None:
        function, of = row.doubles, _closure(node.args[0])
        return lambda state: _settled(function(of(state)), state)
    if row.value is not None:
        parts = [_closure(arg) for arg in node.args]
        precise = _by_mpmath(VALUES[row.name], parts)
        return precise if row.real_doubles is None else _or_else(row.real_doubles, parts, precise)
    whole = meaning(node)
    if whole is None:
        raise _NotCompiledError
    return _closure(whole)


def _constant(value: float) -> Closure:
    return lambda _: value


def _imaginary(state: State) -> Number:
    state.complex_met = True
    return 1j


_CONSTANTS: Mapping[str, Closure] = {
    "pi": _constant(math.pi), "e": _constant(math.e), "i": _imaginary,
    "infinity": _constant(math.inf), "degree": _constant(math.pi / 180),
}  # fmt: skip


def _settled(value: Number, state: State) -> Number:
    """Real where the imaginary part is rounding; else it is remembered that it was not."""
    if isinstance(value, complex):
        if abs(value.imag) <= _REAL * abs(value.real):
            return value.real
        state.complex_met = True
    return value


def _sum(terms: list[Closure]) -> Closure:
    def add(state: State) -> Number:
        total: Number = 0.0
        scale = state.scale
        for term in terms:
            value = term(state)
            size = abs(value)
            if size > scale:
                scale = size
            total += value
        if scale > state.scale and scale != math.inf:
            state.scale = scale
        return _settled(total, state) if isinstance(total, complex) else total

    return add


def _product(factors: list[Closure]) -> Closure:
    first, *rest = factors

    def multiply(state: State) -> Number:
        value = first(state)
        for factor in rest:
            value *= factor(state)
        return _settled(value, state) if isinstance(value, complex) else value

    return multiply


def _power(base: Closure, exponent: Closure) -> Closure:
    def power(state: State) -> Number:
        return _settled(_raised(base(state), exponent(state)), state)

    return power


def _raised(base: Number, exponent: Number) -> Number:
    if base == 0:
        if exponent == 0:
            return 1.0
        if exponent.real <= 0:
            raise ZeroDivisionError
        return 0.0
    if abs(exponent) > _LARGEST_EXPONENT or not cmath.isfinite(base):
        if not isinstance(base, complex) and base > 0 and exponent.imag == 0:
            return math.exp(exponent.real * math.log(base))
        raise BeyondDoublesError
    result: Number = base**exponent
    return result


def _root(arg: Closure, index: Closure) -> Closure:
    def root(state: State) -> Number:
        value, degree = arg(state), index(state)
        if isinstance(value, complex) or isinstance(degree, complex):
            return _settled(_raised(value, 1 / degree), state)
        if value >= 0:
            return math.sqrt(value) if degree == 2 else float(_raised(value, 1 / degree).real)
        if degree == 2:
            state.complex_met = True
            return complex(0, math.sqrt(-value))
        if degree % 2 == 1:
            return float(-((-value) ** (1 / degree)))
        return _settled(_raised(value, 1 / degree), state)

    return root


def _or_else(function: Callable[..., Number], args: list[Closure], other: Closure) -> Closure:
    """The function in doubles where it can be had so."""

    def call(state: State) -> Number:
        values = [arg(state) for arg in args]
        if not any(isinstance(value, complex) for value in values):
            try:
                return function(*values)
            except (BeyondDoublesError, OverflowError, ValueError):
                pass
        return other(state)

    return call


def _by_mpmath(function: Callable[..., Any], args: list[Closure]) -> Closure:
    """A function that Python's own modules do not have."""

    def call(state: State) -> Number:
        state.count()
        try:
            value = function(*(mp.convert(arg(state)) for arg in args))
        except (ArithmeticError, TypeError, UndefinedError, TooLargeError, UnsureError) as error:
            raise BeyondDoublesError from error
        return _settled(complex(value), state)

    return call


def _unknown(name: str, arg: Closure, primes: int) -> Closure:
    start, parts = waves(name, 1)
    start = 0.0 if primes else start

    def apply(state: State) -> Number:
        x = arg(state)
        total: Number = start
        for amplitude, phase, (weight,) in parts:
            angle = phase + weight * x + primes * math.pi / 2
            total += amplitude * weight**primes * sine(angle)
        return total

    return apply


def _function_of(body: Closure, name: str, state: State) -> Callable[[float], Number]:
    """The body as a function of a bound variable; only real values are kept track of."""
    values = state.values

    def function(x: float) -> Number:
        state.count()
        values[name] = x
        scale = state.scale
        value = body(state)
        state.scale = scale  # terms inside are not terms of the whole
        return value

    return function


def _bound(body: Closure, name: str, approximate: Callable[[State], Number]) -> Closure:
    """Evaluation with a bound variable, whose name is given back its value afterwards."""

    def run(state: State) -> Number:
        outer = state.values.get(name)
        try:
            return approximate(state)
        finally:
            if outer is None:
                state.values.pop(name, None)
            else:
                state.values[name] = outer

    return run


def _integral(body: Closure, name: str, lower: Closure, upper: Closure) -> Closure:
    def integrate(state: State) -> Number:
        a, b = lower(state), upper(state)
        if isinstance(a, complex) or isinstance(b, complex):
            raise BeyondDoublesError
        found = quadrature(_function_of(body, name, state), a, b)
        if found is None:
            raise BeyondDoublesError
        value, error = found
        state.scale = max(state.scale, abs(value))
        state.error = max(state.error, error)
        return _settled(value, state)

    return _bound(body, name, integrate)


def _negated(node: Expr | None) -> tuple[Expr, ...]:
    return (node.arg,) if isinstance(node, Neg) else ()


def _oscillating(
    body: Closure, phase: Closure, name: str, lower: Closure, upper: Closure
) -> Closure:
    """An integral to infinity of what oscillates; by common quadrature where that fails."""
    otherwise = _integral(body, name, lower, upper)

    def integrate(state: State) -> Number:
        a, b = lower(state), upper(state)
        if isinstance(a, complex) or isinstance(b, complex):
            raise BeyondDoublesError
        found = oscillating_between(
            _function_of(body, name, state), _function_of(phase, name, state), a, b
        )
        if found is None:
            return otherwise(state)
        state.scale = max(state.scale, abs(found[0]))
        state.error = max(state.error, found[1])
        return found[0]

    return _bound(body, name, integrate)


def _series(body: Closure, name: str, lower: Closure, upper: Closure) -> Closure:
    def add(state: State) -> Number:
        a, b = lower(state), upper(state)
        if isinstance(a, complex) or isinstance(b, complex):
            raise BeyondDoublesError
        function = _function_of(body, name, state)
        if (a, b) == (-math.inf, math.inf):
            above, below = summed(function, 0), summed(lambda k: function(-k), 1)
            if above is None or below is None:
                raise BeyondDoublesError
            state.error = max(state.error, above[1] + below[1])
            return _settled(above[0] + below[0], state)
        if math.isinf(a) or a != math.floor(a):
            raise BeyondDoublesError
        if b == math.inf:
            found = summed(function, int(a))
            if found is None:
                raise BeyondDoublesError
            value, error = found
            state.error = max(state.error, error)
            return _settled(value, state)
        if b != math.floor(b) or not -1 <= b - a <= MOST_TERMS:
            raise BeyondDoublesError
        total: Number = 0.0
        for k in range(int(a), int(b) + 1):
            term = function(float(k))
            state.scale = max(state.scale, abs(term))
            total += term
        return _settled(total, state)

    return _bound(body, name, add)


def _product_over(body: Closure, name: str, lower: Closure, upper: Closure) -> Closure:
    def multiply(state: State) -> Number:
        a, b = lower(state), upper(state)
        if isinstance(a, complex) or isinstance(b, complex) or a != math.floor(a):
            raise BeyondDoublesError
        function = _function_of(body, name, state)
        if b == math.inf:
            found = summed(lambda k: logarithm(function(k)), int(a))
            if found is None:
                raise BeyondDoublesError
            value = cmath.exp(found[0])
            state.error = max(state.error, found[1] * abs(value))
            return _settled(value, state)
        if b != math.floor(b) or not -1 <= b - a <= MOST_TERMS:
            raise BeyondDoublesError
        total: Number = 1.0
        for k in range(int(a), int(b) + 1):
            total *= function(float(k))
        return _settled(total, state)

    return _bound(body, name, multiply)
