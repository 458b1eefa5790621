"""Operations on vectors, matrices, random quantities, sets and statements, a row each."""

from __future__ import annotations

from typing import Any

from .function import Function


def norm(sympy: Any, value: Any) -> Any:
    """The length of a SymPy column, the absolute value of a number."""
    return sympy.sqrt(value.dot(value)) if hasattr(value, "shape") else abs(value)


LINEAR = (
    Function("transpose", latex="(#1)^{T}", sympy=lambda s, a: a.T, dimension="like its argument",
             marks=("linear",)),
    Function("adjoint", latex=r"(#1)^{\dagger}", sympy=lambda s, a: a.H,
             dimension="like its argument", marks=("linear",)),
    Function("det", spellings=("det",), latex=r"\det\left(#1\right)", sympy=lambda s, a: a.det(),
             marks=("linear",)),
    Function("tr", spellings=("tr",), sympy=lambda s, a: a.trace(), marks=("linear",)),
    Function("norm", latex=r"\left\| #1 \right\|", sympy=norm, dimension="like its argument",
             marks=("linear",)),
    Function("projection", latex=r"\operatorname{proj}_{#1} \left(#2\right)", marks=("linear",)),
    Function("commutator", latex=r"\left[#1, #2\right]", sympy=lambda s, a, b: a * b - b * a,
             marks=("linear",)),
    Function("anticommutator", latex=r"\left\{#1, #2\right\}", sympy=lambda s, a, b: a * b + b * a,
             marks=("linear",)),
    Function("kronecker", latex=r"\delta_{#1 #2}", marks=("linear",)),
    Function("levi_civita", latex=r"\epsilon_{#1 #2 #3}", marks=("linear",)),
)  # fmt: skip

OF_RANDOM = (
    Function("expectation", of_random=("E", r"\mathbb{E}"), latex=r"\mathbb{E}\left[#,\right]"),
    Function("variance", of_random=("Var", "var", r"\mathbb{V}", r"\mathbb{V}_{ar}"),
             latex=r"\operatorname{Var}"),
    Function("covariance", of_random=("Cov", "cov"), latex=r"\operatorname{Cov}"),
    Function("correlation", of_random=("Corr", "corr", "Cor"), latex=r"\operatorname{Corr}"),
    Function("probability", of_random=("Pr", r"\Pr", r"\mathbb{P}"), latex=r"\Pr"),
    Function("mean", latex=r"\langle #, \rangle"),
)  # fmt: skip

BRACKETS = (
    Function("set", latex=r"\left\{#,\right\}"),
    Function("class", latex=r"\left[#,\right]"),
    Function("tuple", latex=r"\left(#,\right)"),
    Function("list", latex=r"\left[#,\right]"),
    Function("interval_oc", latex=r"\left(#,\right]"),
    Function("interval_co", latex=r"\left[#,\right)"),
    Function("ket", latex=r"|#,\rangle"),
    Function("bra", latex=r"\langle #,|"),
    Function("inner", latex=r"\langle #, \rangle"),
    Function("O", latex="O"),
    Function("o", latex="o"),
    Function("residue", latex=r"#1 \pmod{#2}"),
    Function("held", latex=r"\left(#1\right)_{#2}"),
    Function("starred", latex="(#1)^{*}"),
)  # fmt: skip

INFIX = (
    Function("union", infix=r"\cup", marks=("of sets",)),
    Function("intersection", infix=r"\cap", marks=("of sets",)),
    Function("difference", infix=r"\setminus", marks=("of sets",)),
    Function("compose", infix=r"\circ", marks=("of factors",)),
    Function("tensor", infix=r"\otimes", marks=("of factors",)),
    Function("direct_sum", infix=r"\oplus", marks=("of factors",)),
    Function("convolution", infix=r"\ast", marks=("of factors",)),
    Function("star", infix=r"\star", marks=("of factors",)),
    Function("given", infix=r"\mid", marks=("of statements",)),
    Function("divides", infix=r"\mid", marks=("of statements",)),
    Function("and", infix=r"\land", marks=("of statements",)),
)  # fmt: skip
