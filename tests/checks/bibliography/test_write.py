"""Entries copied out: BibTeX, cite commands, one readable line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_galactica.checks.bibliography.bibtex import read_bibtex
from jupyterlab_galactica.checks.bibliography.entry import Entry, Name
from jupyterlab_galactica.checks.bibliography.write import (
    cite_latex,
    cite_pandoc,
    reference_line,
    to_bibtex,
)

ENTRY = Entry(
    key="vaswani2017",
    type="inproceedings",
    title="Attention Is All You Need",
    authors=(Name("Vaswani", "Ashish"), Name("Berg", "Jan-Peter", "van der"), Name("The A Team")),
    year=2017,
    venue="NeurIPS",
)


def test_bibtex_is_what_a_bibliography_would_hold() -> None:
    assert to_bibtex(ENTRY) == (
        "@inproceedings{vaswani2017,\n"
        "  title = {{Attention Is All You Need}},\n"
        "  author = {Vaswani, Ashish and van der Berg, Jan-Peter and {The A Team}},\n"
        "  booktitle = {NeurIPS},\n"
        "  year = {2017},\n"
        "}"
    )


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="aBé &%$#_{}\\~^\"'", min_size=1).filter(lambda t: any(map(str.isalpha, t)))
)
def test_what_is_written_is_read_back(title: str) -> None:
    entry = replace(ENTRY, title=title)
    reading = read_bibtex(to_bibtex(entry))
    assert reading.problems == ()
    (again,) = reading.entries
    assert (again.authors, again.year, again.venue) == (entry.authors, entry.year, entry.venue)
    assert sorted(filter(str.isalpha, again.title)) == sorted(filter(str.isalpha, title))


def test_special_characters_are_escaped() -> None:
    assert r"{{R\&D at 5\% \_x\_}}" in to_bibtex(replace(ENTRY, title="R&D at 5% _x_"))


def test_a_hostile_title_stays_inside_its_field() -> None:
    reading = read_bibtex(to_bibtex(replace(ENTRY, title="x}}, note = {y} } @misc{z, title={q}")))
    assert [entry.key for entry in reading.entries] == ["vaswani2017"]


@pytest.mark.parametrize(
    ("key", "cite"), [("vaswani2017", "[@vaswani2017]"), ("doi:10/x", "[@{doi:10/x}]")]
)
def test_cite_commands(key: str, cite: str) -> None:
    assert cite_pandoc(replace(ENTRY, key=key)) == cite
    assert cite_latex(replace(ENTRY, key=key)) == f"\\cite{{{key}}}"


@pytest.mark.parametrize(
    ("count", "line"),
    [
        (0, "Attention Is All You Need, NeurIPS 2017."),
        (1, "A. Vaswani, Attention Is All You Need, NeurIPS 2017."),
        (2, "A. Vaswani and J.-P. van der Berg, Attention Is All You Need, NeurIPS 2017."),
        (
            3,
            "A. Vaswani, J.-P. van der Berg and The A Team, Attention Is All You Need, "
            "NeurIPS 2017.",
        ),
    ],
)
def test_a_reference_is_one_readable_line(count: int, line: str) -> None:
    assert reference_line(replace(ENTRY, authors=ENTRY.authors[:count])) == line


def test_many_authors_are_et_al() -> None:
    assert reference_line(replace(ENTRY, authors=ENTRY.authors * 2)).startswith(
        "A. Vaswani et al., "
    )
