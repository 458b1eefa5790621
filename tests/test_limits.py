"""The table of limits is true, and each limit of files is told when it is reached."""

from __future__ import annotations

import os
import re
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

import jupyterlab_galactica as jg
from jupyterlab_galactica.answer.blocks import Math
from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.checks.bibliography.index import open_index
from jupyterlab_galactica.checks.bibliography.read import read_bibliography
from jupyterlab_galactica.checks.cited_keys import find_keys
from jupyterlab_galactica.checks.documents import document_of, read_document
from jupyterlab_galactica.checks.formulas import check_formulas
from jupyterlab_galactica.checks.lookup.cache import AnswerCache
from jupyterlab_galactica.checks.pool import EquationPool
from jupyterlab_galactica.checks.surroundings import Surroundings
from jupyterlab_galactica.checks.walk import Walk
from jupyterlab_galactica.config import Config, save_config
from jupyterlab_galactica.engine.completion_cache import user_cache
from jupyterlab_galactica.errors import InputError
from jupyterlab_galactica.limits import Limits
from jupyterlab_galactica.question import read_question

PAGE = Path(__file__).parents[1] / "docs" / "limits.md"


@pytest.fixture(autouse=True)
def _own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))


def test_the_table_has_every_limit_with_its_default() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name: float(value) for name, value in rows} == asdict(Limits())


def test_a_prompt_that_is_too_long_is_told() -> None:
    save_config(Config(prompt_characters=10))
    with pytest.raises(InputError, match="prompt_characters"):
        read_question("How long may it be?", {})


def test_a_document_that_is_too_large_is_told(tmp_path: Path) -> None:
    save_config(Config(document_mb=0.001))
    paper = tmp_path / "paper.tex"
    paper.write_text("x" * 1001)
    with pytest.raises(InputError, match="document_mb"):
        read_document(str(paper))
    with pytest.raises(InputError, match="document_mb"):
        document_of("x" * 1001)


def test_what_a_document_includes_beyond_the_limit_is_named_as_unread(tmp_path: Path) -> None:
    save_config(Config(document_mb=0.001))
    (tmp_path / "paper.tex").write_text(
        r"\documentclass{article}\begin{document}\input{a}\input{b}\end{document}"
    )
    (tmp_path / "a.tex").write_text("a" * 700)
    (tmp_path / "b.tex").write_text("b" * 700)
    document = read_document(str(tmp_path / "paper.tex"))
    assert "a" * 700 in document.text
    (unread,) = document.unread
    assert unread.startswith("b:")
    assert "too large" in unread


def test_a_bibliography_that_is_too_large_is_told(tmp_path: Path) -> None:
    save_config(Config(bibliography_mb=0.001))
    (tmp_path / "a.bib").write_text("@article{a, title={A}}" + " " * 1000)
    (problem,) = read_bibliography([tmp_path / "a.bib"]).problems
    assert "bibliography_mb" in problem


def test_the_oldest_indexes_of_bibliographies_go(tmp_path: Path) -> None:
    folder = tmp_path / "indexes"
    for name in "abc":
        (tmp_path / f"{name}.bib").write_text(f"@article{{{name}, title={{A work}}}}")
    for name in "ab":
        open_index([tmp_path / f"{name}.bib"], folder).close()
    old = list(folder.glob("*.sqlite"))
    for file in old:
        os.utime(file, (1, 1))
    save_config(Config(indexes_mb=0.01))
    open_index([tmp_path / "c.bib"], folder).close()
    (left,) = folder.glob("*.sqlite")
    assert left not in old


def test_the_oldest_answers_of_services_go(tmp_path: Path) -> None:
    save_config(Config(cache_mb=0.5))
    cache = AnswerCache(tmp_path / "answers.sqlite")
    for number in range(40):
        cache.put(f"question {number}", bytes(50_000))
    cache.close()
    assert (tmp_path / "answers.sqlite").stat().st_size < 1_000_000
    cache = AnswerCache(tmp_path / "answers.sqlite")
    assert cache.get("question 39") is not None
    assert cache.get("question 0") is None
    cache.close()


def test_the_answer_cache_and_the_checks_are_as_configured() -> None:
    save_config(Config(cache_mb=7, check_seconds=2))
    assert user_cache().limit == 7_000_000
    assert EquationPool()._check_seconds == 2


def _peak(work: Callable[[], object]) -> int:
    """Bytes that Python held at most for `work`, beside what it held before."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_memory_of_a_check_does_not_grow_with_the_document(tmp_path: Path) -> None:
    """But for the text itself, which is read once, and what is found in it."""
    paper = tmp_path / "paper.md"
    words = "Some words of a paragraph, *set out*, `shown` or said.\n" * 8 + "\n"

    def walk() -> None:
        found = Walk(document, {}, lambda _: None)
        assert not list(found.formulas())

    for size in (100_000, 1_500_000):  # what is kept for any document first
        paper.write_text(words * (size // len(words)))
        reading = _peak(lambda: read_document(str(paper)))
        document = read_document(str(paper))
        walking = _peak(walk)
    assert reading < 3 * size
    assert walking < size


def test_a_text_is_judged_as_it_is_read() -> None:
    told: list[int] = []
    text = "Then $1 + 1 = 2$ holds.\n\n" * 500
    report = jg.check(text, references=[], progress=lambda done, total: told.append(done / total))
    assert report.formulas == len(report.equations) == len(told) == 500
    assert told == sorted(told)
    assert told[-1] > 0.99


def test_formulas_are_taken_as_workers_are_free() -> None:
    given = 0

    def formulas() -> Iterator[tuple[Math, Surroundings]]:
        nonlocal given
        for number in range(1000):
            given += 1
            yield Math(number, f"{number} = {number}", False, 0, 3), Surroundings()

    next(check_formulas(formulas()))
    assert given < 100


def test_a_key_in_a_comment_longer_than_what_is_read_at_once_cites_nothing() -> None:
    hidden = "Words, as [@no] says.\n\n" * 8000
    text = f"{hidden.replace('no', 'a')}<!-- {hidden} --> and [@b]"
    assert {key.key for key in find_keys(lex(text)).cited} == {"a", "b"}
    latex = "\\section{A} \\cite{c}"
    assert {key.key for key in find_keys(lex(f"{text} {latex}")).cited} == {"c"}
