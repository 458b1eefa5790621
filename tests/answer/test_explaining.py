"""What a reader is told about an equation beside its verdict."""

from __future__ import annotations

from dataclasses import replace

from jupyterlab_galactica.answer.explaining import (
    badge,
    equation_details,
    equation_shown,
    explanation,
)
from jupyterlab_galactica.answer.verdicts import Counterexample

from .examples import HOLDS, REFUTED


def test_a_contradiction_names_its_premises_the_values_and_what_was_meant() -> None:
    check = replace(
        REFUTED,
        reason=r"Does not follow from $\alpha = 2$.",
        counterexample=Counterexample({r"\alpha": "2", "b": "-1/2"}, "4", "6"),
        repair=r"\alpha + 2 = 4",
    )
    assert explanation(check) == (
        r"Does not follow from $\alpha = 2$. At $\alpha = 2$, $b = -1/2$ the left side is $4$,"
        r" the right side $6$. Did you mean $\alpha + 2 = 4$?"
    )


def test_doubtful_tells_its_repair_as_refuted_does() -> None:
    check = replace(HOLDS, verdict="doubtful", reason="Differs from Ohm's law.", repair="U = R I")
    assert equation_details(check) == (
        "! doubtful: Differs from Ohm's law. Did you mean $U = R I$?"
    )


def test_nothing_is_said_twice() -> None:
    sides = "The left side is $4$, the right side $5$."
    told = replace(
        REFUTED,
        reason=f"{sides} By Ohm's law it would be less, for $x > 0$; $m$ is $M$ (kg).",
        counterexample=Counterexample({}, "4", "5"),
        domain="x > 0", repair=None, law="Ohm's law", law_note="differs by a factor",
        dimensions="inconsistent", dimension_reason="$m$ is $M$ (kg).",
    )  # fmt: skip
    assert explanation(told) == told.reason


def test_dimensions_that_differ_are_told_once_and_not_on_the_badge() -> None:
    check = replace(HOLDS, dimensions="inconsistent", dimension_reason="$m$ is $M$ (kg).")
    assert explanation(check).endswith("The dimensions do not agree: $m$ is $M$ (kg).")
    assert badge([check]) == "✓ holds"


def test_a_verdict_without_a_reason_stands_alone() -> None:
    assert equation_details(replace(HOLDS, reason="")) == "✓ holds"


def test_an_equation_in_commands_of_its_text_is_shown_as_it_was_read() -> None:
    own = replace(HOLDS, latex=r"\half x = y", reading=r"\frac{1}{2} x = y")
    assert equation_shown(own) == own.reading
    assert equation_shown(replace(own, latex="& = y")) == own.reading
    assert equation_shown(replace(own, latex=r"\tfrac12 x = y")) == r"\tfrac12 x = y"
    assert equation_shown(replace(own, reading=None)) == own.latex
