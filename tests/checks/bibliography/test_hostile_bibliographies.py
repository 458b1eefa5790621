"""Bibliographies that would take for ever, or all memory, by a few characters."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.bibliography.bibtex import read_bibtex
from jupyterlab_galactica.checks.bibliography.ris import read_ris
from jupyterlab_galactica.checks.bibliography.tex import html_to_text, tex_to_text
from jupyterlab_galactica.checks.matching.cited import readings

pytestmark = pytest.mark.timeout(30)

SOUND = "@article{sound, title={A sound entry}}\n"
DOUBLING = [r"\"{t", r"\sqrt[", r"\sqrt[3", r"\newcommand\a[", r"\begin{array}{", r"{\a", "{$"]


@pytest.mark.parametrize("unit", DOUBLING)
@pytest.mark.parametrize("levels", [40, 300, 5000])
def test_a_title_that_doubles_at_each_level_is_read(unit: str, levels: int) -> None:
    tex = "Deep learning " + unit * levels
    assert tex_to_text(tex).startswith("Deep learning")
    assert tex_to_text(tex + "}" * levels).startswith("Deep learning")


def test_a_citation_of_a_model_that_doubles_at_each_level_is_read() -> None:
    assert readings(r"\"{t" * 40)


def test_forty_levels_of_braces_are_dropped() -> None:
    assert tex_to_text("{" * 40 + r"\'Etude" + "}" * 40) == "Étude"


@pytest.mark.parametrize("broken", [r"\sqrt[3", r"\sqrt[3 x", r"\href{a", r"\input{"])
def test_a_command_without_its_bracket_loses_no_entry(broken: str) -> None:
    reading = read_bibtex(SOUND + f"@article{{broken, title={{On {broken}}}}}\n" + SOUND[:-1])
    assert "sound" in [entry.key for entry in reading.entries]


def test_strings_that_double_stand_for_no_more_than_the_file_is_worth() -> None:
    doubling = "@string{a0={xxxxxxxxxx}}\n" + "".join(
        f"@string{{a{n + 1} = a{n} # a{n}}}\n" for n in range(40)
    )
    reading = read_bibtex(doubling + "@article{k, title={T}, note=a40}\n" + SOUND)
    assert [entry.key for entry in reading.entries] == ["k", "sound"]
    assert "too much text" in reading.problems[0]
    assert sum(len(value) for entry in reading.entries for value in entry.fields.values()) < 2e6


def test_parents_of_parents_add_no_more_than_the_file_is_worth() -> None:
    chain = "".join(
        f"@article{{k{n}, title={{T}}, crossref={{k{n + 1}}}, note={{{'z' * 500}}}}}\n"
        for n in range(2000)
    )
    reading = read_bibtex(chain)
    assert len(reading.entries) == 2000
    assert "too much text" in reading.problems[0]


def test_a_tag_that_never_ends_is_text() -> None:
    assert html_to_text("<i a=" + " " * 200_000) == "<i a="


def test_a_record_whose_title_is_but_a_tag_is_named() -> None:
    reading = read_ris("TY  - JOUR\nTI  - <b>\nER  - \n")
    assert not reading.entries
    assert "has no title" in reading.problems[0]
