"""Integrals and infinite sums in doubles, against what is known."""

from __future__ import annotations

import contextlib
import math

import pytest

from jupyterlab_galactica.checks.equations.numbers.quadrature import quadrature
from jupyterlab_galactica.checks.equations.numbers.series import summed
from jupyterlab_galactica.checks.equations.vocabulary.multiprecision import DivergesError


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
