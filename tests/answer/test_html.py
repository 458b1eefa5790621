from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.blocks import Block, Code
from jupyterlab_galactica.answer.html import answer_to_html
from jupyterlab_galactica.answer.verdicts import CheckReport, Verdict

from .examples import FOUND, FULL, HOLDS, REFUTED, answered


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


def test_only_formulas_are_left_to_mathjax() -> None:
    html = answer_to_html(answered("Of $5 and $6, $x$ is left."))
    container, *rest = Page(html).with_attribute("class")
    assert {"mathjax_ignore", "tex2jax_ignore"} <= set((container["class"] or "").split())
    processed = '<span class="g-formula mathjax_process tex2jax_process">'
    assert html.count(processed) == 1
    assert processed + r"\(x\)</span>" in html
    assert len(rest) >= 1


def test_an_environment_takes_no_delimiters() -> None:
    html = answer_to_html(answered("\\begin{align}\na &= b\n\\end{align}"))
    assert ">\\begin{align}\na &amp;= b\n\\end{align}</span>" in html


def test_a_formula_that_cannot_be_typeset_is_shown_as_source_with_the_reason() -> None:
    html = answer_to_html(answered(r"So $\frac{a$ holds."))
    assert r"<code>\frac{a</code>" in html
    assert "cannot be typeset: it breaks off before { is closed" in Page(html).text
    assert "mathjax_process" not in html


def test_a_per_cent_sign_hides_nothing_of_a_formula() -> None:
    assert r"\(5\% of x\)" in answer_to_html(answered("$5% of x$"))


def test_code_has_the_colours_of_its_language() -> None:
    html = answer_to_html(answered("```python\ndef f():\n\treturn 'x'  # y\n```"))
    assert '<span class="g-code-keyword">def</span>' in html
    assert "def f():\n\treturn 'x'  # y" in Page(html).text


@pytest.mark.parametrize("language", ["", "no-such-language", "python"])
def test_no_colour_changes_a_character(language: str) -> None:
    code = "\n\n  a\t\r<b>&amp;\0"
    block = Block(0, "code", 0, "", (Code(0, language, code, 0, 0),))
    html = answer_to_html(Answer(question="", text="", blocks=(block,)))
    assert Page(html).text == code


def test_a_paragraph_is_read_in_the_direction_of_its_text() -> None:
    html = answer_to_html(answered("שלום $x$\n\n- עולם"))
    assert '<p dir="auto">שלום' in html
    assert '<li dir="auto">עולם' in html


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
        ("doubtful", "! doubtful"),
        ("law", "§ law"),
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


def test_where_an_equation_holds_which_law_it_is_and_what_differs_is_told_on_hovering() -> None:
    check = replace(
        HOLDS,
        domain="x > 0",
        law="Ohm's law",
        law_note="Ohm's law is $V = I R$; here a sign is different.",
        dimensions="inconsistent",
        dimension_reason="V is in volts, I in amperes",
    )
    page = answer_to_html(answered("$x = 1$", CheckReport(equations=(check,))))
    assert "It holds where x &gt; 0." in page
    assert "Ohm&#x27;s law is V = I R; here a sign is different." in page
    assert "The dimensions do not agree: V is in volts, I in amperes." in page


def test_what_is_accused_is_told_below_the_text_with_its_formulas_typeset() -> None:
    doubtful = replace(
        REFUTED, math=0, verdict="doubtful", reason="Does not follow from $a = 1$.",
        repair="b = 2",
    )  # fmt: skip
    page = Page(answer_to_html(answered("$b = 3$", CheckReport(equations=(doubtful, HOLDS)))))
    told = page.text.partition("! doubtful: ")[2]
    assert told.startswith(r"Does not follow from \(a = 1\). At \(x = 1\) the left side")
    assert r"Did you mean \(b = 2\)?" in told
    assert "An identity." not in page.text


def test_a_formula_in_a_reason_that_cannot_be_typeset_is_shown_as_it_stands() -> None:
    check = replace(REFUTED, math=0, reason="Differs from $x^a^b$.")
    html = answer_to_html(answered("$b = 3$", CheckReport(equations=(check,))))
    assert "<code>x^a^b</code>" in html


def test_citations_are_numbered_and_linked_to_the_list() -> None:
    page = Page(answer_to_html(FULL))
    markers = [a for tag, a in page.elements if tag == "a" and "data-citation-status" in a]
    entries = [a for tag, a in page.elements if tag == "li" and "data-citation-status" in a]
    assert [a["href"] for a in markers] == [f"#{a['id']}" for a in entries]
    assert [a["data-citation-status"] for a in entries] == ["found", "not-found"]


def test_only_what_was_not_found_is_marked_as_not_verified() -> None:
    text = Page(answer_to_html(FULL)).text
    assert "A. Vaswani, Attention Is All You Need, 2017." in text
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
    assert "stopped at the limit of new tokens · equations: 1 refuted, 1 holds · demo" in text
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
    assert "✗ invalid: No such atom" in page.text


def test_a_reference_that_was_found_says_so_as_the_others_say_what_they_are() -> None:
    found, missing = re.findall(r"<li [^>]*data-citation-status.*?</li>", FULL.to_html())
    assert '<span class="g-note">(found as vaswani2017attention)</span>' in found
    assert '<span class="g-wrong">(not verified: not found' in missing
