"""Documents made so that reading them takes for ever."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.wording import in_unicode
from jupyterlab_galactica.checks.documents import document_of
from jupyterlab_galactica.checks.documents.mathjax import macros_of_header

pytestmark = pytest.mark.timeout(30)


@pytest.mark.parametrize("unit", [r"\href{", r"\input{", r"\title{", r"\usepackage{"])
def test_arguments_that_are_never_closed_are_looked_for_once(unit: str) -> None:
    text = r"\documentclass{a}\begin{document}Words. " + unit * 20_000
    assert "Words." in document_of(text, "paper.tex").text


def test_options_of_definitions_that_are_never_closed_are_looked_for_at_little_cost() -> None:
    text = r"\documentclass{a}\begin{document}" + r"\newcommand\a[" * 100_000
    assert list(document_of(text, "paper.tex").macros) == [r"\a"]


def test_sections_of_macros_within_others_are_read_once() -> None:
    macros = macros_of_header("macros:\n  RR: '\\mathbb{R}'\n" + "macros:\n" * 50_000)
    assert list(macros) == [r"\RR"]


def test_escaped_dollars_among_words_begin_no_formula() -> None:
    assert in_unicode(r"\$" * 50_000) == r"\$" * 50_000
