"""Values by mpmath that it does not have under one name, or that need a guard."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

from .multiprecision import TooLargeError, UndefinedError, UnsureError, mp

_LARGEST_ORDER = 300
_LARGEST_INTEGER = 10**12
_ROUNDED = 10**4  # units of the last digit that rounding may have changed


def integer(x: Any, largest: int = _LARGEST_INTEGER) -> int:
    if mp.im(x) or not mp.isint(x):
        raise UndefinedError("an integer is needed")
    if abs(x) > largest:
        raise TooLargeError("an integer is too large for this function")
    return int(mp.re(x))


def natural(x: Any, largest: int = _LARGEST_ORDER) -> int:
    value = integer(x, largest)
    if value < 0:
        raise UndefinedError("a natural number is needed")
    return value


def of_order(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose first argument, its order, is a natural number."""
    return lambda n, *rest: function(natural(n), *rest)


def of_few_factors(product: Callable[..., Any]) -> Callable[..., Any]:
    """A product of as many factors as its second argument says."""

    def of(x: Any, n: Any) -> Any:
        if abs(n) > 10**6:
            raise TooLargeError("a product of too many factors")
        return product(x, n)

    return of


def q_pochhammer(a: Any, q: Any, n: Any) -> Any:
    if abs(q) >= 1 and not mp.isfinite(n):
        raise UndefinedError("an infinite product that does not converge")
    return mp.qp(a, q) if not mp.isfinite(n) else mp.qp(a, q, natural(n))


def q_binomial(n: Any, k: Any, q: Any) -> Any:
    top, bottom = natural(n), natural(k)
    if bottom > top:
        return mp.mpf(0)
    return mp.qp(q, q, top) / (mp.qp(q, q, bottom) * mp.qp(q, q, top - bottom))


def multinomial(top: Any, *parts: Any) -> Any:
    if sum(parts) != top:
        raise UndefinedError("the parts of a multinomial coefficient do not add up")
    result = mp.factorial(natural(top, 10**6))
    for part in parts:
        result /= mp.factorial(natural(part, 10**6))
    return result


@cache
def stirling2(n: int, k: int) -> int:
    terms = ((-1) ** (k - j) * math.comb(k, j) * j**n for j in range(k + 1))
    return sum(terms) // math.factorial(k) if k <= n else 0


def stirling_cycle(n: Any, k: Any) -> Any:
    """Coefficient of x^k in the rising product x (x+1) ... (x+n-1)."""
    order, wanted = natural(n), natural(k)
    row = [1]
    for j in range(order):
        row = [
            (row[i - 1] if i else 0) + j * (row[i] if i < len(row) else 0)
            for i in range(len(row) + 1)
        ]
    return mp.mpf(row[wanted] if wanted < len(row) else 0)


def _factors(n: int) -> dict[int, int]:
    found: dict[int, int] = {}
    p = 2
    while p * p <= n:
        while n % p == 0:
            found[p] = found.get(p, 0) + 1
            n //= p
        p += 1
    if n > 1:
        found[n] = found.get(n, 0) + 1
    return found


def _positive(n: Any) -> int:
    value = integer(n)
    if value < 1:
        raise UndefinedError("a positive integer is needed")
    return value


def totient(n: Any) -> Any:
    value = _positive(n)
    for p in _factors(value):
        value = value // p * (p - 1)
    return mp.mpf(value)


def moebius(n: Any) -> Any:
    powers = _factors(_positive(n)).values()
    return mp.mpf(0 if any(power > 1 for power in powers) else (-1) ** len(powers))


def divisor_sigma(k: Any, n: Any) -> Any:
    total = mp.mpf(1)
    for p, power in _factors(_positive(n)).items():
        total *= sum(mp.mpf(p) ** (k * j) for j in range(power + 1))
    return total


def divisors(n: Any) -> list[int]:
    """The positive divisors of a positive integer. Raises UndefinedError, TooLargeError."""
    found = [1]
    for p, power in _factors(_positive(n)).items():
        found = [d * p**j for d in found for j in range(power + 1)]
    return sorted(found)


def floor(x: Any) -> Any:
    """The integer that rounding hides counts as reached: 8^(2/3) is 4 and not 3.999…"""
    below = mp.floor(x)
    return below + 1 if below + 1 - x <= mp.eps * _ROUNDED * max(1, abs(x)) else below


def ceiling(x: Any) -> Any:
    return -floor(-x)


def remainder(a: Any, b: Any) -> Any:
    if mp.im(a) or mp.im(b):
        raise UndefinedError("remainders are of real numbers")
    return a - b * floor(a / b)


def rounded(x: Any) -> Any:
    if mp.im(x) or abs(x - mp.floor(x)) == 0.5:
        raise UndefinedError("rounding halves is a matter of convention")
    return mp.nint(x)


def in_base(number: Any, base: Any) -> Any:
    """The value of digits, which come as if they were decimal, in another base."""
    try:
        return mp.mpf(int(str(natural(number, 10**25)), natural(base)))
    except ValueError as error:
        raise UndefinedError("a digit that the base has not") from error


def zeta(s: Any) -> Any:
    if mp.re(s) > _LARGEST_ORDER / 2:
        raise UnsureError("a value that is 1 to all digits tried")
    return mp.zeta(s)


def real_only(function: Callable[..., Any]) -> Callable[..., Any]:
    def of(*args: Any) -> Any:
        if any(mp.im(arg) for arg in args):
            raise UndefinedError("not defined for complex numbers")
        return function(*args)

    return of


def factorial(x: Any) -> Any:
    if abs(x) > mp.mpf(10) ** 24:
        raise TooLargeError("a factorial is too large to evaluate")
    return mp.factorial(x)


_LARGEST_BINOMIAL = 10**12  # beyond it mpmath takes too long, or too much memory


def binomial(n: Any, k: Any) -> Any:
    if max(abs(n), abs(k)) > _LARGEST_BINOMIAL:
        raise TooLargeError("a binomial coefficient is too large to evaluate")
    return mp.binomial(n, k)
