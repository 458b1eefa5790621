"""Services' answers in their documented forms, and in forms they never documented."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_galactica.checks.lookup.arxiv import ARXIV
from jupyterlab_galactica.checks.lookup.crossref import CROSSREF
from jupyterlab_galactica.checks.lookup.online import SERVICES
from jupyterlab_galactica.checks.lookup.openalex import OPENALEX
from jupyterlab_galactica.checks.lookup.semantic_scholar import SEMANTIC_SCHOLAR
from jupyterlab_galactica.checks.lookup.service import Service, ServiceError
from jupyterlab_galactica.checks.matching.cited import CitedWork

CITED = CitedWork("Multi-Task Learning: A Survey", ("van der Berg", "Roy"), 2017)

CROSSREF_ITEM = {
    "DOI": "10.1000/Multi.1",
    "type": "journal-article",
    "title": ["Multi-Task Learning"],
    "subtitle": ["A <i>Survey</i>"],
    "author": [
        {"given": "Jan", "family": "van der Berg", "sequence": "first", "affiliation": []},
        {"name": "The Survey Group", "sequence": "additional"},
    ],
    "issued": {"date-parts": [[2017, 3, 1]]},
    "container-title": ["Journal of Tasks &amp; Things"],
}


def crossref(*items: dict[str, Any]) -> bytes:
    message = {"total-results": len(items), "items": list(items)}
    return json.dumps({"status": "ok", "message-type": "work-list", "message": message}).encode()


def test_crossref_is_asked_for_the_whole_citation() -> None:
    assert CROSSREF.query(CITED) == {
        "query.bibliographic": "Multi-Task Learning: A Survey van der Berg Roy 2017",
        "rows": "5",
    }


def test_crossref_works_are_read() -> None:
    (work,) = CROSSREF.parse(crossref(CROSSREF_ITEM))
    assert not work.retracted
    entry = work.entry
    assert (entry.title, entry.year, entry.type) == (
        "Multi-Task Learning: A Survey",
        2017,
        "article",
    )
    assert [str(name) for name in entry.authors] == ["Jan van der Berg", "The Survey Group"]
    assert (entry.venue, entry.doi) == ("Journal of Tasks & Things", "10.1000/Multi.1")
    assert entry.url == "https://doi.org/10.1000/Multi.1"


@pytest.mark.parametrize("date", [{"date-parts": [[None]]}, {}, None])
def test_a_crossref_work_may_lack_its_date(date: object) -> None:
    (work,) = CROSSREF.parse(crossref({**CROSSREF_ITEM, "issued": date}))
    assert work.entry.year is None


def test_crossref_marks_what_was_retracted() -> None:
    erratum = {"updated-by": [{"type": "erratum", "DOI": "10.1/e"}]}
    retraction = {"updated-by": [{"type": "retraction", "DOI": "10.1/r", "source": "publisher"}]}
    marked = {"title": ["RETRACTED ARTICLE: Multi-Task Learning"]}
    works = CROSSREF.parse(
        crossref(*({**CROSSREF_ITEM, **change} for change in (erratum, retraction, marked)))
    )
    assert [work.retracted for work in works] == [False, True, True]
    assert works[2].entry.title == "Multi-Task Learning: A Survey"


def test_a_notice_among_the_answers_marks_the_work_it_retracts() -> None:
    notice = {
        "DOI": "10.1000/notice",
        "title": ["Retraction: Multi-Task Learning"],
        "update-to": [{"DOI": "10.1000/multi.1", "type": "retraction", "label": "Retraction"}],
    }
    works = CROSSREF.parse(crossref(notice, CROSSREF_ITEM))
    assert [work.retracted for work in works] == [False, True]


OPENALEX_ITEM = {
    "id": "https://openalex.org/W2741809807",
    "doi": "https://doi.org/10.1000/multi.1",
    "display_name": "Multi-Task Learning: A Survey",
    "publication_year": 2017,
    "type": "article",
    "authorships": [{"author_position": "first", "author": {"display_name": "Jan van der Berg"}}],
    "primary_location": {"source": {"display_name": "Journal of Tasks"}},
    "is_retracted": True,
}


def test_openalex_works_are_read_and_retracted_ones_marked() -> None:
    assert OPENALEX.query(CITED)["search"] == "multi task learning a survey"
    plain = {**OPENALEX_ITEM, "is_retracted": False, "primary_location": None, "doi": None}
    body = json.dumps({"meta": {"count": 2}, "results": [OPENALEX_ITEM, plain]}).encode()
    first, second = OPENALEX.parse(body)
    assert (first.retracted, second.retracted) == (True, False)
    assert (first.entry.key, first.entry.doi) == ("W2741809807", "10.1000/multi.1")
    assert first.entry.authors[0].surname == "van der Berg"
    assert (first.entry.year, first.entry.venue) == (2017, "Journal of Tasks")
    assert second.entry.url == "https://openalex.org/W2741809807"


SCHOLAR_ITEM = {
    "paperId": "0f40b1f08821e22e859c6050916cec3667778613",
    "externalIds": {"DOI": "10.1000/multi.1", "ArXiv": "1701.00001"},
    "url": "https://www.semanticscholar.org/paper/0f40",
    "title": "Multi-Task Learning: A Survey",
    "venue": "JTT",
    "year": 2017,
    "authors": [{"authorId": "1", "name": "J. van der Berg"}],
}


def test_semantic_scholar_works_are_read() -> None:
    assert SEMANTIC_SCHOLAR.query(CITED)["query"] == "multi task learning a survey"
    body = json.dumps({"total": 1, "offset": 0, "data": [SCHOLAR_ITEM]}).encode()
    (work,) = SEMANTIC_SCHOLAR.parse(body)
    assert work.entry.authors[0].surname == "van der Berg"
    assert (work.entry.year, work.entry.doi) == (2017, "10.1000/multi.1")
    assert SEMANTIC_SCHOLAR.parse(b'{"total": 0, "offset": 0}') == ()


ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title type="html">ArXiv Query</title>
  <entry>
    <id>http://arxiv.org/abs/1701.00001v2</id>
    <published>2017-01-02T00:00:00Z</published>
    <title>Multi-Task
      Learning: A Survey</title>
    <author><name>Jan van der Berg</name></author>
    <author><name>Bob Roy</name></author>
    <arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">12 pages</arxiv:comment>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/multi.1</arxiv:doi>
  </entry>
</feed>"""


