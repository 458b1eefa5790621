"""Doubles, thirty digits, exact fractions and jets give the same values of the same expressions."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jupyterlab_galactica.checks.equations.algebra.rational import exact
from jupyterlab_galactica.checks.equations.algebra.substitution import substitute
from jupyterlab_galactica.checks.equations.numbers.budget import soon
from jupyterlab_galactica.checks.equations.numbers.doubles import State, compiled
from jupyterlab_galactica.checks.equations.numbers.evaluator import Evaluator
from jupyterlab_galactica.checks.equations.numbers.linear.jets import variable
from jupyterlab_galactica.checks.equations.numbers.linear.values import LinearEvaluator
from jupyterlab_galactica.checks.equations.tree import (
    Call,
    Div,
    Expr,
    Neg,
    Num,
    Pow,
    Root,
    Sum,
    Sym,
    add,
    mul,
)
from jupyterlab_galactica.checks.equations.vocabulary.multiprecision import (
    BeyondDoublesError,
    TooLargeError,
    UndefinedError,
    UndeterminedError,
    UnsureError,
    mp,
)

FUNCTIONS = (
    "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch",
    "asin", "acos", "atan", "acot", "asec", "acsc", "asinh", "acosh", "atanh", "acoth", "asech",
    "acsch", "exp", "ln", "abs", "sinc", "percent", "erf", "erfc", "gamma", "factorial",
)  # fmt: skip
"""Those without jumps, at which a rounded argument may be on either side."""

POINTS: tuple[Mapping[str, Fraction], ...] = (
    {"x": Fraction(7, 61), "y": Fraction(40, 61)},
    {"x": Fraction(-96, 61), "y": Fraction(318, 61)},
)
NO_VALUE = (UndefinedError, UndeterminedError, UnsureError, TooLargeError, TimeoutError)

numbers = st.integers(0, 12).map(lambda n: Num(str(n)))
decimals = st.sampled_from(("0.5", "1.25", "3.7")).map(Num)
symbols = st.sampled_from("xy").map(Sym)
exponents = st.one_of(numbers, decimals, symbols, st.just(Neg(Num("1"))))


def larger(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    several = st.lists(parts, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda terms: add(*terms)),
        several.map(lambda factors: mul(*factors)),
        parts.map(Neg),
        st.builds(Div, parts, parts),
        st.builds(Pow, parts, exponents),
        st.builds(Root, parts, st.sampled_from("23").map(Num)),
        st.builds(lambda name, arg: Call(name, (arg,)), st.sampled_from(FUNCTIONS), parts),
        st.builds(lambda body, last: finite_sum(body, last), parts, st.integers(1, 5)),
    )


def finite_sum(body: Expr, last: int) -> Expr:
    """The body with the running index as a factor and as a term."""
    term = add(mul(Sym("k"), body), Sym("k"))
    return Sum(term, Sym("k"), Num("1"), Num(str(last)))


trees = st.recursive(st.one_of(numbers, decimals, symbols), larger, max_leaves=7)
same_in_every_run = settings(max_examples=300, deadline=None, derandomize=True)


def in_doubles(node: Expr, values: Mapping[str, Fraction]) -> tuple[Any, float] | None:
    """The value and the largest term of a sum; None where doubles give none."""
    function = compiled(node)
    if function is None:
        return None
    state = State({name: float(value) for name, value in values.items()}, deadline=soon(1))
    with suppress(BeyondDoublesError, ZeroDivisionError, TimeoutError):
        return function(state), state.scale
    return None


def at_thirty_digits(node: Expr, values: Mapping[str, Fraction]) -> tuple[Any, Any] | None:
    evaluator = Evaluator({name: of_mpmath(value) for name, value in values.items()}, soon(1))
    with suppress(*NO_VALUE):
        return evaluator.value(node), evaluator.scale
    return None


def by_jets(node: Expr, values: Mapping[str, Fraction]) -> tuple[Any, Any] | None:
    axes = tuple(values)
    jets = {
        name: variable(index, len(axes), of_mpmath(values[name]), 1)
        for index, name in enumerate(axes)
    }
    evaluator = LinearEvaluator(jets, 3, soon(1), axes)
    with suppress(*NO_VALUE):
        return evaluator.value(node), evaluator.scale
    return None


def exactly(node: Expr, values: Mapping[str, Fraction]) -> Fraction | None:
    written = {
        name: Div(whole(value.numerator), Num(str(value.denominator)))
        for name, value in values.items()
    }
    return exact(substitute(node, written))


def whole(value: int) -> Expr:
    return Num(str(value)) if value >= 0 else Neg(Num(str(-value)))


def of_mpmath(value: Fraction) -> Any:
    return mp.mpf(value.numerator) / value.denominator


def assert_same(a: Any, b: Any, scale: Any, share: str) -> None:
    largest = max(abs(a), abs(b), scale)
    assert abs(a - b) <= mp.mpf(share) * largest


@given(trees, st.sampled_from(POINTS))
@same_in_every_run
def test_doubles_agree_with_thirty_digits(node, point):
    quick, slow = in_doubles(node, point), at_thirty_digits(node, point)
    assume(quick is not None and slow is not None)
    assert_same(quick[0], slow[0], quick[1], "1e-6")


@given(trees, st.sampled_from(POINTS))
@same_in_every_run
def test_fractions_agree_with_thirty_digits(node, point):
    value, other = exactly(node, point), at_thirty_digits(node, point)
    assume(value is not None and other is not None)
    assert_same(of_mpmath(value), other[0], other[1], "1e-20")


@given(trees, st.sampled_from(POINTS))
@same_in_every_run
def test_jets_agree_with_thirty_digits(node, point):
    value, other = by_jets(node, point), at_thirty_digits(node, point)
    assume(value is not None and other is not None)
    assert_same(value[0], other[0], max(value[1], other[1]), "1e-20")
