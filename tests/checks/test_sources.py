"""Citations are looked up in the background, once each, and nobody waits for long."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.answer.verdicts import NOT_LOOKED_UP
from jupyterlab_galactica.checks import sources as module
from jupyterlab_galactica.checks.bibliography import index as index_module
from jupyterlab_galactica.checks.bibliography.entry import Entry, Name
from jupyterlab_galactica.checks.lookup.online import LookupResult
from jupyterlab_galactica.checks.matching import match as match_module
from jupyterlab_galactica.checks.sources import Sources

ATTENTION = "Attention Is All You Need, Vaswani"
OTHER = "Attention Is All You Need, Smith"
UNKNOWN = "On Nothing at All, Nobody"
BIB = """
@inproceedings{vaswani2017,
  title = {Attention Is All You Need}, author = {Vaswani, Ashish}, year = 2017,
  booktitle = {NeurIPS}, doi = {10.1/attention},
}
"""
ONLINE = Entry(
    key="10.1/nothing",
    type="article",
    title="On Nothing at All",
    authors=(Name("Nobody", "Ulysses"),),
    year=1999,
    doi="10.1/nothing",
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "_cache_folder", lambda: tmp_path / "cache")


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    file = tmp_path / "my.bib"
    file.write_text(BIB, encoding="utf-8")
    return file


class Services:
    """Stands in for the online services and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.says: Callable[[str], LookupResult] = lambda text: LookupResult(
            "not-found", "Not found in Crossref."
        )

    def look_up(self, citation: str) -> LookupResult:
        self.asked.append(citation)
        return self.says(citation)


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Services:
    services = Services()
    monkeypatch.setattr(module, "online_lookup", lambda names: services)
    return services


def look_up(sources: Sources, *citations: str, seconds: float = 20.0) -> list[Any]:
    with sources:
        for citation in citations:
            sources.begin(citation)
        for _ in sources.awaited(seconds):
            pass
        return [sources.finding(citation) for citation in citations]


def test_each_verdict_comes_with_its_reason(bib: Path) -> None:
    found, mismatch, missing = look_up(Sources([bib]), ATTENTION, OTHER, UNKNOWN)
    assert (found.status, found.key) == ("found", "vaswani2017")
    assert (mismatch.status, mismatch.key) == ("mismatch", "vaswani2017")
    assert "Vaswani" in mismatch.reason
    assert missing.status == "not-found"
    assert missing.entry is None


def test_a_found_entry_can_be_read_linked_and_copied(bib: Path) -> None:
    (found,) = look_up(Sources([bib]), ATTENTION)
    entry = found.entry
    assert entry["reference_line"] == "A. Vaswani, Attention Is All You Need, NeurIPS 2017."
    assert entry["doi"] == "10.1/attention"
    assert entry["bibtex"].startswith("@inproceedings{vaswani2017,")
    assert (entry["latex"], entry["pandoc"]) == (r"\cite{vaswani2017}", "[@vaswani2017]")


def test_without_sources_nothing_is_looked_up() -> None:
    (finding,) = look_up(Sources(), ATTENTION)
    assert (finding.status, finding.reason) == ("unchecked", NOT_LOOKED_UP)


def test_before_an_answer_is_there_a_citation_counts_as_unchecked(bib: Path) -> None:
    sources = Sources([bib])
    assert sources.finding(ATTENTION).status == "unchecked"


