"""A word of two letters or more is a name: of a known function, else of one nothing is known of."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.equations.check import check_formula


def verdict(latex: str) -> str:
    return [finding.check for finding in check_formula(latex) if finding.final][-1].verdict


@pytest.mark.parametrize(
    "latex",
    [
        r"\operatorname{sen} 2y = 2 \operatorname{sen} y \cos y",
        r"\mathrm{sh}\, 2y = 2\, \mathrm{sh}\, y\, \mathrm{ch}\, y",
        r"\operatorname{cotg} y = \frac{\cos y}{\operatorname{sen} y}",
        r"sin(a+b) = sin a cos b + cos a sin b",
        r"2siny cosy = sin2y",
        r"tan(-B) = -tanB",
        r"e^{ln(1+y^2)} = 1 + y^2",
        r"\operatorname{div}\operatorname{rot} \vec{F} = 0",
        r"\operatorname{grad}(uv) = u \operatorname{grad} v + v \operatorname{grad} u",
    ],
)
def test_functions_are_known_in_many_languages_and_in_plain_letters(latex: str) -> None:
    assert verdict(latex) == "holds"


@pytest.mark.parametrize(
    "latex",
    [
        r"\operatorname{sen} 3y = 3 \operatorname{sen} y",
        r"\operatorname{th} 3y = 3 \operatorname{th} y",
        r"ln(p+q) = ln p + ln q",
        r"det(A+B) = det A + det B",
        r"\operatorname{rot} \vec{F} u = u \operatorname{rot} \vec{F}",
        r"\operatorname{grad} uv = u \operatorname{grad} v",
    ],
)
def test_no_function_is_a_factor(latex: str) -> None:
    assert verdict(latex) == "refuted"


@pytest.mark.parametrize(
    "latex",
    [
        r"\operatorname{bar} 3y = 3 \operatorname{bar} y",
        r"\mathrm{rank}\, 3A = 3\, \mathrm{rank}\, A",
        r"\dim(U + W) = \dim U + \dim W",
    ],
)
def test_nothing_is_proved_of_a_function_that_is_not_known(latex: str) -> None:
    assert verdict(latex) not in ("holds", "refuted")


def test_a_variance_is_no_factor() -> None:
    assert verdict(r"\operatorname{Var} 3X = 3 \operatorname{Var} X") in ("refuted", "doubtful")


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"ln = nl", "holds"),
        (r"F = max", "definition"),
        (r"v_{max} = 3 v_{min}", "definition"),
        (r"abx = axb", "holds"),
    ],
)
def test_letters_that_spell_nothing_are_factors(latex: str, expected: str) -> None:
    assert verdict(latex) == expected
