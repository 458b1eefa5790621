from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import get_args

import pytest
from hypothesis import given

from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.blocks import Block, Code, Element, Molecule, Sequence, Tag, Text
from jupyterlab_galactica.answer.html import answer_to_html
from jupyterlab_galactica.answer.verdicts import (
    CheckReport,
    CodeCheck,
    Counterexample,
    MoleculeCheck,
    Verdict,
)

from .examples import FOUND, FULL, HOLDS, NOT_FOUND, REFUTED, answered
from .marks import texts

OURS = {"div", "span", "style", "details", "summary", "pre"}
ALLOWED_TAGS = OURS | set(get_args(Tag))
ALLOWED_ATTRIBUTES = {
    "class", "style", "title", "id", "value", "href", "rel", "target", "start", "role",
    "data-verdict", "data-citation-status", "data-language",
}  # fmt: skip


class Page(HTMLParser):
    """What a browser would find: elements with attributes, and the text outside them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data

    def with_attribute(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.elements if name in attrs]


def assert_harmless(html: str) -> None:
    page = Page(html)
    assert page.open == []
    for tag, attrs in page.elements:
        assert tag in ALLOWED_TAGS
        assert set(attrs) <= ALLOWED_ATTRIBUTES
        href = attrs.get("href") or "#"
        assert href.startswith(("#", "http://", "https://", "mailto:"))
        assert attrs.get("style") in (None, "text-align:left", "text-align:right",
                                      "text-align:center")  # fmt: skip


VECTORS = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    '"><iframe src=javascript:alert(1)>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](//evil.example)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x](https://a.example/"onerror="alert(1))',
    '[x](https://a.example/"onclick="alert(1))',
    "[x](https://a.example '\" onclick=alert(1)')",
    r"\(\href{javascript:alert(1)}{x}\)",
    r"\[\href{javascript:alert(1)}{x}\]",
    r"$\style{position:fixed}{x}$",
    r"$\class{jp-Button}{x}$",
    r"$\cssId{main}{x}$",
    r"$\require{html}x$",
    r"$\def\frac#1{x}$",
    r"$\bbox[background:url(http://a.example)]{x}$",
    r"$</span><script>alert(1)</script>$",
    r"\(x\) \) <b onclick=alert(1)> \(",
    "`</code><script>alert(1)</script>`",
    '```"onload=alert(1)\nx\n```',
    "```<script>\n</code></pre><script>alert(1)</script>\n```",
    '[START_REF] <script>alert(1)</script>, "onclick=x[END_REF]',
    '[START_SMILES]C"onclick="alert(1)"<script>[END_SMILES]',
    "[START_DNA]</span><script>alert(1)</script>[END_DNA]",
    "[START_SUP]<script>alert(1)</script>[END_SUP]",
    "<work></details><script>alert(1)</script></work>",
    '| <script> | a |\n|---|---|\n| <img onerror=x> | "onclick=" |',
    "# <script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "\0<scr\0ipt>alert(1)</script>",
]


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_generated_becomes_markup(vector: str) -> None:
    assert_harmless(answer_to_html(answered(f"Before {vector} after\n\n{vector}")))
    assert_harmless(answer_to_html(Answer(question="", text=vector, tail=vector)))


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_in_checks_or_provenance_becomes_markup(vector: str) -> None:
    hostile = replace(
        FULL,
        checks=CheckReport(
            equations=(
                replace(HOLDS, reason=vector, latex=vector, solutions=vector),
                replace(
                    REFUTED, reason=vector,
                    counterexample=Counterexample({vector: vector}, vector, vector),
                ),
            ),
            citations=(
                replace(FOUND, entry={"title": vector, "author": vector, "url": vector}),
                replace(NOT_FOUND, title=vector, author=vector, reason=vector, text=vector),
            ),
            molecules=(MoleculeCheck(smiles=vector, status="invalid", reason=vector),),
            code=(CodeCheck(language=vector, status="invalid", reason=vector),),
        ),
        question=vector,
        status=vector,
        error=vector,
        provenance={"model": vector, "notice": vector},
    )  # fmt: skip
    assert_harmless(answer_to_html(hostile))


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_in_a_block_becomes_markup(vector: str) -> None:
    """Blocks may come from a notebook's JSON as well as from the lexer."""
    nodes = (
        Code(0, vector, vector, 0, 0),
        Molecule(0, vector, False, 0, 0),
        Sequence("dna", vector, 0, 0),
        Element("p", (Text(vector),), {"onclick": vector, "style": vector, "align": vector}),
        Element("a", (Text(vector),), {"href": vector}),
        Element("ol", (), {"start": vector}),
    )
    block = Block(0, "prose", 0, vector, nodes)
    assert_harmless(answer_to_html(Answer(question="", text=vector, blocks=(block,))))


@given(texts)
def test_whatever_is_generated_is_harmless_and_well_formed(text: str) -> None:
    assert_harmless(answer_to_html(answered(text)))


def test_only_formulas_are_left_to_mathjax() -> None:
    html = answer_to_html(answered("Of $5 and $6, $x$ is left."))
    container, *rest = Page(html).with_attribute("class")
    assert {"mathjax_ignore", "tex2jax_ignore"} <= set((container["class"] or "").split())
    processed = '<span class="mathjax_process tex2jax_process">'
    assert html.count(processed) == 1
    assert processed + r"\(x\)</span>" in html
    assert len(rest) >= 1


