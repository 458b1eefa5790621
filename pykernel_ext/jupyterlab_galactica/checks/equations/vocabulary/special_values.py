"""Values of special functions and number sequences by mpmath.

Orders and parameters come first, the variable last. Elliptic integrals take the modulus k;
Bernoulli's B_1 is -1/2.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import mpmath

from .multiprecision import TooLargeError, UndefinedError, UnsureError, mp

_LARGEST_ORDER = 300
_LARGEST_INTEGER = 10**12


def _integer(x: Any, largest: int = _LARGEST_INTEGER) -> int:
    if mp.im(x) or not mp.isint(x):
        raise UndefinedError("an integer is needed")
    if abs(x) > largest:
        raise TooLargeError("an integer is too large for this function")
    return int(mp.re(x))


def _natural(x: Any, largest: int = _LARGEST_ORDER) -> int:
    value = _integer(x, largest)
    if value < 0:
        raise UndefinedError("a natural number is needed")
    return value


def _of_order(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose first argument, its order, is a natural number."""
    return lambda n, *rest: function(_natural(n), *rest)


def _rising(x: Any, n: Any) -> Any:
    if abs(n) > 10**6:
        raise TooLargeError("a product of too many factors")
    return mp.rf(x, n)


def _falling(x: Any, n: Any) -> Any:
    if abs(n) > 10**6:
        raise TooLargeError("a product of too many factors")
    return mp.ff(x, n)


def _q_pochhammer(a: Any, q: Any, n: Any) -> Any:
    if abs(q) >= 1 and not mp.isfinite(n):
        raise UndefinedError("an infinite product that does not converge")
    return mp.qp(a, q) if not mp.isfinite(n) else mp.qp(a, q, _natural(n))


def _q_binomial(n: Any, k: Any, q: Any) -> Any:
    top, bottom = _natural(n), _natural(k)
    if bottom > top:
        return mp.mpf(0)
    return mp.qp(q, q, top) / (mp.qp(q, q, bottom) * mp.qp(q, q, top - bottom))


def _multinomial(top: Any, *parts: Any) -> Any:
    if sum(parts) != top:
        raise UndefinedError("the parts of a multinomial coefficient do not add up")
    result = mp.factorial(_natural(top, 10**6))
    for part in parts:
        result /= mp.factorial(_natural(part, 10**6))
    return result


def _bernoulli(n: Any) -> Any:
    return mp.bernoulli(_natural(n))


def _euler_number(n: Any) -> Any:
    return mp.eulernum(_natural(n))


@cache
def _stirling2(n: int, k: int) -> int:
    terms = ((-1) ** (k - j) * math.comb(k, j) * j**n for j in range(k + 1))
    return sum(terms) // math.factorial(k) if k <= n else 0


def _stirling_cycle(n: Any, k: Any) -> Any:
    """Coefficient of x^k in the rising product x (x+1) ... (x+n-1)."""
    order, wanted = _natural(n), _natural(k)
    row = [1]
    for j in range(order):
        row = [
            (row[i - 1] if i else 0) + j * (row[i] if i < len(row) else 0)
            for i in range(len(row) + 1)
        ]
    return mp.mpf(row[wanted] if wanted < len(row) else 0)


def _stirling1(n: Any, k: Any) -> Any:
    return (-1) ** (_natural(n) - _natural(k)) * _stirling_cycle(n, k)


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
    value = _integer(n)
    if value < 1:
        raise UndefinedError("a positive integer is needed")
    return value


def _totient(n: Any) -> Any:
    value = _positive(n)
    for p in _factors(value):
        value = value // p * (p - 1)
    return mp.mpf(value)


def _moebius(n: Any) -> Any:
    powers = _factors(_positive(n)).values()
    return mp.mpf(0 if any(power > 1 for power in powers) else (-1) ** len(powers))


def _divisor_sigma(k: Any, n: Any) -> Any:
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


def _mod(a: Any, b: Any) -> Any:
    if mp.im(a) or mp.im(b):
        raise UndefinedError("remainders are of real numbers")
    return a - b * mp.floor(a / b)


def _round(x: Any) -> Any:
    if mp.im(x) or abs(x - mp.floor(x)) == 0.5:
        raise UndefinedError("rounding halves is a matter of convention")
    return mp.nint(x)


def _csgn(z: Any) -> Any:
    return mp.sign(mp.re(z)) or mp.sign(mp.im(z))


def _in_base(number: Any, base: Any) -> Any:
    """The value of digits, which come as if they were decimal, in another base."""
    try:
        return mp.mpf(int(str(_natural(number, 10**25)), _natural(base)))
    except ValueError as error:
        raise UndefinedError("a digit that the base has not") from error


def _zeta(s: Any) -> Any:
    if mp.re(s) > _LARGEST_ORDER / 2:
        raise UnsureError("a value that is 1 to all digits tried")
    return mp.zeta(s)


def _gcd(*args: Any) -> Any:
    return mp.mpf(math.gcd(*map(_integer, args)))


