"""Counting, number sequences and functions of integers, a row each. Bernoulli's B_1 is -1/2."""

from __future__ import annotations

import math

from . import double_functions as double
from . import special_values as precise
from .function import Function, Letter
from .multiprecision import mp

COUNTING = (
    Function("factorial", latex="(#1)!", value=precise.factorial,
             real_doubles=lambda x: double.gamma(x + 1), sympy="factorial", dimension="of numbers",
             marks=("grows", "hard to solve")),
    Function("double_factorial", latex="(#1)!!", value=mp.fac2, sympy="factorial2"),
    Function("binom", 2, letters=(Letter("C", 0, 2, where="of integers"),), latex=r"\binom{#1}{#2}",
             value=precise.binomial, real_doubles=double.binomial, sympy="binomial",
             dimension="of numbers", marks=("grows", "hard to solve")),
    Function("multinomial", 2, most=9, value=precise.multinomial),
    Function("pochhammer", 2, latex=r"\left(#1\right)_{#2}", value=precise.of_few_factors(mp.rf),
             sympy="RisingFactorial"),
    Function("falling", 2, latex=r"(#1)^{\underline{#2}}", value=precise.of_few_factors(mp.ff),
             sympy="FallingFactorial"),
    Function("q_pochhammer", 3, latex=r"\left(#1; #2\right)_{#3}", value=precise.q_pochhammer),
    Function("q_binomial", 3, value=precise.q_binomial),
    Function("stirling_cycle", 2, value=precise.stirling_cycle),
    Function("stirling1", 2, letters=(Letter("s", 0, 2, where="of integers"),),
             means=r"(-1)^{u - v} \operatorname{stirling_cycle}(u, v)"),
    Function("stirling2", 2, letters=(Letter("S", 0, 2, where="of integers"),),
             value=lambda n, k: mp.mpf(precise.stirling2(precise.natural(n), precise.natural(k)))),
)  # fmt: skip

SEQUENCES = (
    Function("bernoulli", letters=(Letter("B", arguments=0),), value=precise.of_order(mp.bernoulli),
             sympy="bernoulli"),
    Function("bernoulli_polynomial", 2, letters=(Letter("B"),), value=precise.of_order(mp.bernpoly),
             sympy="bernoulli"),
    Function("euler_number", letters=(Letter("E", arguments=0),),
             value=precise.of_order(mp.eulernum), sympy="euler"),
    Function("euler_polynomial", 2, letters=(Letter("E"),), value=precise.of_order(mp.eulerpoly),
             sympy="euler"),
    Function("fibonacci", letters=(Letter("F", arguments=0),),
             value=lambda n: mp.fib(precise.integer(n, 5000)), sympy="fibonacci"),
    Function("lucas", letters=(Letter("L", arguments=0),),
             value=lambda n: mp.fib(precise.integer(n, 5000) + 1) + mp.fib(n - 1), sympy="lucas"),
    Function("harmonic", letters=(Letter("H", arguments=0),), value=mp.harmonic, sympy="harmonic"),
    Function("catalan", spellings=("Cat",), letters=(Letter("C", arguments=0),),
             value=lambda n: mp.binomial(2 * n, n) / (n + 1), sympy="catalan"),
    Function("bell", value=precise.of_order(mp.bell), sympy="bell"),
)  # fmt: skip

OF_INTEGERS = (
    Function("gcd", 2, most=9, spellings=("gcd",),
             value=lambda *args: mp.mpf(math.gcd(*map(precise.integer, args))),
             marks=("of integers",)),
    Function("lcm", 2, most=9, spellings=("lcm",),
             value=lambda *args: mp.mpf(math.lcm(*map(precise.integer, args))),
             marks=("of integers",)),
    Function("mod", 2, spellings=("mod",), infix=r"\bmod", value=precise.remainder, sympy="Mod",
             marks=("of factors",)),
    Function("totient", value=precise.totient, sympy="totient", marks=("of integers",),
             letters=tuple(Letter(phi, 0, where="of integers") for phi in (r"\phi", r"\varphi"))),
    Function("moebius", letters=(Letter(r"\mu", 0, where="of integers"),), value=precise.moebius,
             sympy="mobius", marks=("of integers",)),
    Function("divisor_sigma", 2, value=precise.divisor_sigma,
             letters=(Letter(r"\sigma"), Letter(r"\sigma", 0, where="of integers")),
             sympy=lambda s, k, n: s.divisor_sigma(n, k)),
    Function("in_base", 2, latex="#1_{#2}", value=precise.in_base),
)  # fmt: skip
