"""A law counts as named where its name stands in the sentence of the formula."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.checks.equations.evidence.laws.naming import laws_named
from jupyterlab_galactica.checks.gathering import gathered


def named(text: str) -> set[str]:
    *_, (_, around) = gathered(lex(text)).formulas
    return set(laws_named(around).laws)


def offered(text: str) -> set[str]:
    *_, (_, around) = gathered(lex(text)).formulas
    return set(laws_named(around).offered)


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("By Ohm's law, $x$.", "Ohm's law"),
        ("Newton’s 2nd law reads $x$.", "Newton's second law"),
        ("This is $x$, the Arrhenius equation.", "Arrhenius equation"),
        ("Here the Stefan–Boltzmann law gives\n\n$$x$$", "Stefan-Boltzmann law"),
        ("We know the law of cosines, $x$.", "Law of cosines"),
    ],
)
def test_a_sentence_names_a_law(text: str, law: str) -> None:
    assert law in named(text)


@pytest.mark.parametrize("text", ["That is Ohm's law. Now $x$.", "Ohm knew that $x$.", "So $x$."])
def test_another_sentence_names_none_here(text: str) -> None:
    assert named(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Hooke's law:\n\n$$x$$",
        "According to Hooke's law, $x$.",
        "Hooke's law states that $x$, where it is small.",
    ],
)
def test_an_equation_is_offered_as_a_law_where_its_sentence_only_names_one(text: str) -> None:
    assert offered(text) == {"Hooke's law"}


@pytest.mark.parametrize(
    "text",
    [
        "Unlike Hooke's law, $x$.",
        "Changing the sign in Hooke's law gives $x$.",
        "For $k < 0$ Hooke's law is $x$.",
        "This is $x$, not Hooke's law.",
    ],
)
def test_an_equation_is_not_offered_as_a_law_that_is_only_spoken_of(text: str) -> None:
    assert offered(text) == set()