def test_a_repeated_citation_is_searched_for_once(
    bib: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched = []
    search = match_module.match_citation

    def counted(text: str, index: Any) -> Any:
        searched.append(text)
        return search(text, index)

    monkeypatch.setattr(match_module, "match_citation", counted)
    findings = look_up(Sources([bib]), *[ATTENTION, OTHER] * 500)
    assert sorted(searched) == sorted([ATTENTION, OTHER])
    assert {finding.status for finding in findings[::2]} == {"found"}


def test_a_vanished_bibliography_is_one_sentence_and_the_rest_stays(bib: Path) -> None:
    gone = bib.with_name("gone.bib")
    gone.write_text(BIB.replace("vaswani2017", "other"), encoding="utf-8")
    look_up(Sources([bib, gone]), ATTENTION)
    gone.unlink()
    sources = Sources([bib, gone])
    (found,) = look_up(sources, ATTENTION)
    assert found.key == "vaswani2017"
    (problem,) = sources.problems
    assert "gone.bib" in problem


def test_a_changed_bibliography_is_read_again(bib: Path) -> None:
    assert look_up(Sources([bib]), UNKNOWN)[0].status == "not-found"
    more = "@article{nobody, title = {On Nothing at All}, author = {Nobody, U.}, year = 1999}"
    bib.write_text(BIB + more, encoding="utf-8")
    assert look_up(Sources([bib]), UNKNOWN)[0].key == "nobody"


def test_many_broken_entries_are_told_in_a_few_sentences(bib: Path) -> None:
    bib.write_text(BIB + "@article{broken, title = {No end\n" * 40, encoding="utf-8")
    sources = Sources([bib])
    assert look_up(sources, ATTENTION)[0].status == "found"
    assert len(sources.problems) == 6
    assert "more such problems" in sources.problems[-1]


def test_a_key_is_looked_up_as_it_stands(bib: Path) -> None:
    with Sources([bib]) as sources:
        for _ in sources.awaited():
            pass
        assert sources.find_key("vaswani2017").status == "found"
        assert sources.find_key("Vaswani2017").reason == (
            "The bibliography has no entry Vaswani2017."
        )


def test_a_service_finds_what_the_bibliography_lacks(bib: Path, services: Services) -> None:
    services.says = lambda text: LookupResult(
        "found", "Crossref has it as 10.1/nothing.", "Crossref", ONLINE
    )
    (found,) = look_up(Sources([bib], ["crossref"]), UNKNOWN)
    assert found.status == "found"
    assert found.key == "nobody1999nothing"
    assert found.entry["latex"] == r"\cite{nobody1999nothing}"


def test_the_own_entry_counts_more_and_learns_that_it_is_retracted(
    bib: Path, services: Services
) -> None:
    reason = "Crossref has it as 10.1/a. It has been retracted."
    services.says = lambda text: LookupResult("found", reason, "Crossref", ONLINE, (), True)
    (found,) = look_up(Sources([bib], ["crossref"]), ATTENTION)
    assert (found.key, found.retracted) == ("vaswani2017", True)
    assert found.reason.endswith(reason)


def test_a_service_that_cannot_be_asked_leaves_it_unchecked_with_the_reason(
    services: Services,
) -> None:
    reason = "Crossref could not be asked: it cannot be reached."
    services.says = lambda text: LookupResult("unchecked", reason)
    (finding,) = look_up(Sources((), ["crossref"]), UNKNOWN)
    assert (finding.status, finding.reason) == ("unchecked", reason)


def test_a_service_that_fails_beyond_expectation_does_no_harm(services: Services) -> None:
    def fail(text: str) -> LookupResult:
        raise RuntimeError("no such thing")

    services.says = fail
    first, second = look_up(Sources((), ["crossref"]), UNKNOWN, OTHER)
    assert first.status == second.status == "unchecked"
    assert "no such thing" in first.reason


def test_services_are_sent_the_text_of_citations_once_each_and_nothing_else(
    bib: Path, services: Services
) -> None:
    look_up(Sources([bib], ["crossref"]), ATTENTION, UNKNOWN, ATTENTION)
    assert services.asked == [ATTENTION, UNKNOWN]


def test_services_are_not_asked_unless_they_are_switched_on(bib: Path, services: Services) -> None:
    look_up(Sources([bib]), ATTENTION, UNKNOWN)
    assert services.asked == []


def test_a_silent_service_is_not_waited_for_beyond_its_time(bib: Path, services: Services) -> None:
    silent, released = threading.Event(), []

    def wait(text: str) -> LookupResult:
        silent.wait(20)
        released.append(text)
        return LookupResult("not-found", "Not found in Crossref.")

    services.says = wait
    try:
        findings = look_up(Sources([bib], ["crossref"]), ATTENTION, UNKNOWN, OTHER, seconds=0.0)
        assert [finding.status for finding in findings] == ["found", "not-found", "mismatch"]
        assert "No answer came in time" in findings[1].reason
    finally:
        silent.set()
    look_up(Sources((), ["crossref"]), "x")  # the queue is worked off by now
    assert UNKNOWN not in released


def test_a_stop_is_not_told_as_a_service_that_was_late(services: Services) -> None:
    release = threading.Event()

    def silent(text: str) -> LookupResult:
        release.wait(30)
        return LookupResult("not-found", "Not found in Crossref.")

    services.says = silent
    try:
        with Sources((), ["crossref"]) as sources:
            sources.begin(UNKNOWN)
            sources.begin(OTHER)
        for citation in (UNKNOWN, OTHER):
            finding = sources.finding(citation)
            assert finding.status == "unchecked"
            assert "the answer was stopped before" in finding.reason
            assert "in time" not in finding.reason
    finally:
        release.set()


def test_what_looks_up_imports_nothing_heavy() -> None:
    code = "import sys, jupyterlab_galactica.assistant; print(*sys.modules)"
    modules = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    heavy = {"numpy", "rapidfuzz", "bibtexparser", "pylatexenc", "httpx", "defusedxml", "sqlite3"}
    assert heavy.isdisjoint(modules)
