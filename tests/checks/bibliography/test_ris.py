"""RIS, as reference managers and publishers export it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_galactica.checks.bibliography.entry import Name
from jupyterlab_galactica.checks.bibliography.ris import read_ris

RECORD = """TY  - JOUR
TI  - On computable numbers, with an application
 to the Entscheidungsproblem
AU  - Turing, Alan M.
A1  - Davis, Sammy, Jr.
PY  - 1936/11/12
JO  - Proc. LMS
VL  - 42
SP  - 230
EP  - 265
DO  - https://doi.org/10.1112/plms/s2-42.1.230
ER  -
"""


def test_a_record_is_an_entry_with_its_line() -> None:
    reading = read_ris("\n" + RECORD, "a.ris")
    (entry,) = reading.entries
    assert reading.problems == ()
    assert entry.title == "On computable numbers, with an application to the Entscheidungsproblem"
    assert entry.authors == (Name("Turing", "Alan M."), Name("Davis", "Sammy", suffix="Jr."))
    assert (entry.type, entry.year, entry.venue) == ("article", 1936, "Proc. LMS")
    assert entry.doi == "10.1112/plms/s2-42.1.230"
    assert entry.fields["pages"] == "230--265"
    assert (entry.key, entry.file, entry.line) == ("turing1936on", "a.ris", 2)


def test_records_without_names_of_their_own_get_different_keys() -> None:
    keys = [entry.key for entry in read_ris(RECORD + RECORD).entries]
    assert keys == ["turing1936on", "turing1936on-2"]


def test_an_id_is_the_key() -> None:
    assert read_ris(RECORD.replace("VL  - 42", "ID  - turing")).entries[0].key == "turing"


def test_a_record_not_closed_is_named_and_used() -> None:
    reading = read_ris("TY  - BOOK\nTI  - One\n" + RECORD, "a.ris")
    assert [entry.title[:3] for entry in reading.entries] == ["One", "On "]
    (problem,) = reading.problems
    assert problem.startswith("a.ris, line 1:")


def test_a_record_without_a_title_is_named_and_left_out() -> None:
    reading = read_ris("TY  - BOOK\nAU  - Nobody\nER  - \n" + RECORD)
    assert len(reading.entries) == 1
    assert "line 1" in reading.problems[0]


def test_what_is_no_ris_is_said() -> None:
    assert "not RIS" in read_ris("Dear diary").problems[0]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*RECORD.splitlines(), "", "AU  -", "TI  - ,", "x"]), max_size=15))
def test_no_order_of_lines_makes_the_reader_fail(lines: list[str]) -> None:
    read_ris("\n".join(lines))
