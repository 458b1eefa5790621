"""The Markdown, the page and the notebook of an export."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

import nbformat
import pytest

from jupyterlab_galactica.answer.answer import MIME_TYPE
from jupyterlab_galactica.answer.exporting.document import document_of
from jupyterlab_galactica.answer.serialize import answer_from_json
from jupyterlab_galactica.answer.verdicts import CheckReport
from jupyterlab_galactica.jupyter.options import parse_line

from ..examples import HOLDS, REFUTED, answered
from ..test_injection import _MATHS, PLACES, VECTORS, _any_html, assert_harmless
from .documents import ASKED, WATER, exported


def body_of(page: str) -> str:
    return page.split("<body>\n")[1].split("\n</body>")[0]


@pytest.mark.parametrize("name", ["talk.md", "talk.html"])
def test_everything_about_an_answer_can_be_read(name: str) -> None:
    document = exported(name, ASKED, WATER)[name]
    for told in (
        "Question 1", "at 50%", "✓ holds", "✗ refuted",
        "A. Vaswani, Attention Is All You Need, 2017.", "not verified: not found",
        "18.02 g/mol", "XLYOFNOQVPJJNP-UHFFFAOYSA-N", "A name is missing.",
        "ab" * 32, "bf16", "cd" * 32, "versions: torch", "of another kind", "Question: Is it?",
        "This answer stopped at the limit of new tokens.",
    ):  # fmt: skip
        assert told in document, told
    assert "None" not in document


def test_a_work_that_two_answers_cite_has_one_number() -> None:
    document = document_of([ASKED, WATER, ASKED])
    assert {citation.number for citation in document.checks.citations} == {1, 2}
    markdown = exported("talk.md", ASKED, ASKED)["talk.md"]
    assert markdown.count("A. Vaswani, Attention Is All You Need, 2017.") == 1


def test_every_formula_keeps_its_own_verdict() -> None:
    right = answered("$a$", CheckReport(equations=(replace(HOLDS, latex="a", math=0),)))
    wrong = answered("$b$", CheckReport(equations=(replace(REFUTED, latex="b", math=0),)))
    markdown = exported("talk.md", right, wrong, right)["talk.md"]
    assert re.findall(r"\$(\w)\$ \*\(. (\w+)\)", markdown) == [
        ("a", "holds"), ("b", "refuted"), ("a", "holds"),
    ]  # fmt: skip


def test_headings_of_an_answer_stand_below_those_of_the_document() -> None:
    markdown = exported("talk.md", answered("# One\n\n## Two\n\n###### Six"))["talk.md"]
    assert [line for line in markdown.split("\n") if line.startswith("#")] == [
        "# Question", "## Answer", "### One", "#### Two", "###### Six",
    ]  # fmt: skip


def test_an_answer_that_is_not_complete_says_so() -> None:
    growing = replace(answered("Whole.\n\nHal"), finish_reason=None)
    broken = replace(ASKED, finish_reason="error", error="The model's process ended.")
    markdown = exported("talk.md", growing, broken)["talk.md"]
    assert "This answer is not complete." in markdown
    assert "The model's process ended." in markdown


@pytest.mark.usefixtures("pandoc")
def test_pandoc_reads_the_markdown() -> None:
    markdown = exported("talk.md", ASKED, WATER)["talk.md"]
    tex = subprocess.run(
        ["pandoc", "-f", "markdown", "-t", "latex"], input=markdown, capture_output=True, text=True
    ).stdout
    assert r"\(\sin^2 x + \cos^2 x = 1\)" in tex
    assert r"\begin{longtable}" in tex
    assert "<" not in tex.replace("<-", "")


class _Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str | None] = []
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img", "link", "iframe", "object"):
            self.addresses.append(given.get("src") or given.get("href"))
        if given.get("id"):
            self.ids.append(str(given["id"]))


def test_the_page_needs_nothing_but_mathjax_and_can_be_read_without_it() -> None:
    html = exported("talk.html", ASKED, WATER, ASKED)["talk.html"]
    page = _Page(html)
    assert [str(address).split("@")[0] for address in page.addresses] == [
        "https://cdn.jsdelivr.net/npm/mathjax"
    ]
    assert len(page.ids) == len(set(page.ids)) == 2
    assert "prefers-color-scheme:dark" in html
    assert r"\[\sin 2x = 2 \sin x\]" in html
    assert "<svg" in html
    assert 'data-verdict="refuted"' in html
    assert "<title>talk</title>" in html


def test_the_notebook_is_valid_and_asks_the_same_again() -> None:
    notebook = nbformat.reads(exported("talk.ipynb", ASKED, WATER)["talk.ipynb"], as_version=4)
    nbformat.validate(notebook)
    load, asking, findings, *_ = notebook.cells
    assert load.source == "%load_ext jupyterlab_galactica"
    first_line, question = asking.source.split("\n", 1)
    assert question == ASKED.question
    options = parse_line(first_line.removeprefix("%%galactica"))
    assert (options.model, options.task, options.seed) == ("demo", "ask", 7)
    assert (options.n, options.temperature, options.top_p) == (400, 0.0, 1.0)
    (output,) = asking.outputs
    assert set(output.data) == {MIME_TYPE, "text/html", "text/markdown", "text/plain"}
    assert answer_from_json(output.data[MIME_TYPE]).to_json() == ASKED.to_json()
    assert "At $x = 1$ the left side is $0.909$" in findings.source
    assert "ab" * 32 in findings.source


@pytest.mark.parametrize("model", ["--raw", "a\nb", "a\x85b", "", 5.5, None, ["x"]])
def test_a_model_that_is_no_name_is_not_written_into_a_cell(model: object) -> None:
    answer = answered("x", provenance={"model": model, "seed": True, "new_tokens": "1;\n%rm x"})
    notebook = json.loads(exported("talk.ipynb", answer)["talk.ipynb"])
    first_line = notebook["cells"][1]["source"].split("\n")[0]
    assert first_line in ("%%galactica", "%%galactica 5.5")


def test_a_name_with_blanks_is_quoted() -> None:
    answer = answered("x", provenance={"model": "my models/x"})
    source = json.loads(exported("talk.ipynb", answer)["talk.ipynb"])["cells"][1]["source"]
    assert source.startswith("%%galactica 'my models/x'\n")


@pytest.mark.parametrize("place", PLACES)
def test_hostile_text_becomes_no_markup_in_any_form(place: str) -> None:
    start = list(PLACES).index(place) % 4
    answers = [PLACES[place](vector) for vector in VECTORS[start::4]]
    assert_harmless(body_of(exported("talk.html", *answers)["talk.html"]))
    markdown = exported("talk.md", *answers)["talk.md"]
    assert_harmless(_any_html().render(_MATHS.sub("x", markdown)))
    notebook = json.loads(exported("talk.ipynb", *answers[::5])["talk.ipynb"])
    nbformat.validate(notebook)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            assert_harmless(_any_html().render(_MATHS.sub("x", cell["source"])))


def test_the_title_of_the_page_is_text() -> None:
    html = exported("<script>x.html", WATER)["<script>x.html"]
    assert "<title>&lt;script&gt;x</title>" in html
