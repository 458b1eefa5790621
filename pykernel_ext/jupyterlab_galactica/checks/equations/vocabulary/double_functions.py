"""Functions of mathematics in double precision, on the branches that mpmath takes.

Where a function has a cut on the real line, it is not evaluated there.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable

from .function import Number
from .multiprecision import BeyondDoublesError


def _real_or_complex(
    real: Callable[[float], float], complex_: Callable[[complex], complex], low: float, high: float
) -> Callable[[Number], Number]:
    """The real function on `low <= x <= high`, the complex one off the real line."""

    def function(x: Number) -> Number:
        if isinstance(x, complex):
            return complex_(x)
        if low <= x <= high:
            return real(x)
        raise BeyondDoublesError  # on the cut

    return function


def everywhere(
    real: Callable[[float], float], complex_: Callable[[complex], complex]
) -> Callable[[Number], Number]:
    return lambda x: complex_(x) if isinstance(x, complex) else real(x)


def logarithm(x: Number) -> Number:
    if isinstance(x, complex):
        return cmath.log(x)
    if x > 0:
        return math.log(x)
    if x == 0:
        raise ZeroDivisionError
    return complex(math.log(-x), math.pi)


def inverse(of: Callable[[Number], Number]) -> Callable[[Number], Number]:
    return lambda x: 1 / of(x)


def of_inverse(of: Callable[[Number], Number]) -> Callable[[Number], Number]:
    return lambda x: of(1 / x)


def real_only(function: Callable[[float], float]) -> Callable[[Number], Number]:
    def of(x: Number) -> Number:
        if isinstance(x, complex):
            raise BeyondDoublesError
        return function(x)

    return of


def gamma(x: float) -> float:
    if x <= 0 and abs(x - round(x)) < 1e-6:
        raise BeyondDoublesError
    return math.gamma(x)


def floor(x: float) -> float:
    if abs(x - round(x)) < 1e-9 and x != round(x):
        raise BeyondDoublesError  # rounding decides which side of the jump
    return math.floor(x)


sine = everywhere(math.sin, cmath.sin)
cosine = everywhere(math.cos, cmath.cos)
tangent = everywhere(math.tan, cmath.tan)
sinh = everywhere(math.sinh, cmath.sinh)
cosh = everywhere(math.cosh, cmath.cosh)
tanh = everywhere(math.tanh, cmath.tanh)
asin = _real_or_complex(math.asin, cmath.asin, -1, 1)
acos = _real_or_complex(math.acos, cmath.acos, -1, 1)
atan = everywhere(math.atan, cmath.atan)
asinh = everywhere(math.asinh, cmath.asinh)
acosh = _real_or_complex(math.acosh, cmath.acosh, 1, math.inf)
atanh = _real_or_complex(math.atanh, cmath.atanh, -0.999999999, 0.999999999)


def binomial(n: float, k: float) -> float:
    if k != int(k) or not 0 <= k <= 300 or abs(n) > 300:
        raise BeyondDoublesError
    if n == int(n) and n >= 0:
        return float(math.comb(int(n), int(k)))
    return math.prod((n - j) / (j + 1) for j in range(int(k)))


def beta(a: float, b: float) -> float:
    if a <= 0 or b <= 0:
        raise BeyondDoublesError
    return math.exp(math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b))
