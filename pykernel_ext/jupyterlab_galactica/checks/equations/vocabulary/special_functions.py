"""Special functions, a row each. Elliptic integrals take the modulus k."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from . import double_functions as double
from . import special_values as precise
from .function import Function, Letter
from .multiprecision import mp


def _of_parameter(name: str) -> Callable[..., Any]:
    """SymPy's elliptic integrals take the parameter m = k^2."""
    return lambda s, *args: getattr(s, name)(*args[:-1], args[-1] ** 2)


def _hypergeometric(p: int, q: int) -> Function:
    """The function pFq of p upper parameters, q lower ones and the variable."""
    return Function(
        f"hyper_{p}_{q}", p + q + 1, latex=rf"{{}}_{{{p}}}F_{{{q}}}",
        value=lambda *args: mp.hyper(list(args[:p]), list(args[p : p + q]), args[p + q]),
        sympy=lambda s, *args: s.hyper(args[:p], args[p : p + q], args[-1]),
    )  # fmt: skip


GAMMA = (
    Function("gamma", letters=(Letter(r"\Gamma", 0, where="always"),), latex=r"\Gamma",
             of_two="upper_gamma", value=mp.gamma, real_doubles=double.gamma, sympy="gamma",
             dimension="of numbers", marks=("hard to solve",)),
    Function("upper_gamma", 2, latex=r"\Gamma", value=lambda a, z: mp.gammainc(a, z),
             sympy="uppergamma"),
    Function("lower_gamma", 2, letters=(Letter(r"\gamma", 0, 2),),
             value=lambda a, z: mp.gammainc(a, 0, z), sympy="lowergamma"),
    Function("loggamma", value=mp.loggamma, sympy="loggamma"),
    Function("digamma", letters=(Letter(r"\psi", 0, where="beside gamma"),), value=mp.digamma,
             sympy="digamma"),
    Function("polygamma", 2, letters=(Letter(r"\psi", 0, raised=1),),
             value=lambda n, z: mp.psi(precise.natural(n), z), sympy="polygamma"),
    Function("barnes_g", letters=(Letter("G", 0, where="beside gamma"),), value=mp.barnesg),
    Function("beta", 2, applied=("B",), latex=r"\mathrm{B}", with_subscript="incomplete_beta",
             value=mp.beta, real_doubles=double.beta, sympy="beta", dimension="of numbers",
             marks=("hard to solve",)),
    Function("incomplete_beta", 3, latex=r"\mathrm{B}_{#1}\left(#2, #3\right)",
             value=lambda x, a, b: mp.betainc(a, b, 0, x)),
    Function("regularized_beta", 3, letters=(Letter("I", 1, 2),),
             value=lambda x, a, b: mp.betainc(a, b, 0, x, regularized=True)),
    Function("zeta", 1, most=2, letters=(Letter(r"\zeta", 0, where="always"),), latex=r"\zeta",
             of_two="hurwitz_zeta", value=precise.zeta, sympy="zeta", dimension="of numbers",
             marks=("hard to solve",)),
    Function("hurwitz_zeta", 2, latex=r"\zeta", value=mp.zeta, sympy="zeta"),
    Function("polylog", 2, latex=r"\operatorname{Li}_{#1}\left(#2\right)", value=mp.polylog,
             sympy="polylog"),
)  # fmt: skip

