"""What a user sees of a bibliography: in answers, checked texts and suggestions."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import jupyterlab_galactica as jg
from jupyterlab_galactica import assistant
from jupyterlab_galactica.answer.events import CitationsChecked, Finished
from jupyterlab_galactica.checks.bibliography.remembered import remember_bibliographies
from jupyterlab_galactica.config import Config, with_setting
from jupyterlab_galactica.engine.interface import Chunk, Completed
from jupyterlab_galactica.errors import InputError

BIB = """
@inproceedings{vaswani2017,
  title = {Attention Is All You Need}, author = {Vaswani, Ashish}, year = 2017,
}
@book{hecht, title = {Optics}, author = {Hecht, Eugene}, year = 2002}
"""
TEXT = (
    "Seen in [START_REF] Attention is all you need, Vaswani[END_REF],\n\n"
    "by [START_REF] Attention Is All You Need, Smith[END_REF],\n\n"
    "in [START_REF] ATTENTION IS ALL YOU NEED, Vaswani et al., 2017[END_REF]\n\n"
    "and [START_REF] On Nothing at All, Nobody[END_REF]."
)
STATUSES = ["found", "mismatch", "not-found"]


@pytest.fixture
def bib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a bibliography; what is remembered and kept stays in the test's folder."""
    for name in ("XDG_CACHE_HOME", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    file = project / "my.bib"
    file.write_text(BIB, encoding="utf-8")
    return file


class Scripted:
    def __init__(self, text: str) -> None:
        self.text = text

    def complete(self, request: Any) -> Iterator[Any]:
        for at in range(0, len(self.text), 16):
            yield Chunk(self.text[at : at + 16])
        yield Completed(finish_reason="stop", prompt_tokens=1, completion_tokens=9, model="demo")

    def search(self, request: Any) -> Any:
        raise AssertionError("nothing is searched")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Any:
    def install(text: str) -> None:
        monkeypatch.setattr(assistant, "_completer", lambda question: Scripted(text))

    return install


def test_a_text_is_checked_against_the_bibliography_given(bib: Path) -> None:
    citations = jg.check(TEXT, references=[bib]).citations
    assert [citation.status for citation in citations] == STATUSES
    assert [citation.refs for citation in citations] == [(0, 2), (1,), (3,)]
    assert citations[0].to_bibtex().startswith("@inproceedings{vaswani2017,")
    assert (citations[0].to_latex(), citations[0].to_pandoc()) == (
        r"\cite{vaswani2017}",
        "[@vaswani2017]",
    )
    assert citations[1].to_bibtex() == ""


def test_one_path_serves_as_well_as_a_list(bib: Path) -> None:
    assert jg.check(TEXT, references=str(bib)).citations[0].key == "vaswani2017"
    assert jg.check(TEXT, references=bib.parent).citations[0].key == "vaswani2017"


def test_without_a_bibliography_citations_are_unchecked(bib: Path) -> None:
    assert {citation.status for citation in jg.check(TEXT).citations} == {"unchecked"}


def test_the_bibliographies_of_the_project_serve_where_none_is_given(bib: Path) -> None:
    remember_bibliographies(Path(), [bib])
    assert [citation.status for citation in jg.check(TEXT).citations] == STATUSES
    assert {citation.status for citation in jg.check(TEXT, references=[]).citations} == {
        "unchecked"
    }


def test_a_bibliography_that_is_not_there_is_an_error(bib: Path) -> None:
    with pytest.raises(InputError, match=r"no missing\.bib"):
        jg.check(TEXT, references=["missing.bib"])
    with pytest.raises(InputError, match=r"no missing\.bib"):
        jg.ask("x", model="demo", references=["missing.bib"])


def test_keys_in_a_manuscript_are_looked_up(bib: Path) -> None:
    text = r"As in \cite{hecht,hetch} and [@vaswani2017]. " + "\n\n```\n\\cite{incode}\n```\n"
    citations = jg.check(text, references=[bib]).citations
    assert [(citation.text, citation.status) for citation in citations] == [
        ("hecht", "found"),
        ("hetch", "not-found"),
        ("vaswani2017", "found"),
    ]


def test_an_answer_says_which_of_its_citations_are_real(bib: Path, written: Any) -> None:
    written(TEXT)
    events = list(jg.stream("x", model="demo", references=[bib]))
    last = [event for event in events if isinstance(event, CitationsChecked)][-1]
    assert isinstance(events[-1], Finished)
    answer = events[-1].answer
    assert last.citations == answer.citations
    assert [citation.status for citation in answer.citations] == STATUSES
    assert [citation.number for citation in answer.citations] == [1, 2, 3]
    for form in (answer.to_text(), answer.to_markdown(), answer.to_latex()):
        assert "A. Vaswani, Attention Is All You Need, 2017." in form
        assert form.count("not verified") == 2
    for status in STATUSES:
        assert f'data-citation-status="{status}"' in answer.to_html()
    assert answer.to_latex().count(r"\cite{vaswani2017}") == 2
    assert answer.to_latex().count(r"\bibitem{vaswani2017}") == 1


def test_an_answer_names_a_bibliography_that_has_vanished(bib: Path, written: Any) -> None:
    gone = bib.with_name("gone.bib")
    gone.write_text(BIB, encoding="utf-8")
    remember_bibliographies(Path(), [bib, gone])
    gone.unlink()
    written(TEXT)
    answer = jg.ask("x", model="demo")
    assert [citation.status for citation in answer.citations] == STATUSES
    assert "gone.bib is gone" in answer.to_text()
    assert "gone.bib is gone" in json.dumps(answer.to_json()["problems"])


def test_an_unchecked_answer_is_not_looked_up(bib: Path, written: Any) -> None:
    written(TEXT)
    answer = jg.ask("x", model="demo", references=[bib], check=False)
    assert answer.citations == ()


def test_an_answer_that_is_stopped_says_what_was_not_looked_up(bib: Path, written: Any) -> None:
    written(TEXT)
    stream = jg.stream("x", model="demo", references=[bib])
    next(event for event in stream if isinstance(event, CitationsChecked))
    stream.close()
    assert stream.answer.finish_reason == "cancelled"
    assert stream.answer.citations[0].status in ("found", "unchecked")


def test_suggestions_are_looked_up_and_one_work_comes_once(bib: Path) -> None:
    context = "The transformer architecture is based on multi-head self-attention"
    citations = jg.cite(context, n=3, model="demo", in_kernel=True, references=[bib])
    assert citations[0].key == "vaswani2017"
    assert [citation.status for citation in citations].count("found") == 1
    assert [citation.number for citation in citations] == list(range(1, len(citations) + 1))
    assert r"\cite{vaswani2017}" in repr(citations)


def test_a_thousand_citations_are_looked_up_within_seconds(bib: Path, written: Any) -> None:
    works = [f"[START_REF] Attention to Case {at}, Nobody{at}[END_REF]" for at in range(1000)]
    written("\n\n".join(works))
    started = time.process_time()
    answer = jg.ask("x", model="demo", references=[bib])
    assert len(answer.citations) == 1000
    assert time.process_time() - started < 60


@pytest.mark.parametrize(
    ("value", "stored"),
    [("crossref", "crossref"), ("arXiv, crossref,arxiv", "arxiv,crossref"), ("off", ""), ("", "")],
)
def test_the_setting_names_services(value: str, stored: str) -> None:
    assert with_setting(Config(), "lookup", value).lookup == stored


def test_a_service_that_is_not_known_is_an_error(bib: Path) -> None:
    with pytest.raises(InputError, match=r"crossref.*'scholar'"):
        with_setting(Config(), "lookup", "crossref,scholar")
    with pytest.raises(InputError, match="scholar"):
        jg.check(TEXT, lookup="scholar")


def test_the_citations_of_a_long_text_are_told_in_steps_that_grow_with_it(
    bib: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "".join(f"As in [START_REF] Work {n}, Author{n}[END_REF].\n\n" for n in range(400))
    monkeypatch.setattr(assistant, "_completer", lambda question: Scripted(text))
    events = list(jg.stream("Why?", references=[bib]))
    told = [len(event.citations) for event in events if isinstance(event, CitationsChecked)]
    # What is found meanwhile is told, too, of as many.
    assert told == sorted(told)
    assert list(dict.fromkeys(told))[:5] == [1, 2, 3, 4, 5]
    assert told[-1] == 400
    assert sum(told) < 20 * 400
