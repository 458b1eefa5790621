"""A citation beside a bibliography: what is found, and what is not believed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_galactica.checks.bibliography.bibtex import read_bibtex
from jupyterlab_galactica.checks.bibliography.index import BibliographyIndex, index_entries
from jupyterlab_galactica.checks.matching.match import Match, match_citation

BIB = r"""
@inproceedings{vaswani2017, title = {Attention Is All You Need}, year = 2017,
  author = {Ashish Vaswani and Noam Shazeer and Niki Parmar}}
@inproceedings{devlin2019, year = 2019, author = {Jacob Devlin and Ming-Wei Chang},
  title = {{BERT}: Pre-training of Deep Bidirectional Transformers for Language Understanding}}
@article{goedel1931, title = {{\"U}ber formal unentscheidbare S{\"a}tze}, year = 1931,
  author = {Kurt G{\"o}del}}
@book{diamond1997, title = {Guns, Germs, and Steel}, author = {Jared Diamond}, year = 1997}
@article{berg2001, title = {Multi-View Learning with Missing Data}, year = 2001,
  author = {van den Berg, Jan and Garc{\'\i}a M{\'a}rquez, Gabriel and {The ATLAS Collaboration}}}
@article{sup, title = {Supervised Contrastive Learning}, author = {Prannay Khosla}, year = 2020}
@article{unsup, title = {Unsupervised Contrastive Representations}, author = {Lee, Ann}}
@book{hecht, title = {Optics}, author = {Eugene Hecht}, year = 1974}
@book{born, title = {Principles of Optics}, author = {Max Born and Emil Wolf}, year = 1959}
@misc{intro1, title = {Introduction}, author = {Ann Lee}, year = 2001}
@misc{intro2, title = {Introduction}, author = {Bob Roy}, year = 2002}
@misc{kingma13, title = {Auto-Encoding Variational Bayes}, author = {D. P. Kingma}, year = 2013}
@misc{kingma14, title = {Auto-encoding variational Bayes}, author = {Diederik Kingma}, year = 2014}
@misc{copy1, title = {The Art of Copying}, author = {Carl Blank}, year = 1999}
@misc{copy2, title = {The art of copying.}, author = {C. Blank}, year = 1999}
@misc{part1, title = {Galaxies at Redshift 2. Part I}, author = {Eve Sun}, year = 2010}
@misc{part2, title = {Galaxies at Redshift 2. Part II}, author = {Eve Sun}, year = 2011}
"""


@pytest.fixture(scope="module")
def index() -> BibliographyIndex:
    reading = read_bibtex(BIB)
    assert reading.problems == ()
    return index_entries(reading)


@pytest.mark.parametrize(
    ("citation", "key"),
    [
        (" Attention Is All You Need, Vaswani ", "vaswani2017"),
        ("ATTENTION IS ALL YOU NEED, VASWANI", "vaswani2017"),
        ("Attention is all you need., Vaswani", "vaswani2017"),
        ("Atention is all you nede, Vaswani", "vaswani2017"),
        ("Attention Is All You Need, Vaswany", "vaswani2017"),
        ("Attention Is All You Need", "vaswani2017"),
        ("Attention Is All You Need, Vaswani et al., 2017", "vaswani2017"),
        ("Attention Is All You Need (Vaswani et al., 2017)", "vaswani2017"),
        ("Attention Is All You Need, A. Vaswani, N. Shazeer and N. Parmar", "vaswani2017"),
        ("Attention Is All You Need, Shazeer and Vaswani", "vaswani2017"),
        ("Attention Is All You Need, Ashish Vaswani", "vaswani2017"),
        ("Attention Is All You, Vaswani", "vaswani2017"),
        ("Attention Is All You Need: Sequence Transduction Reconsidered, Vaswani", "vaswani2017"),
        ("BERT, Devlin", "devlin2019"),
        ("BERT: Pretraining of deep bidirectional transformers, Devlin", "devlin2019"),
        ("Pre-training of Deep Bidirectional Transformers for Language Understanding, Devlin", ""),
        ("Uber formal unentscheidbare Satze, Godel", "goedel1931"),
        (r"\"Uber formal unentscheidbare S{\"a}tze, G\"odel", "goedel1931"),
        ("Über formal unentscheidbare Sätze, Goedel", "goedel1931"),
        ("Guns, Germs, and Steel, Diamond", "diamond1997"),
        ("Guns, Germs, and Steel", "diamond1997"),
        ("Multiview learning with missing data, van den Berg", "berg2001"),
        ("Multi View Learning with Missing Data, Berg", "berg2001"),
        ("Learning Multi-View with Missing Data, Berg", "berg2001"),
        ("Multi-View Learning with Missing Data, Berg, Márquez & ATLAS Collaboration", "berg2001"),
        ("Multi-View Learning with Missing Data, Berg and Garcia", "berg2001"),
        ("Optics, Hecht", "hecht"),
        ("Introduction, Roy", "intro2"),
        ("Auto-Encoding Variational Bayes, Kingma, 2014", "kingma14"),
        ("The Art of Copying, Blank", "copy1"),
        ("Galaxies at Redshift 2. Part II, Sun", "part2"),
    ],
)
def test_a_work_of_the_bibliography_is_found(
    index: BibliographyIndex, citation: str, key: str
) -> None:
    match = match_citation(citation, index)
    if not key:  # a subtitle alone names no work for certain
        assert match.status != "found"
        return
    assert (match.status, match.entry and match.entry.key) == ("found", key)


@pytest.mark.parametrize(
    ("citation", "key", "said"),
    [
        ("Attention Is All You Need, Brown", "vaswani2017", "by Vaswani and others, 2017"),
        ("Attention Is All You Need, Shazeer", "vaswani2017", "Shazeer as author no. 2"),
        ("Attention Is All You Need, Vaswani, 2019", "vaswani2017", "from 2017, not 2019"),
        ("Attention Is All You Need, Vaswani and Hinton", "vaswani2017", "by Vaswani and others"),
        ("Attention Is All They Need, Vaswani", "vaswani2017", "“Attention Is All You Need”"),
        ("Optics, Newton", "hecht", "by Hecht, 1974"),
        ("Unsupervised Contrastive Learning, Khosla", "sup", "“Supervised Contrastive Learning”"),
    ],
)
def test_a_title_with_another_author_or_year_is_a_mismatch_that_says_which(
    index: BibliographyIndex, citation: str, key: str, said: str
) -> None:
    match = match_citation(citation, index)
    assert (match.status, match.entry and match.entry.key) == ("mismatch", key)
    assert said in match.reason


@pytest.mark.parametrize(
    ("citation", "keys"),
    [
        ("Introduction", {"intro1", "intro2"}),
        ("Auto-Encoding Variational Bayes, Kingma", {"kingma13", "kingma14"}),
        ("Galaxies at Redshift 2, Sun", {"part1", "part2"}),
    ],
)
def test_several_works_that_fit_are_ambiguous(
    index: BibliographyIndex, citation: str, keys: set[str]
) -> None:
    match = match_citation(citation, index)
    assert match.status == "ambiguous"
    assert {entry.key for entry in match.candidates} == keys
    assert all(key in match.reason for key in keys)


@pytest.mark.parametrize(
    "citation",
    [
        "Deep Residual Learning for Image Recognition, He",
        "Attention Is Not All You Need, Dong",
        "Attention Is All You Need for Protein Folding and Galaxy Surveys, Rao",
        "BERT: Rediscovering the Classical NLP Pipeline, Tenney",
        "Principles of Quantum Mechanics, Dirac",
        "Foundations of Optics, Newton",
        "",
        "   ",
        ", ,",
        "\x00",
        "2017",
        "מבוא לאופטיקה, כהן",
    ],
)
def test_other_works_are_not_found(index: BibliographyIndex, citation: str) -> None:
    match = match_citation(citation, index)
    assert match.status == "not-found"
    assert match.entry is None


def test_a_copy_of_an_entry_makes_nothing_ambiguous(index: BibliographyIndex) -> None:
    match = match_citation("The Art of Copying, Blank", index)
    assert [entry.key for entry in match.candidates] == ["copy1", "copy2"]


def test_what_is_not_found_names_the_nearest_work(index: BibliographyIndex) -> None:
    match = match_citation("Attention Is All They Want, Brown", index)
    assert match.status == "not-found"
    assert "Attention Is All You Need" in match.reason


def test_a_citation_of_endless_length_is_answered(index: BibliographyIndex) -> None:
    assert match_citation("Attention, (" * 100_000, index).status == "not-found"


@settings(max_examples=200, deadline=None)
@given(citation=st.text(max_size=60))
def test_no_text_makes_matching_fail_or_find_what_is_not_there(
    index: BibliographyIndex, citation: str
) -> None:
    match = match_citation(citation, index)
    assert isinstance(match, Match)
    assert match.reason.endswith(".")
    if match.status == "found":
        assert match.entry is not None
