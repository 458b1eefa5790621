"""Every row of the vocabulary of functions says one and the same function in all its columns."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from sympy.core.function import AppliedUndef

from jupyterlab_galactica.checks.equations.algebra.definitions import sympy_form
from jupyterlab_galactica.checks.equations.algebra.differentiate import NoRuleError, derivative
from jupyterlab_galactica.checks.equations.numbers.evaluator import Evaluator
from jupyterlab_galactica.checks.equations.reading.parse import parse_expression
from jupyterlab_galactica.checks.equations.tree import Call, Num, Sym
from jupyterlab_galactica.checks.equations.vocabulary.function import Function
from jupyterlab_galactica.checks.equations.vocabulary.functions import FUNCTIONS
from jupyterlab_galactica.checks.equations.vocabulary.multiprecision import (
    BeyondDoublesError,
    TooLargeError,
    UndefinedError,
    UnsureError,
    mp,
)
from jupyterlab_galactica.checks.equations.writing.latex import to_latex

DIVERGENT = {f"hyper_{p}_{q}" for q in range(5) for p in range(q + 2, 5)}
"""Series that end for some parameters only."""
VALUED = [
    row for row in FUNCTIONS.values() if (row.value or row.means) and row.name not in DIVERGENT
]
ARGUMENTS = {
    1: ["0.3", "0.7", "1.6", "2.4", "3", "6"],
    2: ["0.4 0.7", "1.3 2.2", "2 0.7", "5 2", "6 3"],
    3: ["0.4 1.2 2", "2 0.6 0.3", "2 1 0.4", "5 2 3"],
    4: ["2 0.5 1 0.3", "1 2 1 0.4", "0.3 0.4 1.2 0.5"],
}
MANY = ["0.2 0.4 0.5 0.6 0.7 0.8 0.3 0.9 0.35"]
KNOWN = {
    "in_base": "1010 2", "truncated": "3.14", "multinomial": "5 2 3", "elliptic_pi": "0.4 0.7",
}  # fmt: skip
"""Rows whose arguments cannot be just any numbers."""
WHOLE_IN_SYMPY = {
    "spherical_j", "spherical_y", "laguerre", "associated_laguerre", "gegenbauer", "jacobi",
    "double_factorial",
}  # fmt: skip
"""Rows that SymPy has values of at whole orders only."""


def named(rows: list[Function]) -> list[object]:
    return [pytest.param(row, id=row.name) for row in rows]


def calls(row: Function) -> Iterator[tuple[Call, object]]:
    """Calls with numbers at which the row has a value, and these values."""
    known = KNOWN.get(row.name)
    for text in [known] if known else ARGUMENTS.get(row.arguments, MANY):
        wanted = len(known.split()) if known else row.arguments
        call = Call(row.name, tuple(map(Num, text.split()[:wanted])))
        try:
            yield call, Evaluator({}, math.inf).value(call)
        except (UndefinedError, TooLargeError, UnsureError):
            continue


@pytest.mark.parametrize("row", named(VALUED))
def test_it_has_values(row: Function) -> None:
    assert list(calls(row))


@pytest.mark.parametrize("row", named([r for r in VALUED if r.doubles or r.real_doubles]))
def test_doubles_are_what_mpmath_says(row: Function) -> None:
    function = row.doubles or row.real_doubles
    assert function is not None
    compared = 0
    for call, value in calls(row):
        numbers = [float(arg.digits) for arg in call.args if isinstance(arg, Num)]
        try:
            assert complex(function(*numbers)) == pytest.approx(complex(mp.mpmathify(value)))
        except BeyondDoublesError:
            continue
        compared += 1
    assert compared > 1


@pytest.mark.parametrize("row", named([r for r in VALUED if r.doubles]))
def test_doubles_off_the_real_line_are_what_mpmath_says(row: Function) -> None:
    assert row.doubles is not None
    assert row.value is not None
    for point in (0.4 + 0.3j, -0.7 + 1.2j, 1.6 - 0.8j):
        try:
            found = row.doubles(point)
        except BeyondDoublesError:
            continue
        assert complex(found) == pytest.approx(complex(row.value(mp.mpmathify(point))))


@pytest.mark.parametrize("row", named([r for r in VALUED if r.arguments == 1]))
def test_its_derivative_is_that_of_its_values(row: Function) -> None:
    try:
        slope = derivative(Call(row.name, (Sym("x"),)), "x")
    except NoRuleError:
        assert not row.derivative
        return
    whole = Call(row.name, (Sym("x"),))
    for point in (mp.mpf("0.3"), mp.mpf("1.7")):
        quotient = mp.diff(lambda x: Evaluator({"x": x}, math.inf).value(whole), point)
        exact = Evaluator({"x": point}, math.inf).value(slope)
        assert complex(exact) == pytest.approx(complex(quotient))


@pytest.mark.parametrize(
    "row", named([r for r in VALUED if r.name not in ("in_base", "truncated")])
)
def test_its_latex_is_read_back_and_it_has_a_sympy_form(row: Function) -> None:
    letters = "nkxyabcpq"
    call = Call(row.name, tuple(Sym(letter) for letter in letters[: row.arguments]))
    assert parse_expression(to_latex(call)) == call
    assert sympy_form(call).free_symbols


@pytest.mark.parametrize("row", named([r for r in VALUED if r.sympy or r.means]))
def test_its_sympy_form_has_the_same_values(row: Function) -> None:
    for call, value in calls(row):
        if row.name in WHOLE_IN_SYMPY and "." in repr(call.args[0]):
            continue
        found = sympy_form(call)
        if found.has(AppliedUndef):  # SymPy has no Stirling numbers that it can evaluate
            return
        assert complex(found.evalf()) == pytest.approx(complex(mp.mpmathify(value)))


@pytest.mark.parametrize("row", named([r for r in FUNCTIONS.values() if r.spellings]))
def test_its_spellings_are_read_as_it(row: Function) -> None:
    args = ", ".join("xy"[: row.arguments])
    for spelling in row.spellings:
        assert parse_expression(rf"\operatorname{{{spelling}}}({args})")


@pytest.mark.parametrize("row", named(list(FUNCTIONS.values())))
def test_what_it_names_has_a_row(row: Function) -> None:
    for name in (row.inverse, row.with_subscript, row.of_two, *row.slips):
        assert not name or name in FUNCTIONS
