"""Relations looser than equality: shown where numbers show them, and otherwise only stated."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula


def checks(latex: str) -> list[EquationCheck]:
    return [finding.check for finding in check_formula(latex) if finding.final]


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"\sin x \sim x", r"x \to 0"),
        (r"n! \sim \sqrt{2\pi n} (n/e)^n", r"n \to \infty"),
        (r"\sqrt{x^2+1} \sim x", r"x \to \infty"),
        (r"2 \pi r \propto r", "always $6.283185$"),
        (r"1 \ll 1000", "1000"),
    ],
)
def test_what_numbers_show_holds(latex: str, words: str) -> None:
    (found,) = checks(latex)
    assert found.verdict == "holds"
    assert words in found.reason


def test_a_number_far_larger_is_not_far_smaller() -> None:
    (found,) = checks(r"1000 \ll 1")
    assert found.verdict == "refuted"


def test_of_the_same_order_of_magnitude_is_not_refuted() -> None:
    (found,) = checks(r"2 \times 10^5 \sim 10^5")
    assert found.verdict == "conditional"


@pytest.mark.parametrize(
    "latex",
    [
        r"F \propto \frac{1}{r^2}",
        r"X \sim N(\mu, \sigma^2)",
        r"n! \sim \sqrt{2 n} (n/e)^n",
        r"A \cong B",
        r"5 \cong 2",
        r"v \ll c",
        r"\mathbf{F} \propto \mathbf{a}",
    ],
)
def test_what_the_text_has_to_say_is_only_stated(latex: str) -> None:
    (found,) = checks(latex)
    assert found.verdict in ("definition", "conditional")


def test_a_chain_goes_on_with_a_loose_relation() -> None:
    first, second = checks(r"x + x^2 = x(1 + x) \sim x^2")
    assert (first.verdict, second.verdict) == ("holds", "holds")


def test_a_sign_before_a_number_is_no_relation() -> None:
    assert checks(r"\sim 10^5") == []
