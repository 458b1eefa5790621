"""Proofs, derivatives and quadrature of our own, against what is known."""

from __future__ import annotations

import contextlib
import math

import pytest

from jupyterlab_galactica.checks.equations.algebra.differentiate import expanded
from jupyterlab_galactica.checks.equations.algebra.normal_form import equal
from jupyterlab_galactica.checks.equations.numbers.quadrature import quadrature
from jupyterlab_galactica.checks.equations.numbers.series import summed
from jupyterlab_galactica.checks.equations.reading.find import find_statements
from jupyterlab_galactica.checks.equations.reading.parse import parse_relation
from jupyterlab_galactica.checks.equations.tree import Relation
from jupyterlab_galactica.checks.equations.vocabulary.multiprecision import DivergesError


def read(latex: str) -> Relation:
    (statement,) = find_statements(latex)
    return parse_relation(statement.left, statement.op, statement.right)[0]


@pytest.mark.parametrize(
    "latex",
    [
        r"(a+b)^4 = a^4 + 4a^3b + 6a^2b^2 + 4ab^3 + b^4",
        r"\tan^2 x = \frac{1 - \cos 2x}{1 + \cos 2x}",
        r"\sin(3x) \cos(2x) = \frac{1}{2}(\sin 5x + \sin x)",
        r"\sqrt{12} = 2\sqrt{3}",
        r"\frac{1}{\sqrt{x} + 1} = \frac{\sqrt{x} - 1}{x - 1}",
        r"\tan(\arccos x) = \frac{\sqrt{1 - x^2}}{x}",
        r"\binom{n}{k} = \binom{n-1}{k} + \binom{n-1}{k-1}",
        r"\sin\left(x + \frac{\pi}{3}\right) = \frac{1}{2} \sin x + \frac{\sqrt{3}}{2} \cos x",
        r"\log_2 12 = 2 + \log_2 3",
        r"\frac{d}{dx} \ln|\cos x| = -\tan x",
        r"\frac{d}{dx} x^n = n x^{n-1}",
    ],
)
def test_exact_algebra_proves(latex: str) -> None:
    relation = read(latex)
    assert equal(expanded(relation.left), expanded(relation.right))


@pytest.mark.parametrize(
    "latex",
    [
        r"\sqrt{ab} = \sqrt{a} \sqrt{b}",
        r"\sqrt{x^2} = x",
        r"\sin 2x = 2 \sin x",
        r"(x^a)^b = x^{ab}",
        r"\ln(ab) = \ln a + \ln b",
        r"\arcsin(\sin x) = x",
    ],
)
def test_exact_algebra_does_not_prove_what_needs_a_condition(latex: str) -> None:
    relation = read(latex)
    assert not equal(relation.left, relation.right)


@pytest.mark.parametrize(
    ("function", "lower", "upper", "value"),
    [
        (lambda x: x * x, 0.0, 3.0, 9.0),
        (lambda x: math.exp(-x * x), -math.inf, math.inf, math.sqrt(math.pi)),
        (lambda x: 1 / math.sqrt(x), 0.0, 1.0, 2.0),
        (lambda x: math.exp(-abs(x)), -math.inf, math.inf, 2.0),
        (lambda x: 1 / (1 + x * x), 0.0, math.inf, math.pi / 2),
        (lambda x: math.sin(10 * x) ** 2, 0.0, math.pi, math.pi / 2),
    ],
)
def test_quadrature_is_right_within_its_own_bound(function, lower, upper, value) -> None:  # type: ignore[no-untyped-def]
    found = quadrature(function, lower, upper)
    assert found is not None
    assert abs(found[0] - value) <= max(found[1], 1e-14)
    assert found[1] < 1e-10


@pytest.mark.parametrize(
    ("function", "lower", "upper"),
    [
        (lambda x: 1 / x, 1.0, math.inf),
        (lambda x: 1 / x, 0.0, 1.0),
        (lambda x: 1 / (x - 0.3), 0.0, 1.0),
        (lambda x: math.exp(x), 0.0, math.inf),
        (lambda x: math.sin(x), 0.0, math.inf),
    ],
)
def test_a_divergent_integral_has_no_value(function, lower, upper) -> None:  # type: ignore[no-untyped-def]
    with contextlib.suppress(DivergesError):
        assert quadrature(function, lower, upper) is None


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (lambda n: 1 / n**2, math.pi**2 / 6),
        (lambda n: 1 / n**4, math.pi**4 / 90),
        (lambda n: (-1) ** (n + 1) / n, math.log(2)),
        (lambda n: 0.98**n, 49.0),
        (lambda n: 1 / n**1.5, 2.612375348685488),
        (lambda n: 1 / n**2.3, 1.4324178),
    ],
)
def test_slow_series_are_summed(term, value) -> None:  # type: ignore[no-untyped-def]
    found = summed(term, 1)
    assert found is not None
    assert abs(found[0] - value) < 1e-6


@pytest.mark.parametrize("term", [lambda n: 1 / n, lambda n: 2.0**n, lambda n: 1.0])
def test_a_divergent_series_has_no_value(term) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DivergesError):
        summed(term, 1)
