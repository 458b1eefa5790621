"""BibTeX and BibLaTeX as people keep them: accents, names, macros, inheritance, and mistakes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_galactica.checks.bibliography.bibtex import read_bibtex
from jupyterlab_galactica.checks.bibliography.entry import Entry, Name


def only(text: str) -> Entry:
    reading = read_bibtex(text)
    assert reading.problems == ()
    (entry,) = reading.entries
    return entry


def test_an_entry_is_plain_unicode_with_its_place() -> None:
    reading = read_bibtex(
        '\n@Article{goedel31,\n  title = {\\"Uber formal {Unentscheidbare} S{\\"a}tze},\n'
        '  author = "Kurt G{\\"o}del", year = 1931,\n  journal = {Monatshefte},\n'
        "  doi = {https://doi.org/10.1007/BF01700692} }",
        "logic.bib",
    )
    (entry,) = reading.entries
    assert (entry.key, entry.type, entry.year) == ("goedel31", "article", 1931)
    assert entry.title == "Über formal Unentscheidbare Sätze"
    assert entry.authors == (Name("Gödel", "Kurt"),)
    assert (entry.venue, entry.doi) == ("Monatshefte", "10.1007/BF01700692")
    assert (entry.file, entry.line) == ("logic.bib", 2)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\'E}tude", "Étude"),
        (r"Erd\H{o}s", "Erdős"),
        (r"\v{C}apek", "Čapek"),
        (r"Stra{\ss}e", "Straße"),
        (r"na{\"\i}ve", "naïve"),
        (r"{\O}rsted and {\L}ukasiewicz", "Ørsted and Łukasiewicz"),
        (r"The $\alpha$-decay", "The α-decay"),
        (r"\emph{In vivo} tests", "In vivo tests"),
        (r"AT\&T, 50\% faster", "AT&T, 50% faster"),
        ("100% sure", "100% sure"),
        ("Brown~Bear", "Brown Bear"),
        ("Networks&apos; Priors", "Networks' Priors"),
    ],
)
def test_latex_becomes_what_is_typeset(latex: str, text: str) -> None:
    assert only(f"@misc{{k, title = {{{latex}}}}}").title == text


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Ludwig van Beethoven", (Name("Beethoven", "Ludwig", "van"),)),
        ("de la Fontaine, Jean", (Name("Fontaine", "Jean", "de la"),)),
        ("King, Jr, Martin Luther", (Name("King", "Martin Luther", suffix="Jr"),)),
        ("{The ATLAS Collaboration}", (Name("The ATLAS Collaboration"),)),
        ("{Barnes and Noble} and Ann Lee", (Name("Barnes and Noble"), Name("Lee", "Ann"))),
        ("Garc{\\'\\i}a M{\\'a}rquez, Gabriel", (Name("García Márquez", "Gabriel"),)),
        ("Trailing Comma,", (Name("Trailing Comma"),)),
    ],
)
def test_names_are_taken_apart(written: str, names: tuple[Name, ...]) -> None:
    assert only(f"@misc{{k, title = {{T}}, author = {{{written}}}}}").authors == names


def test_and_others_is_remembered_and_is_nobody() -> None:
    entry = only("@misc{k, title = {T}, author = {Ann Lee and others}}")
    assert entry.authors == (Name("Lee", "Ann"),)
    assert entry.more_authors


def test_editors_stand_in_for_authors() -> None:
    assert only("@book{k, title = {T}, editor = {Ann Lee}}").authors == (Name("Lee", "Ann"),)


def test_macros_months_and_joined_values_are_put_together() -> None:
    entry = only(
        '@string(series = {Advances})\n@string{nips = series # " in NIPS"}\n'
        '@inproceedings{k, title = {T}, booktitle = NIPS # " " # 30, month = jun # "~3"}'
    )
    assert entry.venue == "Advances in NIPS 30"
    assert entry.fields["month"] == "June 3"


def test_an_undefined_macro_is_named_with_its_line_and_stands_as_it_is() -> None:
    reading = read_bibtex("@article{k,\n title = {T},\n journal = jmlr}", "a.bib")
    assert reading.entries[0].venue == "jmlr"
    (problem,) = reading.problems
    assert problem.startswith("a.bib, line 3:")
    assert "jmlr" in problem


def test_a_child_inherits_from_crossref_and_xdata() -> None:
    reading = read_bibtex(
        "@inproceedings{child, title = {Talk}, author = {A B}, crossref = {proc}}\n"
        "@proceedings{proc, title = {The Conference}, year = 2001, xdata = {house}}\n"
        "@xdata{house, publisher = {Press}}"
    )
    assert [entry.key for entry in reading.entries] == ["child", "proc"]
    child = reading.entries[0]
    assert (child.title, child.venue, child.year) == ("Talk", "The Conference", 2001)
    assert child.fields["publisher"] == "Press"
    assert reading.problems == ()


def test_entries_that_refer_to_each_other_do_no_harm() -> None:
    reading = read_bibtex(
        "@misc{a, title = {A}, crossref = {b}}\n@misc{b, title = {B}, crossref = {a}}"
    )
    assert [entry.title for entry in reading.entries] == ["A", "B"]


def test_a_missing_parent_is_named() -> None:
    (problem,) = read_bibtex("@misc{a, title = {A}, crossref = {gone}}", "x.bib").problems
    assert "line 1" in problem
    assert "gone" in problem


def test_biblatex_dates_and_journal_titles_are_understood() -> None:
    entry = only(
        "@article{k, title = {Main}, subtitle = {Sub}, date = {2019-03-01}, journaltitle = {J}}"
    )
    assert (entry.title, entry.year, entry.venue) == ("Main: Sub", 2019, "J")


def test_broken_entries_are_named_with_their_lines_and_the_rest_is_used() -> None:
    reading = read_bibtex(
        "@article{good1, title = {First}}\n"
        "@article{unclosed, title = {Oh no, year = 2011\n"
        "}\n\n"
        "@article{good2, title = {Second}}\n"
        "@article{noequals, title {bad}}\n"
        "@article{good3, title = {Third}}\n"
        "@article{end, title = {never closed",
        "b.bib",
    )
    assert [entry.key for entry in reading.entries] == ["good1", "good2", "good3"]
    lines = [problem.split(":")[0] for problem in reading.problems]
    assert lines == ["b.bib, line 2", "b.bib, line 6", "b.bib, line 8"]


def test_a_key_used_twice_is_reported_and_its_first_entry_used() -> None:
    reading = read_bibtex("@misc{k, title = {One}}\n@misc{k, title = {Two}}")
    assert [entry.title for entry in reading.entries] == ["One"]
    assert "line 2" in reading.problems[0]


def test_a_field_given_twice_is_reported_and_the_entry_used() -> None:
    reading = read_bibtex("@misc{k, title = {One}, note = {a}, note = {b}}")
    assert [entry.title for entry in reading.entries] == ["One"]
    assert "note" in reading.problems[0]


def test_comments_preambles_and_settings_are_no_entries() -> None:
    reading = read_bibtex(
        'free text\n@comment{@misc{x, title = {X}}}\n@preamble{"\\newcommand"}\n'
        "@IEEEtranBSTCTL{ctl, opt = {yes}}\n@misc{k, title = {T}}"
    )
    assert [entry.key for entry in reading.entries] == ["k"]
    assert reading.problems == ()


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='@{}",=#%\\ab1\n ()$~', max_size=80))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    read_bibtex(text)
    read_bibtex(f"@misc{{k, title = {{{text}}}, author = {{{text}}}}}")


def test_a_comment_between_fields_hides_none() -> None:
    text = (
        "@article{a, % {first, of \"many\n  author = {Lee, Ann}, % title = {Old},\n"
        "  title = {{100} % of Snow}, % done}\n  note = \"50 % off\", year = 2001\n}\n"
        "@book{b, title={Ice}}"
    )  # fmt: skip
    reading = read_bibtex(text)
    assert reading.problems == ()
    first, second = reading.entries
    assert (first.title, first.year, str(first.authors[0])) == ("100 % of Snow", 2001, "Ann Lee")
    assert first.fields["note"] == "50 % off"
    assert second.title == "Ice"


def test_a_missing_comma_is_named_and_costs_no_field() -> None:
    reading = read_bibtex("@article{a,\n  author = {Lee, Ann}\n  title = {Snow} year = 2001\n}")
    (entry,) = reading.entries
    assert (entry.title, entry.year) == ("Snow", 2001)
    assert reading.problems == (
        "The bibliography, line 2: a comma is missing after the field author.",
        "The bibliography, line 2: a comma is missing after the field title.",
    )


def test_parents_are_found_by_other_case_and_by_alias() -> None:
    text = (
        "@inproceedings{a, title={Ice}, crossref={PROC9}}\n@inproceedings{b, title={Fog},"
        " crossref={old9}}\n@proceedings{proc9, ids={old9, older}, title={Cold Things}, year=1999}"
    )
    reading = read_bibtex(text)
    assert reading.problems == ()
    assert [entry.venue for entry in reading.entries[:2]] == ["Cold Things", "Cold Things"]
    assert reading.entries[2].aliases == ("old9", "older")


def test_a_suffix_behind_a_comma_is_no_given_name() -> None:
    (entry,) = read_bibtex("@book{a, title={Ice}, author={Sammy Davis, Jr.}}").entries
    assert (entry.authors[0].family, entry.authors[0].suffix) == ("Davis", "Jr.")