INTEGRALS = (
    Function("erf", spellings=("erf",), value=mp.erf, real_doubles=math.erf, sympy="erf",
             derivative=r"\frac{2 \exp(-u^2)}{\sqrt{\pi}}", dimension="of numbers", slips=("erfc",),
             nears_one=lambda x: x * x),
    Function("erfc", spellings=("erfc",), value=mp.erfc, real_doubles=math.erfc, sympy="erfc",
             derivative=r"-\frac{2 \exp(-u^2)}{\sqrt{\pi}}", dimension="of numbers",
             slips=("erf",)),
    Function("erfi", value=mp.erfi, sympy="erfi"),
    Function("erfinv", spellings=("inverf", "arcerf"), value=mp.erfinv, sympy="erfinv"),
    Function("erfcinv", spellings=("inverfc",), means=r"\operatorname{erfinv}(1 - u)"),
    Function("dawson", means=r"\frac{\sqrt{\pi}}{2} \exp(-u^2) \operatorname{erfi}(u)"),
    Function("Ei", value=mp.ei, sympy="Ei"),
    Function("expint", 2, letters=(Letter("E", where="otherwise"),), value=mp.expint,
             sympy="expint"),
    Function("li", value=mp.li, sympy="li"),
    Function("Li", spellings=("Li",), with_subscript="polylog", value=lambda x: mp.li(x) - mp.li(2),
             sympy="Li"),
    Function("Si", value=mp.si, sympy="Si"),
    Function("Ci", value=mp.ci, sympy="Ci"),
    Function("Shi", value=mp.shi, sympy="Shi"),
    Function("Chi", value=mp.chi, sympy="Chi"),
    Function("fresnel_s", value=mp.fresnels, sympy="fresnels"),
    Function("fresnel_c", value=mp.fresnelc, sympy="fresnelc"),
    Function("elliptic_k", letters=(Letter("K", 0, where="of modulus"),),
             value=lambda k: mp.ellipk(k * k), sympy=_of_parameter("elliptic_k")),
    Function("elliptic_e", 1, most=2, letters=(Letter("E", 0, where="of modulus"),),
             value=lambda *args: mp.ellipe(*args[:-1], args[-1] ** 2),
             sympy=_of_parameter("elliptic_e")),
    Function("elliptic_f", 2, value=lambda phi, k: mp.ellipf(phi, k * k),
             sympy=_of_parameter("elliptic_f")),
    Function("elliptic_pi", 2, most=3, value=lambda *args: mp.ellippi(*args[:-1], args[-1] ** 2),
             sympy=_of_parameter("elliptic_pi")),
    Function("lambertw", spellings=("LambertW",), applied=("W",), value=mp.lambertw,
             sympy="LambertW"),
    Function("agm", 2, value=mp.agm),
    Function("theta", 3, letters=(Letter(r"\theta", 1, 2), Letter(r"\vartheta", 1, 2)),
             value=lambda n, z, q: mp.jtheta(precise.natural(n), z, q)),
)  # fmt: skip

OF_ORDER = (
    Function("airyai", spellings=("Ai",), value=mp.airyai, sympy="airyai"),
    Function("airybi", spellings=("Bi",), value=mp.airybi, sympy="airybi"),
    Function("besselj", 2, letters=(Letter("J"),), value=mp.besselj, sympy="besselj",
             marks=("oscillates",)),
    Function("bessely", 2, letters=(Letter("Y"),), value=mp.bessely, sympy="bessely",
             marks=("oscillates",)),
    Function("besseli", 2, letters=(Letter("I"),), value=mp.besseli, sympy="besseli"),
    Function("besselk", 2, letters=(Letter("K"),), value=mp.besselk, sympy="besselk"),
    Function("hankel1", 2, value=mp.hankel1, sympy="hankel1"),
    Function("hankel2", 2, value=mp.hankel2, sympy="hankel2"),
    Function("spherical_j", 2, letters=(Letter("j"),), sympy="jn",
             value=lambda n, x: mp.sqrt(mp.pi / (2 * x)) * mp.besselj(n + mp.mpf(1) / 2, x)),
    Function("spherical_y", 2, sympy="yn",
             value=lambda n, x: mp.sqrt(mp.pi / (2 * x)) * mp.bessely(n + mp.mpf(1) / 2, x)),
    Function("legendre", 2, letters=(Letter("P"),), value=mp.legendre, sympy="legendre"),
    Function("legendre_q", 2, letters=(Letter("Q"),), value=lambda n, x: mp.legenq(n, 0, x)),
    Function("hermite", 2, letters=(Letter("H"),), value=mp.hermite, sympy="hermite"),
    Function("hermite_he", 2, letters=(Letter("H", where="otherwise"),),
             means=r"2^{-\frac{u}{2}} \operatorname{hermite}(u, \frac{v}{\sqrt{2}})"),
    Function("laguerre", 2, letters=(Letter("L"),), value=lambda n, x: mp.laguerre(n, 0, x),
             sympy="laguerre"),
    Function("associated_laguerre", 3, letters=(Letter("L", raised=1),), value=mp.laguerre,
             sympy="assoc_laguerre"),
    Function("chebyt", 2, letters=(Letter("T"),), value=mp.chebyt, sympy="chebyshevt"),
    Function("chebyu", 2, letters=(Letter("U"),), value=mp.chebyu, sympy="chebyshevu"),
    Function("gegenbauer", 3, letters=(Letter("C", raised=1),), value=mp.gegenbauer,
             sympy="gegenbauer"),
    Function("jacobi", 4, letters=(Letter("P", raised=2),), value=mp.jacobi, sympy="jacobi"),
    *(_hypergeometric(p, q) for p in range(5) for q in range(5)),
)  # fmt: skip
