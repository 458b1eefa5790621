"""Works cited are numbered once each, in the order of the text."""

from __future__ import annotations

from jupyterlab_galactica.answer.blocks import CitationRef
from jupyterlab_galactica.checks.citations import (
    check_citations,
    check_keys,
    split_citation,
)
from jupyterlab_galactica.checks.cited_keys import CitedKey
from jupyterlab_galactica.checks.finding import UNCHECKED, Finding


def refs(*texts: str) -> list[CitationRef]:
    return [CitationRef(id=i, text=text, start=0, end=0) for i, text in enumerate(texts)]


def test_works_are_numbered_in_order_of_first_appearance() -> None:
    citations = check_citations(
        refs("Attention Is All You Need, Vaswani", "Deep Learning, Goodfellow")
    )
    assert [(c.number, c.title, c.author, c.refs) for c in citations] == [
        (1, "Attention Is All You Need", "Vaswani", (0,)),
        (2, "Deep Learning", "Goodfellow", (1,)),
    ]


def test_a_work_cited_again_keeps_its_number() -> None:
    citations = check_citations(
        refs("Über Gödel's Theorem, Müller", "Other, B", "uber  Godel’s theorem , MULLER")
    )
    assert [(c.number, c.refs) for c in citations] == [(1, (0, 2)), (2, (1,))]


def test_equal_titles_by_other_authors_are_other_works() -> None:
    assert len(check_citations(refs("Optics, Hecht", "Optics, Newton"))) == 2


def test_a_title_may_contain_commas() -> None:
    assert split_citation("Guns, Germs, and Steel, Diamond") == (
        "Guns, Germs, and Steel",
        "Diamond",
    )


def test_a_citation_without_an_author_is_all_title() -> None:
    assert split_citation("  On   Computable Numbers ") == ("On Computable Numbers", "")


def test_without_a_bibliography_nothing_is_shown_as_found() -> None:
    (citation,) = check_citations(refs("Optics, Hecht"))
    assert citation.status == "unchecked"
    assert "No bibliography" in citation.reason


def test_no_citations_no_list() -> None:
    assert check_citations([]) == ()


def test_spellings_of_one_entry_share_a_number() -> None:
    found = Finding("found", "", key="k", work="k Optics")
    spellings = refs("Optics, Hecht", "Optics (4th edition), E. Hecht", "Optics, Newton")
    known = {spellings[0].text: found, spellings[1].text: found}
    citations = check_citations(spellings, lambda text: known.get(text, UNCHECKED))
    assert [(c.number, c.key, c.refs) for c in citations] == [(1, "k", (0, 1)), (2, None, (2,))]


def test_a_key_of_a_work_cited_by_its_title_is_not_listed_twice() -> None:
    said = {"k": Finding("found", "", key="k"), "none": Finding("not-found", "No.")}
    cited = check_citations(refs("Optics, Hecht"), lambda text: said["k"])
    keys = [CitedKey("k", 0), CitedKey("none", 5), CitedKey("none", 9)]
    (missing,) = check_keys(keys, cited, said.__getitem__)
    assert (missing.number, missing.text, missing.status) == (2, "none", "not-found")
    assert missing.starts == (5, 9)
