"""Hostile text in every place a string can stand, in every form an answer has."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.blocks import (
    Block,
    CitationRef,
    Code,
    Element,
    Math,
    Molecule,
    Node,
    Sequence,
    Tag,
    Text,
    Work,
)
from jupyterlab_galactica.answer.latex_commands import (
    ENVIRONMENTS,
    ONE_ARGUMENT,
    SYMBOLS,
    TEXT_BOXES,
    TWO_ARGUMENTS,
)
from jupyterlab_galactica.answer.verdicts import (
    CheckReport,
    CodeCheck,
    Counterexample,
    MoleculeCheck,
    SequenceCheck,
)

from .examples import FOUND, HOLDS, NOT_FOUND, REFUTED, answered
from .marks import texts

_FILE = Path(__file__).with_name("injection_vectors.json")
VECTORS = [vector for group in json.loads(_FILE.read_text("utf-8")).values() for vector in group]

# Where a text of the model can stand, as the model would write it there.
WRITTEN: dict[str, str] = {
    "prose": "Before {} after\n\n{}",
    "heading": "# {}",
    "list item": "- {}\n- x",
    "quote": "> {}",
    "table cell": "| a | b |\n|---|---|\n| {} | x |",
    "emphasis": "**{}**",
    "link address": "[x]({})",
    "link in angle brackets": "<{}>",
    "link text": "[{}](https://a.example)",
    "link title": '[x](https://a.example "{}")',
    "image": "![{}](https://a.example/{})",
    "inline code": "`{}`",
    "code": "```python\n{}\n```",
    "language of code": "```{}\nx\n```",
    "inline dollars": "${}$",
    "inline formula": r"\({}\)",
    "display": r"\[{}\]",
    "display dollars": "$$\n{}\n$$",
    "environment": "\\begin{{align}}\n{}\n\\end{{align}}",
    "text in a formula": r"\(\text{{{}}}\)",
    "citation": "[START_REF] {}[END_REF]",
    "molecule": "[START_SMILES]{}[END_SMILES]",
    "isomeric molecule": "[START_I_SMILES]{}[END_I_SMILES]",
    "dna": "[START_DNA]{}[END_DNA]",
    "protein": "[START_AMINO]{}[END_AMINO]",
    "superscript": "x[START_SUP]{}[END_SUP]",
    "subscript": "x[START_SUB]{}[END_SUB]",
    "work": "<work>{}</work>",
    "behind an open formula": r"\[ x {}",
}


def written(place: str) -> Callable[[str], Answer]:
    return lambda vector: answered(WRITTEN[place].format(*[vector] * WRITTEN[place].count("{}")))


SHORT = answered(
    "$a = b$ $c$ [START_REF] A, B[END_REF] [START_REF] C[END_REF] [START_SMILES]C[END_SMILES]"
    "\n\n```python\nx\n```"
)


def of_nodes(*nodes: Node) -> Answer:
    """An answer as a notebook's JSON might bring it, past the lexer."""
    return Answer(question="", text="", blocks=(Block(0, "prose", 0, "", nodes),))


def with_checks(**checks: object) -> Answer:
    return replace(SHORT, checks=replace(CheckReport(), **checks))  # type: ignore[arg-type]


PLACES: dict[str, Callable[[str], Answer]] = {
    **{place: written(place) for place in WRITTEN},
    "tail": lambda v: Answer(question="", text=v, tail=v),
    "question": lambda v: replace(SHORT, question=v),
    "status": lambda v: replace(SHORT, status=v, finish_reason=None),
    "error": lambda v: replace(SHORT, error=v, finish_reason="error"),
    "provenance": lambda v: replace(
        SHORT, provenance={"model": v, "notice": v, "tries": v, "dropped": v, v: v}
    ),
    "equation checks": lambda v: with_checks(
        equations=(
            replace(HOLDS, reason=v, latex=v, solutions=v),
            replace(REFUTED, reason=v, counterexample=Counterexample({v: v}, v, v)),
        )
    ),
    "bibliography entry": lambda v: with_checks(
        citations=(
            replace(FOUND, key=v, entry=dict.fromkeys(
                ("title", "author", "year", "journal", "doi", "url", "note"), v)),
        )
    ),
    "citation fields": lambda v: with_checks(
        citations=(replace(NOT_FOUND, title=v, author=v, reason=v, text=v, candidates=(v,)),)
    ),
    "molecule check": lambda v: with_checks(
        molecules=(
            MoleculeCheck(smiles=v, status="invalid", reason=v),
            MoleculeCheck(smiles=v, status="valid", reason=v, formula=v, inchikey=v, svg=v),
        )
    ),
    "sequence check": lambda v: with_checks(
        sequences=(SequenceCheck(kind="dna", status="invalid", reason=v, length=1),)
    ),
    "code check": lambda v: with_checks(
        code=(CodeCheck(language=v, status="invalid", reason=v),)
    ),
    "node of text": lambda v: of_nodes(Text(v), Element("p", (Text(v),))),
    "node of a formula": lambda v: of_nodes(Math(0, v, True, 0, 0), Math(1, v, False, 0, 0)),
    "node of a citation": lambda v: of_nodes(CitationRef(0, v, 0, 0)),
    "node of a molecule": lambda v: of_nodes(
        Molecule(0, v, False, 0, 0), Sequence("dna", v, 0, 0)
    ),
    "node of code": lambda v: of_nodes(Code(0, v, v, 0, 0)),
    "attributes of a node": lambda v: of_nodes(
        Element("p", (Text("x"),), {"onclick": v, "style": v, "align": v, v: v}),
        Element("a", (Text("x"),), {"href": v}),
        Element("ol", (), {"start": v}) if v.isdecimal() else Text(v),
    ),
    "node of work": lambda v: of_nodes(Work((Block(0, "prose", 0, v, (Text(v),)),))),
}  # fmt: skip

