"""The catalogue of laws, searched by name."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.known_laws import laws_named


@pytest.mark.parametrize(
    "words", ["Ohm's law", "Ohms law", "ohm law", "OHM’S LAW", "what is Ohm's law"]
)
def test_a_law_is_found_however_its_name_is_written(words: str) -> None:
    (law,) = laws_named(words, 5)
    assert (law.name, law.latex) == ("Ohm's law", "V = I R")
    assert law.symbols["R"] == ("resistance", "ohm")


def test_accents_are_no_matter() -> None:
    assert laws_named("Schrodinger equation", 5)[0].name == "Schrödinger equation"


def test_all_laws_of_a_name_are_found_and_no_more_than_asked_for() -> None:
    assert {law.name for law in laws_named("Newton's law of gravitation", 3)} == {
        "Newton's law of gravitation"
    }
    assert len(laws_named("Newton", 4)) == 4


def test_a_field_gives_its_laws() -> None:
    assert {law.field for law in laws_named("optics", 6)} == {"optics"}


def test_what_is_no_name_gives_none() -> None:
    assert laws_named("the law of bananas", 5) == ()
    assert laws_named("", 5) == ()
