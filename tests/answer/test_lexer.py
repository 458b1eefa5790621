from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_galactica.answer import lexer as lexer_module
from jupyterlab_galactica.answer import spans as spans_module
from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.blocks import Block, CitationRef, Code, Math, Molecule, nodes_in
from jupyterlab_galactica.answer.lexer import Lexer, lex

from .cases import read_cases, tree_of
from .marks import MARKS, texts
from .sketch import sketch

CASES = read_cases()


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_text_becomes_the_blocks_a_reader_expects(case: dict[str, Any]) -> None:
    assert sketch(lex(case["text"])) == case["blocks"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_trees_the_lab_is_tested_with_are_those_it_gets(case: dict[str, Any]) -> None:
    assert tree_of(case["text"]) == case["tree"], "renew with: python -m tests.answer.cases"


def fed(pieces: list[str]) -> tuple[Block, ...]:
    lexer = Lexer()
    blocks = [block for piece in pieces for block in lexer.feed(piece)]
    return (*blocks, *lexer.finish())


@given(texts)
def test_characters_one_by_one_give_the_blocks_of_the_whole(text: str) -> None:
    assert fed(list(text)) == lex(text)


@given(texts, st.lists(st.integers(0, 100)))
def test_any_pieces_give_the_blocks_of_the_whole(text: str, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[a:b] for a, b in pairwise(edges)]
    assert fed(pieces) == lex(text)


@given(texts)
def test_no_character_is_lost_and_every_block_says_where_it_stands(text: str) -> None:
    blocks = lex(text)
    assert "".join(block.source for block in blocks) == text
    start = 0
    for index, block in enumerate(blocks):
        assert (block.index, block.start) == (index, start)
        start += len(block.source)


@given(texts)
def test_closed_blocks_and_tail_are_the_text_so_far(text: str) -> None:
    lexer, closed = Lexer(), ""
    for end, character in enumerate(text, start=1):
        closed += "".join(block.source for block in lexer.feed(character))
        assert closed + lexer.tail == text[:end]
    lexer.finish()
    assert lexer.tail == ""


@given(texts)
def test_nodes_are_numbered_in_order_and_say_where_they_stand(text: str) -> None:
    blocks = lex(text)
    for kind in (Math, CitationRef, Molecule, Code):
        assert [node.id for node in nodes_in(blocks, kind)] == list(
            range(len(list(nodes_in(blocks, kind))))
        )
    for math in nodes_in(blocks, Math):
        # Quote marks are taken out of a formula, and an unclosed environment is closed.
        assert text[math.start : math.end] == math.latex or ">" in text or "begin" in math.latex


WORDS = [f"word{number}" for number in range(12)]
QUIET_MARKS = [mark for mark in MARKS if not any(c in mark for c in "`~|(\0")]


@given(st.lists(st.sampled_from(QUIET_MARKS), min_size=12, max_size=12))
def test_every_word_is_shown_whatever_stands_around_it(marks: list[str]) -> None:
    text = "".join(f"{mark} {word} " for mark, word in zip(marks, WORDS, strict=True))
    shown = Answer(question="", text=text, blocks=lex(text)).to_html()
    assert [word for word in WORDS if word not in shown] == []


def test_a_display_formula_closes_while_its_paragraph_goes_on() -> None:
    lexer = Lexer()
    lexer.feed("We have \\[x = 1\\]")
    closed = lexer.feed(" and")
    assert sketch(closed) == ["prose <p>We have</p>", "math ⟨display x = 1⟩"]
    assert lexer.tail == " and"


def test_a_list_item_closes_when_the_next_begins() -> None:
    lexer = Lexer()
    lexer.feed("- one\n")
    assert sketch(lexer.feed("- t")) == ["prose <ul><li>one</li></ul>"]
    assert lexer.tail == "- t"


def test_ids_go_on_behind_a_work_block() -> None:
    blocks = lex("\\(a\\)\n<work>\\(b\\)</work>\n\\(c\\)")
    assert [(math.id, math.latex) for math in nodes_in(blocks, Math)] == [
        (0, "a"), (1, "b"), (2, "c"),
    ]  # fmt: skip


def test_equal_blocks_have_equal_hashes() -> None:
    assert hash(lex("a $x$")[0]) == hash(lex("a $x$")[0])
    assert len({*lex("a\n\na\n\n"), *lex("a\n\na\n\n")}) == 2


HARD = {
    "dollars": "$a ",
    "currency": " $5",
    "double dollars": "$$ a ",
    "backticks": "` a ",
    "growing backticks": " ".join("`" * length for length in range(1, 60)) + " ",
    "falling backticks": " ".join("`" * length + "a" for length in range(60, 0, -1)) + " ",
    "open citations": "[START_REF] x\n",
    "open superscripts": "[START_SUP]",
    "open displays": "\\[ a\n\n",
    "openers in boxes": "\\[\n\n\\text{\\[}",
    "dollars in boxes": "$\\text{$}",
    "open environments": "\\begin{gather}x\n\n\\begin{align} a\n\n",
    "nested quotes": "> " * 200 + "a\n",
    "nested lists": "- - ",
    "open work": "<work>",
    "open fences": "````\n```\n",
    "emphasis": "*a **b ",
    "brackets": "[a](",
    "images": "![",
    "backslashes": "\\",
    "private use": "\ue0001\ue001",
    "blank lines": " \n",
    "spaces": " ",
    "deep lists": "".join(" " * depth + "- a\n" for depth in range(100)),
}


@pytest.mark.parametrize("unit", HARD.values(), ids=HARD.keys())
def test_hard_texts_of_200_kilobytes_are_read_and_drawn(unit: str) -> None:
    text = (unit * (200_000 // len(unit) + 1))[:200_000]
    blocks = lex(text)
    assert "".join(block.source for block in blocks) == text
    assert Answer(question="", text=text, blocks=blocks).to_html().endswith("</div>")


@pytest.mark.parametrize("unit", HARD.values(), ids=HARD.keys())
def test_work_grows_with_the_length_of_a_streamed_text(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice the text must not cost four times the marks read."""
    calls = 0
    next_token = spans_module.next_token

    def counted(text: str, start: int, final: bool) -> object:
        nonlocal calls
        calls += 1
        return next_token(text, start, final)

    monkeypatch.setattr(spans_module, "next_token", counted)
    monkeypatch.setattr(lexer_module, "next_token", counted)

    def marks_read(length: int) -> int:
        nonlocal calls
        calls = 0
        text = (unit * (length // len(unit) + 1))[:length]
        fed([text[at : at + 3] for at in range(0, length, 3)])
        return calls

    once = marks_read(8_000)
    assert marks_read(16_000) <= 2.5 * once + 100


def test_brackets_deeper_than_any_link_are_shown_as_they_stand() -> None:
    deep = "[" * 61 + " **a** " + "](b)" * 61
    assert sketch(lex(deep)) == [f"prose <p>{deep}</p>"]
    [block] = lex("[" * 60 + " **a** " + "]" * 60)
    assert "strong" in str(block.nodes)
