"""The index on disk: kept while nothing changes, renewed when something does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jupyterlab_galactica.checks.bibliography import index as index_module
from jupyterlab_galactica.checks.bibliography.bibtex import read_bibtex
from jupyterlab_galactica.checks.bibliography.index import index_entries, open_index

BIB = """@article{turing, title = {On Computable Numbers}, author = {Alan Turing}, year = 1936}
@article{shannon, title = {A Mathematical Theory of Communication}, author = {Claude Shannon}}
@article{godel, title = {{\\"U}ber formal unentscheidbare S{\\"a}tze}, author = {Kurt G{\\"o}del}}
"""


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    path = tmp_path / "refs.bib"
    path.write_text(BIB)
    return path


def first(index: index_module.BibliographyIndex, text: str) -> str:
    return index.candidates(text)[0].key


def test_the_likeliest_entry_comes_first(bib: Path, tmp_path: Path) -> None:
    index = open_index([bib], tmp_path)
    assert len(index) == 3
    assert first(index, "on computible nubmers, Turing") == "turing"
    assert first(index, "A Mathematical Theory of Comm, Shannon") == "shannon"
    assert first(index, 'Uber formal unentscheidbare S\\"atze') == "godel"
    assert index.candidates("zzzz qqqq") == []
    assert index.candidates("") == []


def test_an_entry_comes_back_as_it_was_read(bib: Path, tmp_path: Path) -> None:
    entry = open_index([bib], tmp_path).entry("turing")
    assert entry is not None
    assert (entry.authors[0].family, entry.year, entry.line) == ("Turing", 1936, 1)
    assert open_index([bib], tmp_path).entry("nobody") is None


def test_an_unchanged_bibliography_is_not_read_again(
    bib: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_index([bib], tmp_path).close()
    monkeypatch.setattr(index_module, "read_bibliography", lambda paths: pytest.fail("read again"))
    assert first(open_index([bib], tmp_path), "On Computable Numbers") == "turing"


def test_a_changed_bibliography_is_read_again(bib: Path, tmp_path: Path) -> None:
    open_index([bib], tmp_path).close()
    bib.write_text(BIB.replace("On Computable Numbers", "Computing Machinery and Intelligence"))
    assert first(open_index([bib], tmp_path), "Computing Machinery") == "turing"


def test_a_file_new_in_a_folder_is_found(bib: Path, tmp_path: Path) -> None:
    assert len(open_index([tmp_path], tmp_path / "cache")) == 3
    (tmp_path / "more.bib").write_text("@misc{new, title = {New}}")
    assert len(open_index([tmp_path], tmp_path / "cache")) == 4


def test_a_file_that_vanishes_is_said_and_the_others_stay(bib: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.bib"
    other.write_text("@misc{new, title = {New}}")
    open_index([bib, other], tmp_path).close()
    other.unlink()
    for _ in range(2):  # made anew, then kept
        index = open_index([bib, other], tmp_path)
        assert len(index) == 3
        (problem,) = index.problems
        assert "other.bib is gone" in problem
        index.close()


def test_a_broken_index_is_made_anew(bib: Path, tmp_path: Path) -> None:
    open_index([bib], tmp_path).close()
    (kept,) = tmp_path.glob("*.sqlite")
    kept.write_bytes(b"not a database at all" * 100)
    assert len(open_index([bib], tmp_path)) == 3


def test_where_nothing_can_be_written_the_index_is_in_memory(bib: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    index = open_index([bib], tmp_path / "file")
    assert first(index, "On Computable Numbers") == "turing"


def test_problems_of_the_files_are_kept_too(bib: Path, tmp_path: Path) -> None:
    bib.write_text(BIB + "@article{broken, title {x}}")
    assert "line 4" in open_index([bib], tmp_path).problems[0]
    assert "line 4" in open_index([bib], tmp_path).problems[0]


def test_an_empty_bibliography_has_no_candidates(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("")
    index = open_index([tmp_path / "a.bib"], tmp_path)
    assert len(index) == 0
    assert index.candidates("Anything, Anyone") == []


def test_relative_paths_mean_files_of_the_current_folder(
    bib: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(open_index([Path("refs.bib")], tmp_path)) == 3
    assert len(list(tmp_path.glob("*.sqlite"))) == 1
    assert len(open_index([Path(os.curdir) / "refs.bib"], tmp_path)) == 3
    assert len(list(tmp_path.glob("*.sqlite"))) == 1


def test_an_entry_is_known_by_its_aliases() -> None:
    reading = read_bibtex("@book{a, ids={old, b}, title={Snow}}\n@book{b, title={Ice}}")
    index = index_entries(reading)
    found = [index.entry(key) for key in ("a", "old", "b", "none")]
    assert [entry and entry.title for entry in found] == ["Snow", "Snow", "Ice", None]