OURS = {"div", "span", "style", "details", "summary", "pre"}
ALLOWED_TAGS = OURS | set(get_args(Tag))
ALLOWED_ATTRIBUTES = {
    "class", "style", "title", "id", "value", "href", "rel", "target", "start", "role", "dir",
    "tabindex", "aria-hidden", "data-verdict", "data-citation-status", "data-language",
}  # fmt: skip
ALLOWED_STYLES = {None, "text-align:left", "text-align:right", "text-align:center"}


class _Elements(HTMLParser):
    """The elements a browser would make, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def assert_harmless(html: str) -> None:
    page = _Elements(html)
    assert page.open == []
    for tag, attrs in page.elements:
        assert tag in ALLOWED_TAGS
        assert set(attrs) <= ALLOWED_ATTRIBUTES
        assert (attrs.get("href") or "#").startswith(("#", "http://", "https://", "mailto:"))
        assert attrs.get("style") in ALLOWED_STYLES


@cache
def _any_html() -> MarkdownIt:
    """A Markdown reader that lets all HTML and every link through."""
    reader = MarkdownIt("commonmark", {"html": True, "xhtmlOut": False}).enable(
        ["table", "strikethrough"]
    )
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader


_MATHS = re.compile(r"\$\$[^$]*\$\$|\$[^$\n]+\$")
_VERBATIM = re.compile(r"\\begin\{verbatim\}.*?\\end\{verbatim\}", re.DOTALL)
_CONTROLS = re.compile(r"[\0-\x08\x0b-\x1f\x7f-\x9f]")


# What the writers of LaTeX write themselves around the text and the formulas of an answer.
_WRITTEN_ENVIRONMENTS = {
    "quote", "itemize", "enumerate", "center", "tabular", "thebibliography", "document",
}  # fmt: skip
_WRITTEN_COMMANDS = {
    "allowbreak", "bibitem", "bibliography", "bibliographystyle", "cite", "displaystyle", "emph",
    "footnotesize", "hline", "hrulefill", "href", "item", "leavevmode", "linewidth", "newline",
    "noindent", "paragraph", "par", "raggedright", "section", "small", "subsection",
    "subsubsection", "textasciicircum", "textasciitilde", "textbackslash", "textbar", "textbf",
    "textgreater", "textless", "textquotedbl", "textsubscript", "textsuperscript", "texttt",
    "ttfamily", "left", "right", "middle", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "bigm",
    "Bigl", "Bigr", "Bigm", "biggl", "biggr", "biggm", "Biggl", "Biggr", "Biggm", "limits",
    "nolimits", "hspace", "mspace", "tag",
}  # fmt: skip
_DRAWS = _WRITTEN_COMMANDS | SYMBOLS | ONE_ARGUMENT | TWO_ARGUMENTS | TEXT_BOXES
_LATEX_TOKEN = re.compile(r"\\(?:(?:begin|end)\{([^{}]*)\}|([A-Za-z]+)|.)|(\^\^)", re.DOTALL)


def assert_only_draws(latex: str) -> None:
    """Every command and environment is known; none is named by the numbers of its characters."""
    latex = _VERBATIM.sub("", latex)
    for environment, command, by_number in (t.groups() for t in _LATEX_TOKEN.finditer(latex)):
        assert not by_number
        assert environment is None or environment in _WRITTEN_ENVIRONMENTS | ENVIRONMENTS
        assert command is None or command in _DRAWS
    assert not re.search(r"\\href\{(?!https?:|mailto:)", latex)


@cache
def over_all_vectors(place: str) -> list[Answer]:
    return [PLACES[place](vector) for vector in VECTORS]


def test_there_are_at_least_a_hundred_vectors() -> None:
    assert len(set(VECTORS)) >= 100


@pytest.mark.parametrize("place", PLACES)
def test_nothing_becomes_markup_in_html(place: str) -> None:
    for answer in over_all_vectors(place):
        assert_harmless(answer.to_html())


@pytest.mark.parametrize("place", PLACES)
def test_nothing_becomes_markup_or_an_unsafe_link_in_markdown(place: str) -> None:
    for answer in over_all_vectors(place):
        markdown = answer.to_markdown()
        assert_harmless(_any_html().render(_MATHS.sub("x", markdown)))
        if _MATHS.search(markdown):  # a reader that knows no maths
            assert_harmless(_any_html().render(markdown))


@pytest.mark.parametrize("place", PLACES)
def test_nothing_becomes_a_command_that_reaches_out_in_latex(place: str) -> None:
    for answer in over_all_vectors(place):
        assert_only_draws(answer.to_latex())


@pytest.mark.parametrize("place", PLACES)
def test_nothing_commands_a_terminal(place: str) -> None:
    for answer in over_all_vectors(place):
        assert _CONTROLS.search(answer.to_text()) is None


@given(texts)
def test_whatever_is_generated_is_harmless_and_well_formed(text: str) -> None:
    assert_harmless(answered(text).to_html())


def test_text_of_the_vectors_is_shown_and_not_dropped() -> None:
    for vector in ("<script>alert(1)</script>", '" onmouseover="alert(1)', "}*{display:none}"):
        shown = answered(f"Before {vector} after").to_text()
        assert vector in shown