def test_an_environment_takes_no_delimiters() -> None:
    html = answer_to_html(answered("\\begin{align}\na &= b\n\\end{align}"))
    assert ">\\begin{align}\na &amp;= b\n\\end{align}</span>" in html


def test_a_formula_carries_the_worst_verdict_of_its_equations() -> None:
    wrong = replace(REFUTED, math=0)
    html = answer_to_html(answered(r"\[a = b = c\]", CheckReport(equations=(HOLDS, wrong))))
    (formula,) = Page(html).with_attribute("data-verdict")
    assert formula["data-verdict"] == "refuted"
    assert "✗ refuted" in Page(html).text


@pytest.mark.parametrize(
    ("verdict", "badge"),
    [
        ("holds", "✓ holds"),
        ("refuted", "✗ refuted"),
        ("conditional", "~ conditional"),
        ("definition", "≔ definition"),
        ("unparsed", "? not parsed"),
        ("timeout", "⏱ timed out"),
        ("unsupported", "– not checked"),
    ],
)
def test_every_verdict_has_a_glyph_and_a_word(verdict: Verdict, badge: str) -> None:
    check = replace(HOLDS, verdict=verdict)
    page = Page(answer_to_html(answered("$x = x$", CheckReport(equations=(check,)))))
    assert badge in page.text


def test_hovering_over_a_badge_tells_the_counterexample() -> None:
    report = CheckReport(equations=(replace(REFUTED, math=0),))
    page = Page(answer_to_html(answered(r"$\sin 2x = 2 \sin x$", report)))
    titles = [attrs["title"] for attrs in page.with_attribute("title")]
    assert titles == [
        "✗ refuted: Not an identity. At x = 1 the left side is 0.909, the right side 1.683."
    ]


def test_dimensions_that_differ_are_said_on_the_badge() -> None:
    check = replace(HOLDS, verdict="definition", dimensions="inconsistent")
    page = Page(answer_to_html(answered("$F = v$", CheckReport(equations=(check,)))))
    assert "≔ definition, dimensions differ" in page.text


def test_citations_are_numbered_and_linked_to_the_list() -> None:
    page = Page(answer_to_html(FULL))
    markers = [a for tag, a in page.elements if tag == "a" and "data-citation-status" in a]
    entries = [a for tag, a in page.elements if tag == "li" and "data-citation-status" in a]
    assert [a["href"] for a in markers] == [f"#{a['id']}" for a in entries]
    assert [a["data-citation-status"] for a in entries] == ["found", "not-found"]


def test_only_what_was_not_found_is_marked_as_not_verified() -> None:
    text = Page(answer_to_html(FULL)).text
    assert "Vaswani, A., Attention Is All You Need, 2017" in text
    assert text.count("not verified") == 1
    unchecked = replace(FOUND, status="unchecked", entry=None)
    report = CheckReport(citations=(unchecked,))
    text = Page(answer_to_html(answered("[START_REF] A, B[END_REF]", report))).text
    assert text.count("not verified") == 1


def test_a_citation_not_looked_up_yet_shows_what_was_generated() -> None:
    html = answer_to_html(answered("[START_REF] A Title, Author[END_REF]"))
    assert "[A Title, Author]" in Page(html).text


def test_ids_are_unique_and_the_same_each_time() -> None:
    once, again = answer_to_html(FULL), answer_to_html(FULL)
    other = answer_to_html(replace(FULL, question="Another?"))
    ids = [attrs["id"] for attrs in Page(once).with_attribute("id")]
    assert once == again
    assert len(ids) == len(set(ids)) == 2
    assert not set(ids) & {attrs["id"] for attrs in Page(other).with_attribute("id")}


def test_two_citations_of_one_work_make_one_entry() -> None:
    report = CheckReport(citations=(replace(FOUND, refs=(0, 1)),))
    text = "[START_REF] A, B[END_REF] and [START_REF] A, B[END_REF]"
    page = Page(answer_to_html(answered(text, report)))
    assert page.text.count("[1]") == 2
    assert sum(tag == "li" for tag, _ in page.elements) == 1


def test_a_growing_answer_shows_its_tail_as_plain_text_and_its_status() -> None:
    growing = Answer(
        question="q", text="Let $x", tail="Let $x", status="Generating <1>", finish_reason=None
    )
    page = Page(answer_to_html(growing))
    assert "Let $x" in page.text
    assert "Generating <1>" in page.text
    assert not page.with_attribute("data-verdict")


def test_the_footer_says_how_the_answer_ended_and_what_it_cost() -> None:
    text = Page(answer_to_html(FULL)).text
    assert "stopped at the limit of new tokens · equations: 1 holds, 1 refuted · demo" in text
    assert "120 tokens · 31.2 tokens/s" in text
    assert "A demonstration." in text


def test_an_answer_that_broke_off_keeps_its_text_and_says_why() -> None:
    broken = answered("Half an", finish_reason="error", error="The worker died; ask again.")
    text = Page(answer_to_html(broken)).text
    assert "Half an" in text
    assert "The worker died; ask again." in text


def test_work_folds_and_what_is_wrong_with_code_and_molecules_is_said() -> None:
    page = Page(answer_to_html(FULL))
    assert "details" in {tag for tag, _ in page.elements}
    assert "✗ line 1: A name is missing." in page.text
    assert "✗ invalid: No such atom." in page.text
