"""Special functions as SymPy has them: a part of `to_sympy`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

_SAME = (
    "digamma", "loggamma", "polygamma", "airyai", "airybi", "besselj", "bessely", "besseli",
    "besselk", "hankel1", "hankel2", "legendre", "hermite", "laguerre", "gegenbauer", "jacobi",
    "polylog", "expint", "erfi", "erfinv", "erfcinv", "Ei", "li", "Li", "Si", "Ci", "Shi", "Chi",
    "bernoulli", "fibonacci", "lucas", "harmonic", "catalan", "bell", "zeta", "frac",
)  # fmt: skip
_RENAMED = {
    "upper_gamma": "uppergamma", "lower_gamma": "lowergamma", "hurwitz_zeta": "zeta",
    "pochhammer": "RisingFactorial", "falling": "FallingFactorial", "mod": "Mod",
    "double_factorial": "factorial2", "chebyt": "chebyshevt", "chebyu": "chebyshevu",
    "associated_laguerre": "assoc_laguerre", "lambertw": "LambertW", "fresnel_s": "fresnels",
    "fresnel_c": "fresnelc", "bernoulli_polynomial": "bernoulli", "euler_number": "euler",
    "euler_polynomial": "euler", "totient": "totient", "moebius": "mobius", "spherical_j": "jn",
    "spherical_y": "yn",
}  # fmt: skip


def _by_name(name: str) -> Callable[[Any, Sequence[Any]], Any]:
    return lambda s, args: getattr(s, name)(*args)


def _of_modulus(name: str) -> Callable[[Any, Sequence[Any]], Any]:
    """SymPy's elliptic integrals take the parameter m = k^2."""
    return lambda s, args: getattr(s, name)(*args[:-1], args[-1] ** 2)


SPECIAL: Mapping[str, Callable[[Any, Sequence[Any]], Any]] = {
    **{name: _by_name(name) for name in _SAME},
    **{name: _by_name(other) for name, other in _RENAMED.items()},
    **{name: _of_modulus(name) for name in ("elliptic_k", "elliptic_e", "elliptic_f",
                                            "elliptic_pi")},
    "divisor_sigma": lambda s, args: s.divisor_sigma(args[1], args[0]),
    "truncated": lambda s, args: args[0],
}  # fmt: skip
"""The SymPy expression of a `Call` by its name."""


def special(sympy: Any, name: str, args: Sequence[Any], safe_name: str) -> Any:
    """A special function; one that SymPy has not is an undefined function of that name."""
    if name in SPECIAL:
        return SPECIAL[name](sympy, args)
    if name.startswith("hyper_"):
        p, q = map(int, name.split("_")[1:])
        return sympy.hyper(args[:p], args[p : p + q], args[-1])
    return sympy.Function(safe_name)(*args)
