"""CSL-JSON, as Zotero and citeproc write it."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_galactica.checks.bibliography.csl import read_csl, to_csl
from jupyterlab_galactica.checks.bibliography.entry import Name

ITEM = {
    "id": "vaswani2017",
    "type": "paper-conference",
    "title": "Attention is <i>all</i> you&nbsp;need",
    "author": [
        {"family": "Vaswani", "given": "Ashish"},
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
        {"literal": "Google Brain"},
    ],
    "issued": {"date-parts": [[2017, 6]]},
    "container-title": "NeurIPS",
    "DOI": "10.1/x",
    "page": "5--9",
}


def test_an_item_is_an_entry_with_its_line() -> None:
    reading = read_csl("[\n" + json.dumps(ITEM) + "\n]", "zotero.json")
    (entry,) = reading.entries
    assert reading.problems == ()
    assert (entry.key, entry.type, entry.year) == ("vaswani2017", "inproceedings", 2017)
    assert entry.title == "Attention is all you need"
    assert entry.authors == (
        Name("Vaswani", "Ashish"),
        Name("Berg", "Jan", "van der"),
        Name("Google Brain"),
    )
    assert (entry.venue, entry.doi, entry.fields["pages"]) == ("NeurIPS", "10.1/x", "5--9")
    assert (entry.file, entry.line) == ("zotero.json", 2)


def test_an_object_with_items_is_read_too() -> None:
    assert len(read_csl(json.dumps({"items": [ITEM, {**ITEM, "id": "b"}]})).entries) == 2


def test_a_year_may_be_written_out() -> None:
    item = {**ITEM, "issued": {"raw": "June 2017"}}
    assert read_csl(json.dumps([item])).entries[0].year == 2017


def test_what_breaks_off_is_named_and_the_items_before_it_are_used() -> None:
    text = "[\n" + json.dumps(ITEM) + ',\n{"id": "b", "title": "never clo'
    reading = read_csl(text, "z.json")
    assert [entry.key for entry in reading.entries] == ["vaswani2017"]
    (problem,) = reading.problems
    assert problem.startswith("z.json, line 3:")


def test_items_without_id_or_title_are_named() -> None:
    reading = read_csl(json.dumps([{"title": "T"}, {"id": "x"}, 7, ITEM]))
    assert [entry.key for entry in reading.entries] == ["vaswani2017"]
    assert len(reading.problems) == 3


def test_an_entry_written_is_the_entry_read() -> None:
    (entry,) = read_csl(json.dumps([ITEM])).entries
    (again,) = read_csl(json.dumps([to_csl(entry)])).entries
    assert (again.key, again.type, again.title) == (entry.key, entry.type, entry.title)
    assert (again.authors, again.year, again.doi) == (entry.authors, entry.year, entry.doi)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted(ITEM)), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(_JSON, st.text(max_size=20))
def test_no_json_makes_the_reader_fail(value: object, rest: str) -> None:
    read_csl(json.dumps(value) + rest)
    read_csl(json.dumps([{**ITEM, "author": value, "issued": value, "title": value}]))
