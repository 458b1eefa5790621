"""Numbers for trees in the machine's own arithmetic, a hundred times faster than mpmath.

A tree becomes a chain of closures once and is then evaluated at many points. What doubles cannot
do well (poles of gamma, limits, overflow) raises `BeyondDoublesError`, and mpmath takes over.
"""

from __future__ import annotations

import cmath
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
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
_ENDLESS = frozenset((Const("infinity"), Neg(Const("infinity"))))
_LARGEST_ABOVE = 1e250  # divided by more than the largest double it is less than any tolerance
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
RealFunction = Callable[[float], Number]


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
            return _quotient(_closure(num), _closure(den))
        case Pow(base, exp):
            below, above = _closure(base), _closure(exp)
            return lambda state: _settled(_raised(below(state), above(state)), state)
        case Root(arg, index):
            inside, degree = _closure(arg), _closure(index)
            return lambda state: _settled(_rooted(inside(state), degree(state)), state)
        case Call(name) if name in FUNCTIONS:
            return _call(node, FUNCTIONS[name])
        case Apply(name, (arg,), primes):
            return _unknown(name, _closure(arg), primes)
        case Integral(_, _, start, end) | Sum(_, _, start, end) | Prod(_, _, start, end):
            if start is not None and end is not None:
                return _over_range(node, _closure(start), _closure(end))
    raise _NotCompiledError


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


def _quotient(above: Closure, below: Closure) -> Closure:
    """Nothing is left of a double divided by what is too large for one."""

    def divide(state: State) -> Number:
        value = above(state)
        try:
            return _settled(value / below(state), state)
        except OverflowError:
            if not abs(value) < _LARGEST_ABOVE:
                raise
            return 0.0

    return divide


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


def _rooted(value: Number, degree: Number) -> Number:
    if isinstance(value, complex) or isinstance(degree, complex):
        return _raised(value, 1 / degree)
    if value >= 0:
        return math.sqrt(value) if degree == 2 else float(_raised(value, 1 / degree).real)
    if degree == 2:
        return complex(0, math.sqrt(-value))
    if degree % 2 == 1:
        return float(-((-value) ** (1 / degree)))
    return _raised(value, 1 / degree)


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


def _over_range(node: Integral | Sum | Prod, lower: Closure, upper: Closure) -> Closure:
    """With a bound variable, whose name is given back its value afterwards."""
    name, approximate = node.var.name, _APPROXIMATIONS[type(node)]
    parts = [_closure(node.body)]
    if isinstance(node, Integral) and not _ENDLESS.isdisjoint((node.lower, node.upper)):
        phase = phase_in(node.body, name)
        parts += [_closure(phase)] if phase is not None else []

    def run(state: State) -> Number:
        a, b = lower(state), upper(state)
        if isinstance(a, complex) or isinstance(b, complex):
            raise BeyondDoublesError
        outer = state.values.get(name)
        try:
            found = approximate(a, b, *[_function_of(part, name, state) for part in parts])
        finally:
            if outer is None:
                state.values.pop(name, None)
            else:
                state.values[name] = outer
        if found is None:
            raise BeyondDoublesError
        value, error, scale = found
        state.scale = max(state.scale, scale)
        state.error = max(state.error, error)
        return _settled(value, state)

    return run


def _function_of(body: Closure, name: str, state: State) -> RealFunction:
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


Approximation = tuple[Number, float, float]
"""A value, a bound of its error, and the size of the largest term that it was added up from."""


def _integral(
    lower: float, upper: float, body: RealFunction, phase: RealFunction | None = None
) -> Approximation | None:
    """Of what oscillates without end by its half periods; by common quadrature where that fails."""
    oscillating = phase and oscillating_between(body, phase, lower, upper)
    found = oscillating or quadrature(body, lower, upper)
    return found and (*found, abs(found[0]))


def _sum_over(lower: float, upper: float, term: RealFunction) -> Approximation | None:
    if upper != math.inf:
        terms = [term(float(k)) for k in _whole_numbers(lower, upper)]
        return reduce(operator.add, terms, 0.0), 0.0, max(map(abs, terms), default=0.0)
    if lower != -math.inf:
        found = summed(term, _whole(lower))
        return found and (*found, 0.0)
    above, below = summed(term, 0), summed(lambda k: term(-k), 1)
    if above is None or below is None:
        return None
    return above[0] + below[0], above[1] + below[1], 0.0


def _product_over(lower: float, upper: float, factor: RealFunction) -> Approximation | None:
    if upper != math.inf:
        factors = [factor(float(k)) for k in _whole_numbers(lower, upper)]
        return reduce(operator.mul, factors, 1.0), 0.0, 0.0
    found = summed(lambda k: logarithm(factor(k)), _whole(lower))
    if found is None:
        return None
    value = cmath.exp(found[0])
    return value, found[1] * abs(value), 0.0


def _whole_numbers(lower: float, upper: float) -> range:
    if not -1 <= upper - lower <= MOST_TERMS:
        raise BeyondDoublesError
    return range(_whole(lower), _whole(upper) + 1)


def _whole(value: float) -> int:
    if math.isinf(value) or value != math.floor(value):
        raise BeyondDoublesError
    return int(value)


_APPROXIMATIONS: Mapping[type, Callable[..., Approximation | None]] = {
    Integral: _integral, Sum: _sum_over, Prod: _product_over,
}  # fmt: skip