def test_arxiv_is_asked_for_title_and_first_author() -> None:
    assert ARXIV.query(CITED)["search_query"] == (
        'ti:"multi task learning a survey" AND au:"van der berg"'
    )
    assert ARXIV.query(CitedWork('Say "AND"'))["search_query"] == 'ti:"say and"'


def test_arxiv_works_are_read() -> None:
    (work,) = ARXIV.parse(ATOM.encode())
    entry = work.entry
    assert (entry.key, entry.year, entry.doi) == ("1701.00001v2", 2017, "10.1000/multi.1")
    assert entry.title == "Multi-Task Learning: A Survey"
    assert [name.surname for name in entry.authors] == ["van der Berg", "Roy"]
    assert not work.retracted


def test_a_withdrawn_preprint_is_marked() -> None:
    (work,) = ARXIV.parse(ATOM.replace("12 pages", "This paper has been withdrawn").encode())
    assert work.retracted


def test_an_arxiv_error_is_a_fault() -> None:
    error = ATOM.replace("http://arxiv.org/abs/1701.00001v2", "http://arxiv.org/api/errors#q")
    with pytest.raises(ServiceError, match="refused"):
        ARXIV.parse(error.encode())


@pytest.mark.parametrize(
    "body",
    [
        ATOM.replace(
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        ),
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><feed xmlns="http://www.w3.org/2005/Atom"/>',
        "<feed/>",
        "<feed",
        "",
        "\x00\x01",
        "{}",
    ],
)
def test_xml_that_is_no_atom_or_defines_entities_is_a_fault(body: str) -> None:
    with pytest.raises(ServiceError):
        ARXIV.parse(body.encode())


JSON_SERVICES = (CROSSREF, OPENALEX, SEMANTIC_SCHOLAR)


@pytest.mark.parametrize("service", JSON_SERVICES, ids=lambda service: service.name)
@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"{}", b'{"message": 3}', b'{"results": {}}', b"\xff", b"[" * 9999],
)
def test_json_of_another_form_is_a_fault(service: Service, body: bytes) -> None:
    with pytest.raises(ServiceError):
        service.parse(body)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["author", "name", "family", "date-parts", "display_name", "type", "DOI"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([*CROSSREF_ITEM, *OPENALEX_ITEM, *SCHOLAR_ITEM, "updated-by", "update-to"]),
    _VALUES,
)
def test_a_field_of_another_type_counts_as_missing(name: str, value: object) -> None:
    CROSSREF.parse(crossref({**CROSSREF_ITEM, name: value}))
    OPENALEX.parse(json.dumps({"results": [{**OPENALEX_ITEM, name: value}]}).encode())
    SEMANTIC_SCHOLAR.parse(json.dumps({"data": [{**SCHOLAR_ITEM, name: value}]}).encode())


def test_arxiv_is_asked_no_more_than_its_terms_allow() -> None:
    assert ARXIV.pause >= 3
    assert all(service.pause >= 1 for service in SERVICES)
    assert all(service.address.startswith("https://") for service in SERVICES)
