"""Values and repairs that a reader can use: small numbers, and formulas as people write them."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.verdicts import Counterexample, EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula


def check(latex: str) -> EquationCheck:
    return [finding.check for finding in check_formula(latex) if finding.final][-1]


@pytest.mark.parametrize(
    ("latex", "values"),
    [
        (r"\sqrt{y^2} = y", {"y": "-1"}),
        (r"\sin 3x = 3\sin x", {"x": "1"}),
        (r"(p+q)^2 = p^2 + q^2", {"p": "1", "q": "2"}),
        (r"\frac{d}{dx}\arcsin x = \frac{1}{\sqrt{1+x^2}}", {"x": "1/2"}),
        (r"\sum_{j=1}^n j = \frac{n(n-1)}{2}", {"n": "1"}),
        (r"e^{a+ib} = e^a(\cos b - i\sin b)", {"a": "1", "b": "2"}),
    ],
)
def test_the_values_shown_are_small_and_simple(latex: str, values: dict[str, str]) -> None:
    example = check(latex).counterexample
    assert isinstance(example, Counterexample)
    assert dict(example.values) == values


def test_what_is_an_identity_for_positive_values_only_is_no_repair() -> None:
    found = check(r"|w| = 1")
    assert found.repair is None
    assert found.verdict in ("conditional", "definition")


@pytest.mark.parametrize(
    ("latex", "repair"),
    [
        (r"(u-v)^2 = u^2 - 1uv + v^2", r"\left(u - v\right)^{2} = u^{2} - 2 u v + v^{2}"),
        (r"|z| = z\bar{z}", r"\left|z\right|^{2} = z \overline{\left(z\right)}"),
    ],
)
def test_a_repair_is_written_as_a_person_would(latex: str, repair: str) -> None:
    assert check(latex).repair == repair
