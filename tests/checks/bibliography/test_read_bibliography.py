"""Files and folders of bibliographies, whatever they hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jupyterlab_galactica.checks.bibliography.read import read_bibliography

BIB = "@misc{%s, title = {%s}}\n"


def titles(*paths: Path) -> list[str]:
    reading = read_bibliography(paths)
    assert reading.problems == ()
    return [entry.title for entry in reading.entries]


def test_a_folder_is_read_to_its_bottom_in_order(tmp_path: Path) -> None:
    for name, title in (("b.bib", "B"), ("sub/c.bib", "C"), ("a.BIB", "A"), (".git/x.bib", "X")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(BIB % (title.lower(), title))
    (tmp_path / "z.ris").write_text("TY  - BOOK\nTI  - R\nID  - r\nER  - \n")
    (tmp_path / "y.json").write_text(json.dumps([{"id": "j", "type": "book", "title": "J"}]))
    (tmp_path / "package.json").write_text('{"name": "not a bibliography"}')
    (tmp_path / "notes.md").write_text("@misc{no, title = {No}}")
    assert titles(tmp_path) == ["A", "B", "C", "J", "R"]


def test_a_file_given_twice_counts_once(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB % ("a", "A"))
    assert titles(tmp_path / "a.bib", tmp_path) == ["A"]


def test_a_file_without_a_known_ending_is_known_by_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "library.txt").write_text(BIB % ("a", "A"))
    (tmp_path / "export").write_text("TY  - BOOK\nTI  - R\nER  - \n")
    assert titles(tmp_path / "library.txt", tmp_path / "export") == ["A", "R"]


def test_byte_order_marks_old_line_ends_and_utf16_are_read(tmp_path: Path) -> None:
    text = (BIB % ("a", "Größe")).replace("\n", "\r\n")
    (tmp_path / "a.bib").write_bytes(b"\xef\xbb\xbf" + text.encode())
    (tmp_path / "b.bib").write_bytes(
        text.replace("{a,", "{b,").replace("Gr", "gr").encode("utf-16")
    )
    assert titles(tmp_path) == ["Größe", "größe"]


def test_latin1_is_read_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_bytes((BIB % ("a", "Größe")).encode("latin-1"))
    reading = read_bibliography([tmp_path / "a.bib"])
    assert reading.entries[0].title == "Größe"
    assert "line 1: here is no UTF-8" in reading.problems[0]


def test_null_bytes_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_bytes(b"@misc{a, title\x00 = {A\x00B}}")
    assert titles(tmp_path) == ["AB"]


def test_a_file_that_is_gone_is_said_and_the_others_are_used(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB % ("a", "A"))
    reading = read_bibliography([tmp_path / "gone.bib", tmp_path / "a.bib"])
    assert [entry.title for entry in reading.entries] == ["A"]
    (problem,) = reading.problems
    assert "gone.bib is gone" in problem


def test_a_folder_without_bibliographies_and_a_picture_are_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "cat.png").write_bytes(b"\x89PNG")
    problems = read_bibliography([tmp_path / "empty", tmp_path / "cat.png"]).problems
    assert len(problems) == 2


def test_a_key_of_two_works_is_reported_and_a_copy_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB % ("k", "One"))
    (tmp_path / "b.bib").write_text(BIB % ("k", "Two"))
    (tmp_path / "c.bib").write_text(BIB % ("k", "{ONE}"))
    reading = read_bibliography([tmp_path])
    assert [entry.title for entry in reading.entries] == ["One", "Two"]
    (problem,) = reading.problems
    assert "b.bib, line 1" in problem
    assert "a.bib, line 1" in problem


def test_a_stray_byte_costs_no_more_than_its_own_letter(tmp_path: Path) -> None:
    text = BIB % ("a", "Größe") + "\n" + BIB % ("b", "Maß X und Café")
    (tmp_path / "a.bib").write_bytes(text.encode().replace(b"X", b"\xfcber"))
    reading = read_bibliography([tmp_path / "a.bib"])
    assert [entry.title for entry in reading.entries] == ["Größe", "Maß über und Café"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "references:\n- id: a\n  type: book\n  title: Snow\n  issued: {year: 2001}\n"),
        ("a.yml", "- id: a\n  title: Snow\n  issued: 2001-02-03\n"),
        ("a.yaml", "references:\n- id: a\n  title: <i>Snow</i>\n  issued: [{year: 2001}]\n"),
        ("a.json", '{"a": {"type": "book", "title": "Snow", "issued": "2001-02"}}'),
        ("a.json", '[{"id": "a", "title": "Snow", "issued": {"date-parts": [["2001"]]}}]'),
    ],
)
def test_csl_is_read_in_its_forms(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    reading = read_bibliography([tmp_path / name])
    assert reading.problems == ()
    assert [(e.key, e.title, e.year) for e in reading.entries] == [("a", "Snow", 2001)]


@pytest.mark.parametrize(
    "text", ["a: [", "&a [*a]", "- &a {id: x, title: y, issued: [*a]}", "{1: 2}"]
)
def test_strange_yaml_is_survived(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text)
    read_bibliography([tmp_path / "a.yaml"])


def test_exports_for_other_programs_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.nbib").write_text("PMID- 1\n")
    (problem,) = read_bibliography([tmp_path / "a.nbib"]).problems
    assert "PubMed" in problem
