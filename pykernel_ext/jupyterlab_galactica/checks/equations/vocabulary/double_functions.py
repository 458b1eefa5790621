"""Functions of mathematics in double precision, on the branches that mpmath takes.

Where a function has a cut on the real line, it is not evaluated there.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping

from .multiprecision import BeyondDoublesError

Number = float | complex


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


def _everywhere(
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


def _inverse(of: Callable[[Number], Number]) -> Callable[[Number], Number]:
    return lambda x: 1 / of(x)


def _of_inverse(of: Callable[[Number], Number]) -> Callable[[Number], Number]:
    return lambda x: of(1 / x)


def _real_only(function: Callable[[float], float]) -> Callable[[Number], Number]:
    def of(x: Number) -> Number:
        if isinstance(x, complex):
            raise BeyondDoublesError
        return function(x)

    return of


def _gamma(x: float) -> float:
    if x <= 0 and abs(x - round(x)) < 1e-6:
        raise BeyondDoublesError
    return math.gamma(x)


def _floor(x: float) -> float:
    if abs(x - round(x)) < 1e-9 and x != round(x):
        raise BeyondDoublesError  # rounding decides which side of the jump
    return math.floor(x)


def _sign(x: Number) -> Number:
    return x / abs(x) if x else 0.0


def _sinc(x: Number) -> Number:
    return sine(x) / x if x else 1.0


sine = _everywhere(math.sin, cmath.sin)
_cos = _everywhere(math.cos, cmath.cos)
_tan = _everywhere(math.tan, cmath.tan)
_sinh = _everywhere(math.sinh, cmath.sinh)
_cosh = _everywhere(math.cosh, cmath.cosh)
_tanh = _everywhere(math.tanh, cmath.tanh)
_asin = _real_or_complex(math.asin, cmath.asin, -1, 1)
_acos = _real_or_complex(math.acos, cmath.acos, -1, 1)
_atan = _everywhere(math.atan, cmath.atan)
_asinh = _everywhere(math.asinh, cmath.asinh)
_acosh = _real_or_complex(math.acosh, cmath.acosh, 1, math.inf)
_atanh = _real_or_complex(math.atanh, cmath.atanh, -0.999999999, 0.999999999)

FUNCTIONS: Mapping[str, Callable[[Number], Number]] = {
    "sin": sine, "cos": _cos, "tan": _tan,
    "cot": _inverse(_tan), "sec": _inverse(_cos), "csc": _inverse(sine),
    "sinh": _sinh, "cosh": _cosh, "tanh": _tanh,
    "coth": _inverse(_tanh), "sech": _inverse(_cosh), "csch": _inverse(_sinh),
    "acot": lambda x: math.pi / 2 - _atan(x),
    "asin": _asin, "acos": _acos, "atan": _atan,
    "asec": _of_inverse(_acos), "acsc": _of_inverse(_asin),
    "asinh": _asinh, "acosh": _acosh, "atanh": _atanh,
    "acoth": _of_inverse(_atanh), "asech": _of_inverse(_acosh), "acsch": _of_inverse(_asinh),
    "exp": _everywhere(math.exp, cmath.exp), "ln": logarithm, "log": logarithm,
    "abs": abs, "sgn": _sign, "sinc": _sinc,
    "re": lambda x: x.real, "im": lambda x: x.imag, "conj": lambda x: x.conjugate(),
    "arg": lambda x: cmath.phase(x),
    "floor": _real_only(_floor), "ceil": _real_only(lambda x: -_floor(-x)),
    "percent": lambda x: x / 100,
}  # fmt: skip


def _binomial(n: float, k: float) -> float:
    if k != int(k) or not 0 <= k <= 300 or abs(n) > 300:
        raise BeyondDoublesError
    if n == int(n) and n >= 0:
        return float(math.comb(int(n), int(k)))
    return math.prod((n - j) / (j + 1) for j in range(int(k)))


def _beta(a: float, b: float) -> float:
    if a <= 0 or b <= 0:
        raise BeyondDoublesError
    return math.exp(math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b))


COSTLY: Mapping[str, Callable[..., float]] = {
    "erf": math.erf, "erfc": math.erfc, "gamma": _gamma,
    "factorial": lambda x: _gamma(x + 1), "binom": _binomial, "beta": _beta,
}  # fmt: skip
"""Functions of real numbers in doubles that mpmath has for all others."""