def _lcm(*args: Any) -> Any:
    return mp.mpf(math.lcm(*map(_integer, args)))


def hypergeometric(p: int, q: int) -> Callable[..., Any]:
    """The function pFq of p upper parameters, q lower ones and the variable."""
    return lambda *args: mp.hyper(list(args[:p]), list(args[p : p + q]), args[p + q])


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """Where mpmath gives up, no value is known."""

    def wrapped(*args: Any) -> Any:
        try:
            return function(*args)
        except (mpmath.libmp.NoConvergence, NotImplementedError, TypeError) as error:
            raise UnsureError("a special function whose value was not found") from error

    return wrapped


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "digamma": mp.digamma, "loggamma": mp.loggamma, "double_factorial": mp.fac2,
    "polygamma": lambda n, z: mp.psi(_natural(n), z),
    "upper_gamma": lambda a, z: mp.gammainc(a, z), "lower_gamma": lambda a, z: mp.gammainc(a, 0, z),
    "hurwitz_zeta": mp.zeta, "zeta": _zeta,
    "incomplete_beta": lambda x, a, b: mp.betainc(a, b, 0, x),
    "regularized_beta": lambda x, a, b: mp.betainc(a, b, 0, x, regularized=True),
    "pochhammer": _rising, "falling": _falling, "q_pochhammer": _q_pochhammer,
    "q_binomial": _q_binomial, "multinomial": _multinomial,
    **{name: getattr(mp, name) for name in (
        "besselj", "bessely", "besseli", "besselk", "hankel1", "hankel2", "airyai", "airybi",
        "lambertw", "erfi", "erfinv", "polylog", "expint", "agm", "harmonic",
    )},
    "erfcinv": lambda x: mp.erfinv(1 - x),
    "spherical_j": lambda n, x: mp.sqrt(mp.pi / (2 * x)) * mp.besselj(n + mp.mpf(1) / 2, x),
    "spherical_y": lambda n, x: mp.sqrt(mp.pi / (2 * x)) * mp.bessely(n + mp.mpf(1) / 2, x),
    "Ei": mp.ei, "li": mp.li, "Si": mp.si, "Ci": mp.ci, "Shi": mp.shi, "Chi": mp.chi,
    "fresnel_s": mp.fresnels, "fresnel_c": mp.fresnelc,
    "dawson": lambda x: mp.sqrt(mp.pi) / 2 * mp.exp(-x * x) * mp.erfi(x),
    "legendre": mp.legendre, "legendre_q": lambda n, x: mp.legenq(n, 0, x),
    "hermite": mp.hermite,
    "hermite_he": lambda n, x: mp.mpf(2) ** (-n / 2) * mp.hermite(n, x / mp.sqrt(2)),
    "laguerre": lambda n, x: mp.laguerre(n, 0, x), "associated_laguerre": (
        lambda n, a, x: mp.laguerre(n, a, x)
    ),
    "chebyt": mp.chebyt, "chebyu": mp.chebyu, "gegenbauer": mp.gegenbauer,
    "jacobi": mp.jacobi,
    "elliptic_k": lambda k: mp.ellipk(k * k),
    "elliptic_e": lambda *args: mp.ellipe(*args[:-1], args[-1] ** 2),
    "elliptic_f": lambda phi, k: mp.ellipf(phi, k * k),
    "elliptic_pi": lambda *args: mp.ellippi(*args[:-1], args[-1] ** 2),
    "theta": lambda n, z, q: mp.jtheta(_natural(n), z, q),
    "bernoulli": _bernoulli, "bernoulli_polynomial": _of_order(mp.bernpoly),
    "euler_number": _euler_number, "euler_polynomial": _of_order(mp.eulerpoly),
    "fibonacci": lambda n: mp.fib(_integer(n, 5000)),
    "lucas": lambda n: mp.fib(_integer(n, 5000) + 1) + mp.fib(_integer(n, 5000) - 1),
    "catalan": lambda n: mp.binomial(2 * n, n) / (n + 1), "bell": _of_order(mp.bell),
    "stirling_cycle": _stirling_cycle, "stirling1": _stirling1,
    "stirling2": lambda n, k: mp.mpf(_stirling2(_natural(n), _natural(k))),
    "totient": _totient, "moebius": _moebius, "divisor_sigma": _divisor_sigma,
    "in_base": _in_base, "gcd": _gcd, "lcm": _lcm, "mod": _mod, "round": _round, "csgn": _csgn,
    "truncated": lambda x: x, "Li": lambda x: mp.li(x) - mp.li(2),
    "frac": lambda x: x - mp.floor(x), "barnes_g": mp.barnesg,
    **{f"hyper_{p}_{q}": hypergeometric(p, q) for p in range(5) for q in range(5)},
}  # fmt: skip

CALLS: Mapping[str, Callable[..., Any]] = {
    name: _guarded(function) for name, function in _FUNCTIONS.items()
}
"""The functions by the name that a `Call` carries."""
