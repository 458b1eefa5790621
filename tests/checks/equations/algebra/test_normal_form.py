"""Exact algebra proves what is true of all values, and nothing that needs a condition."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.equations.algebra.differentiate import expanded
from jupyterlab_galactica.checks.equations.algebra.normal_form import equal
from jupyterlab_galactica.checks.equations.reading.find import find_statements
from jupyterlab_galactica.checks.equations.reading.parse import parse_relation
from jupyterlab_galactica.checks.equations.tree import Relation


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
