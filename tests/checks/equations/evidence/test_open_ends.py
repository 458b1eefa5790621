"""Sums and products with dots, and expansions: the rule is found, or its absence is said."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula


def check(latex: str) -> EquationCheck:
    return [finding.check for finding in check_formula(latex) if finding.final][-1]


@pytest.mark.parametrize(
    "latex",
    [
        r"1 + 2 + \cdots + n = \frac{n(n+1)}{2}",
        r"1 + 3 + 5 + \dots + (2n-1) = n^2",
        r"1 + 2 + 3 + \ldots + 100 = 5050",
        r"1 + 4 + 9 + ... + 100 = 385",
        r"1 + r + r^2 + \cdots + r^{n-1} = \frac{1-r^n}{1-r}",
        r"1 \cdot 3 \cdot 5 \cdots (2n-1) = \frac{(2n)!}{2^n n!}",
        r"\frac{n(n-1) \cdots (n-k+1)}{k!} = \binom{n}{k}",
        r"a^n - b^n = (a-b)(a^{n-1} + a^{n-2} b + \cdots + b^{n-1})",
        r"1 + \frac12 + \frac14 + \cdots = 2",
        r"1 - \frac13 + \frac15 - \cdots = \frac{\pi}{4}",
        r"1 + \frac14 + \frac19 + \cdots = \frac{\pi^2}{6}",
        r"1 + \frac{1}{1!} + \frac{1}{2!} + \frac{1}{3!} + \cdots = e",
        r"\frac{1}{1 \cdot 2} + \frac{1}{2 \cdot 3} + \frac{1}{3 \cdot 4} + \cdots = 1",
        r"1 - \frac{1}{2^2} + \frac{1}{3^2} - \frac{1}{4^2} + \cdots = \frac{\pi^2}{12}",
        r"\lim_{n\to\infty} \left(1 + \frac12 + \dots + \frac1n - \ln n\right) = \gamma",
    ],
)
def test_sums_with_dots_hold_by_the_rule_they_show(latex: str) -> None:
    found = check(latex)
    assert found.verdict == "holds", found.reason


@pytest.mark.parametrize(
    "latex",
    [
        r"1 + 2 + \cdots + n = \frac{n(n-1)}{2}",
        r"1 + 2 + 3 + \ldots + 100 = 5051",
        r"1 + \frac{1}{2^2} + \frac{1}{3^2} + \frac{1}{4^2} + \cdots = \frac{\pi^2}{12}",
    ],
)
def test_false_sums_with_dots_are_refuted(latex: str) -> None:
    assert check(latex).verdict == "refuted"


@pytest.mark.parametrize(
    "latex",
    [
        r"1 + 2 + \cdots + 64 = 127",
        r"2 + 3 + 5 + 7 + \cdots + 97 = 1060",
        r"a + b + \cdots = 5",
        r"2 + \frac{1}{2!} + \frac{1}{3!} + \frac{1}{4!} + \cdots = e",
        r"1 + 2 + 3 + \cdots = -\frac{1}{12}",
        r"\lim_{n\to\infty} \sum_{k=1}^n (-1)^k = 0",
    ],
)
def test_a_rule_that_is_not_certain_is_not_guessed(latex: str) -> None:
    assert check(latex).verdict not in ("holds", "refuted")


@pytest.mark.parametrize(
    "latex",
    [
        r"\sin x = x - \frac{x^3}{3!} + \frac{x^5}{5!} - \cdots",
        r"(1+x)^n = 1 + nx + \cdots",
        r"e^x = 1 + x + \frac{x^2}{2} + O(x^3)",
        r"\sqrt{1+x} = 1 + \frac{x}{2} + o(x)",
        r"\sum_{n=0}^{\infty} \frac{x^n}{n!} = 1 + x + \frac{x^2}{2!} + \cdots",
        r"e^{i\theta} = 1 + i\theta - \frac{\theta^2}{2!} - i\frac{\theta^3}{3!} + \cdots",
        r"\arctan x = \frac{\pi}{2} - \frac{1}{x} + \frac{1}{3x^3} - \dots",
    ],
)
def test_expansions_hold_to_the_order_written(latex: str) -> None:
    found = check(latex)
    assert found.verdict == "holds", found.reason


@pytest.mark.parametrize(
    "latex",
    [
        r"\sin x = x - \frac{x^3}{3!} + \frac{x^5}{5} - \cdots",
        r"e^x = 1 + x + \frac{x^2}{3} + O(x^3)",
        r"\sum_{n=0}^{\infty} \frac{x^n}{n!} = 1 + x + \frac{x^2}{3} + \cdots",
        r"\cos x = 1 - \frac{x^2}{2} + \frac{x^3}{6} + O(x^4)",
    ],
)
def test_a_wrong_coefficient_is_refuted(latex: str) -> None:
    assert check(latex).verdict == "refuted"


def test_an_expansion_of_an_unknown_function_defines_it() -> None:
    assert check(r"f(x) = a_0 + a_1 x + a_2 x^2 + \cdots").verdict == "definition"


def test_sums_over_pairs_divisors_and_several_indices_are_evaluated() -> None:
    assert check(r"\sum_{1 \le i < j \le n} 1 = \binom{n}{2}").verdict == "holds"
    assert check(r"\prod_{d \mid 12} d = 1728").verdict == "holds"
    assert check(r"\sum_{i,j=1}^{n} i j = \frac{n^2 (n+1)^2}{4}").verdict == "holds"


def test_sums_over_unknown_sequences_are_laws() -> None:
    found = check(r"\bar{x} = \frac{1}{n} \sum_{i=1}^{n} x_i")
    assert found.verdict == "definition"
    assert found.reading == r"\bar{x} = \frac{1}{n} \cdot \sum_{i = 1}^{n} x_{i}"


@pytest.mark.parametrize(
    "latex",
    [
        r"\binom{n}{0} + \binom{n}{1} + \cdots + \binom{n}{n} = 2^n",
        r"\frac{3}{1} + \frac{3}{2} + \cdots + \frac{3}{2^n} = \sum_{j=1}^{2^n} \frac{3}{j}",
    ],
)
def test_dots_between_terms_that_differ_in_one_number_run_through_it(latex: str) -> None:
    assert check(latex).verdict == "holds"


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{(m-2)(m-2) \cdots (m-2)}{m^k} = \frac{(m-2)^{k-1}}{m^k}",
        r"1 + 2 + \cdots + 2^n = 2^{n+1} - 1",
    ],
)
def test_dots_that_may_stand_for_several_things_accuse_nobody(latex: str) -> None:
    assert check(latex).verdict in ("definition", "unsupported")
