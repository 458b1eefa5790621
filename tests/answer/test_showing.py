"""What a notebook shows of `jg.check(…)` and `jg.check_equation(…)`, and their short `repr`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.labels import summary
from jupyterlab_galactica.answer.verdicts import (
    CheckReport,
    CodeCheck,
    EquationCheck,
    MoleculeCheck,
)

from .examples import FOUND, FULL, HOLDS, REFUTED
from .test_injection import VECTORS, assert_harmless

DOUBTFUL = replace(REFUTED, verdict="doubtful", reason="Differs from $a$.", repair="a = b")
REPORT = CheckReport(
    equations=(HOLDS, DOUBTFUL),
    citations=(FOUND,),
    molecules=(MoleculeCheck(smiles="CCO", status="valid", reason="", formula="C2H6O"),),
    code=(CodeCheck(language="python", status="invalid", reason="A name is missing.", code=0),),
)


@pytest.mark.parametrize("form", ["text/html", "text/markdown", "text/plain"])
def test_an_equation_is_shown_with_its_verdict_and_what_is_told_of_it(form: str) -> None:
    shown = DOUBTFUL._repr_mimebundle_()[form]
    assert "doubtful" in shown
    assert "Did you mean" in shown
    assert "a = b" in shown


@pytest.mark.parametrize("form", ["text/html", "text/markdown", "text/plain"])
def test_a_report_is_shown_with_everything_that_was_checked(form: str) -> None:
    shown = REPORT._repr_mimebundle_()[form]
    for told in ("2 equations: 1 doubtful, 1 holds; 1 citation", "Attention Is All You Need",
                 "CCO", "A name is missing."):  # fmt: skip
        assert told in shown, told


def test_formulas_of_a_report_are_typeset_and_carry_their_verdict() -> None:
    html = REPORT._repr_mimebundle_()["text/html"]
    assert html.count('data-verdict="') == 2
    assert 'data-verdict="doubtful"' in html
    assert "$" not in html


def test_of_very_many_equations_the_accused_are_shown_first() -> None:
    report = CheckReport(equations=(*(HOLDS,) * 500, REFUTED))
    shown = report._repr_mimebundle_()
    assert "501 equations: 1 refuted, 500 hold. Shown are 100" in shown["text/plain"]
    assert shown["text/plain"].index("✗ refuted") < shown["text/plain"].index("✓ holds")
    assert shown["text/html"].count('data-verdict="') == 100


def test_an_empty_report_says_so() -> None:
    assert "Nothing that can be checked" in CheckReport()._repr_mimebundle_()["text/plain"]


@pytest.mark.parametrize("vector", VECTORS)
def test_hostile_text_becomes_no_markup(vector: str) -> None:
    check = replace(REFUTED, latex=vector, reason=f"${vector}$ {vector}", repair=vector)
    assert_harmless(check._repr_mimebundle_()["text/html"])
    assert_harmless(CheckReport(equations=(check,))._repr_mimebundle_()["text/html"])


def test_a_repr_is_one_short_line() -> None:
    long = replace(HOLDS, latex="a + " * 200 + "a = 1")
    answer = replace(FULL, text="word " * 500, question="why " * 100)
    for value in (long, CheckReport(equations=(long,) * 50), answer):
        assert "\n" not in repr(value)
        assert len(repr(value)) < 250
    assert repr(REFUTED) == r"<EquationCheck refuted: \sin 2x = 2 \sin x>"
    assert repr(REPORT) == f"<CheckReport {summary(REPORT)}>"
    assert repr(Answer(question="Why?", text="So.")) == "<Answer to 'Why?': 'So.', no equation>"


def test_what_sympy_cannot_build_is_none() -> None:
    def fails() -> Any:
        raise TypeError("Invalid comparison of non-real I")

    assert replace(HOLDS, build_sympy=fails).sympy is None
    assert EquationCheck(latex="", kind="unknown", verdict="unparsed", reason="").sympy is None
